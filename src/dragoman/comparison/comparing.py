"""How far two datasets agree: counts, their course, and what one has and the other does not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import get_args

import numpy as np

from dragoman.comparison.cells import Cell, Key, first_and_last, read_cells, read_quads
from dragoman.errors import UsageError
from dragoman.records import Quad
from dragoman.store import Dataset
from dragoman.store.relations import LONGEST, Period
from dragoman.store.selections import as_day


@dataclass(frozen=True, slots=True)
class Counts:
    """Events of one kind in both datasets; `r` is Pearson's correlation of the periods' counts.

    It is None where a dataset has the same number in all periods.
    """

    name: str
    a: int
    b: int
    r: float | None


@dataclass(frozen=True, slots=True)
class Agreement:
    """Of the periods, dyads and quad classes with an event: in how many both have one."""

    both: int
    only_a: int
    only_b: int

    @property
    def jaccard(self) -> float | None:
        """The share that both have of what either has."""
        return _share(self.both, self.both + self.only_a + self.only_b)

    @property
    def of_a(self) -> float | None:
        """The share of A's that B has too."""
        return _share(self.both, self.both + self.only_a)

    @property
    def of_b(self) -> float | None:
        """The share of B's that A has too."""
        return _share(self.both, self.both + self.only_b)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two datasets in the time that both cover, `since` to `until`.

    `quads` are all events by quad class, `total` all together, `dyads` those of the busiest dyads.
    `cells` compares period, dyad and quad class; `meetings` period and dyad alone. `same_quad` is
    the share of periods and dyads that both have in which the commonest class is the same.
    `only_a` and `only_b` are examples of cells that one has alone, those with most reports first.
    """

    by: Period
    since: date
    until: date
    total: Counts
    quads: tuple[Counts, ...]
    dyads: tuple[Counts, ...]
    cells: Agreement
    meetings: Agreement
    same_quad: float | None
    only_a: tuple[tuple[Key, Cell], ...]
    only_b: tuple[tuple[Key, Cell], ...]


def compare(
    a: Dataset,
    b: Dataset,
    by: Period = "day",
    *,
    since: date | str | None = None,
    until: date | str | None = None,
    whole_countries: bool = False,
    top: int = 10,
) -> Comparison:
    """Compare two datasets by period, dyad and quad class.

    Only what happened counts, where it begins, and only what is known to the period.

    Args:
        by: "day", "week" or "month".
        since, until: first and last day; by default of the time that both cover.
        whole_countries: a country means whoever is of it, not only the state.
        top: how many dyads, and examples of either side.

    Raises:
        UsageError: there is no such period, or the datasets have no time in common.
    """
    if by not in LONGEST:
        raise UsageError(f"no period {by!r}: there are {', '.join(LONGEST)}")
    first, last = _common(a, b, by, as_day(since), as_day(until))
    periods = _periods(first, last, by)
    cells = [read_cells(ds, by, first, last, whole_countries) for ds in (a, b)]
    quads = [read_quads(ds, by, first, last) for ds in (a, b)]
    return Comparison(
        by,
        first,
        last,
        _counts("all", periods, *map(_summed, quads)),
        tuple(
            _counts(
                quad,
                periods,
                *({p: n for (p, kind), n in found.items() if kind == quad} for found in quads),
            )
            for quad in get_args(Quad)
        ),
        _dyads(cells[0], cells[1], periods, top),
        _agreement(cells[0].keys(), cells[1].keys()),
        _agreement({key[:3] for key in cells[0]}, {key[:3] for key in cells[1]}),
        _same_quad(cells[0], cells[1]),
        _alone(cells[0], cells[1], top),
        _alone(cells[1], cells[0], top),
    )


def _common(
    a: Dataset, b: Dataset, by: Period, since: date | None, until: date | None
) -> tuple[date, date]:
    """The first and last day of the time that both cover, within the days asked for."""
    ends = [first_and_last(dataset, by) for dataset in (a, b)]
    for dataset, (first, last) in zip((a, b), ends, strict=True):
        if first is None or last is None:
            raise UsageError(f"{dataset.path} has no event whose {by} is known")
    first = max(day for day in (*(start for start, _ in ends), since) if day)
    last = min(day for day in (*(end for _, end in ends), until) if day)
    if first > last:
        spans = " and ".join(f"{start} to {end}" for start, end in ends)
        raise UsageError(f"no time in common: the datasets cover {spans}")
    return first, last


def _periods(first: date, last: date, by: Period) -> list[date]:
    """The first days of all periods, also of those without events."""
    day, found = first, []
    if by == "week":
        day -= timedelta(days=day.weekday())
    elif by == "month":
        day = day.replace(day=1)
    while day <= last:
        found.append(day)
        if by == "month":
            day = (day + timedelta(days=31)).replace(day=1)
        else:
            day += timedelta(days=7 if by == "week" else 1)
    return found


def _counts(
    name: str, periods: Sequence[date], a: Mapping[date, int], b: Mapping[date, int]
) -> Counts:
    one, other = (np.array([found.get(period, 0) for period in periods]) for found in (a, b))
    varied = len(periods) > 2 and np.ptp(one) and np.ptp(other)
    r = round(float(np.corrcoef(one, other)[0, 1]), 3) if varied else None
    return Counts(name, int(one.sum()), int(other.sum()), r)


def _dyads(
    a: Mapping[Key, Cell], b: Mapping[Key, Cell], periods: Sequence[date], top: int
) -> tuple[Counts, ...]:
    """The dyads with most events in both together."""
    found: dict[tuple[str, str], tuple[Counter[date], Counter[date]]] = {}
    for number, cells in enumerate((a, b)):
        for key, cell in cells.items():
            pair = found.setdefault((key.a, key.b), (Counter(), Counter()))
            pair[number][key.period] += cell.events
    busiest = sorted(found, key=lambda p: (-sum(c.total() for c in found[p]), p))[:top]
    return tuple(_counts(" – ".join(pair), periods, *found[pair]) for pair in busiest)


def _agreement(a: Iterable[object], b: Iterable[object]) -> Agreement:
    one, other = set(a), set(b)
    return Agreement(len(one & other), len(one - other), len(other - one))


def _same_quad(a: Mapping[Key, Cell], b: Mapping[Key, Cell]) -> float | None:
    one, other = _commonest(a), _commonest(b)
    shared = one.keys() & other.keys()
    return _share(sum(one[key] == other[key] for key in shared), len(shared))


def _commonest(cells: Mapping[Key, Cell]) -> dict[tuple[object, ...], str]:
    """The quad class with most events of each period and dyad."""
    ordered = sorted(cells.items(), key=lambda item: (item[1].events, item[0].quad))
    return {key[:3]: key.quad for key, _ in ordered}


def _alone(a: Mapping[Key, Cell], b: Mapping[Key, Cell], top: int) -> tuple[tuple[Key, Cell], ...]:
    """Cells of the first that the second lacks, each event once."""
    alone = [(key, cell) for key, cell in a.items() if key not in b]
    alone.sort(key=lambda item: (-item[1].reports, item[0]))
    once: dict[str, tuple[Key, Cell]] = {}
    for key, cell in alone:
        once.setdefault(cell.event_id, (key, cell))
    return tuple(list(once.values())[:top])


def _summed(quads: Mapping[tuple[date, str], int]) -> dict[date, int]:
    """Events by period, of all quad classes."""
    total: Counter[date] = Counter()
    for (period, _), events in quads.items():
        total[period] += events
    return total


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 3) if whole else None
