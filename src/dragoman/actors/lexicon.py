"""All names and agent nouns in one automaton: text in, the longest names in it out."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Literal

import ahocorasick

from dragoman.actors.folding import fold
from dragoman.actors.tables import AgentNoun

ARTICLE = re.compile(r"\b[AE]l[ -]")
SenseKind = Literal[
    "state", "adjective", "demonym", "capital", "body", "organisation", "people", "person",
    "short name", "agent", "nobody",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sense:
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
        spellings: dict[str, dict[str, dict[Sense, None]]] = {}
        for name, sense in names:
            spellings.setdefault(fold(name), {}).setdefault(name, {})[sense] = None
        self._automaton = ahocorasick.Automaton()
        for key, readings in spellings.items():
            entries = [(name, tuple(senses)) for name, senses in readings.items()]
            self._automaton.add_word(key, (len(key), entries))
        self._automaton.make_automaton()

    def find(self, text: str) -> list[Match]:
        """The names in `text`, the longest of those that overlap, in text order."""
        folded = fold(text)
        found: list[Match] = []
        for last, (length, entries) in self._automaton.iter(folded):
            start, end = last + 1 - length, last + 1
            if (start and folded[start - 1].isalnum()) or (
                end < len(folded) and folded[end].isalnum()
            ):
                continue
            senses = tuple(
                sense
                for name, senses in entries
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


@cache
def _capitals(name: str) -> tuple[int, ...]:
    """Where capitals must be met; the Arabic article ("Al-Aqsa") is written both ways."""
    articles = {article.start() for article in ARTICLE.finditer(name)}
    return tuple(i for i, char in enumerate(name) if char.isupper() and i not in articles)
