"""Which sentences the learned model need not read: their lemmas show that they hold no event."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from spacy.tokens import Span

from dragoman.tables import read_table

_FILE = Path(__file__).parent / "data" / "screen.tsv"
# The row of the bias.
_BIAS = "*"
_WORDS = {"VERB", "NOUN", "ADJ", "PROPN", "AUX"}


def may_hold_event(sentence: Span) -> bool:
    """Whether the weights of a sentence's lemmas add up to zero or more."""
    weights = _weights()
    odds = (weights.get(lemma, 0.0) for lemma in lemmas_of(sentence))
    return math.fsum((weights[_BIAS], *odds)) >= 0  # `sum` depends on the order of a set


def lemmas_of(sentence: Span) -> frozenset[str]:
    """The lemmas of its verbs, nouns, adjectives and names, in lower case."""
    return frozenset(token.lemma_.lower() for token in sentence if token.pos_ in _WORDS)


@cache
def _weights() -> Mapping[str, float]:
    """Log odds by lemma.

    Raises:
        DataFileError: naming file, line and reason, where a weight is no number.
    """
    weights = {}
    for row in read_table(_FILE, ("lemma", "weight")):
        try:
            weights[row["lemma"]] = float(row["weight"])
        except ValueError as error:
            raise row.error(f"{row['weight']!r} is no number") from error
    return weights
