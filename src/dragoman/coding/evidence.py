"""Weighs what the lexicon finds in a sentence against what the learned model reads there.

The lexicon and the parse give candidates; the model gives each word a probability to be the trigger
of each event type, and each actor one to be its source or its target. Both are added up as log odds
with the weights of `model/weights.json`, which `training/calibrate.py` fits on annotated newswire.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from spacy.tokens import Span, Token

from dragoman.coding.arguments import Arguments, Filler, distinct
from dragoman.coding.candidates import Candidate, Finder, Status
from dragoman.coding.eventmodel import Tags
from dragoman.records import Role

_FILE = Path(__file__).parent / "model" / "weights.json"
_ROLES: tuple[Role, Role] = ("source", "target")
# Grammatical slots in which the actors of a word stand that the lexicon does not know.
_SLOTS = {"source": ("subj", "own", "by"), "target": ("obj", "against", "on", "with", "to", "of")}
_UNSURE = 0.5

# The role that actors have, by where they stand and who they are.
Slots = Mapping[tuple[int, str], Role]


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each reading counts, in log odds.

    `type`: for the type that the lexicon gives; `event`: for the lexicon's seeing an event at all;
    `bias` of an event; `modality`: for the modality that the grammar gives; `role` and
    `confidence`: of the features that `Evidence` collects for them, with a bias at the end.
    """

    type: float
    event: float
    bias: float
    modality: float
    role: tuple[float, ...]
    confidence: tuple[float, ...]


@cache
def load_weights() -> Weights:
    """The weights that come with the model."""
    values = json.loads(_FILE.read_text(encoding="utf-8"))
    role, confidence = (tuple(values.pop(name)) for name in ("role", "confidence"))
    return Weights(role=role, confidence=confidence, **values)


@dataclass(frozen=True, slots=True)
class Place:
    """An actor that may take part in an event, and where it stands in the sentence."""

    filler: Filler
    span: tuple[int, int]

    @property
    def key(self) -> tuple[int, str]:
        return _key(self.filler)


