"""Which of the noun phrases before an expression it takes up: the most salient, if clearly so."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from dragoman.actors.discourse import Discourse, Mention

# How near the second best may come to the best: beyond it nobody is meant, or not surely.
UNDECIDED, UNSURE = 0.9, 0.72
# What the further mentions of an antecedent add to it.
REPEATED = 0.25


@dataclass(frozen=True, slots=True)
class Choice:
    """The antecedent chosen, and whether another came near."""

    mention: Mention
    unsure: bool


def choose(
    discourse: Discourse, token: int, candidates: Iterable[tuple[Mention, float]]
) -> Choice | None:
    """The best of the candidates, each with what it gains or loses beside its salience.

    None where there is none, where it is no actor or where the next is as good.
    """
    weights: dict[tuple[str, ...], list[float]] = {}
    latest: dict[tuple[str, ...], Mention] = {}
    for mention, gain in candidates:
        weight = discourse.salience(mention, token) + gain
        weights.setdefault(mention.key, []).append(weight)
        latest.setdefault(mention.key, mention)
    totals = {key: max(w) + REPEATED * (sum(w) - max(w)) for key, w in weights.items()}
    ranked = sorted(totals, key=lambda key: -totals[key])
    if not ranked or not latest[ranked[0]].links:
        return None
    rival = totals[ranked[1]] / totals[ranked[0]] if len(ranked) > 1 else 0.0
    return None if rival > UNDECIDED else Choice(latest[ranked[0]], rival > UNSURE)
