"""Evidence from dated texts of the same dataset that share rare words with a text."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from heapq import nlargest
from math import fsum, log, sqrt

import numpy as np

from dragoman.dating.days import Days, Evidence
from dragoman.dating.habits import load_habits

# In fewer texts nothing tells which words are rare.
_FEWEST = 100
# Rare are words of at most this share of the texts, and of no more than so many.
_SHARE, _MOST_TEXTS = 0.02, 50
# How many shared words make two texts alike, and from which likeness (cosine) on.
_SHARED, _ALIKE, _CLOSE = 3, 0.04, 0.15
_NEAREST = 8
# Texts that agree say more than one of them alone, but are not independent: the exponent of what
# they say together lies between.
_AGREEMENT = 1.25
_SHOWN = 3

_WORD = re.compile(r"[^\W\d_][\w-]{3,}")


@dataclass(frozen=True, slots=True)
class _Neighbour:
    likeness: float
    day: date
    words: frozenset[str]


class DatedTexts:
    """Texts whose day of publication is known.

    Args:
        texts: each with its day; words are compared, so that all must be of one language.
    """

    def __init__(self, texts: Iterable[tuple[str, date]]) -> None:
        dated = [(_words(text), day) for text, day in texts]
        counts = Counter(word for words, _ in dated for word in words)
        most = min(max(2.0, _SHARE * len(dated)), _MOST_TEXTS)
        self._common = {word for word, count in counts.items() if count > most}
        self._rarest = log(max(2, len(dated)))
        self._weights = {
            word: log(len(dated) / count) ** 2
            for word, count in counts.items()
            if 1 < count <= most
        }
        self._texts = [
            (day, words & self._weights.keys(), self._length(words)) for words, day in dated
        ]
        self._with: dict[str, list[int]] = defaultdict(list)
        for number, (_, words, _) in enumerate(self._texts):
            for word in words:
                self._with[word].append(number)

    def evidence(self, text: str, days: Days) -> Evidence | None:
        """What the texts most like this one say of its day; None where none is like it."""
        nearest = self._nearest(_words(text))
        if not nearest:
            return None
        habits = load_habits()
        total = sum(each.likeness for each in nearest)
        chances = np.zeros(len(days.ordinals))
        for each in nearest:
            lags = np.abs(days.ordinals - each.day.toordinal())
            habit = habits["close text" if each.likeness >= _CLOSE else "like text"]
            chances += np.exp(habit.of(lags)) * each.likeness / total
        shown = sorted(nearest[0].words, key=lambda w: (-self._weights[w], w))[:_SHOWN]
        match = re.search(rf"\b(?:{'|'.join(map(re.escape, shown))})\b", text, re.IGNORECASE)
        start, end = match.span() if match else (0, 0)
        words = ", ".join(f"“{word}”" for word in shown)
        dates = ", ".join(sorted({each.day.isoformat() for each in nearest[:_SHOWN]}))
        return Evidence(
            start, end, _AGREEMENT * np.log(chances), f"{words}: rare words shared with {dates}"
        )

    def _nearest(self, words: frozenset[str]) -> list[_Neighbour]:
        if len(self._texts) < _FEWEST:
            return []
        shared: dict[int, set[str]] = defaultdict(set)
        for word in words & self._weights.keys():
            for number in self._with[word]:
                shared[number].add(word)
        length = self._length(words)
        alike = [
            _Neighbour(
                fsum(self._weights[w] for w in common) / (length * other), day, frozenset(common)
            )
            for number, common in sorted(shared.items())
            if len(common) >= _SHARED
            for day, _, other in [self._texts[number]]
        ]
        close = (each for each in alike if each.likeness >= _ALIKE)
        return nlargest(_NEAREST, close, key=lambda each: (each.likeness, each.day))

    def _length(self, words: frozenset[str]) -> float:
        rare = words - self._common
        return sqrt(fsum(self._weights.get(word, self._rarest**2) for word in rare)) or 1.0


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text.casefold()))
