"""Evidence from names that came up, bodies that ended and events that happened on a known day."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

import numpy as np

from dragoman.dating.days import Days, Evidence
from dragoman.dating.expressions import Named
from dragoman.dating.formers import is_former
from dragoman.dating.habits import DATA
from dragoman.tables import read_table

# How likely a name stands in an article before its first day (it means something else), and after
# its last (it is history), against one in between.
_BEFORE, _AFTER = np.log(0.02), np.log(0.2)
_EDGE = 10.0


@dataclass(frozen=True, slots=True)
class Name:
    """A spelling of a line of names.tsv or, with the day as `first`, of events.tsv."""

    text: str
    first: date | None
    last: date | None


def name_evidence(text: str, days: Days) -> Iterator[Evidence]:
    """What the names of a text say: that which came up last, and that which ended first."""
    found = list(_found(load_names(), text))
    newest = max(found, key=lambda pair: pair[0].first or date.min, default=None)
    if newest and newest[0].first:
        name, match = newest
        logs = np.maximum(-days.outside(name.first, None) / _EDGE, _BEFORE)
        yield Evidence(*match.span(), logs, f"“{name.text}”: so named since {name.first}")
    present = [(name, match) for name, match in found if not is_former(text, match.start())]
    ended = min(present, key=lambda pair: pair[0].last or date.max, default=None)
    if ended and ended[0].last:
        name, match = ended
        logs = np.maximum(-days.outside(None, name.last) / _EDGE, _AFTER)
        yield Evidence(*match.span(), logs, f"“{name.text}”: ended on {name.last}")


def find_events(text: str) -> list[Named]:
    """The events of events.tsv that a text names, as days told as past."""
    return [
        Named(*match.span(), match[0], "event", "past", day.year, day.month, day.day)
        for event, match in _found(load_events(), text)
        if (day := event.first)
    ]


def _found(names: Sequence[Name], text: str) -> Iterator[tuple[Name, re.Match[str]]]:
    for name in names:
        if name.text in text and (match := re.search(rf"\b{re.escape(name.text)}\b", text)):
            yield name, match


@cache
def load_names() -> tuple[Name, ...]:
    """Read the file once a process.

    Raises:
        DataFileError: a day is none, or a name has neither a first nor a last day.
    """
    names = []
    for row in read_table(DATA / "names.tsv", ("name", "first", "last")):
        try:
            first, last = (
                date.fromisoformat(d) if d else None for d in (row["first"], row["last"])
            )
        except ValueError as error:
            raise row.error(f"{error}; write days as YYYY-MM-DD") from error
        if not (first or last) or (first and last and last < first):
            raise row.error("a name needs a first or a last day, in that order")
        names += [Name(text.strip(), first, last) for text in row["name"].split("|")]
    return tuple(names)


@cache
def load_events() -> tuple[Name, ...]:
    """Read the file once a process.

    Raises:
        DataFileError: a day is none.
    """
    events = []
    for row in read_table(DATA / "events.tsv", ("name", "day")):
        try:
            day = date.fromisoformat(row["day"])
        except ValueError as error:
            raise row.error(f"{error}; write days as YYYY-MM-DD") from error
        events += [Name(text.strip(), day, None) for text in row["name"].split("|")]
    return tuple(events)
