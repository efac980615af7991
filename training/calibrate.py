"""Fits the weights by which the coder adds up what the lexicon and the learned model say.

    python training/calibrate.py

Codes the annotated newswire stories of the part "dev", which the model is not trained on, compares
both readings with the gold events and writes `weights.json` beside the model: `type`, `event` and
`bias` by the likelihood of the gold types over a grid; `role` and then `confidence` by logistic
regression. Needs the extra `train`.
"""

from __future__ import annotations

import itertools
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
from sklearn.linear_model import LogisticRegression

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "benchmarks"))

from events import pairs, same_actors, stories  # noqa: E402

from dragoman.coding import Coder, coder, evidence  # noqa: E402
from dragoman.coding.evidence import Evidence, Weights, load_weights  # noqa: E402

_FILE = ROOT / "src" / "dragoman" / "coding" / "model" / "weights.json"
_PART = "dev"
_LABELS = tuple(json.loads((_FILE.parent / "labels.json").read_text(encoding="utf-8"))["types"])
Features = tuple[float, ...]


class Recorder(Evidence):
    """Notes what is asked of both readings, by the place of the trigger in the article."""

    types: ClassVar[list[tuple[int, str | None, Any]]] = []
    roles: ClassVar[list[tuple[int, tuple[int, int], dict[str, Features]]]] = []
    whole: ClassVar[dict[int, Features]] = {}

    def type_scores(self, piece: int, kind: str | None) -> tuple[float, dict[str, float]]:
        self._at = self._sentence.start_char + self._tags.spans[piece][0]
        self.types.append((self._at, kind, self._tags.events[piece]))
        return super().type_scores(piece, kind)

    def role_odds(self, *arguments: Any) -> Any:
        for place, features in self._roles.features(*arguments):
            self.roles.append((self._at, place.span, features))
        return super().role_odds(*arguments)

    def confidence_features(self, *arguments: Any) -> Features:
        features = super().confidence_features(*arguments)
        self.whole[self._at] = features
        return features


def _coded(using: Weights) -> Iterator[tuple[list[dict[str, Any]], list[Any]]]:
    """The gold events and mentions of each story, coded with some weights."""
    evidence.load_weights = lambda: using
    coder.Evidence = Recorder  # type: ignore[misc]
    machine = Coder()
    for article, gold in stories(_PART):
        Recorder.types, Recorder.roles, Recorder.whole = [], [], {}
        yield gold, machine.code_article(article)


def fit_types(weights: Weights) -> Weights:
    """Weights of the lexicon's type and of its seeing an event, by likelihood."""
    rows = []
    for gold, _ in _coded(weights):
        kinds = {event["trigger"][0]: event["type"] for event in gold}
        ends = [event["trigger"] for event in gold]
        for at, kind, probabilities in Recorder.types:
            truth = next((kinds[a] for a, b in ends if a <= at < b), "NONE")
            rows.append((_LABELS.index(kind) if kind else -1, _LABELS.index(truth), probabilities))
    logs = np.log(np.maximum(np.array([row[2] for row in rows]), 1e-6))
    lexicon, truths = (np.array([row[i] for row in rows]) for i in (0, 1))
    known = lexicon >= 0
    best = (-np.inf, weights)
    grid = np.arange(0.0, 4.01, 0.25)
    for kind, event, bias in itertools.product(grid, grid, np.arange(-2.0, 2.01, 0.25)):
        scores = logs.copy()
        scores[known, lexicon[known]] += kind
        scores[known, -1] -= event
        scores[:, -1] -= bias
        scores -= np.log(np.exp(scores).sum(-1, keepdims=True))
        likelihood = scores[np.arange(len(truths)), truths].sum()
        if likelihood > best[0]:
            found = replace(weights, type=float(kind), event=float(event), bias=float(bias))
            best = (likelihood, found)
    print(f"{len(rows):,} words, {known.sum():,} of them in the lexicon's candidates")
    return best[1]


def fit_roles(weights: Weights) -> Weights:
    """Weights of what speaks for an actor's roles."""
    rows: dict[str, list[tuple[Features, bool]]] = {"source": [], "target": []}
    for gold, _ in _coded(weights):
        for at, span, features in Recorder.roles:
            events = [e for e in gold if e["trigger"][0] <= at < e["trigger"][1]]
            for role in rows if events else ():
                meant = [a for event in events for a in event[f"{role}s"]]
                right = any(a < span[1] and span[0] < b for a, b, _ in meant)
                rows[role].append((features[role], right))
    return replace(weights, source=_logistic(rows["source"]), target=_logistic(rows["target"]))


def fit_confidence(weights: Weights) -> Weights:
    """Weights of what speaks for type and actors of a mention being right."""
    rows = []
    for gold, mentions in _coded(weights):
        right = {
            mention.mention_id
            for event, mention in pairs(gold, mentions)
            if event and mention and event["type"] == mention.event_type
            if same_actors(event, mention)
        }
        for mention in mentions:
            at = next(a for a in Recorder.whole if mention.trigger_start <= a < mention.trigger_end)
            rows.append((Recorder.whole[at], mention.mention_id in right))
    print(f"{len(rows)} mentions, {np.mean([row[1] for row in rows]):.1%} right")
    return replace(weights, confidence=_logistic(rows))


def _logistic(rows: Sequence[tuple[Features, bool]]) -> Features:
    features, truths = (np.array(column) for column in zip(*rows, strict=True))
    model = LogisticRegression(C=1.0, max_iter=1000).fit(features, truths)
    accuracy = model.score(features, truths)
    print(f"{len(rows):,} rows, {truths.mean():.1%} true, {accuracy:.1%} told right")
    return tuple(round(float(w), 3) for w in (*model.coef_[0], *model.intercept_))


def main() -> None:
    """Fit all and write the file."""
    weights = load_weights()
    for fit in (fit_types, fit_roles, fit_confidence):
        weights = fit(weights)
        print(weights)
    _FILE.write_text(json.dumps(asdict(weights), indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
