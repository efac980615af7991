"""Learning to see the events of a user's own ontology from a few examples.

The event model's encoder turns each word of a sentence into a vector. A linear reading of these
vectors, fitted by ridge regression, says which of the user's types a word tells, if any. It learns
from the marked words of the examples against all other words in them and in the sentences of
`data/background.txt`. What it would say of each sentence without having seen it follows in closed
form; on that its probabilities are calibrated.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from dragoman.coding.eventmodel import Numbers, Offsets, load_event_model
from dragoman.ontology import Example, Ontology

_BACKGROUND = Path(__file__).parent / "data" / "background.txt"
# Set on the worked example's own sentences, each left out in turn.
_RIDGE = 3.0
_SENTENCE_SHARE = 0.5
_MARKED_WEIGHT = 10.0
# The log odds of an event at a word where nothing has been learned.
_UNLEARNED = -5.0
_SCALES = (1.0, 2.0, 4.0, 6.0, 8.0, 12.0)

Matrix = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What is read at a word of an example that was left out.

    `sentence` is its number among the examples, the background's following; `position` its first
    character; `told` the type that it tells, None where it tells none; `odds` the log odds of any
    event there.
    """

    sentence: int
    position: int
    told: str | None
    odds: float


class OwnTypes:
    """Reads the types of an ontology off the vectors of words; `left_out` is how well it does."""

    def __init__(self, ontology: Ontology) -> None:
        self.labels = (*ontology.types, "NONE")
        self.left_out: list[LeftOut] = []
        self._learned = any(example.triggers for example in ontology.examples)
        if self._learned:
            self._fit([*ontology.examples, *_background(ontology)])

    def read(self, text: str, spans: Sequence[Offsets], vectors: Numbers) -> Numbers:
        """For each word piece of a sentence the probabilities of the types and of none, last."""
        odds = np.full(len(spans), _UNLEARNED)
        shares = np.full((len(spans), len(self.labels) - 1), 1 / (len(self.labels) - 1))
        if self._learned:
            first = _word_starts(text, spans)
            scores = self._scaled(_features(vectors))[first] @ self._weights
            odds[first], shares[first] = self._calibrated(scores)
        event = 1 / (1 + np.exp(-odds))
        chances = np.c_[shares * event[:, None], 1 - event]
        return np.asarray(chances, dtype=np.float32)

    def _fit(self, examples: Sequence[Example]) -> None:
        words = list(_words(examples))
        told = np.array([self.labels.index(word.told or "NONE") for word in words])
        sentences = np.array([word.sentence for word in words])
        raw = np.array([word.features for word in words], dtype=np.float64)
        self._mean, self._spread = raw.mean(axis=0), raw.std(axis=0) + 1e-6
        scores, self._weights = _ridge(self._scaled(raw), np.eye(len(self.labels))[told], sentences)
        none = len(self.labels) - 1
        margins = _margins(scores)
        self._slope, self._offset = _platt(margins, told != none)
        marked = told != none
        self._sharpness = max(
            _SCALES, key=lambda scale: _likelihood(scores[marked, :-1] * scale, told[marked])
        )
        odds, _ = self._calibrated(scores)
        self.left_out = [
            LeftOut(word.sentence, word.position, word.told, float(value))
            for word, value in zip(words, odds, strict=True)
        ]

    def _calibrated(self, scores: Matrix) -> tuple[Matrix, Matrix]:
        """Log odds of an event, and the shares of the types in it."""
        powers = np.exp(self._sharpness * (scores[:, :-1] - scores[:, :-1].max(1, keepdims=True)))
        odds = self._slope * _margins(scores) + self._offset
        return odds, powers / powers.sum(axis=1, keepdims=True)

    def _scaled(self, raw: npt.NDArray[np.floating]) -> Matrix:
        half = raw.shape[1] // 2
        share = np.r_[np.full(half, 1 / half), np.full(half, _SENTENCE_SHARE / half)] ** 0.5
        scaled = (raw - self._mean) / self._spread * share
        return np.asarray(np.c_[scaled, np.ones(len(raw))], dtype=np.float64)


