"""Weighs what the lexicon finds in a sentence against what the learned model reads there.

The lexicon and the parse give candidates; the model gives each word a probability to be the trigger
of each event type, and each actor one to be its source or its target. Both are added up as log odds
with the weights of `model/weights.json`, which `training/calibrate.py` fits on annotated newswire.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np
from spacy.tokens import Span, Token

from dragoman.coding.arguments import Arguments, Filler, distinct
from dragoman.coding.candidates import Candidate, Finder, Status
from dragoman.coding.eventmodel import Tags
from dragoman.coding.roles import ROLES, Place, Roles, key_of
from dragoman.coding.weights import Weights, load_weights, log_odds, weighted
from dragoman.records import Role

# Confidence of a candidate of the lexicon that stands beyond what the model reads of a sentence.
_UNSURE = 0.5
# The least that a probability is taken for.
_LEAST = 1e-6


class Evidence:
    """Both readings of one sentence."""

    def __init__(
        self,
        sentence: Span,
        tags: Tags,
        arguments: Arguments,
        finder: Finder,
        weights: Weights | None = None,
    ) -> None:
        self._sentence = sentence
        self._tags = tags
        self._finder = finder
        self._roles = Roles(sentence, tags, arguments, finder.types)
        self._weights = weights or load_weights()

    def candidates(self) -> list[Candidate]:
        """The events of the sentence, in text order."""
        weighed = [event for event in map(self._weighed, self._finder.found) if event is not None]
        learned = [
            event
            for token, piece in self._triggers()
            if (event := self._learned(token, piece)) is not None
            if not any(_tells(other, event) for other in weighed)
        ]
        return sorted((*weighed, *learned), key=lambda event: event.head.i)

    def _weighed(self, candidate: Candidate) -> Candidate | None:
        """A candidate of the lexicon as the model sees it; none where that sees no event."""
        pieces = self._pieces(candidate.words)
        if not pieces:
            return replace(candidate, confidence=_UNSURE)
        column = self._tags.labels.index(candidate.type)
        piece = max(pieces, key=lambda piece: float(self._tags.events[piece, column]))
        scores = self.type_scores(piece, candidate.type)
        odds = max(self._event_odds(p, known=True) for p in pieces)
        if odds < self._weights.least and not candidate.given:
            return None
        return self._finished(candidate, piece, odds, scores, known=True)

    def _triggers(self) -> Iterator[tuple[Token, int]]:
        """The words at which the model sees an event of which the lexicon does not know."""
        likely = {
            self._tags.spans[piece][0] + self._sentence.start_char: int(piece)
            for piece in np.flatnonzero(self._tags.events[:, -1] < self._unlikely())
        }
        for token in self._sentence if likely else ():
            piece = likely.get(token.idx)
            if piece is not None and not (token.is_punct or self._finder.accounts_for(token)):
                yield token, piece

    def _unlikely(self) -> float:
        """The probability of no event below which a word is coded without the lexicon."""
        odds = (self._weights.least - self._weights.bias) / self._weights.learned
        return 1 / (1 + math.exp(odds))

    def _learned(self, token: Token, piece: int) -> Candidate | None:
        """An event that only the model sees."""
        scores, odds = self.type_scores(piece, None), self._event_odds(piece, known=False)
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
        kind = candidate.type if candidate.given else max(scores, key=scores.__getitem__)
        agrees = known and kind == candidate.type
        mutual = candidate.mutual if agrees else self._finder.types[kind].mutual
        sides: dict[Role, list[Filler]] = {"source": [], "target": []}
        surest = {}
        for place, odds_of in self.role_odds(candidate, piece, kind, known):
            role = max(ROLES, key=odds_of.__getitem__)
            if odds_of[role] > 0:
                sides["source" if mutual else role].append(place.filler)
                surest[place.key] = odds_of[role]
        if agrees:
            sides["source"] = _completed(sides["source"], candidate.sources)
            sides["target"] = _completed(sides["target"], candidate.targets)
        sources = distinct(sides["source"])
        targets = distinct(sides["target"], sources)
        targets = _without_itself(sources, targets)
        if not sources and not targets:
            return None
        fillers = [*sources, *targets]
        least = min(surest.get(key_of(filler), 0.0) for filler in fillers)
        features = self.confidence_features(odds, scores[kind], float(agrees), least, fillers)
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

    def type_scores(self, piece: int, kind: str | None) -> dict[str, float]:
        """The probabilities of the types of an event at a piece, if there is one.

        Args:
            kind: the type that the lexicon finds there, if it does.
        """
        logs = {
            name: math.log(max(float(p), _LEAST)) + self._weights.type * (name == kind)
            for name, p in zip(self._tags.labels[:-1], self._tags.events[piece, :-1], strict=True)
        }
        total = sum(map(math.exp, logs.values()))
        return {name: math.exp(log) / total for name, log in logs.items()}

    def _event_odds(self, piece: int, known: bool) -> float:
        """Log odds of an event at a piece.

        Args:
            known: whether the lexicon finds one there.
        """
        *labels, none = (max(float(p), _LEAST) for p in self._tags.events[piece])
        learned = math.log(sum(labels) / none) * self._weights.learned
        return learned + self._weights.event * known + self._weights.bias

    def role_odds(
        self, candidate: Candidate, piece: int, kind: str, known: bool
    ) -> Iterator[tuple[Place, dict[Role, float]]]:
        """Each actor of the sentence with the log odds of its roles in an event."""
        weights = {"source": self._weights.source, "target": self._weights.target}
        for place, features in self._roles.features(candidate, piece, kind, known):
            odds = {role: weighted(weights[role], features[role]) for role in ROLES}
            if place.deed is not None:
                odds["source"] = -math.inf
            yield place, odds

    def confidence_features(
        self, odds: float, score: float, agrees: float, role: float, fillers: Sequence[Filler]
    ) -> tuple[float, ...]:
        """What speaks for a mention's being right.

        Log odds of the event, of its type and of its least sure role; whether the lexicon agrees;
        the least sure link to the register; whether each party has a country or organisation;
        whether there are two.
        """
        link = min(filler.link.confidence for filler in fillers)
        placed = all(filler.link.country or filler.link.organization for filler in fillers)
        return (
            odds, log_odds(score), role, agrees, link, float(placed), float(len(fillers) > 1)
        )  # fmt: skip

    def _pieces(self, words: Sequence[Token]) -> list[int]:
        """The first piece of each word, of those that were read."""
        start = self._sentence.start_char
        pieces = (self._tags.piece_at(word.idx - start) for word in words)
        return [piece for piece in pieces if piece is not None]


def _completed(chosen: list[Filler], slot: Sequence[Filler]) -> list[Filler]:
    """Those chosen and who stands beside them in the lexicon's slot; the slot where none is."""
    if not chosen or {key_of(f) for f in chosen} & {key_of(f) for f in slot}:
        return [*chosen, *slot]
    return chosen


def _without_itself(sources: list[Filler], targets: list[Filler]) -> list[Filler]:
    """The targets without a source's own state, if others remain: Ankara's calls on Turkey."""
    own = {filler.link.actor_id for filler in sources}
    others = [f for f in targets if f.link.sector is not None or f.link.actor_id not in own]
    return others or targets


def _tells(candidate: Candidate, learned: Candidate) -> bool:
    """Whether an event of the lexicon is told by the word of a learned one too."""
    auxiliary = learned.head.dep_ in ("aux", "auxpass") and learned.head.head == candidate.clause
    if learned.head == candidate.head or auxiliary:
        return True
    return learned.type == candidate.type and learned.head in candidate.words
