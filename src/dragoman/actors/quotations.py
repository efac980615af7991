"""Quotations and who utters them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property

from spacy.tokens import Token

from dragoman.actors.cues import REPORTING
from dragoman.actors.discourse import Discourse, Mention

OPENING = frozenset({"“", "„", "``"})
CLOSING = frozenset({"”", "''"})
EITHER = frozenset({'"'})
# A quotation without a verb of saying is by who spoke before, if that is no further back.
CONTINUED = 2


class Quotations:
    """The quotations of one article, as pairs of their first and last token."""

    def __init__(self, discourse: Discourse) -> None:
        self.discourse = discourse
        self.tokens = discourse.page.tokens
        self.words = discourse.page.words
        self.spans = list(self._spans())
        self._starts = [start for start, _ in self.spans]

    def at(self, token: int) -> int | None:
        """The number of the quotation that the token stands in."""
        number = bisect_right(self._starts, token) - 1
        return number if number >= 0 and token <= self.spans[number][1] else None

    def speaker(self, number: int) -> Mention | None:
        """Who utters the quotation: the subject of the verb of saying beside it, if an actor."""
        subject = self._subject(number)
        return self.discourse.actor_at(subject.i) if subject else None

    def _spans(self) -> Iterator[tuple[int, int]]:
        """Quotations that open and close within a paragraph."""
        start: int | None = None
        for index, word in enumerate(self.words):
            if word.isspace() and "\n" in word:
                if start is not None and self._continues(index + 1):
                    yield start, index
                start = None
            elif word in OPENING or (start is None and word in EITHER):
                start = index
            elif start is not None and (word in CLOSING or word in EITHER):
                yield start, index
                start = None

    def _continues(self, token: int) -> bool:
        """Whether a paragraph opens with a quotation mark: the one before was left open for it."""
        return token < len(self.words) and self.words[token] in OPENING | EITHER

    def _subject(self, number: int) -> Token | None:
        """The subject of the verb of saying in the quotation's sentences, else the last before."""
        start, end = self.spans[number]
        sentence = self.discourse.sentence
        first, last = sentence[start], sentence[min(end + 1, len(self.tokens) - 1)]
        if self.tokens[end - 1].text in {".", "?", "!"}:
            last = sentence[end]
        before: Token | None = None
        for subject in self._subjects:
            if first <= sentence[subject.i] <= last:
                return subject
            if first - CONTINUED <= sentence[subject.i] < first:
                before = subject
        return before

    @cached_property
    def _subjects(self) -> list[Token]:
        """The subjects of verbs of saying that stand in no quotation."""
        return [
            token
            for token in self.tokens
            if token.dep_ == "nsubj"
            and token.head.lemma_ in REPORTING
            and self.at(token.i) is None
            and self.at(token.head.i) is None
        ]
