"""What a user calls an actor or a place, and what that is in the dataset."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from dragoman.errors import UsageError

if TYPE_CHECKING:
    from dragoman.store.relations import Relations

# Every spelling of the register, and every actor and country that takes part in something.
_SPELLINGS = """
WITH spellings AS (
    SELECT actor_id AS key, kind = 'state' AS is_state,
           unnest([actor_id, name] || aliases) AS spelling
    FROM actors
    UNION SELECT actor_id, false, actor_id FROM mention_actors
    UNION SELECT country, true, country FROM mention_actors WHERE country IS NOT NULL
    UNION SELECT concat_ws(' ', country, sector), false, concat_ws(' ', country, sector)
          FROM mention_actors WHERE country IS NOT NULL
), folded AS (
    SELECT *, lower(strip_accents(spelling)) AS form, lower(strip_accents($name)) AS wanted
    FROM spellings
)
"""


def resolve_actor(dataset: Relations, name: str) -> set[str]:
    """Find an actor by identifier, country code, name or alias; case and accents do not matter.

    Returns:
        The keys of all that are called so (see `ties.participants`): identifiers, countries for
        states, country and sector for the likes of "TUR CVL".

    Raises:
        UsageError: nobody is called so; the message has names that are similar.
    """
    rows = dataset.query(
        _SPELLINGS + "SELECT DISTINCT key FROM folded WHERE form = wanted", name=name.strip()
    ).fetchall()
    if not rows:
        raise UsageError(f"no actor is called {name!r}{_suggestions(dataset, name)}")
    return {key for (key,) in rows}


def resolve_actors(dataset: Relations, names: Iterable[str]) -> list[str]:
    """The keys of several actors, sorted. Raises what `resolve_actor` does."""
    return sorted({key for name in names for key in resolve_actor(dataset, name)})


def full_name(dataset: Relations, name: str) -> str:
    """The register's name of an actor: "Turkey" for "TUR"; what it knows no better, as it is."""
    keys = resolve_actors(dataset, [name])
    rows = dataset.query(
        "SELECT name FROM actors WHERE list_contains($keys::TEXT[], actor_id)"
        " ORDER BY kind <> 'state', actor_id LIMIT 1",
        keys=keys,
    ).fetchall()
    return str(rows[0][0]) if rows else name


def resolve_places(dataset: Relations, names: Iterable[str]) -> tuple[list[str], list[str]]:
    """Find places where something happened, by name or by country.

    Returns:
        Names of places as the dataset has them, and codes of countries.

    Raises:
        UsageError: nothing is known to have happened in a place of that name.
    """
    places, countries = set(), set()
    for name in names:
        rows = dataset.query(
            "WITH countries AS ("
            "   SELECT actor_id AS code, unnest([actor_id, name] || aliases) AS name FROM actors"
            "   WHERE kind = 'state' UNION SELECT place_country, place_country"
            "   FROM events WHERE place_country IS NOT NULL)"
            " SELECT DISTINCT code AS found, true FROM countries"
            "   WHERE lower(strip_accents(name)) = lower(strip_accents($name))"
            " UNION SELECT DISTINCT place_name, false FROM events"
            "   WHERE lower(strip_accents(place_name)) = lower(strip_accents($name))",
            name=name.strip(),
        ).fetchall()
        if not rows:
            raise UsageError(f"no event has the place {name!r}: give a name or a country's code")
        places |= {found for found, is_country in rows if not is_country}
        countries |= {found for found, is_country in rows if is_country}
    return sorted(places), sorted(countries)


def _suggestions(dataset: Relations, name: str) -> str:
    similar = dataset.query(
        _SPELLINGS + "SELECT arg_max(spelling, jaro_winkler_similarity(form, wanted)) FROM folded"
        " WHERE jaro_winkler_similarity(form, wanted) >= 0.85 GROUP BY key"
        " ORDER BY max(jaro_winkler_similarity(form, wanted)) DESC, 1 LIMIT 5",
        name=name.strip(),
    ).fetchall()
    names = ", ".join(spelling for (spelling,) in similar)
    return f"; did you mean {names}?" if similar else ""
