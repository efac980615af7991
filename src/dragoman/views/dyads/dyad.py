"""The relation of two actors through time: its periods, its turning points, their events."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Unpack

from dragoman.store import Criteria, Dataset
from dragoman.store.names import full_name
from dragoman.store.relations import LONGEST, Period
from dragoman.views.dyads.turning import turning_points
from dragoman.views.timeline import Entry, read_timeline

# So many events are shown behind a turning point.
MOST_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Row:
    """A period, a row of `Dataset.dyad`; the last three figures are parts of `net_cooperation`."""

    period: date
    events: int
    verbal_cooperation: int
    material_cooperation: int
    verbal_conflict: int
    material_conflict: int
    mean_score: float | None
    net_cooperation: float
    a_to_b: float
    b_to_a: float
    mutual: float


@dataclass(frozen=True, slots=True)
class Stretch:
    """Periods on one level: positions of the first and after the last, mean net cooperation."""

    start: int
    end: int
    level: float


@dataclass(frozen=True, slots=True)
class TurningPoint:
    """The period in which a new level begins, the level before and after, the events behind it.

    `ceased`: they came before it; the level changed because there were no more such.
    """

    period: date
    before: float
    after: float
    events: list[Entry]
    ceased: bool


@dataclass(frozen=True, slots=True)
class Dyad:
    """Two actors, as asked for and by name, and what they did to each other.

    `left_out` counts the events without a date, or with one less precise than a period.
    """

    a: str
    b: str
    names: tuple[str, str]
    by: Period
    rows: list[Row]
    stretches: list[Stretch]
    turning_points: list[TurningPoint]
    left_out: int


def read_dyad(
    dataset: Dataset, a: str, b: str, by: Period = "month", **criteria: Unpack[Criteria]
) -> Dyad:
    """What two actors did to each other. Takes and raises what `Dataset.dyad` does."""
    rows = [Row(*row) for row in dataset.dyad(a, b, by, **criteria).fetchall()]
    entries = read_timeline(dataset, **(criteria | Criteria(dyad=(a, b))))
    happened = [entry for entry in entries if entry.modality == "actual"]
    stretches = levels([row.net_cooperation for row in rows])
    return Dyad(
        a=a,
        b=b,
        names=(full_name(dataset, a), full_name(dataset, b)),
        by=by,
        rows=rows,
        stretches=stretches,
        turning_points=[
            _turning_point(rows, before, after, [e for e in happened if _is_placed(e, by)], by)
            for before, after in pairwise(stretches)
        ],
        left_out=len(happened) - sum(row.events for row in rows),
    )


def period_of(day: date, by: Period) -> date:
    """The first day of the period that a day lies in; weeks begin on Monday."""
    if by == "month":
        return day.replace(day=1)
    return day - timedelta(days=day.weekday()) if by == "week" else day


def period_label(period: date, by: Period) -> str:
    """The shortest form of a period: "2018-07", "2018-W28", "2018-07-06"."""
    if by == "month":
        return f"{period:%Y-%m}"
    return f"{period:%G-W%V}" if by == "week" else period.isoformat()


def signed(value: float) -> str:
    """A score as it is printed: "+2.5", "−14.0", "0"."""
    text = f"{value:+.1f}".replace("-", "−")
    return "0" if text in ("+0.0", "−0.0") else text


def levels(values: Sequence[float]) -> list[Stretch]:
    """The stretches between the turning points of a series."""
    ends = [*turning_points(values), len(values)]
    starts = [0, *ends[:-1]]
    return [
        Stretch(start, end, sum(values[start:end]) / (end - start))
        for start, end in zip(starts, ends, strict=True)
        if end > start
    ]


def _is_placed(entry: Entry, by: Period) -> bool:
    start, end = entry.date_start, entry.date_end
    return start is not None and end is not None and (end - start).days < LONGEST[by]


def _turning_point(
    rows: Sequence[Row], before: Stretch, after: Stretch, entries: Sequence[Entry], by: Period
) -> TurningPoint:
    """The turn between two stretches, with the events that weigh most in its direction.

    They are looked for in the first period of the new level, or the first in it that has any.
    Where it has none, because what was done has ceased, they are those that were done last.
    """
    sign = 1 if after.level > before.level else -1
    new = [row.period for row in rows[after.start : after.end]]
    old = [row.period for row in rows[before.start : before.end]]
    begun = _first_events(new, entries, by, sign)
    events = begun or _first_events(old[::-1], entries, by, -sign)
    return TurningPoint(new[0], before.level, after.level, events, ceased=not begun)


def _first_events(
    periods: Iterable[date], entries: Sequence[Entry], by: Period, sign: int
) -> list[Entry]:
    """Those events of the sign, in the first of the periods with any, that weigh most."""
    for period in periods:
        found = [
            entry
            for entry in entries
            if entry.date_start
            and period_of(entry.date_start, by) == period
            and (entry.score or 0) * sign > 0
        ]
        if found:
            found.sort(key=lambda e: (-abs(e.score or 0) * e.article_count, e.event_id))
            return found[:MOST_SHOWN]
    return []
