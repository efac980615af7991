"""An evaluation as text to read and as data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

from rich import box
from rich.console import Console, Group, RenderableType
from rich.progress import BarColumn, Progress, TextColumn
from rich.table import Table
from rich.text import Text

from dragoman.evaluation.answers import OnProgress
from dragoman.evaluation.evaluation import RESAMPLES, Evaluation
from dragoman.evaluation.figures import CONFIDENT, Bin, ClassScores, Confusion

# More rejected lines than this are counted, not listed.
MOST_REJECTED = 20

_SIDES = {"cooperation", "conflict"}
_SHARES = {
    "actors": "type and actors",
    "mode": "mode, where the type is right",
    "modality": "modality, where the type is right",
    "dates": "date, where the type is right",
}


@contextmanager
def shown_progress() -> Iterator[OnProgress]:
    """Show on standard error how many records are done, where it is a terminal."""
    console = Console(stderr=True)
    columns = (BarColumn(), TextColumn("{task.completed:,.0f} of {task.total:,.0f} records"))
    with Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal
    ) as progress:
        task = progress.add_task("", total=0)
        yield lambda done, total: progress.update(task, completed=done, total=total)


def evaluation_text(evaluation: Evaluation) -> RenderableType:
    """The figures as tables."""
    parts: list[RenderableType] = [Text(_headline(evaluation)), _summary(evaluation)]
    parts.append(_classes("type", evaluation.per_class))
    if evaluation.quads and evaluation.quads is not evaluation.types:
        parts.append(_classes("quad class", evaluation.quads.per_class))
    if evaluation.sides.per_class != evaluation.per_class:
        parts.append(_classes("side", evaluation.sides.per_class))
    parts.append(_confusion(evaluation.confusion))
    parts.append(_reliability(evaluation.reliability))
    return Group(*parts)


def rejected_lines(evaluation: Evaluation) -> Iterator[str]:
    """Every line of the gold file that is not scored, with the reason; of many, the first ones."""
    for bad in evaluation.rejected[:MOST_REJECTED]:
        yield f"Not scored: {evaluation.name}, line {bad.line}: {bad.reason}"
    more = len(evaluation.rejected) - MOST_REJECTED
    if more > 0:
        yield f"Not scored: {more:,} more of its lines; --json lists them all"


def evaluation_data(evaluation: Evaluation) -> dict[str, Any]:
    """The figures as JSON's types."""
    quads = evaluation.quads
    return {
        "name": evaluation.name,
        "task": evaluation.task,
        "records": evaluation.records,
        "sentences": evaluation.sentences,
        "accuracy": evaluation.accuracy,
        "macro_f1": evaluation.macro_f1,
        "quad_f1": quads.macro_f1 if quads else None,
        "binary_f1": evaluation.sides.macro_f1,
        "shares": {name: asdict(share) for name, share in evaluation.shares.items()},
        "spurious": evaluation.spurious,
        "confident": asdict(evaluation.confident),
        "intervals": evaluation.intervals,
        "per_class": _per_class(evaluation.per_class),
        "per_quad": _per_class(quads.per_class) if quads else None,
        "per_side": _per_class(evaluation.sides.per_class),
        "confusion": asdict(evaluation.confusion),
        "reliability": [asdict(row) for row in evaluation.reliability],
        "answers": [asdict(answer) for answer in evaluation.answers],
        "rejected": [asdict(bad) for bad in evaluation.rejected],
    }


def _per_class(scores: Mapping[str, ClassScores]) -> dict[str, Any]:
    return {label: asdict(row) for label, row in scores.items()}


def _headline(evaluation: Evaluation) -> str:
    how = {
        "pairs": "the coder was told the two actors",
        "texts": "the coder found the events itself",
    }[evaluation.task]
    records = f"{evaluation.records:,} record{'s' * (evaluation.records != 1)}"
    sentences = f"{evaluation.sentences:,} sentence{'s' * (evaluation.sentences != 1)}"
    left_out = f"; {len(evaluation.rejected):,} not scored" if evaluation.rejected else ""
    return f"{evaluation.name}: {records} in {sentences}; {how}{left_out}."


def _summary(evaluation: Evaluation) -> Table:
    table = _table("", "value", "95 % interval", "of")
    for name, label, value, of in _figures(evaluation):
        low_high = evaluation.intervals.get(name)
        shown = f"{low_high[0]:.3f}–{low_high[1]:.3f}" if low_high else ""
        table.add_row(label, f"{value:.3f}", shown, f"{of:,}" if of else "")
    table.caption = f"Intervals: bootstrap, {RESAMPLES:,} resamples of sentences"
    table.caption_justify = "left"
    return table


def _figures(evaluation: Evaluation) -> Iterator[tuple[str, str, float, int]]:
    """The rows of the summary: key, label, value and denominator."""
    yield "accuracy", "accuracy (right type)", evaluation.accuracy, evaluation.records
    yield "macro_f1", "macro-F1", evaluation.macro_f1, 0
    if evaluation.quads:
        yield "quad_f1", "macro-F1, quad classes", evaluation.quads.macro_f1, 0
    if not set(evaluation.sides.per_class).isdisjoint(_SIDES):
        yield "binary_f1", "macro-F1, cooperation/conflict", evaluation.sides.macro_f1, 0
    for name, label in _SHARES.items():
        if share := evaluation.shares.get(name):
            yield name, label, share.value, share.of
    if evaluation.task == "texts":
        rate = evaluation.spurious / max(evaluation.sentences, 1)
        yield "spurious", "spurious mentions a sentence", rate, evaluation.sentences
    if evaluation.confident.of:
        label = f"right where confidence ≥ {CONFIDENT}"
        yield "confident", label, evaluation.confident.value, evaluation.confident.of


def _classes(what: str, scores: Mapping[str, ClassScores]) -> Table:
    table = _table(what, "precision", "recall", "F1", "support")
    for label, row in scores.items():
        cells = (f"{value:.2f}" for value in (row.precision, row.recall, row.f1))
        table.add_row(label, *cells, f"{row.support:,}")
    return table


def _confusion(confusion: Confusion) -> RenderableType:
    """Gold labels down, found ones across by number, so that 17 fit."""
    numbers = [str(i) for i in range(1, len(confusion.labels) + 1)]
    table = _table("gold, found:", *numbers)
    for number, label, row in zip(numbers, confusion.labels, confusion.counts, strict=True):
        cells = (str(count) if count else "·" for count in row)
        table.add_row(f"{number:>2} {label}", *cells)
    for column in table.columns:
        column.no_wrap = True
    table.padding = (0, 0, 0, 1)
    return table


def _reliability(bins: tuple[Bin, ...]) -> Table:
    table = _table("confidence", "mean", "share right", "answers")
    for row in bins:
        name = f"{row.low:.1f}–{row.high:.1f}"
        table.add_row(name, f"{row.confidence:.2f}", f"{row.right:.2f}", f"{row.count:,}")
    return table


def _table(first: str, *others: str) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column(first)
    for name in others:
        table.add_column(name, justify="right")
    return table
