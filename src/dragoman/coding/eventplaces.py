"""Where it happened: the place that governs the predicate, not the first one in the text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

from spacy.tokens import Doc, Token

from dragoman.coding.attachment import nearest_word, preposition, where_it_may_stand
from dragoman.coding.lexicon import Lexicon
from dragoman.places import Place
from dragoman.tables import read_table

_SITES = Path(__file__).parent / "data" / "sites.tsv"
_CLASSES = ("site", "motion", "reaching", "into")
_LOCATIVE = {"in", "at", "near", "outside", "inside", "around", "on", "off", "over", "across"}
# By these a name is part of what says which place is meant: "Balata camp", "Iraq's province".
_WITHIN = {"compound", "nmod", "poss", "appos", "amod"}


class EventPlaces:
    """Assigns the places of one parsed document to its predicates."""

    def __init__(self, doc: Doc, places: Iterable[Place], lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._by_governor: dict[int, list[Place]] = {}
        self._reached: dict[int, list[Place]] = {}
        for place in places:
            span = doc.char_span(place.start, place.end, alignment_mode="expand")
            if span is None:
                continue
            root = _described(span.root)
            if preposition(root) in _LOCATIVE:
                self._by_governor.setdefault(nearest_word(root).i, []).append(place)
            elif _is_reached(root):
                self._reached.setdefault(nearest_word(root).i, []).append(place)

    def place_of(self, head: Token, clause: Token, kind: str) -> Place | None:
        """The place of an event.

        Args:
            head: the word for the event.
            clause: the verb of its clause.
            kind: its PLOVER type. What is said has no place but that of the saying ("condemned the
                bombing in Kabul" has none), while where somebody goes, what is attacked, and what
                else its clause tells of a place is where they meet, fight or protest.
        """
        said = kind != "CONSULT" and self._lexicon.ontology.types[kind].quad.startswith("verbal")
        for token in where_it_may_stand(head, clause, self._lexicon):
            of_matter = said and token.pos_ in ("NOUN", "PROPN") and token != head
            for place in () if of_matter else self._by_governor.get(token.i, ()):
                return place
        if said:
            return None
        for token in (head, clause):
            for place in self._reached.get(token.i, ()):
                return place
        return next(self._in_clause(head), None)

    def _in_clause(self, head: Token) -> Iterator[Place]:
        """The places that stand below the event's word, the nearest first."""
        below = sorted(head.subtree, key=lambda token: abs(token.i - head.i))
        for token in below:
            yield from self._by_governor.get(token.i, ())


def _described(root: Token) -> Token:
    """The noun that says what place a name is of: "town" for "the town of Sderot"."""
    token = root
    while token.head != token:
        above = token.head
        if token.dep_ == "pobj" and above.dep_ == "prep":
            if above.lower_ != "of" and above.lower_ not in _LOCATIVE:
                break
            above = above.head
        elif token.dep_ not in _WITHIN:
            break
        if above.lemma_.lower() not in _words()["site"]:
            break
        token = above
    return token


def _is_reached(root: Token) -> bool:
    """Whether something goes to the place, or is done to it."""
    word = nearest_word(root).lemma_.lower()
    if root.dep_ in ("dobj", "nsubjpass"):
        return word in _words()["reaching"]
    before = preposition(root)
    return before in _words()["into"] or (before in ("to", "for") and word in _words()["motion"])


@cache
def _words() -> Mapping[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for row in read_table(_SITES, ("class", "words")):
        if row["class"] not in _CLASSES:
            raise row.error(f"unknown class {row['class']!r}: there are {', '.join(_CLASSES)}")
        found[row["class"]] = frozenset(row["words"].split("|"))
    return found
