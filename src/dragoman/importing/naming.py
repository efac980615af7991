"""Whom of the register a file's actor is."""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import date
from functools import lru_cache

from dragoman.actors import Register
from dragoman.actors.folding import fold
from dragoman.importing.records import NamedActor
from dragoman.records import Actor


class Names:
    """All names of the register, and the identifiers of actors that it does not know."""

    def __init__(self, register: Register) -> None:
        self._register, self._actors = register, register.actors
        self._named: dict[str, list[Actor]] = defaultdict(list)
        for actor in register.actors.values():
            for name in {fold(name) for name in (actor.name, *actor.aliases)}:
                self._named[name].append(actor)
        self.find = lru_cache(100_000)(self._find)

    def _find(self, actor: NamedActor) -> tuple[str, str | None, str | None]:
        """Identifier, country and sector of an actor.

        A name of the register is that actor, of several of one name the one of the same country.
        Who has a country and no name of his own goes by the country; all others get a slug.
        """
        if actor.actor_id:
            known = self._actors.get(actor.actor_id)
            country = actor.country or (known.country if known else None)
            return actor.actor_id, country, actor.sector or _sector(known)
        named = self._named.get(fold(actor.name), ())
        fitting = [known for known in named if not actor.country or known.country == actor.country]
        if len(fitting) == 1 or (fitting and actor.country):
            known = fitting[0]
            return known.actor_id, actor.country or known.country, actor.sector or _sector(known)
        if actor.country:
            return actor.country, actor.country, actor.sector
        slug = re.sub(r"[^a-z0-9]+", "-", fold(actor.name)).strip("-")
        return slug or "unknown", None, actor.sector

    def body(self, actor_id: str, day: date | None) -> str | None:
        """The organisation that a person spoke for on a day: the UN for its Secretary-General."""
        if day is None:
            return None
        for term in self._register.terms_of(actor_id):
            if term.organization and (term.start or date.min) <= day <= (term.end or date.max):
                return term.organization
        return None


def _sector(known: Actor | None) -> str | None:
    """The sector of a body or group; that of a person changes with his office."""
    return known.sector if known and known.kind not in ("state", "person") else None
