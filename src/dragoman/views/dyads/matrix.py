"""What several actors did to each other: a table of sources and targets."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import asdict, dataclass
from datetime import date
from io import StringIO
from typing import Any, Literal, Unpack

from dragoman.store import Criteria, Dataset
from dragoman.views.dyads.dyad import signed
from dragoman.views.highlight import plain

Measure = Literal["net", "mean", "events"]
TITLES: dict[Measure, str] = {
    "net": "Net cooperation",
    "mean": "Mean PLOVER score",
    "events": "Events",
}


@dataclass(frozen=True, slots=True)
class Cell:
    """What one actor did to another, a row of `Dataset.matrix`."""

    source: str
    target: str
    events: int
    verbal_cooperation: int
    material_cooperation: int
    verbal_conflict: int
    material_conflict: int
    mean_score: float
    net_cooperation: float
    mutual: int
    first_day: date | None
    last_day: date | None

    def value(self, measure: Measure) -> float:
        """The figure asked for."""
        if measure == "events":
            return self.events
        return self.net_cooperation if measure == "net" else self.mean_score


@dataclass(frozen=True, slots=True)
class Matrix:
    """Actors in their order, and the cells of those pairs of them that have events."""

    actors: list[str]
    cells: dict[tuple[str, str], Cell]

    def value(self, source: str, target: str, measure: Measure) -> float | None:
        """The figure of a pair; None where it has no events."""
        cell = self.cells.get((source, target))
        return cell.value(measure) if cell else None


def read_matrix(
    dataset: Dataset, among: Collection[str] = (), most: int = 12, **criteria: Unpack[Criteria]
) -> Matrix:
    """What several actors did to each other. Takes and raises what `Dataset.matrix` does.

    Args:
        among: in their order; none stands for those that take part in most events.
        most: how many those are.
    """
    cells = [Cell(*row) for row in dataset.matrix(among, **criteria).fetchall()]
    shown = list(dict.fromkeys(among)) or _busiest(cells, most)
    return Matrix(
        shown, {(c.source, c.target): c for c in cells if {c.source, c.target} <= {*shown}}
    )


def matrix_lines(matrix: Matrix, measure: Measure = "net") -> Iterator[str]:
    """A table with a row for each source and a column for each target."""
    if not matrix.cells:
        yield "No events between these actors."
        return
    yield f"{TITLES[measure]}, source (row) to target (column)"
    yield ""
    names = [plain(actor) for actor in matrix.actors]
    widths = [max(len(name), 5) for name in names]
    rows = [("", names)]
    for source, name in zip(matrix.actors, names, strict=True):
        values = (matrix.value(source, target, measure) for target in matrix.actors)
        rows.append((name, [figure(value, measure) for value in values]))
    for name, cells in rows:
        row = (f"  {cell:>{width}}" for cell, width in zip(cells, widths, strict=True))
        yield f"{name:<{max(map(len, names))}}{''.join(row)}".rstrip()


def matrix_csv(matrix: Matrix, measure: Measure = "net") -> str:
    """The same, empty where there are no events."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["source", *matrix.actors])
    for source in matrix.actors:
        writer.writerow([source, *(matrix.value(source, t, measure) for t in matrix.actors)])
    return text.getvalue()


def matrix_data(matrix: Matrix) -> dict[str, Any]:
    """The matrix as JSON's types, with all figures of each pair."""
    pairs = [
        {k: v.isoformat() if isinstance(v, date) else v for k, v in asdict(cell).items()}
        for cell in matrix.cells.values()
    ]
    return {"actors": matrix.actors, "pairs": pairs}


def figure(value: float | None, measure: Measure) -> str:
    """A figure as it stands in a cell; empty where there is none."""
    if value is None:
        return ""
    if measure == "events" or not value:
        return f"{value:g}"
    return signed(value)


def _busiest(cells: Collection[Cell], most: int) -> list[str]:
    events: Counter[str] = Counter()
    for cell in cells:
        events[cell.source] += cell.events
        events[cell.target] += cell.events
    return sorted(sorted(events), key=lambda actor: -events[actor])[:most]
