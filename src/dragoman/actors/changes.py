"""Which texts a new register concerns: those that may name an actor it changes."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache

from dragoman.actors.folding import fold
from dragoman.actors.tables import read_spellings
from dragoman.records import Actor, ActorRole

_WORD = re.compile(r"\w+")


def words_of_changes(
    old: tuple[Iterable[Actor], Iterable[ActorRole]],
    new: tuple[Iterable[Actor], Iterable[ActorRole]],
) -> set[frozenset[str]]:
    """Words, folded: a text that the difference concerns has all words of one of these sets.

    Each register is its actors and their terms of office. A new bearer of a name may change whom
    its parts mean in any text, so that of a person every part counts by itself; others are named
    in full.
    """
    before, after = _entries(*old), _entries(*new)
    found: set[frozenset[str]] = set()
    for actor_id in before.keys() | after.keys():
        if before.get(actor_id) != after.get(actor_id):
            entries = filter(None, (before.get(actor_id), after.get(actor_id)))
            found.update(words for actor, _ in entries for words in _words(actor))
    return found


def concerned(text: str, changes: Iterable[frozenset[str]]) -> bool:
    """Whether a text has all words of one of the sets."""
    words = set(_WORD.findall(fold(text)))
    return any(needed <= words for needed in changes)


def _entries(
    actors: Iterable[Actor], roles: Iterable[ActorRole]
) -> dict[str, tuple[Actor, list[ActorRole]]]:
    terms: dict[str, list[ActorRole]] = defaultdict(list)
    for role in sorted(roles, key=repr):
        terms[role.actor_id].append(role)
    return {actor.actor_id: (actor, terms[actor.actor_id]) for actor in actors}


@cache
def _spellings() -> dict[str, tuple[str, ...]]:
    return read_spellings()


def _words(actor: Actor) -> Iterator[frozenset[str]]:
    others = _spellings()
    for name in (actor.name, *actor.aliases):
        if actor.kind != "person":
            yield frozenset(_WORD.findall(fold(name)))
            continue
        for part in name.split():
            for spelling in (part, *others.get(part, ())):
                yield frozenset(_WORD.findall(fold(spelling)))
