"""The events of a question, found once and then asked about in several ways."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dragoman.store.selections import parameters
from dragoman.store.ties import PARTY, participants, tied, units

if TYPE_CHECKING:
    import duckdb

    from dragoman.store import Criteria, Dataset

# Each criterion by the parameter that must be given for it to count.
_CLAUSES = {
    "types": "list_contains($types::TEXT[], event_type)",
    "quads": "list_contains($quads::TEXT[], quad)",
    "confidence": "confidence >= $confidence",
    "since": "date_end >= $since::DATE",
    "until": "date_start <= $until::DATE",
    "places": "(list_contains($places::TEXT[], place_name)"
    " OR list_contains($place_countries::TEXT[], place_country))",
    "upcoming": "date_start > $upcoming::DATE AND event_id IN"
    " (SELECT event_id FROM mentions WHERE modality = 'planned')",
    "unresolved": "modality = 'planned' AND outcome = 'no report yet'"
    " AND coalesce(date_end <= (SELECT max(published_end) FROM articles), true)",
}
# Whether a row of `mention_actors` is meant by one of the keys in a parameter, as in
# `store.ties.participants`.
_MEANT = f"""(list_contains(${{keys}}::TEXT[], {PARTY})
    OR list_contains(${{keys}}::TEXT[], organization)
    OR list_contains(${{keys}}::TEXT[], if(actor_id = country, NULL, actor_id))
    OR list_contains(${{keys}}::TEXT[], country || ' ' || sector))"""
_OF_COUNTRY = "list_contains(${keys}::TEXT[], country)"
_TAKING_PART = f"""
SELECT DISTINCT event_id FROM mentions SEMI JOIN (
    SELECT mention_id FROM mention_actors
    WHERE {_OF_COUNTRY.format(keys="actor_keys")} OR {_MEANT.format(keys="actor_keys")}
) USING (mention_id)"""


@dataclass(frozen=True, slots=True)
class Selection:
    """Events to be queried further, as the table `chosen`.

    `source` is the SQL of that table, `values` are its parameters. Where a dyad was asked for, the
    table `of_the_pair` has its ties (see `store.ties.tied`), the sides being "a" and "b".
    """

    dataset: Dataset
    source: str
    values: dict[str, Any]

    def query(self, sql: str, **values: object) -> duckdb.DuckDBPyRelation:
        """The lazy result of a query over `chosen` and the dataset's tables."""
        return self.dataset.query(self._over_chosen(sql), **(self.values | values))

    def note(self, name: str, sql: str) -> None:
        """Keep the result of such a query as a table that only this connection sees."""
        _note(self.dataset, name, self._over_chosen(sql), **self.values)

    def _over_chosen(self, sql: str) -> str:
        head = f"WITH chosen AS ({self.source})"
        return f"{head}, {sql[5:]}" if sql.startswith("WITH ") else f"{head} {sql}"


def select(dataset: Dataset, criteria: Criteria) -> Selection:
    """The events that all the criteria hold for; `dataset` must be this thread's own.

    Raises:
        UsageError: a criterion names what there is not.
    """
    found = parameters(dataset, criteria)
    clauses = [clause for name, clause in _CLAUSES.items() if found[name]]
    if found["actor_keys"]:
        _note(dataset, "taking_part", _TAKING_PART, actor_keys=found["actor_keys"])
        clauses.append("event_id IN (FROM taking_part)")
    if found["pair_keys"]:
        _note(
            dataset,
            "of_the_pair",
            _of_the_pair(found["whole_countries"]),
            pair_units=found["pair_units"],
            pair_keys=found["pair_keys"],
        )
        clauses.append("event_id IN (SELECT event_id FROM of_the_pair)")
    where = f" WHERE {' AND '.join(clauses)}" if clauses else ""
    used = {name: value for name, value in found.items() if f"${name}" in where}
    return Selection(dataset, f"SELECT * FROM events{where}", used)


def _of_the_pair(whole_countries: bool) -> str:
    """The ties of a pair; only the few mentions in which it is meant are looked at closely."""
    meant = _MEANT.format(keys="pair_keys")
    if whole_countries:
        meant = f"({_OF_COUNTRY.format(keys='pair_keys')} OR {meant})"
    country = "true" if whole_countries else "false"
    return f"""WITH meant AS MATERIALIZED (
            SELECT mention_id FROM main.mention_actors WHERE {meant}
            GROUP BY mention_id HAVING count(*) > 1
        ), mentions AS MATERIALIZED (FROM main.mentions SEMI JOIN meant USING (mention_id)),
        mention_actors AS MATERIALIZED (
            FROM main.mention_actors SEMI JOIN meant USING (mention_id)
        ),
        {participants(country, prefix="pair_")},
        {units("$pair_units", "$pair_keys", prefix="pair_")}, {tied("pair_")}
        FROM pair_tied"""


def _note(dataset: Dataset, name: str, sql: str, **values: object) -> None:
    """Keep a result for the further queries of this connection."""
    dataset.query(f"CREATE OR REPLACE TEMP TABLE {name} AS {sql}", **values)
