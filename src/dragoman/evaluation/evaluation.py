"""Scoring the coder on gold records."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from dragoman.coding import Coder
from dragoman.errors import InputError, UsageError
from dragoman.evaluation import figures
from dragoman.evaluation.answers import Answer, OnProgress, answer_pairs, answer_texts
from dragoman.evaluation.figures import Bin, ClassScores, Confusion, Scores, Share, Table
from dragoman.evaluation.formats import read_gold
from dragoman.evaluation.gold import Gold, Rejected
from dragoman.evaluation.schemes import NONE, Scheme

RESAMPLES = 1000


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What the coder got right.

    Attributes:
        name: of the gold file.
        task: `pairs`, the coder was told the two actors, or `texts`, it found the events itself.
        sentences: how many were judged.
        accuracy: share of gold records given the right type; NONE is right where nothing is found.
        types, quads, sides: by PLOVER type (or the gold's own classes), by quad class, and by
            cooperation and conflict; `quads` is None where the gold is coarser.
        shares: of the gold records that give actors, mode, modality or dates, those for which
            they are right; `actors` together with the type (a miss counts as wrong), the others
            where the type is right.
        spurious: mentions beyond the gold's, in texts; the gold must have every event for that.
        reliability: share right by confidence; `confident` that of the answers at 0.8 or above.
        intervals: 95 % bootstrap intervals of accuracy, macro_f1, quad_f1, binary_f1, confident
            and the shares, resampled over passages.
        answers: the gold records one by one, then spurious mentions, passage by passage.
        rejected: lines of the gold file that could not be scored.
    """

    name: str
    task: str
    sentences: int
    accuracy: float
    types: Scores
    quads: Scores | None
    sides: Scores
    shares: Mapping[str, Share]
    spurious: int
    reliability: tuple[Bin, ...]
    confident: Share
    intervals: Mapping[str, tuple[float, float]]
    answers: tuple[Answer, ...]
    rejected: tuple[Rejected, ...]

    @property
    def records(self) -> int:
        """The number of gold records that were scored."""
        return sum(answer.line is not None for answer in self.answers)

    @property
    def macro_f1(self) -> float:
        """The mean F1 of the types that the gold has."""
        return self.types.macro_f1

    @property
    def per_class(self) -> Mapping[str, ClassScores]:
        """Precision, recall, F1 and support of each type."""
        return self.types.per_class

    @property
    def confusion(self) -> Confusion:
        """Gold types against found types."""
        return self.types.confusion

    def plot(self, path: Path | str) -> None:
        """Draw the confusion matrix and the reliability diagram as .png, .svg or .pdf.

        Raises:
            UsageError: matplotlib is not installed, the folder does not exist, or the file's
                ending is another.
        """
        from dragoman.evaluation.pictures import draw

        draw(self, Path(path))


def evaluate(
    gold: Gold | Path | str,
    coder: Coder | None = None,
    *,
    layout: str | None = None,
    task: str | None = None,
    seed: int = 0,
    on_progress: OnProgress = lambda done, total: None,
) -> Evaluation:
    """Score the coder on gold records.

    Args:
        gold: the file, or what `read_gold` made of it.
        coder: by default a new one with the register that comes with Dragoman.
        layout: `zsp`, `plover` or `csv`; by default recognised from the content.
        task: `pairs` tells the coder the two actors, `texts` lets it find the events itself; by
            default pairs for ZSP's files, texts for the others.
        seed: of the bootstrap.
        on_progress: called with the number of records done and that of all.

    Raises:
        UsageError: there is no such file, format or task.
        InputError: nothing in the file can be scored.
    """
    coder = coder or Coder()
    if not isinstance(gold, Gold):
        gold = read_gold(gold, layout, coder.codebook.ontology)
    asks = {"pairs": answer_pairs, "texts": answer_texts}
    task = task or gold.task
    if task not in asks:
        raise UsageError(f"there is no task {task!r}: {', '.join(asks)}")
    found = asks[task](gold, coder, on_progress)
    rejected = tuple(sorted((*gold.rejected, *found.rejected), key=lambda bad: bad.line))
    if not found.answers:
        first = f": line {rejected[0].line}: {rejected[0].reason}" if rejected else ""
        raise InputError(f"nothing in {gold.name} can be scored as {task}{first}")
    return _evaluation(gold, task, found.answers, found.sentences, rejected, seed)


