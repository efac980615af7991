"""Whether a dataset opens and is current."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from dragoman.doctor.findings import Finding
from dragoman.errors import StoreError
from dragoman.store import Dataset

_COUNTS = """
SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM events),
       (SELECT count(*) FROM articles WHERE status = 'failed')
"""


def dataset(path: Path) -> Iterator[Finding]:
    """What is in it, which articles failed, and whether its events are those of its mentions."""
    try:
        with Dataset(path, read_only=True) as opened:
            articles, events, failed = opened.query(_COUNTS).fetchall()[0]
            current = opened.events_are_current()
    except StoreError as error:
        # The message says what to do.
        yield Finding("dataset", "bad", str(error))
        return
    yield Finding("dataset", "good", f"{path}: {articles:,} articles, {events:,} events")
    if not current:
        again = f"run `dragoman code INPUT... --db {path}`, which merges the whole"
        yield Finding("events", "note", "merged in part only since the last change", again)
    if failed:
        why = f"their reasons are in {path}, table articles, column error; mend them and code again"
        yield Finding("articles", "note", f"{failed:,} could not be read", why)
