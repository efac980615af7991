"""Evidence from names that came up, or bodies that ended, on a known day."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

import numpy as np

from dragoman.dating.days import Days, Evidence
from dragoman.dating.formers import is_former
from dragoman.dating.habits import DATA, load_habits
from dragoman.tables import read_table

# How likely a name stands in an article before its first day (it means something else), against
# one after it; and the share of articles with the name of what has ended that are of its time,
# which is taken to be no shorter than twelve years: what ended early in ours is mostly history.
_BEFORE, _IN_TIME, _SHORTEST = np.log(0.02), 0.85, 12 * 365
_EDGE = 10.0


@dataclass(frozen=True, slots=True)
class Name:
    """A spelling of a line of names.tsv."""

    text: str
    first: date | None
    last: date | None


def name_evidence(text: str, days: Days) -> Iterator[Evidence]:
    """What the names of a text say: that which came up last, and that which ended first."""
    found = [
        (name, match)
        for name in load_names()
        if name.text in text and (match := re.search(rf"\b{re.escape(name.text)}\b", text))
    ]
    newest = max(found, key=lambda pair: pair[0].first or date.min, default=None)
    if newest and newest[0].first:
        name, match = newest
        logs = np.maximum(-days.outside(name.first, None) / _EDGE, _BEFORE)
        yield Evidence(*match.span(), logs, f"“{name.text}”: so named since {name.first}")
    present = [(name, match) for name, match in found if not is_former(text, match.start())]
    ended = min(present, key=lambda pair: pair[0].last or date.max, default=None)
    if ended and ended[0].last:
        name, match = ended
        lags = days.after(None, name.last)
        later = load_habits()["ended name"].of(lags) + np.log(1 - _IN_TIME)
        logs = np.where(lags == 0, np.log(_IN_TIME / max(_SHORTEST, int((lags == 0).sum()))), later)
        yield Evidence(*match.span(), logs, f"“{name.text}”: ended on {name.last}")


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
