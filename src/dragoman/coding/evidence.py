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
        return self.filler.link.start, self.filler.link.actor_id


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
        slots: dict[tuple[int, str], Role] = {}
        for role, fillers in zip(_ROLES, (candidate.sources, candidate.targets), strict=True):
            slots |= {(f.link.start, f.link.actor_id): role for f in fillers}
        known = {place.key for place in self._places}
        others = [
            Place(filler, (filler.link.start, filler.link.end))
            for filler in (*candidate.sources, *candidate.targets)
            if (filler.link.start, filler.link.actor_id) not in known
        ]
        return self._finished(candidate, piece, odds, scores, [*self._places, *others], slots, 1.0)

    def _learned(self, token: Token, piece: int) -> Candidate | None:
        """An event that only the model sees."""
        odds, scores = self.type_scores(piece, None)
        if odds < 0:
            return None
        slots: dict[tuple[int, str], Role] = {}
        for role in _ROLES:
            for filler in self._arguments.fill(token, _SLOTS[role], ()):
                slots.setdefault((filler.link.start, filler.link.actor_id), role)
        candidate = self._finder.bare(token, max(scores, key=scores.__getitem__))
        return self._finished(candidate, piece, odds, scores, self._places, slots, 0.0)

    def _finished(
        self,
        candidate: Candidate,
        piece: int,
        odds: float,
        scores: Mapping[str, float],
        places: Sequence[Place],
        slots: Mapping[tuple[int, str], Role],
        known: float,
    ) -> Candidate | None:
        kind = max(scores, key=scores.__getitem__)
        sides: dict[Role, list[Filler]] = {"source": [], "target": []}
        surest = {}
        for place in places:
            features = [self.role_features(piece, place, slots, role, known) for role in _ROLES]
            source, target = (_dot(self._weights.role, values) for values in features)
            if max(source, target) > 0:
                sides["source" if source >= target else "target"].append(place.filler)
                surest[place.key] = max(source, target)
        sources = distinct(sides["source"])
        targets = distinct(sides["target"], without=sources)
        if not sources and not targets:
            return None
        fillers = [*sources, *targets]
        odds_of_role = min(surest.get((f.link.start, f.link.actor_id), 0.0) for f in fillers)
        agrees = known * float(kind == candidate.type)
        confidence = _probability(
            _dot(
                self._weights.confidence,
                self.confidence_features(odds, scores[kind], agrees, odds_of_role, fillers),
            )
        )
        if kind != candidate.type:
            candidate = self._finder.retyped(candidate, kind)
        return replace(
            candidate,
            sources=tuple(sources),
            targets=tuple(targets),
            scores=scores,
            status=self._status(piece),
            confidence=round(confidence, 2),
        )

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
        piece: int,
        place: Place,
        slots: Mapping[tuple[int, str], Role],
        role: Role,
        known: float,
    ) -> tuple[float, ...]:
        """What speaks for an actor's having a role in the event at a piece.

        The model's log odds; whether it stands in a slot for that role, in one for the other, or in
        none, of a lexicon line; the first two again for a word that the lexicon does not know.
        """
        start = self._sentence.start_char
        span = (place.span[0] - start, place.span[1] - start)
        scores = self._tags.sources if role == "source" else self._tags.targets
        best = max((float(scores[piece, i]) for i in self._tags.pieces_in(span)), default=0.0)
        slot = slots.get(place.key)
        here, there = float(slot == role), float(slot not in (None, role))
        new = 1.0 - known
        return (
            _odds(best), known * here, known * there, known * float(slot is None),
            new * here, new * there,
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


def _odds(probability: float) -> float:
    bounded = min(max(probability, 1e-3), 1 - 1e-3)
    return math.log(bounded / (1 - bounded))


def _probability(odds: float) -> float:
    return 1 / (1 + math.exp(-odds))


def _dot(weights: Sequence[float], features: Sequence[float]) -> float:
    """The weighted sum; the last weight is the bias."""
    return sum(w * x for w, x in zip(weights, (*features, 1.0), strict=True))
