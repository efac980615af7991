"""Where it happened: the place that governs the predicate, not the first one in the text."""

from __future__ import annotations

from collections.abc import Iterable

from spacy.tokens import Doc, Token

from dragoman.coding.attachment import nearest_word, preposition, where_it_may_stand
from dragoman.coding.lexicon import Lexicon
from dragoman.places import Place

_LOCATIVE = {"in", "at", "near", "outside", "inside", "around", "on", "off", "over", "across"}


class EventPlaces:
    """Assigns the places of one parsed document to its predicates."""

    def __init__(self, doc: Doc, places: Iterable[Place], lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._by_governor: dict[int, list[Place]] = {}
        for place in places:
            span = doc.char_span(place.start, place.end, alignment_mode="expand")
            if span is not None and preposition(span.root) in _LOCATIVE:
                self._by_governor.setdefault(nearest_word(span.root).i, []).append(place)

    def place_of(self, head: Token, clause: Token) -> Place | None:
        """The place of the event whose word is `head` and whose clause has the verb `clause`."""
        for token in where_it_may_stand(head, clause, self._lexicon):
            for place in self._by_governor.get(token.i, ()):
                return place
        return None
