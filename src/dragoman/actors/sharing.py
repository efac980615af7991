"""Coordinated actors share what is said but once: "US and Turkish officials"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dragoman.actors.lexicon import SenseKind
from dragoman.actors.phrases import Phrase
from dragoman.actors.rules import Identity, Rule

ADJECTIVES: frozenset[SenseKind] = frozenset({"adjective"})
NATIONAL = frozenset({Rule.NATIONAL_AGENT, Rule.SHARED_NATION})
HOMELESS = frozenset({Rule.AGENT, Rule.AGENT_ARTICLE, Rule.AGENT_SENTENCE})
BEFORE_HEAD = frozenset({"and", "or", ",", "/", "-", "and the", "&"})
AFTER_HEAD = frozenset({"and", "or", "&"})

Found = tuple[Phrase, Identity]


def share(text: str, found: Sequence[Found]) -> list[Found]:
    """`found`, in text order, with shared nouns and nationalities filled in.

    A bare nationality takes the sector of the agents that follow ("US and Turkish officials");
    agents take the nationality of those before ("Iraqi army and police").
    """
    shared = list(found)
    for i in range(len(shared) - 2, -1, -1):
        (first, mine), (second, other) = shared[i], shared[i + 1]
        joined = text[first.end : second.start].strip() in BEFORE_HEAD
        if joined and other.rule in NATIONAL and _is_adjective(first, mine):
            shared[i] = (first, replace(mine, sector=other.sector, rule=Rule.SHARED_NATION))
    for i in range(len(shared) - 1):
        (first, mine), (second, other) = shared[i], shared[i + 1]
        joined = text[first.end : second.start].strip() in AFTER_HEAD
        if joined and mine.rule in NATIONAL and other.rule in HOMELESS:
            shared[i + 1] = (second, replace(mine, sector=other.sector, rule=Rule.SHARED_NATION))
    return shared


def _is_adjective(phrase: Phrase, identity: Identity) -> bool:
    bare = identity.rule in {Rule.ADJECTIVE, Rule.STATE}
    return bare and phrase.nation is not None and phrase.nation.sense(ADJECTIVES) is not None
