"""The relation of two actors on a terminal, as CSV and as data."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import asdict, fields
from datetime import date
from io import StringIO
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from dragoman.views.data import timeline_data
from dragoman.views.dyads.dyad import Dyad, Row, TurningPoint, period_label, signed
from dragoman.views.highlight import plain
from dragoman.views.text import timeline_text

_HEADS = [
    "events",
    "verbal coop.",
    "mater. coop.",
    "verbal confl.",
    "mater. confl.",
    "mean score",
    "net coop.",
]


def dyad_text(dyad: Dyad) -> RenderableType:
    """A table of the periods that have events, and the turning points with their events."""
    title = Text(" – ".join(map(plain, dyad.names)), "bold")
    if not any(row.events for row in dyad.rows):
        return Group(title, Text("\nNo events with a date."), *_left_out(dyad))
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0), header_style="dim")
    table.add_column(dyad.by, no_wrap=True)
    for head in [*_HEADS, f"{dyad.a} → {dyad.b}", f"{dyad.b} → {dyad.a}", "mutual"]:
        table.add_column(plain(head), justify="right")
    for row in dyad.rows:
        if row.events:
            table.add_row(period_label(row.period, dyad.by), *_cells(row))
    return Group(title, Text(), table, Text(), *_turning_points(dyad), *_left_out(dyad))


def dyad_csv(dyad: Dyad) -> str:
    """All periods, those without events too, with the columns of `Dataset.dyad`."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    names = [field.name for field in fields(Row)]
    writer.writerow(names)
    writer.writerows([getattr(row, name) for name in names] for row in dyad.rows)
    return text.getvalue()


def dyad_data(dyad: Dyad) -> dict[str, Any]:
    """The relation as JSON's types."""
    return {
        "a": dyad.a,
        "b": dyad.b,
        "names": list(dyad.names),
        "by": dyad.by,
        "periods": [_plain_values(asdict(row)) for row in dyad.rows],
        "turning_points": [
            {
                "period": point.period.isoformat(),
                "before": point.before,
                "after": point.after,
                "ceased": point.ceased,
                "events": timeline_data(point.events),
            }
            for point in dyad.turning_points
        ],
        "left_out": dyad.left_out,
    }


def left_out_note(dyad: Dyad) -> str:
    """What the figures do not count, as a sentence; empty where they count everything."""
    if not dyad.left_out:
        return ""
    what = "1 event is" if dyad.left_out == 1 else f"{dyad.left_out:,} events are"
    return f"{what} not counted: without a date, or dated less precisely than a {dyad.by}."


def turn(point: TurningPoint, dyad: Dyad) -> str:
    """What changed at a turning point, and whether its events begin it or ceased before it."""
    why = "what had been done ceased" if point.ceased else "it begins with this"
    return f"net cooperation a {dyad.by} from {signed(point.before)} to {signed(point.after)}" + (
        f"; {why}:" if point.events else ""
    )


def _plain_values(values: dict[str, Any]) -> dict[str, Any]:
    return {k: v.isoformat() if isinstance(v, date) else v for k, v in values.items()}


def _cells(row: Row) -> list[str]:
    counts = [
        row.verbal_cooperation,
        row.material_cooperation,
        row.verbal_conflict,
        row.material_conflict,
    ]
    scores = [row.mean_score or 0.0, row.net_cooperation, row.a_to_b, row.b_to_a, row.mutual]
    return [
        str(row.events),
        *(str(number) if number else "·" for number in counts),
        *map(signed, scores),
    ]


def _turning_points(dyad: Dyad) -> Iterator[RenderableType]:
    if not dyad.turning_points:
        yield Text("No turning point: the level of net cooperation does not change for good.")
    for number, point in enumerate(dyad.turning_points, 1):
        yield Text.assemble(
            (f"Turning point {number}, {period_label(point.period, dyad.by)}", "bold"),
            f": {turn(point, dyad)}",
        )
        yield timeline_text(point.events)


def _left_out(dyad: Dyad) -> Iterator[Text]:
    if note := left_out_note(dyad):
        yield Text(note, "dim")
