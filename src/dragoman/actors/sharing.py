"""Coordinated actors share what is said but once: "US and Turkish officials"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dragoman.actors.lexicon import SenseKind
from dragoman.actors.phrases import Phrase
from dragoman.actors.rules import Identity, Rule

ADJECTIVES: frozenset[SenseKind] = frozenset({"adjective"})
NATIONAL = frozenset({Rule.NATIONAL_AGENT, Rule.SHARED_NATION})
HOMELESS = frozenset(
    {Rule.AGENT, Rule.AGENT_ARTICLE, Rule.AGENT_SENTENCE, Rule.AGENT_REPEATED, Rule.AGENT_PRESUMED}
)
BEFORE_HEAD = frozenset({"and", "or", ",", "/", "-", "and the", "&"})
LISTED = frozenset({",", "and", ", and", "and the", ", the"})
AFTER_HEAD = frozenset({"and", "or", "&"})

Found = tuple[Phrase, Identity]


def share(text: str, found: Sequence[Found]) -> list[Found]:
    """`found`, in text order, with shared nouns and nationalities filled in.

    A bare nationality takes the sector of the agents that follow ("US and Turkish officials");
    agents take the nationality of those before ("Iraqi army and police"); states take the sector of
    the plural that owns the first of them ("the leaders of France, Germany and Britain").
    """
    shared = list(found)
    for i in range(len(shared) - 2, -1, -1):
        (first, mine), (second, other) = shared[i], shared[i + 1]
        joined = text[first.end : second.start].strip() in BEFORE_HEAD
        if joined and other.rule in NATIONAL and _is_adjective(first, mine):
            shared[i] = (first, replace(mine, sector=other.sector, rule=Rule.SHARED_NATION))
    lists: set[int] = set()  # the states that stand in a list of owners
    for i in range(len(shared) - 1):
        (first, mine), (second, other) = shared[i], shared[i + 1]
        joined = text[first.end : second.start].strip() in AFTER_HEAD
        if joined and mine.rule in NATIONAL and other.rule in HOMELESS:
            shared[i + 1] = (second, replace(mine, sector=other.sector, rule=Rule.SHARED_NATION))
        listed = text[first.end : second.start].strip() in LISTED
        if listed and other.rule is Rule.STATE and (_owns_plural(first) or i in lists):
            shared[i + 1] = (second, replace(other, sector=mine.sector, rule=Rule.SHARED_NATION))
            lists.add(i + 1)
    return shared


def _owns_plural(phrase: Phrase) -> bool:
    """Whether the nation stands after several agents: "the leaders of France"."""
    if not phrase.agents or phrase.nation is None or phrase.name:
        return False
    hit, noun = phrase.agents[-1]
    plural = hit.end - hit.start == len(noun.plural) and noun.plural != noun.noun
    return plural and phrase.nation.first > hit.first and not phrase.nation.last < phrase.last


def _is_adjective(phrase: Phrase, identity: Identity) -> bool:
    bare = identity.rule in {Rule.ADJECTIVE, Rule.STATE}
    return bare and phrase.nation is not None and phrase.nation.sense(ADJECTIVES) is not None