class Evidence:
    """Both readings of one sentence."""

    def __init__(self, sentence: Span, tags: Tags, arguments: Arguments, finder: Finder) -> None:
        self._sentence = sentence
        self._tags = tags
        self._arguments = arguments
        self._finder = finder
        self._weights = load_weights()
        self._places = list(self._find_places())

    def candidates(self) -> list[Candidate]:
        """The events of the sentence, in text order."""
        found = self._finder.find()
        taken = {piece for c in found if (piece := self._piece(c.words)) is not None}
        events = [self._weighed(candidate) for candidate in found]
        events += [
            self._learned(token, piece)
            for token in self._sentence
            if not (token.is_punct or token.is_space)
            if (piece := self._piece((token,))) is not None and piece not in taken
        ]
        return sorted((e for e in events if e is not None), key=lambda event: event.head.i)

    def _weighed(self, candidate: Candidate) -> Candidate | None:
        """A candidate of the lexicon as the model sees it; none where that sees no event."""
        piece = self._piece(candidate.words)
        if piece is None:
            return replace(candidate, confidence=_UNSURE)
        odds, scores = self.type_scores(piece, candidate.type)
        if odds < 0:
            return None
        return self._finished(candidate, piece, odds, scores, self._slots_of(candidate))

    def _learned(self, token: Token, piece: int) -> Candidate | None:
        """An event that only the model sees."""
        odds, scores = self.type_scores(piece, None)
        if odds < 0:
            return None
        candidate = self._finder.bare(token, max(scores, key=scores.__getitem__))
        return self._finished(candidate, piece, odds, scores, None)

    def _finished(
        self,
        candidate: Candidate,
        piece: int,
        odds: float,
        scores: Mapping[str, float],
        slots: Slots | None,
    ) -> Candidate | None:
        """The candidate with its likeliest type, its actors and its probability.

        Args:
            slots: where the lexicon's line has the actors, if there is one.
        """
        kind = max(scores, key=scores.__getitem__)
        sides: dict[Role, list[Filler]] = {"source": [], "target": []}
        surest = {}
        for place, (source, target) in self._role_odds(candidate, piece, slots):
            if max(source, target) > 0:
                sides["source" if source >= target else "target"].append(place.filler)
                surest[place.key] = max(source, target)
        sources = distinct(sides["source"])
        targets = distinct(sides["target"], without=sources)
        if not sources and not targets:
            return None
        fillers = [*sources, *targets]
        agrees = float(slots is not None and kind == candidate.type)
        least = min(surest[_key(filler)] for filler in fillers)
        features = self.confidence_features(odds, scores[kind], agrees, least, fillers)
        if kind != candidate.type:
            candidate = self._finder.retyped(candidate, kind)
        return replace(
            candidate,
            sources=tuple(sources),
            targets=tuple(targets),
            scores=scores,
            status=self._status(piece),
            confidence=round(_probability(_dot(self._weights.confidence, features)), 2),
        )

    def _role_odds(
        self, candidate: Candidate, piece: int, slots: Slots | None
    ) -> Iterator[tuple[Place, tuple[float, float]]]:
        """Log odds of each actor's being the source and the target of an event."""
        places = list(self._places)
        known = {place.key for place in places}
        for filler in (*candidate.sources, *candidate.targets):
            if _key(filler) not in known:
                places.append(Place(filler, (filler.link.start, filler.link.end)))
        grammar = self._grammar(candidate.head)
        read = {role: [self._read(piece, place.span, role) for place in places] for role in _ROLES}
        for number, place in enumerate(places):
            odds = []
            for role, other in (_ROLES, _ROLES[::-1]):
                own = read[role][number]
                learned = (own, read[other][number], float(own == max(read[role])))
                odds.append(
                    _dot(
                        self._weights.role,
                        self.role_features(place, role, learned, slots, grammar),
                    )
                )
            yield place, (odds[0], odds[1])

    def _slots_of(self, candidate: Candidate) -> Slots:
        slots: dict[tuple[int, str], Role] = {}
        for role, fillers in zip(_ROLES, (candidate.sources, candidate.targets), strict=True):
            slots |= {_key(filler): role for filler in fillers}
        return slots

    def _grammar(self, head: Token) -> Slots:
        """The actors at a word by its subject, object and prepositions, whatever it means."""
        slots: dict[tuple[int, str], Role] = {}
        for role in _ROLES:
            for filler in self._arguments.fill(head, _SLOTS[role], ()):
                slots.setdefault(_key(filler), role)
        return slots

    def _read(self, piece: int, span: tuple[int, int], role: Role) -> float:
        """The model's log odds of a stretch of text having a role in the event at a piece."""
        start = self._sentence.start_char
        scores = self._tags.sources if role == "source" else self._tags.targets
        pieces = self._tags.pieces_in((span[0] - start, span[1] - start))
        return _odds(max((float(scores[piece, i]) for i in pieces), default=0.0))

    def _status(self, piece: int) -> Status:
        names, values = self._tags.modality_names, self._tags.modalities[piece]
        return Status(
            dict(zip(names, map(float, values), strict=True)),
            float(self._tags.historical[piece]),
            float(self._tags.current[piece]),
        )

    def type_scores(self, piece: int, kind: str | None) -> tuple[float, dict[str, float]]:
        """Log odds of an event at a piece, and the probabilities of the types if there is one.

        Args:
            kind: the type that the lexicon finds there, if it does.
        """
        *labels, none = (math.log(max(float(p), 1e-6)) for p in self._tags.events[piece])
        logs = dict(zip(self._tags.labels, labels, strict=False))
        if kind is not None:
            logs[kind] += self._weights.type
            none -= self._weights.event
        total = math.log(sum(map(math.exp, logs.values())))
        scores = {name: math.exp(log - total) for name, log in logs.items()}
        return total - none + self._weights.bias, scores

    def role_features(
        self,
        place: Place,
        role: Role,
        learned: tuple[float, float, float],
        slots: Slots | None,
        grammar: Slots,
    ) -> tuple[float, ...]:
        """What speaks for an actor's having a role.

        The model's log odds for the role and for the other one, and whether no actor is likelier;
        whether a lexicon line has it in that role, in the other or in none; whether grammar has it
        in that role or in the other; whether it is but named as a place.
        """
        line = (slots or {}).get(place.key)
        slot = grammar.get(place.key)
        return (
            *learned,
            float(line == role), float(line not in (None, role)),
            float(slots is not None and line is None),
            float(slot == role), float(slot not in (None, role)),
            float(place.filler.link.reason.endswith("as place")),
        )  # fmt: skip

    def confidence_features(
        self, odds: float, score: float, agrees: float, role: float, fillers: Sequence[Filler]
    ) -> tuple[float, ...]:
        """What speaks for a mention's being right.

        Log odds of the event, of its type and of its least sure role; whether the lexicon agrees;
        the least sure link to the register; whether there are two parties.
        """
        link = min(filler.link.confidence for filler in fillers)
        return odds, _odds(score), role, agrees, link, float(len(fillers) > 1)

    def _piece(self, words: Sequence[Token]) -> int | None:
        """The word piece, of the first ones of some words, that is likeliest a trigger."""
        start = self._sentence.start_char
        pieces = [self._tags.piece_at(word.idx - start) for word in words]
        return min(
            (piece for piece in pieces if piece is not None),
            key=lambda piece: float(self._tags.events[piece, -1]),
            default=None,
        )

    def _find_places(self) -> Iterator[Place]:
        """The actors of the sentence, and those that its pronouns stand for."""
        for link in self._arguments.links_in(self._sentence):
            yield Place(Filler(link, 1.0, at_head=True), (link.start, link.end))
        for token in self._sentence:
            if token.pos_ == "PRON" and self._arguments.link_at(token) is None:
                for filler in self._arguments.denoted([token]):
                    yield Place(filler, (token.idx, token.idx + len(token)))


def _key(filler: Filler) -> tuple[int, str]:
    return filler.link.start, filler.link.actor_id


def _odds(probability: float) -> float:
    bounded = min(max(probability, 1e-3), 1 - 1e-3)
    return math.log(bounded / (1 - bounded))


def _probability(odds: float) -> float:
    return 1 / (1 + math.exp(-odds))


def _dot(weights: Sequence[float], features: Sequence[float]) -> float:
    """The weighted sum; the last weight is the bias."""
    return sum(w * x for w, x in zip(weights, (*features, 1.0), strict=True))
