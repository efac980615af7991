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
        self.doc = discourse.page.doc
        self.spans = list(self._spans())
        self._starts = [start for start, _ in self.spans]

    def at(self, token: int) -> int | None:
        """The number of the quotation that the token stands in."""
        number = bisect_right(self._starts, token) - 1
        return number if number >= 0 and token <= self.spans[number][1] else None

    def speaker(self, number: int) -> Mention | None:
        """Who utters the quotation: the subject of the verb of saying beside it, if an actor."""
        subject = self._subject(number)
        if subject is not None:
            return self.discourse.actor_at(subject.i)
        return self._speaker_before(number)

    def _spans(self) -> Iterator[tuple[int, int]]:
        """Quotations that open and close within a paragraph."""
        start: int | None = None
        for token in self.doc:
            if token.is_space and "\n" in token.text:
                start = None
            elif token.text in OPENING or (start is None and token.text in EITHER):
                start = token.i
            elif start is not None and token.text in CLOSING | EITHER:
                yield start, token.i
                start = None

    def _subject(self, number: int) -> Token | None:
        """The subject of the verb of saying in the quotation's sentences, or just before them."""
        start, end = self.spans[number]
        sentence = self.discourse.sentence
        first, last = sentence[start], sentence[min(end + 1, len(self.doc) - 1)]
        if self.doc[end - 1].text in {".", "?", "!"}:
            last = sentence[end]
        for wanted in (range(first, last + 1), (first - 1,)):
            for subject in self._subjects:
                introduces = subject.i < start and self.doc[start - 1].text in {":", ","}
                if sentence[subject.i] in wanted and (sentence[subject.i] >= first or introduces):
                    return subject
        return None

    @cached_property
    def _subjects(self) -> list[Token]:
        """The subjects of verbs of saying that stand in no quotation."""
        return [
            token
            for token in self.doc
            if token.dep_ == "nsubj"
            and token.head.lemma_ in REPORTING
            and self.at(token.i) is None
            and self.at(token.head.i) is None
        ]

    def _speaker_before(self, number: int) -> Mention | None:
        if number == 0:
            return None
        sentence = self.discourse.sentence
        gap = sentence[self.spans[number][0]] - sentence[self.spans[number - 1][1]]
        return self.speaker(number - 1) if gap <= CONTINUED else None
