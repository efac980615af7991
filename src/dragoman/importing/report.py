"""What an import has done, to read and as data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from dragoman.importing.importing import Imported
from dragoman.views.highlight import plain

# More rows that cannot be read than these are counted, not listed.
_MOST_SHOWN = 20


def imported_lines(done: Imported, db: str) -> Iterator[str]:
    """The closing summary: every file and row that could not be read, then the counts."""
    for path, reason in done.failed:
        yield f"Failed: {plain(path)}: {plain(reason)}"
    for row in done.rejected[:_MOST_SHOWN]:
        yield f"Not read: {plain(row.path)}, line {row.line}: {plain(row.reason)}"
    if done.rejected_count > _MOST_SHOWN:
        yield f"Not read: {done.rejected_count - _MOST_SHOWN:,} more rows."
    for reason, number in done.left_out.items():
        yield f"Left out {number:,} rows: {reason}."
    yield (
        f"Rows: {done.rows:,}. New mentions: {done.mentions:,} in {done.stories:,} stories"
        f"{f'; {done.known:,} stories stored already' if done.known else ''}."
    )
    yield f"Events in {db}: {done.events:,}."


def imported_data(done: Imported) -> dict[str, Any]:
    """The same as JSON's types."""
    failed = [{"path": path, "reason": reason} for path, reason in done.failed]
    return asdict(done) | {"failed": failed, "left_out": dict(done.left_out)}
