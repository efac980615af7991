"""Events of known day that a text names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cache

from dragoman.dating.expressions import Named
from dragoman.dating.habits import DATA
from dragoman.tables import read_table
from dragoman.times.tense import Tense


@dataclass(frozen=True, slots=True)
class Event:
    """A spelling of a line of events.tsv; without tense the event may be past or to come."""

    name: str
    day: date
    tense: Tense | None


def find_events(text: str) -> list[Named]:
    """The events of events.tsv that a text names."""
    return [
        Named(*match.span(), match[0], "event", event.tense, *event.day.timetuple()[:3])
        for event in load_events()
        if event.name in text and (match := re.search(rf"\b{re.escape(event.name)}\b", text))
    ]


@cache
def load_events() -> tuple[Event, ...]:
    """Read the file once a process.

    Raises:
        DataFileError: a day is none, or the tense is another word.
    """
    events = []
    for row in read_table(DATA / "events.tsv", ("name", "day", "tense")):
        try:
            day = date.fromisoformat(row["day"])
        except ValueError as error:
            raise row.error(f"{error}; write days as YYYY-MM-DD") from error
        if row["tense"] not in ("past", "open"):
            raise row.error("tense must be past or open")
        tense: Tense | None = "past" if row["tense"] == "past" else None
        events += [Event(name.strip(), day, tense) for name in row["name"].split("|")]
    return tuple(events)