def _evaluation(
    gold: Gold,
    task: str,
    answers: tuple[Answer, ...],
    sentences: int,
    rejected: tuple[Rejected, ...],
    seed: int,
) -> Evaluation:
    tables = _tables(gold.scheme, answers)
    passages = len(next(iter(tables.values())).asked)
    whole = {name: table.summed(np.ones(passages)) for name, table in tables.items()}
    by_level = {name: figures.scores(table) for name, table in whole.items()}
    sure = [answer for answer in answers if answer.confidence is not None]
    judged = _judged(answers)
    return Evaluation(
        name=gold.name,
        task=task,
        sentences=sentences,
        accuracy=float(figures.accuracy(whole["macro_f1"])),
        types=by_level["macro_f1"],
        quads=by_level.get("quad_f1"),
        sides=by_level["binary_f1"],
        shares={name: _share(rows) for name, rows in judged.items() if name != "confident"},
        spurious=sum(answer.gold == NONE != answer.found for answer in answers),
        reliability=figures.reliability(
            [answer.confidence or 0.0 for answer in sure], [_right(answer) for answer in sure]
        ),
        confident=_share(judged.get("confident", [])),
        intervals=_intervals(tables, judged, figures.resampled(passages, RESAMPLES, seed)),
        answers=answers,
        rejected=rejected,
    )


def _tables(scheme: Scheme, answers: Sequence[Answer]) -> dict[str, Table]:
    """The answers counted by type, quad class and side, under the names of their macro-F1."""
    seen = {label for answer in answers for label in (answer.gold, answer.found)}
    labels = tuple(label for label in (*scheme.labels, NONE) if label in seen)
    number = {label: i for i, label in enumerate(labels)}
    passages = 1 + max(answer.passage for answer in answers)
    asked = np.zeros((passages, len(labels), len(labels)))
    given = asked.copy()
    for answer in answers:
        cell = (answer.passage, number[answer.gold], number[answer.found])
        given[cell] += 1
        asked[cell] += answer.line is not None
    table = Table(labels, asked, given)
    tables = {"macro_f1": table}
    if scheme.quad_of:
        tables["quad_f1"] = table.regrouped({**scheme.quad_of, NONE: NONE})
    tables["binary_f1"] = table.regrouped(
        {label: NONE if label == NONE else scheme.side_of(label) for label in labels}
    )
    return tables


Judged = Mapping[str, Sequence[tuple[int, bool]]]


def _judged(answers: Sequence[Answer]) -> Judged:
    """For each share, its answers' passages and whether they are right."""
    judged: dict[str, list[tuple[int, bool]]] = {}
    for answer in answers:
        for name, right in answer.checks.items():
            judged.setdefault(name, []).append((answer.passage, right))
        if answer.confidence is not None and answer.confidence >= figures.CONFIDENT:
            judged.setdefault("confident", []).append((answer.passage, _right(answer)))
    return judged


def _share(rows: Sequence[tuple[int, bool]]) -> Share:
    count = Counter(right for _, right in rows)
    return Share(count[True], len(rows))


def _right(answer: Answer) -> bool:
    return answer.gold == answer.found


def _intervals(
    tables: Mapping[str, Table], judged: Judged, weights: figures.Counts
) -> dict[str, tuple[float, float]]:
    drawn = {name: table.summed(weights) for name, table in tables.items()}
    values = {"accuracy": figures.accuracy(drawn["macro_f1"])}
    values |= {name: figures.macro_f1(table) for name, table in drawn.items()}
    values |= {
        name: figures.resampled_share(weights, *zip(*rows, strict=True))
        for name, rows in judged.items()
    }
    return {name: figures.interval(sample) for name, sample in values.items()}
