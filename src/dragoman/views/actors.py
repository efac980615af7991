"""What a user calls an actor, and whom it stands for in the dataset."""

from __future__ import annotations

from collections.abc import Iterable

from dragoman.errors import UsageError
from dragoman.store import Dataset

# Every spelling of the register, and every actor and country that takes part in something.
_SPELLINGS = """
WITH spellings AS (
    SELECT actor_id, kind = 'state' AS is_state, unnest([actor_id, name] || aliases) AS spelling
    FROM actors
    UNION SELECT actor_id, false, actor_id FROM mention_actors
    UNION SELECT country, true, country FROM mention_actors WHERE country IS NOT NULL
), folded AS (
    SELECT *, lower(strip_accents(spelling)) AS form, lower(strip_accents($name)) AS wanted
    FROM spellings
)
"""


def resolve_actors(dataset: Dataset, names: Iterable[str]) -> tuple[set[str], set[str]]:
    """Find actors by identifier, country code, name or alias; case and accents do not matter.

    Returns:
        The identifiers of the actors meant, and the countries of those of them that are states:
        whoever acts for such a country is meant as well.

    Raises:
        UsageError: nobody is called so; the message has names that are similar.
    """
    actor_ids, countries = set(), set()
    for name in names:
        found = dataset.query(
            _SPELLINGS + "SELECT DISTINCT actor_id, is_state FROM folded WHERE form = wanted",
            name=name.strip(),
        ).fetchall()
        if not found:
            raise UsageError(f"no actor is called {name!r}{_suggestions(dataset, name)}")
        actor_ids |= {actor_id for actor_id, _ in found}
        countries |= {actor_id for actor_id, is_state in found if is_state}
    return actor_ids, countries


def _suggestions(dataset: Dataset, name: str) -> str:
    similar = dataset.query(
        _SPELLINGS + "SELECT arg_max(spelling, jaro_winkler_similarity(form, wanted)) FROM folded"
        " WHERE jaro_winkler_similarity(form, wanted) >= 0.85 GROUP BY actor_id"
        " ORDER BY max(jaro_winkler_similarity(form, wanted)) DESC, 1 LIMIT 5",
        name=name.strip(),
    ).fetchall()
    names = ", ".join(spelling for (spelling,) in similar)
    return f"; did you mean {names}?" if similar else ""
