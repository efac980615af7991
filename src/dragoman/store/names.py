"""What a user calls an actor or a place, and what that is in the dataset."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from dragoman.errors import UsageError

if TYPE_CHECKING:
    from dragoman.store.relations import Relations

# Every spelling of the register, and every actor and country that takes part in something.
_SPELLINGS = """
WITH spellings AS (
    SELECT actor_id AS key, unnest([actor_id, name] || aliases) AS spelling FROM actors
    UNION SELECT actor_id, actor_id FROM mention_actors
    UNION SELECT country, country FROM mention_actors WHERE country IS NOT NULL
    UNION SELECT concat_ws(' ', country, sector), concat_ws(' ', country, sector)
          FROM mention_actors WHERE country IS NOT NULL
), folded AS (SELECT *, lower(strip_accents(spelling)) AS form FROM spellings)
"""
_COUNTRIES = """
    SELECT actor_id AS code, unnest([actor_id, name] || aliases) AS name FROM actors
    WHERE kind = 'state'
    UNION SELECT place_country, place_country FROM events WHERE place_country IS NOT NULL
"""


def resolve_actor(dataset: Relations, name: str) -> set[str]:
    """Find an actor by identifier, country code, name or alias; case and accents do not matter.

    Returns:
        The keys of all that are called so (see `ties.participants`): identifiers, countries for
        states, country and sector for the likes of "TUR CVL".

    Raises:
        UsageError: nobody is called so; the message has names that are similar.
    """
    known = _by_form(dataset, "actors", f"{_SPELLINGS} SELECT form, key FROM folded")
    keys = known.get(_folded(dataset, name))
    if not keys:
        raise UsageError(f"no actor is called {name!r}{_suggestions(dataset, name)}")
    return set(keys)


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
    known_places = _by_form(
        dataset,
        "places",
        "SELECT lower(strip_accents(place)), place FROM"
        " (SELECT DISTINCT place_name AS place FROM events WHERE place_name IS NOT NULL)",
    )
    known_countries = _by_form(
        dataset, "countries", f"SELECT lower(strip_accents(name)), code FROM ({_COUNTRIES})"
    )
    places, countries = set[str](), set[str]()
    for name in names:
        form = _folded(dataset, name)
        if form not in known_places and form not in known_countries:
            raise UsageError(f"no event has the place {name!r}: give a name or a country's code")
        places |= known_places.get(form, set())
        countries |= known_countries.get(form, set())
    return sorted(places), sorted(countries)


def _folded(dataset: Relations, name: str) -> str:
    ((form,),) = dataset.query("SELECT lower(strip_accents($name))", name=name.strip()).fetchall()
    return str(form)


def _by_form(dataset: Relations, what: str, sql: str) -> Mapping[str, set[str]]:
    """What is called so, by the form of its name without case and accents."""

    def read() -> Mapping[str, set[str]]:
        found = defaultdict[str, set[str]](set)
        for form, key in dataset.query(sql).fetchall():
            found[form].add(key)
        return dict(found)

    return dataset.kept(("names", what), read)


def _suggestions(dataset: Relations, name: str) -> str:
    similar = dataset.query(
        _SPELLINGS + "SELECT arg_max(spelling, jaro_winkler_similarity(form, $wanted)) FROM folded"
        " WHERE jaro_winkler_similarity(form, $wanted) >= 0.85 GROUP BY key"
        " ORDER BY max(jaro_winkler_similarity(form, $wanted)) DESC, 1 LIMIT 5",
        wanted=_folded(dataset, name),
    ).fetchall()
    names = ", ".join(spelling for (spelling,) in similar)
    return f"; did you mean {names}?" if similar else ""
