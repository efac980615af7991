"""The figures, by their standard definitions.

Matrices count answers, the gold's labels down and the found ones across; NONE, where there is one,
comes last. They may be stacked: all functions work on the last two axes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
import numpy.typing as npt

from dragoman.evaluation.schemes import NONE

Counts = npt.NDArray[np.float64]

CONFIDENT = 0.8
_BINS = 10


@dataclass(frozen=True, slots=True)
class ClassScores:
    """Precision, recall and F1 of a class, and the number of gold records that have it.

    Each is 0 where its denominator is.
    """

    precision: float
    recall: float
    f1: float
    support: int


@dataclass(frozen=True, slots=True)
class Confusion:
    """How often the coder finds the label of a column where the gold has that of the row."""

    labels: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Scores:
    """What is right at one level: types, quad classes, or cooperation and conflict.

    `macro_f1` is the mean F1 of the classes that the gold has, NONE aside.
    """

    macro_f1: float
    per_class: Mapping[str, ClassScores]
    confusion: Confusion


@dataclass(frozen=True, slots=True)
class Share:
    """So many right out of so many."""

    right: int
    of: int

    @property
    def value(self) -> float:
        """Between 0 and 1; 0 of nothing is 0."""
        return self.right / self.of if self.of else 0.0


@dataclass(frozen=True, slots=True)
class Bin:
    """The answers whose confidence lies in [low, high), in the last bin up to 1.

    Their number, their mean confidence and the share of them that is right.
    """

    low: float
    high: float
    count: int
    confidence: float
    right: float

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's 95 % interval of the share right."""
        z, n = 1.96, self.count
        middle = (self.right + z * z / (2 * n)) / (1 + z * z / n)
        half = z * sqrt(self.right * (1 - self.right) / n + z * z / (4 * n * n)) / (1 + z * z / n)
        return middle - half, middle + half


@dataclass(frozen=True, slots=True)
class Table:
    """Answers counted by passage: `asked` those to gold records, `given` the surplus ones too."""

    labels: tuple[str, ...]
    asked: Counts
    given: Counts

    def regrouped(self, group_of: Mapping[str, str]) -> Table:
        """The same answers with coarser labels."""
        groups = tuple(dict.fromkeys(group_of[label] for label in self.labels))
        onto = np.zeros((len(self.labels), len(groups)))
        for i, label in enumerate(self.labels):
            onto[i, groups.index(group_of[label])] = 1
        return Table(groups, onto.T @ self.asked @ onto, onto.T @ self.given @ onto)

    def summed(self, weights: Counts) -> Table:
        """Passages added up, each as often as its column of the weights says."""
        asked, given = (
            np.tensordot(weights, counts, axes=(-1, 0)) for counts in (self.asked, self.given)
        )
        return Table(self.labels, asked, given)


def accuracy(table: Table) -> Counts:
    """Share of gold records whose label is found."""
    return _ratio(np.trace(table.asked, axis1=-2, axis2=-1), table.asked.sum(axis=(-2, -1)))


def precision(table: Table) -> Counts:
    """Of each label's answers, the share that is right."""
    return _ratio(_hits(table), table.given.sum(axis=-2))


def recall(table: Table) -> Counts:
    """Of each label's gold records, the share that is found."""
    return _ratio(_hits(table), table.asked.sum(axis=-1))


def f1(table: Table) -> Counts:
    """The harmonic mean of precision and recall."""
    p, r = precision(table), recall(table)
    return _ratio(2 * p * r, p + r)


def macro_f1(table: Table) -> Counts:
    """The mean F1 of the labels that the gold has, NONE aside."""
    events = slice(0, len(table.labels) - (NONE in table.labels))
    present = table.asked.sum(axis=-1)[..., events] > 0
    return _ratio((f1(table)[..., events] * present).sum(axis=-1), present.sum(axis=-1))


def scores(table: Table) -> Scores:
    """Everything about one level; the table must be summed."""
    rows = zip(precision(table), recall(table), f1(table), table.asked.sum(axis=-1), strict=True)
    per_class = {
        label: ClassScores(float(p), float(r), float(f), int(support))
        for label, (p, r, f, support) in zip(table.labels, rows, strict=True)
        if label != NONE or support
    }
    counts = tuple(tuple(map(int, row)) for row in table.given)
    return Scores(float(macro_f1(table)), per_class, Confusion(table.labels, counts))


def resampled(passages: int, times: int, seed: int) -> Counts:
    """Bootstrap weights: for each resample, how often each passage is drawn."""
    draws = np.random.default_rng(seed).multinomial(
        passages, np.full(passages, 1 / passages), size=times
    )
    return draws.astype(np.float64)


def interval(values: Counts) -> tuple[float, float]:
    """The 95 % percentile interval of a figure's resampled values; those undefined are left out."""
    low, high = np.nanpercentile(values, [2.5, 97.5]) if not np.isnan(values).all() else (0.0, 0.0)
    return float(low), float(high)


def resampled_share(weights: Counts, passages: Sequence[int], right: Sequence[bool]) -> Counts:
    """A share in each resample; NaN where nothing of it is drawn."""
    drawn = weights[:, list(passages)]
    total = drawn.sum(axis=1)
    hits = drawn @ np.array(right, dtype=np.float64)
    undefined = np.full(len(total), np.nan)
    return np.asarray(np.divide(hits, total, out=undefined, where=total > 0))


def reliability(confidences: Sequence[float], right: Sequence[bool]) -> tuple[Bin, ...]:
    """Ten equal bins of confidence, the empty ones left out."""
    sure, hit = np.array(confidences), np.array(right, dtype=np.float64)
    number = np.minimum((sure * _BINS).astype(int), _BINS - 1)
    return tuple(
        Bin(
            b / _BINS,
            (b + 1) / _BINS,
            int((number == b).sum()),
            float(sure[number == b].mean()),
            float(hit[number == b].mean()),
        )
        for b in sorted(set(number.tolist()))
    )


def _hits(table: Table) -> Counts:
    return np.asarray(np.diagonal(table.asked, axis1=-2, axis2=-1))


def _ratio(part: Counts, whole: Counts) -> Counts:
    part = np.asarray(part, dtype=np.float64)
    return np.asarray(np.divide(part, whole, out=np.zeros_like(part), where=np.asarray(whole) > 0))
