"""The timeline as data: what becomes a JSON array."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date
from typing import Any

from dragoman.views.timeline import Entry


def timeline_data(entries: Iterable[Entry]) -> list[dict[str, Any]]:
    """The entries with the columns of `events` and their evidence; days as ISO 8601 text."""
    return [_entry(entry) for entry in entries]


def _entry(entry: Entry) -> dict[str, Any]:
    values = {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in asdict(entry).items()
    }
    spans = [{"part": part, "start": start, "end": end} for part, start, end in entry.spans]
    return values | {"when": entry.when, "spans": spans}
