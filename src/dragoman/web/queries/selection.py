"""The events of a question, found once and then asked about in several ways."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dragoman.store.selections import parameters
from dragoman.store.ties import RECIPROCAL, participants

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
# By which keys actors take part in what; where whole countries are meant, also by the country's.
# This does not depend on what is asked, and takes longer to find than all the rest.
_KEYED = f"""
WITH {{participants}}, alone AS (
    SELECT mention_id FROM mentions
    ANTI JOIN (SELECT mention_id FROM mention_actors WHERE role = 'target') USING (mention_id)
    WHERE {RECIPROCAL}
)
SELECT event_id, mention_id, role, key, mention_id IN (FROM alone) AS mutual FROM participants
WHERE key IS NOT NULL"""
_TAKING_PART = "SELECT DISTINCT event_id FROM keyed WHERE list_contains($keys::TEXT[], key)"
# As `store.ties.tied` finds them.
_OF_THE_PAIR = """
WITH units AS (
    SELECT DISTINCT event_id, mention_id, role, unit, mutual FROM keyed JOIN (
        SELECT unnest($units::TEXT[]) AS unit, unnest($keys::TEXT[]) AS key) USING (key)
)
SELECT event_id, a.unit AS source, b.unit AS target, bool_and(b.role = 'source') AS mutual
FROM units a JOIN units b USING (event_id, mention_id)
WHERE a.unit <> b.unit AND a.role = 'source' AND (b.role = 'target' OR a.mutual)
GROUP BY event_id, a.unit, b.unit"""


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
        lend_keyed(dataset, whole_countries=True)
        _note(dataset, "taking_part", _TAKING_PART, keys=found["actor_keys"])
        clauses.append("event_id IN (FROM taking_part)")
    if found["pair_keys"]:
        lend_keyed(dataset, whole_countries=found["whole_countries"])
        values = {"units": found["pair_units"], "keys": found["pair_keys"]}
        _note(dataset, "of_the_pair", _OF_THE_PAIR, **values)
        clauses.append("event_id IN (SELECT event_id FROM of_the_pair)")
    where = f" WHERE {' AND '.join(clauses)}" if clauses else ""
    used = {name: value for name, value in found.items() if f"${name}" in where}
    return Selection(dataset, f"SELECT * FROM events{where}", used)


def lend_keyed(dataset: Dataset, *, whole_countries: bool) -> None:
    """Let the connection read `keyed`, which is made once for each state of the dataset."""
    sql = _KEYED.format(participants=participants("true" if whole_countries else "false"))
    keyed = dataset.kept(("keyed", whole_countries), lambda: dataset.query(sql).to_arrow_table())
    dataset.lend("keyed", keyed)


def _note(dataset: Dataset, name: str, sql: str, **values: object) -> None:
    """Keep a result for the further queries of this connection."""
    dataset.query(f"CREATE OR REPLACE TEMP TABLE {name} AS {sql}", **values)
