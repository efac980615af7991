"""The log of corrections, as text and as data."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dragoman.store import Dataset

_DONE = {"change": "changed", "confirm": "confirmed", "reject": "rejected"}
_INDENT = " " * 6


def read_corrections(dataset: Dataset) -> list[dict[str, Any]]:
    """The log, the latest first, with what is kept as JSON read."""
    log = dataset.corrections()
    rows = [dict(zip(log.columns, row, strict=True)) for row in log.fetchall()]
    for row in rows:
        row["changes"] = json.loads(row["changes"])
        for about in row["mentions"]:
            about |= {name: json.loads(about[name]) for name in ("changes", "previous")}
    return rows


def corrections_data(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows with times, which are UTC, as ISO 8601 text."""
    times = ("made_at", "undone_at")
    return [
        row | {name: f"{row[name].isoformat(timespec='seconds')}Z" for name in times if row[name]}
        for row in rows
    ]


def corrections_lines(rows: Iterable[dict[str, Any]]) -> Iterator[str]:
    """Who put what right, when and why, with the sentences."""
    for row in rows:
        made = f"{row['made_at']:%Y-%m-%d %H:%M}"
        yield f"{row['correction_id']:>4}  {made}  {row['made_by']} {_what(row)}"
        if row["reason"]:
            yield f"{_INDENT}because: {row['reason']}"
        if row["undone_at"]:
            yield f"{_INDENT}undone by {row['undone_by']}, {row['undone_at']:%Y-%m-%d %H:%M}"
        for about in row["mentions"]:
            if row["kind"] != "split" or about["part"] == 0:
                sentence = f"“{about['sentence']}”" if about["sentence"] else "(coded no longer)"
                yield f"{_INDENT}{sentence}{_changes(about)}"


def _what(row: dict[str, Any]) -> str:
    parts = [about["part"] for about in row["mentions"]]
    if row["kind"] == "merge":
        return f"merged {len(set(parts))} events of {len(parts)} reports"
    if row["kind"] == "split":
        return f"split {_reports(parts.count(0))} from an event with {parts.count(1)} more"
    return f"{_DONE[row['kind']]} {_reports(len(parts))}"


def _reports(number: int) -> str:
    return "1 report" if number == 1 else f"{number} reports"


def _changes(about: dict[str, Any]) -> str:
    """What was changed in a report: "; event_type: ACCUSE → REJECT"."""
    return "".join(
        f"; {name}: {_short(about['previous'][name])} → {_short(value)}"
        for name, value in about["changes"].items()
    )


def _short(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(_actor, value)) or "nobody"
    return str(value or "none")


def _actor(actor: dict[str, Any]) -> str:
    if actor["actor_id"] == actor["country"] and actor["sector"]:
        return f"{actor['country']} {actor['sector']}"
    return str(actor["actor_id"])
