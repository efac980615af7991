"""Who is the source and who the target of an event: both readings of a sentence, weighed."""

from __future__ import annotations

import math
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from spacy.tokens import Doc, Span, Token

from dragoman.coding.arguments import Arguments, Filler
from dragoman.coding.candidates import Candidate
from dragoman.coding.eventmodel import Tags
from dragoman.coding.weights import log_odds
from dragoman.ontology import EventType
from dragoman.records import ActorLink, Role

ROLES: tuple[Role, Role] = ("source", "target")
# Grammatical slots in which the actors of a word stand, whatever it means.
_SLOTS = {
    "source": ("subj", "own", "by"),
    "target": ("obj", "against", "on", "with", "to", "of", "matter"),
}
# Labels of the names that may be actors though no register has them, and how sure they are.
_NAMES = {"PERSON", "ORG"}
_UNREGISTERED = 0.4

Key = tuple[int, str]
# The role that actors have, by where they stand and who they are.
Slots = Mapping[Key, Role]


@dataclass(frozen=True, slots=True)
class Place:
    """An actor that may take part in an event, and where it stands in the text.

    `word` is the head of the stretch, `deed` the noun of whose deed it is the matter: "invasion" in
    "the Kuwait invasion".
    """

    filler: Filler
    span: tuple[int, int]
    word: Token
    deed: Token | None = None

    @property
    def key(self) -> Key:
        """What tells it from other actors, even from those in the same words."""
        return key_of(self.filler)


def key_of(filler: Filler) -> Key:
    """Where an actor stands and who it is."""
    return filler.link.start, filler.link.actor_id


class Roles:
    """The actors of one sentence, and what speaks for their roles in its events."""

    def __init__(
        self, sentence: Span, tags: Tags, arguments: Arguments, types: Mapping[str, EventType]
    ) -> None:
        self._sentence = sentence
        self._tags = tags
        self._arguments = arguments
        self._types = types
        self._places = list(self._find_places())

    def features(
        self, candidate: Candidate, piece: int, kind: str, known: bool
    ) -> Iterator[tuple[Place, dict[Role, tuple[float, ...]]]]:
        """Each actor with what speaks for its being the source and the target of an event.

        In this order: the model's log odds for the role, for the other one, and by how much no
        other actor is likelier; a lexicon line has it in that role, in the other, in none; grammar
        has it in that role, in the other; it is but named as a place; it hangs on the trigger;
        stands before it; the logarithm of how many words away; all parties are sources; it is a
        pronoun; the trigger is a noun; how sure it is who the actor is.

        Args:
            candidate: the event with the actors that the lexicon gives it.
            piece: its trigger among the model's word pieces.
            kind: its type.
            known: whether a lexicon line speaks for it.
        """
        places = [*self._places, *self._from_outside(candidate)]
        line = {
            key_of(filler): role
            for role, fillers in zip(ROLES, (candidate.sources, candidate.targets), strict=True)
            for filler in fillers
        }
        grammar = self._grammar(candidate.head)
        read = {role: [self._read(piece, place.span, role) for place in places] for role in ROLES}
        below = {token.i for token in candidate.head.subtree}
        for number, place in enumerate(places):
            if place.deed not in (None, candidate.head, *candidate.words):
                continue
            apart = place.word.i - candidate.head.i
            common = (
                float(place.filler.link.reason.endswith("as place")),
                float(place.word.i in below), float(apart < 0), math.log1p(abs(apart)),
                float(self._types[kind].mutual), float(place.word.pos_ == "PRON"),
                float(candidate.head.pos_ == "NOUN"), place.filler.link.confidence,
            )  # fmt: skip
            features: dict[Role, tuple[float, ...]] = {}
            for role, other in (ROLES, ROLES[::-1]):
                own = read[role][number]
                rivals = [score for i, score in enumerate(read[role]) if i != number]
                features[role] = (
                    own, read[other][number], own - max(rivals, default=own),
                    *_stands(line, place.key, role), float(known and place.key not in line),
                    *_stands(grammar, place.key, role), *common,
                )  # fmt: skip
            yield place, features

    def _find_places(self) -> Iterator[Place]:
        """The actors of the sentence, and those that its pronouns stand for."""
        for link in self._arguments.links_in(self._sentence):
            place = self._place(Filler(link, 1.0, at_head=True))
            is_matter = self._arguments.is_matter(place.word)
            yield replace(place, deed=place.word.head) if is_matter else place
        for link in unregistered(self._sentence, self._arguments.links_in(self._sentence)):
            yield self._place(Filler(link, 1.0, at_head=True))
        for token in self._sentence:
            if token.pos_ == "PRON" and self._arguments.link_at(token) is None:
                for filler in self._arguments.denoted([token]):
                    yield Place(filler, (token.idx, token.idx + len(token)), token)

    def _from_outside(self, candidate: Candidate) -> Iterator[Place]:
        """Actors that the lexicon finds but not at words of this sentence's own."""
        known = {place.key for place in self._places}
        for filler in (*candidate.sources, *candidate.targets):
            if key_of(filler) not in known:
                yield self._place(filler)

    def _grammar(self, head: Token) -> Slots:
        """The actors at a word by its subject, object and prepositions.

        Who must or should do something is asked to: the target of a modal verb.
        """
        if head.tag_ == "MD":
            return {key_of(f): "target" for f in self._arguments.fill(head.head, ("subj",), ())}
        slots: dict[Key, Role] = {}
        for role in ROLES:
            for filler in self._arguments.fill(head, _SLOTS[role], ()):
                slots.setdefault(key_of(filler), role)
        return slots

    def _read(self, piece: int, span: tuple[int, int], role: Role) -> float:
        """The model's log odds of a stretch of text having a role in the event at a piece."""
        start = self._sentence.start_char
        scores = self._tags.sources if role == "source" else self._tags.targets
        pieces = self._tags.pieces_in((span[0] - start, span[1] - start))
        return log_odds(max((float(scores[piece, i]) for i in pieces), default=0.0))

    def _place(self, filler: Filler) -> Place:
        """An actor at the words of its link; of words outside the text the sentence's head."""
        span = (filler.link.start, filler.link.end)
        found = self._sentence.doc.char_span(*span, alignment_mode="expand")
        return Place(filler, span, found.root if found is not None else self._sentence.root)


