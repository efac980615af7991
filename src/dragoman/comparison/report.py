"""A comparison as text to read and as data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from dragoman.comparison.cells import Cell, Key
from dragoman.comparison.comparing import Agreement, Comparison, Counts
from dragoman.views.highlight import plain


def comparison_text(found: Comparison, a: str, b: str) -> RenderableType:
    """The tables of a comparison; `a` and `b` are what the datasets are called."""
    span = f"{found.since} to {found.until}, by {found.by}"
    return Group(
        Text(f"A is {a}, B is {b}. {span}.\n"),
        _table("quad class", [*found.quads, found.total]),
        Text(),
        _table("dyad", found.dyads),
        Text(),
        *_shares(found),
        *_examples("Only in A", found.only_a),
        *_examples("Only in B", found.only_b),
    )


def comparison_data(found: Comparison) -> dict[str, Any]:
    """The comparison as JSON's types."""
    data = asdict(found)
    for name in ("cells", "meetings"):
        agreement: Agreement = getattr(found, name)
        shares = ("jaccard", "of_a", "of_b")
        data[name] |= {share: getattr(agreement, share) for share in shares}
    for name in ("only_a", "only_b"):
        cells: Sequence[tuple[Key, Cell]] = getattr(found, name)
        data[name] = [
            {
                "period": key.period.isoformat(),
                "dyad": [key.a, key.b],
                "quad": key.quad,
                **asdict(cell),
                "day": cell.day.isoformat(),
            }
            for key, cell in cells
        ]
    return data | {"since": found.since.isoformat(), "until": found.until.isoformat()}


def _table(head: str, counts: Sequence[Counts]) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column(head, no_wrap=True)
    for name in ("A", "B", "r"):
        table.add_column(name, justify="right")
    for row in counts:
        r = "" if row.r is None else f"{row.r:.2f}"
        table.add_row(plain(row.name), f"{row.a:,}", f"{row.b:,}", r)
    return table


def _shares(found: Comparison) -> Iterator[Text]:
    """What both have, in words."""
    for what, agreement in (
        (f"{found.by}, dyad and quad class", found.cells),
        (f"{found.by} and dyad", found.meetings),
    ):
        yield Text(
            f"{what}: both have {agreement.both:,}, A alone {agreement.only_a:,}, B alone"
            f" {agreement.only_b:,}; {_percent(agreement.of_a)} of A's are in B,"
            f" {_percent(agreement.of_b)} of B's in A."
        )
    yield Text(
        f"Where both have a dyad, the quad class is the same in {_percent(found.same_quad)}."
    )


def _examples(title: str, cells: Sequence[tuple[Key, Cell]]) -> Iterator[Text]:
    if cells:
        yield Text(f"\n{title}", "bold")
    for key, cell in cells:
        yield Text(f"{cell.day}  {plain(cell.summary)}  [{key.quad}]")


def _percent(share: float | None) -> str:
    return "—" if share is None else f"{100 * share:.0f} %"
