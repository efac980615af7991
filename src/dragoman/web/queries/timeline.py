"""How events are spread over time, types and quad classes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from dragoman.web.queries.selection import Selection

Unit = Literal["day", "week", "month", "quarter", "year", "decade"]

# The longest stretch of days that is shown in such units.
_LONGEST: dict[Unit, int] = {"day": 93, "week": 800, "month": 3700, "quarter": 11000, "year": 70000}
_DAYS: dict[Unit, int] = {
    "day": 1, "week": 7, "month": 31, "quarter": 92, "year": 366, "decade": 3653
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Bin:
    """The events that begin in a unit of time, by quad class."""

    start: date
    end: date
    verbal_cooperation: int
    material_cooperation: int
    verbal_conflict: int
    material_conflict: int

    @property
    def events(self) -> int:
        """All of them."""
        return (
            self.verbal_cooperation
            + self.material_cooperation
            + self.verbal_conflict
            + self.material_conflict
        )


@dataclass(frozen=True, slots=True)
class Strip:
    """How events are spread over the units from `start` to `end`; empty units have no bin.

    `left_out` counts those whose days are known less well than a unit.
    """

    unit: Unit
    start: date
    end: date
    bins: list[Bin]
    left_out: int


@dataclass(frozen=True, slots=True)
class Facet:
    """How many of the events have a value."""

    value: str
    events: int


@dataclass(frozen=True, slots=True)
class Spread:
    """The number of events, and of each type and quad class among them."""

    events: int
    types: list[Facet]
    quads: list[Facet]


def spread(selection: Selection) -> Spread:
    """What kinds of events there are among them, the most frequent first."""
    rows = selection.query("SELECT event_type, quad, count(*) FROM chosen GROUP BY ALL").fetchall()
    return Spread(
        sum(number for *_, number in rows),
        _facets((event_type, number) for event_type, _, number in rows),
        _facets((quad, number) for _, quad, number in rows),
    )


def strip(selection: Selection, start: date | None = None, end: date | None = None) -> Strip | None:
    """The events over time, from `start` to `end` where they are given; None where none is dated.

    Without them the strip leaves out what is more than a year before the first publication, and
    the first and last hundredth of the events, so that a remark on old times does not squeeze the
    rest.
    """
    ((first, last, events),) = selection.query(
        "SELECT greatest(quantile_disc(date_start, 0.01),"
        " (SELECT min(published_start) - 366 FROM articles)), quantile_disc(date_start, 0.99),"
        " count(*) FROM chosen"
    ).fetchall()
    first, last = start or first, end or last
    if first is None or last is None or last < first:
        return None
    unit: Unit = next(
        (u for u, longest in _LONGEST.items() if (last - first).days < longest), "decade"
    )
    rows = selection.query(
        "SELECT date_trunc($unit, date_start)::DATE AS unit_start,"
        " count(*) FILTER (quad = 'verbal cooperation'),"
        " count(*) FILTER (quad = 'material cooperation'),"
        " count(*) FILTER (quad = 'verbal conflict'),"
        " count(*) FILTER (quad = 'material conflict')"
        " FROM chosen WHERE date_end - date_start < $days"
        " AND date_start BETWEEN date_trunc($unit, $first::DATE)::DATE AND $last::DATE"
        " GROUP BY 1 ORDER BY 1",
        unit=unit,
        days=_DAYS[unit],
        first=first,
        last=last,
    ).fetchall()
    bins = [Bin(begin, unit_end(begin, unit), *numbers) for begin, *numbers in rows]
    start = unit_start(first, unit)
    return Strip(
        unit,
        start,
        unit_end(unit_start(last, unit), unit),
        bins,
        events - sum(b.events for b in bins),
    )


def unit_start(day: date, unit: Unit) -> date:
    """The first day of the unit that a day lies in."""
    if unit == "day":
        return day
    if unit == "week":
        return day - timedelta(days=day.weekday())
    if unit == "month":
        return day.replace(day=1)
    if unit == "quarter":
        return date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)
    return date(day.year if unit == "year" else day.year - day.year % 10, 1, 1)


def unit_end(start: date, unit: Unit) -> date:
    """The last day of the unit that begins on a day."""
    return unit_start(start + timedelta(days=_DAYS[unit]), unit) - timedelta(days=1)


def _facets(pairs: Any) -> list[Facet]:
    numbers: dict[str, int] = {}
    for value, number in pairs:
        numbers[value] = numbers.get(value, 0) + number
    return [Facet(*pair) for pair in sorted(numbers.items(), key=lambda pair: (-pair[1], pair[0]))]