@dataclass(frozen=True, slots=True)
class _Word:
    sentence: int
    position: int
    told: str | None
    features: Numbers


def _words(examples: Sequence[Example]) -> Iterator[_Word]:
    """The words of some sentences; of those marked together, the first stands for all."""
    read = load_event_model().vectors([example.text for example in examples])
    for number, (example, (spans, vectors)) in enumerate(zip(examples, read, strict=True)):
        features = _features(vectors)
        for piece in _word_starts(example.text, spans):
            position = spans[piece][0]
            told = next((k for k, (a, b) in example.triggers if a <= position < b), None)
            if told is None or any(a == position for _, (a, _) in example.triggers):
                yield _Word(number, position, told, features[piece])


def _features(vectors: Numbers) -> Numbers:
    """The vectors of the pieces, each with the mean of its sentence."""
    mean = vectors[1:-1].mean(axis=0)
    return np.concatenate([vectors, np.broadcast_to(mean, vectors.shape)], axis=1)


def _word_starts(text: str, spans: Sequence[Offsets]) -> list[int]:
    return [
        piece
        for piece, (start, end) in enumerate(spans)
        if start < end and text[start].isalpha() and (start == 0 or not text[start - 1].isalnum())
    ]


def _background(ontology: Ontology) -> list[Example]:
    """Sentences of all sorts, without those that have a word of which an example says it tells."""
    marked = {e.text[a:b].casefold() for e in ontology.examples for _, (a, b) in e.triggers}
    lines = _background_lines()
    return [Example(line, ()) for line in lines if not marked & set(line.casefold().split())]


@cache
def _background_lines() -> tuple[str, ...]:
    lines = _BACKGROUND.read_text(encoding="utf-8").splitlines()
    return tuple(line for line in lines if line and not line.startswith("#"))


def _ridge(rows: Matrix, wanted: Matrix, sentences: npt.NDArray[np.int_]) -> tuple[Matrix, Matrix]:
    """Weights, and the scores that each sentence's words would get without that sentence."""
    weight = np.where(wanted[:, -1] > 0, 1.0, _MARKED_WEIGHT)
    weighted = rows * weight[:, None]
    inverse = np.linalg.inv(weighted.T @ rows + _RIDGE * np.eye(rows.shape[1]))
    weights = inverse @ (weighted.T @ wanted)
    scores = rows @ weights
    for sentence in np.unique(sentences):
        own = np.flatnonzero(sentences == sentence)
        hat = rows[own] @ inverse @ weighted[own].T
        residual = np.linalg.solve(np.eye(len(own)) - hat, wanted[own] - scores[own])
        scores[own] = wanted[own] - residual
    return scores, weights


def _margins(scores: Matrix) -> Matrix:
    return np.asarray(scores[:, :-1].max(axis=1) - scores[:, -1])


def _likelihood(logits: Matrix, told: npt.NDArray[np.int_]) -> float:
    logs = logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))
    return float(logs[np.arange(len(told)), told].sum())


def _platt(margins: Matrix, told: npt.NDArray[np.bool_]) -> tuple[float, float]:
    slope, offset = logistic(margins[:, None], told, np.array([5.0, -1.0]), np.array([0.01, 0.01]))
    return float(slope), float(offset)


def logistic(rows: Matrix, told: npt.NDArray[np.bool_], mean: Matrix, precision: Matrix) -> Matrix:
    """Weights and bias of a logistic regression, drawn to some values.

    Args:
        mean: the values to which they are drawn, the bias last.
        precision: how strongly each is.
    """
    rows = np.c_[rows, np.ones(len(rows))]
    weights = mean.astype(float)
    for _ in range(100):
        chance = 1 / (1 + np.exp(-rows @ weights))
        slope = rows.T @ (chance - told) + precision * (weights - mean)
        curve = (rows * (chance * (1 - chance))[:, None]).T @ rows + np.diag(precision)
        step = np.linalg.solve(curve, slope)
        weights = weights - step * min(1.0, 2.0 / max(math.sqrt(step @ step), 1e-9))
        if np.abs(step).max() < 1e-6:
            break
    return weights
