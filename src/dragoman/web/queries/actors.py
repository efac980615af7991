"""The actors of the dataset, and one of them: offices, what it did and with whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from dragoman.records import Actor, ActorRole
from dragoman.store.names import resolve_actor

if TYPE_CHECKING:
    from dragoman.store import Dataset
    from dragoman.web.queries.selection import Selection

MOST_ACTORS = 60
MOST_PARTNERS = 15


@dataclass(frozen=True, slots=True)
class Busy:
    """A party and the number of events that it takes part in."""

    key: str
    events: int


@dataclass(frozen=True, slots=True)
class Partner:
    """Who an actor deals with, and in how many events of each quad class."""

    key: str
    events: int
    verbal_cooperation: int
    material_cooperation: int
    verbal_conflict: int
    material_conflict: int
    mean_score: float


@dataclass(frozen=True, slots=True)
class Profile:
    """What the register knows of an actor; `actor` is None for those that it does not know."""

    key: str
    actor: Actor | None
    offices: list[ActorRole]


def busiest(dataset: Dataset) -> list[Busy]:
    """The parties of most events."""
    rows = dataset.query(
        "SELECT party, count(DISTINCT number) FROM brief_actors"
        " GROUP BY party ORDER BY 2 DESC, 1 LIMIT $most",
        most=MOST_ACTORS,
    ).fetchall()
    return [Busy(*row) for row in rows]


def read_profile(dataset: Dataset, key: str) -> Profile:
    """What is known of an actor by its identifier, name or alias.

    Raises:
        UsageError: nobody is called so.
    """
    rows = dataset.query(
        "SELECT actor_id, name, kind, country, sector, aliases FROM actors WHERE actor_id = $key",
        key=key,
    ).fetchall()
    if not rows:
        resolve_actor(dataset, key)
        return Profile(key, None, [])
    actor_id, name, kind, country, sector, aliases = rows[0]
    offices = dataset.query(
        'SELECT actor_id, role, country, sector, "start", "end", organization FROM actor_roles'
        ' WHERE actor_id = $key ORDER BY "start" NULLS FIRST, "end", role',
        key=key,
    ).fetchall()
    return Profile(
        key,
        Actor(actor_id, name, kind, country, sector, tuple(aliases)),
        [ActorRole(*row) for row in offices],
    )


def partners(selection: Selection, keys: Sequence[str]) -> list[Partner]:
    """Who takes part in the events beside the actor with these keys, the most frequent first."""
    rows = selection.query(
        """WITH others AS (
            SELECT DISTINCT number, party FROM brief_actors SEMI JOIN chosen USING (number)
            WHERE (country IS NOT NULL OR organization IS NOT NULL OR party = upper(party))
              AND NOT list_contains($keys::TEXT[], party)
              AND NOT list_contains($keys::TEXT[], actor_id)
              AND NOT coalesce(list_contains($keys::TEXT[], organization), false)
        )
        SELECT party, count(*), count(*) FILTER (quad = 'verbal cooperation'),
               count(*) FILTER (quad = 'material cooperation'),
               count(*) FILTER (quad = 'verbal conflict'),
               count(*) FILTER (quad = 'material conflict'), avg(score)
        FROM others JOIN chosen USING (number)
        GROUP BY party ORDER BY 2 DESC, 1 LIMIT $most""",
        keys=list(keys),
        most=MOST_PARTNERS,
    ).fetchall()
    return [Partner(*row) for row in rows]


def in_office(offices: Sequence[ActorRole], day: date | None) -> list[ActorRole]:
    """The offices held on a day; without a day, those that have no end."""
    if day is None:
        return [office for office in offices if office.end is None]
    return [
        office
        for office in offices
        if (office.start is None or office.start <= day)
        and (office.end is None or day <= office.end)
    ]
