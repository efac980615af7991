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
from dragoman.coding.roles import ROLES, Place, Roles, key_of, log_odds, weighted
from dragoman.records import Role

_FILE = Path(__file__).parent / "model" / "weights.json"
# Confidence of a candidate of the lexicon that stands beyond what the model reads of a sentence.
_UNSURE = 0.5


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each reading counts, in log odds.

    `type`: for the type that the lexicon gives; `event`: for the lexicon's seeing an event at all;
    `bias` of an event; `modality`: for the modality that the grammar gives; `source`, `target` and
    `confidence`: of the features of `Roles` and `Evidence`, each with a bias at the end. A word is
    coded where the log odds of an event exceed `least`.
    """

    type: float
    event: float
    bias: float
    least: float
    modality: float
    source: tuple[float, ...]
    target: tuple[float, ...]
    confidence: tuple[float, ...]


@cache
def load_weights() -> Weights:
    """The weights that come with the model."""
    values = json.loads(_FILE.read_text(encoding="utf-8"))
    source, target, confidence = (
        tuple(values.pop(name)) for name in ("source", "target", "confidence")
    )
    return Weights(source=source, target=target, confidence=confidence, **values)


class Evidence:
    """Both readings of one sentence."""

    def __init__(self, sentence: Span, tags: Tags, arguments: Arguments, finder: Finder) -> None:
        self._sentence = sentence
        self._tags = tags
        self._finder = finder
        self._roles = Roles(sentence, tags, arguments)
        self._weights = load_weights()

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
        if odds < self._weights.least:
            return None
        return self._finished(candidate, piece, odds, scores, known=True)

    def _learned(self, token: Token, piece: int) -> Candidate | None:
        """An event that only the model sees."""
        odds, scores = self.type_scores(piece, None)
        if odds < self._weights.least:
            return None
        candidate = self._finder.bare(token, max(scores, key=scores.__getitem__))
        return self._finished(candidate, piece, odds, scores, known=False)

    def _finished(
        self,
        candidate: Candidate,
        piece: int,
        odds: float,
        scores: Mapping[str, float],
        known: bool,
    ) -> Candidate | None:
        """The candidate with its likeliest type, its actors and its probability.

        Args:
            known: whether a line of the lexicon speaks for it.
        """
        kind = max(scores, key=scores.__getitem__)
        sides: dict[Role, list[Filler]] = {"source": [], "target": []}
        surest = {}
        for place, odds_of in self.role_odds(candidate, piece, kind, known):
            role = max(ROLES, key=odds_of.__getitem__)
            if odds_of[role] > 0:
                sides[role].append(place.filler)
                surest[place.key] = odds_of[role]
        sources = distinct(sides["source"])
        targets = distinct(sides["target"], without=sources)
        if not sources and not targets:
            return None
        fillers = [*sources, *targets]
        least = min(surest[key_of(filler)] for filler in fillers)
        agrees = float(known and kind == candidate.type)
        features = self.confidence_features(odds, scores[kind], agrees, least, fillers)
        sure = 1 / (1 + math.exp(-weighted(self._weights.confidence, features)))
        if kind != candidate.type:
            candidate = self._finder.retyped(candidate, kind)
        return replace(
            candidate,
            sources=tuple(sources),
            targets=tuple(targets),
            scores=scores,
            status=self._status(piece),
            confidence=round(sure, 2),
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

    def role_odds(
        self, candidate: Candidate, piece: int, kind: str, known: bool
    ) -> Iterator[tuple[Place, dict[Role, float]]]:
        """Each actor of the sentence with the log odds of its roles in an event."""
        weights = {"source": self._weights.source, "target": self._weights.target}
        for place, features in self._roles.features(candidate, piece, kind, known):
            yield place, {role: weighted(weights[role], features[role]) for role in ROLES}

    def confidence_features(
        self, odds: float, score: float, agrees: float, role: float, fillers: Sequence[Filler]
    ) -> tuple[float, ...]:
        """What speaks for a mention's being right.

        Log odds of the event, of its type and of its least sure role; whether the lexicon agrees;
        the least sure link to the register; whether there are two parties.
        """
        link = min(filler.link.confidence for filler in fillers)
        return odds, log_odds(score), role, agrees, link, float(len(fillers) > 1)

    def _piece(self, words: Sequence[Token]) -> int | None:
        """The word piece, of the first ones of some words, that is likeliest a trigger."""
        start = self._sentence.start_char
        pieces = [self._tags.piece_at(word.idx - start) for word in words]
        return min(
            (piece for piece in pieces if piece is not None),
            key=lambda piece: float(self._tags.events[piece, -1]),
            default=None,
        )
