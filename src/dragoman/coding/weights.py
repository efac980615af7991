"""How much the lexicon, the grammar and the learned model count against each other."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FILE = Path(__file__).parent / "model" / "weights.json"


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each reading counts, in log odds.

    `type`: for the type that the lexicon gives; `learned`: of the model's log odds of an event,
    `event`: of the lexicon's seeing one, `bias`: of any; `marked`, `unmarked`: for a modality that
    the grammar marks, and for its marking none; `source`, `target`, `confidence` and `news`: of the
    features of `Roles`, `Evidence` and `EventDates`, each with a bias at the end. A word is coded
    where the log odds of an event exceed `least`.
    """

    type: float
    learned: float
    event: float
    bias: float
    least: float
    marked: float
    unmarked: float
    source: tuple[float, ...]
    target: tuple[float, ...]
    confidence: tuple[float, ...]
    news: tuple[float, ...]


@cache
def load_weights() -> Weights:
    """The weights that come with the model."""
    values = json.loads(_FILE.read_text(encoding="utf-8"))
    source, target, confidence, news = (
        tuple(values.pop(name)) for name in ("source", "target", "confidence", "news")
    )
    return Weights(source=source, target=target, confidence=confidence, news=news, **values)


def log_odds(probability: float) -> float:
    """Its log odds, within those of 0.001 and 0.999."""
    bounded = min(max(probability, 1e-3), 1 - 1e-3)
    return math.log(bounded / (1 - bounded))


def weighted(weights: Sequence[float], features: Sequence[float]) -> float:
    """The weighted sum; the last weight is the bias."""
    return sum(w * x for w, x in zip(weights, (*features, 1.0), strict=True))
