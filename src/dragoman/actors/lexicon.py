"""All names and agent nouns: text in, the longest names in it out."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Literal, NamedTuple

from dragoman.actors.folding import fold
from dragoman.actors.tables import AgentNoun
from dragoman.compiled import Kept

ARTICLE = re.compile(r"\b[AE]l[ -]")
_WORD = re.compile(r"[^\W_]+")
SenseKind = Literal[
    "state", "adjective", "demonym", "capital", "body", "organisation", "people", "person",
    "short name", "agent", "nobody",
]  # fmt: skip


class Sense(NamedTuple):
    """One reading of a name: whom it denotes, and as what, since `start` (None: always)."""

    kind: SenseKind
    actor_id: str
    country: str | None = None
    sector: str | None = None
    agent: AgentNoun | None = None
    start: date | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """A name found in the text, with all its readings."""

    start: int
    end: int
    senses: tuple[Sense, ...]


class Lexicon:
    """The names of the register, ready to be found."""

    def __init__(self, names: Iterable[tuple[str, Sense]]) -> None:
        """`names` are spellings with their readings; capitals in a spelling must be met."""
        spellings: dict[str, list[Sense]] = {}
        for name, sense in names:
            senses = spellings.setdefault(name, [])
            if sense not in senses:
                senses.append(sense)
        readings: dict[str, dict[str, list[Sense]]] = {}
        for name, senses in spellings.items():
            readings.setdefault(fold(name), {})[name] = senses
        self._readings = Kept(readings)
        # By the longest word of a name: how far into the name it begins, and how long the name is.
        self._shapes: dict[str, dict[tuple[int, int], None]] = {}
        for key in readings:
            word = max(_WORD.findall(key), key=len, default="")
            self._shapes.setdefault(word, {})[key.find(word), len(key)] = None

    def find(self, text: str) -> list[Match]:
        """The names in `text`, the longest of those that overlap, in text order."""
        folded = fold(text)
        found: list[Match] = []
        for word in _WORD.finditer(folded):
            for lead, length in self._shapes.get(word[0], ()):
                start = word.start() - lead
                end = start + length
                key = folded[start:end]
                if key not in self._readings or not _stands_alone(folded, start, end):
                    continue
                senses = tuple(
                    sense
                    for name, senses in self._readings[key].items()
                    if all(text[start + i].isupper() for i in _capitals(name))
                    for sense in senses
                )
                if senses:
                    found.append(Match(start, end, senses))
        found.sort(key=lambda match: (match.start, -match.end))
        longest: list[Match] = []
        for match in found:
            if not longest or match.start >= longest[-1].end:
                longest.append(match)
        return longest


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Whether the stretch is within the text and no part of a longer word."""
    before, after = text[start - 1 : start], text[end : end + 1]
    return start >= 0 and end <= len(text) and not (before.isalnum() or after.isalnum())


@cache
def _capitals(name: str) -> tuple[int, ...]:
    """Where capitals must be met; the Arabic article ("Al-Aqsa") is written both ways."""
    articles = {article.start() for article in ARTICLE.finditer(name)}
    return tuple(i for i, char in enumerate(name) if char.isupper() and i not in articles)