def unregistered(text: Doc | Span, known: Iterable[ActorLink]) -> list[ActorLink]:
    """Names of persons and organisations among which there is no known actor.

    Who has such a name is an actor without country or sector.
    """
    taken = [(link.start, link.end) for link in known]
    return [
        ActorLink(
            name.start_char, name.end_char, name.text, "-".join(name.text.casefold().split()),
            None, None, _UNREGISTERED, "name only",
        )
        for name in text.ents
        if name.label_ in _NAMES
        and not any(a < name.end_char and name.start_char < b for a, b in taken)
    ]  # fmt: skip


def agents(doc: Doc, known: Iterable[ActorLink], nouns: Container[str]) -> list[ActorLink]:
    """Nouns that stand for actors, with the words before them: "baggage handlers".

    Args:
        known: actors to whom the other words belong.
        nouns: lemmas.
    """
    taken = {i for link in known for i in range(link.start, link.end)}
    found = []
    for noun in doc:
        if noun.pos_ != "NOUN" or noun.idx in taken or noun.lemma_.lower() not in nouns:
            continue
        parts = [t for t in noun.lefts if t.dep_ in ("compound", "amod") and t.idx not in taken]
        words = doc[min((t.i for t in parts), default=noun.i) : noun.i + 1]
        slug = "-".join(words.text.casefold().split())
        found.append(
            ActorLink(
                words.start_char,
                words.end_char,
                words.text,
                slug,
                None,
                None,
                _UNREGISTERED,
                "noun of an example",
            )
        )
    return found


def _stands(slots: Slots, key: Key, role: Role) -> tuple[float, float]:
    """Whether an actor has a role, and whether it has the other."""
    return float(slots.get(key) == role), float(slots.get(key) not in (None, role))
