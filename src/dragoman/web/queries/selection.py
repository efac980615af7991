"""The events of a question, to be asked about in several ways."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dragoman.store.selections import parameters

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
    "upcoming": "date_start > $upcoming::DATE AND number IN"
    " (SELECT number FROM brief_mentions WHERE planned)",
    "unresolved": "modality = 'planned' AND outcome = 'no report yet'"
    " AND coalesce(date_end <= (SELECT max(published_end) FROM articles), true)",
    "actor_keys": "number IN (SELECT number FROM keyed"
    " WHERE key IN (SELECT unnest($actor_keys::TEXT[])))",
    "pair_keys": "number IN (SELECT number FROM of_the_pair)",
}
# As `store.ties.tied` finds them.
_OF_THE_PAIR = """
WITH units AS (
    SELECT DISTINCT number, mention, role, alone, unit FROM keyed JOIN (
        SELECT unnest($units::TEXT[]) AS unit, unnest($keys::TEXT[]) AS key) USING (key)
    WHERE NOT wide OR $whole
), pairs AS (
    SELECT number, a.unit AS source, b.unit AS target, bool_and(b.role = 'source') AS mutual
    FROM units a JOIN units b USING (number, mention)
    WHERE a.unit <> b.unit AND a.role = 'source' AND (b.role = 'target' OR a.alone)
    GROUP BY number, a.unit, b.unit
)
SELECT event_id, pairs.* FROM pairs JOIN brief_events USING (number)"""


@dataclass(frozen=True, slots=True)
class Selection:
    """Events to be queried further, as the table `chosen`: rows of `brief_events`.

    `source` is the SQL of that table, `values` are its parameters. Where a dyad was asked for, the
    table `of_the_pair` has its ties (see `store.ties.tied`), the sides being "a" and "b".
    """

    dataset: Dataset
    source: str
    values: dict[str, Any]

    def query(self, sql: str, **values: object) -> duckdb.DuckDBPyRelation:
        """The lazy result of a query over `chosen` and the tables of dataset and `Brief`."""
        return self.dataset.query(self._over_chosen(sql), **(self.values | values))

    def note(self, name: str, sql: str) -> None:
        """Keep the result of such a query as a table that only this connection sees."""
        note(self.dataset, name, self._over_chosen(sql), **self.values)

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
    if found["pair_keys"]:
        note(
            dataset,
            "of_the_pair",
            _OF_THE_PAIR,
            units=found["pair_units"],
            keys=found["pair_keys"],
            whole=found["whole_countries"],
        )
    where = f" WHERE {' AND '.join(clauses)}" if clauses else ""
    used = {name: value for name, value in found.items() if f"${name}" in where}
    return Selection(dataset, f"SELECT * FROM brief_events{where}", used)


def note(dataset: Dataset, name: str, sql: str, **values: object) -> None:
    """Keep the result of a query as a table that only this connection sees."""
    dataset.query(f"CREATE OR REPLACE TEMP TABLE {name} AS {sql}", **values)
