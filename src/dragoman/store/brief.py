"""The dataset in brief: what the workbench asks again and again, as tables of memory.

They have numbers in place of identifiers, and are read many times faster than those of the file.
They are made once; after a change, only what it has changed is made anew.
"""

from __future__ import annotations

import threading
from collections.abc import Collection
from itertools import count
from typing import TYPE_CHECKING

from dragoman.store.ties import BEST, PARTY, RECIPROCAL

if TYPE_CHECKING:
    import duckdb

    from dragoman.store.connection import Connection

_databases = count(1)

# By name, in the order in which they are made of each other and of the tables of the file; `those`
# and `these` confine this to some events.
#
# brief_events: `evidence` is the best mention, `dated` whether a text gives the days, `actors` are
#     the parties; `sides` is the same for all events between the same actors, whoever acts.
# brief_actors: `party` and `whole` are whom an actor stands for as a state and as a whole country;
#     `alone` says that the sources of the mention act towards each other.
# keyed: the keys by which actors can be meant, `wide` ones only where whole countries are.
# tied: who acts towards whom, as `ties.tied` has it, of parties and of `whole` countries; of
#     the two directions between a pair in an event, one stands for both `once`.
_TABLES = {
    "brief_events": f"""
        WITH reports AS MATERIALIZED (
            SELECT mention_id, event_id, date_basis = 'text' AS dated, {BEST} AS best
            FROM (FROM mentions {{those}}) m JOIN articles a USING (article_id)
        ), found AS (
            SELECT event_id, any_value(mention_id) FILTER (best) AS evidence,
                   bool_or(dated) AS dated
            FROM reports GROUP BY event_id
        ), parties AS (
            SELECT event_id, list_sort(list(DISTINCT {PARTY})) AS actors
            FROM mention_actors JOIN reports USING (mention_id) GROUP BY event_id
        )
        SELECT nextval('numbers')::INTEGER AS number, events.* EXCLUDE (contexts), evidence, dated,
               coalesce(actors, []) AS actors,
               hash(list_sort([sources::TEXT, targets::TEXT])) AS sides
        FROM (FROM events {{those}}) events JOIN found USING (event_id)
             LEFT JOIN parties USING (event_id)""",
    "brief_mentions": f"""
        SELECT number, nextval('numbers')::INTEGER AS mention, mention_id, planned, mutual
        FROM (SELECT event_id, mention_id, modality = 'planned' AS planned, {RECIPROCAL} AS mutual
              FROM mentions {{those}}) JOIN (SELECT event_id, number FROM brief_events)
             USING (event_id)""",
    "brief_actors": f"""
        SELECT number, mention, role, {PARTY} AS party,
               coalesce(country, organization, actor_id) AS whole,
               actor_id, country, sector, organization, "start", "end",
               mutual AND NOT bool_or(role = 'target') OVER (PARTITION BY mention) AS alone
        FROM mention_actors JOIN (FROM brief_mentions {{these}}) USING (mention_id)""",
    "keyed": """
        SELECT key, number, mention, role, alone, bool_and(wide) AS wide FROM (
            SELECT unnest([party, organization, if(actor_id = country, NULL, actor_id),
                           country || ' ' || sector, country]) AS key,
                   unnest([false, false, false, false, true]) AS wide,
                   number, mention, role, alone
            FROM brief_actors {these})
        WHERE key IS NOT NULL GROUP BY ALL ORDER BY key""",
    "tied": """
        WITH units AS (
            SELECT DISTINCT number, mention, role, alone, unit, whole FROM (
                SELECT * EXCLUDE (whole), unnest([party, whole]) AS unit,
                       unnest([false, true]) AS whole
                FROM brief_actors {these})
            WHERE country IS NOT NULL OR unit = upper(unit)
        )
        SELECT number, whole, a.unit AS source, b.unit AS target,
               bool_and(b.role = 'source') AS mutual,
               row_number() OVER (PARTITION BY number, whole, least(a.unit, b.unit),
                                  greatest(a.unit, b.unit) ORDER BY a.unit) = 1 AS once
        FROM units a JOIN units b USING (number, mention, whole)
        WHERE a.unit <> b.unit AND a.role = 'source' AND (b.role = 'target' OR a.alone)
        GROUP BY number, whole, a.unit, b.unit""",
}
_THOSE = "WHERE event_id IN (SELECT unnest($ids::TEXT[]))"
_THESE = f"WHERE number IN (SELECT number FROM brief_events {_THOSE})"


class Brief:
    """The tables of one open file."""

    def __init__(self) -> None:
        self._name = f"brief_{next(_databases)}"
        self._revision: int | None = None
        self._lock = threading.Lock()

    def lend(self, dataset: Connection) -> int:
        """Let the queries of a connection read the tables; of which revision these are at least."""
        with self._lock:
            if self._revision is None:
                dataset.query(f"ATTACH IF NOT EXISTS ':memory:' AS {self._name} (READ_WRITE)")
            _search_too(dataset, self._name)
            revision = dataset.revision
            if self._revision is None:
                self._make(dataset._connection, None)
            elif self._revision != revision:
                self._make(dataset._connection, dataset.changed_since(self._revision))
            self._revision = revision
            return revision

    def _make(
        self, connection: duckdb.DuckDBPyConnection, event_ids: Collection[str] | None
    ) -> None:
        """Make the rows of some events anew; None stands for all of them."""
        connection.begin()
        try:
            if event_ids is None:
                self._make_all(connection)
            elif event_ids:
                self._make_some(connection, list(event_ids))
        except BaseException:
            connection.rollback()
            raise
        connection.commit()

    def _make_all(self, connection: duckdb.DuckDBPyConnection) -> None:
        # Numbers are never given twice, so that whoever has some sees at worst that they are gone.
        connection.execute(f"CREATE SEQUENCE IF NOT EXISTS {self._name}.numbers")
        for name, rows in _TABLES.items():
            sql = rows.format(those="", these="")
            connection.execute(f"CREATE OR REPLACE TABLE {self._name}.{name} AS {sql}")

    def _make_some(self, connection: duckdb.DuckDBPyConnection, event_ids: list[str]) -> None:
        values = {"ids": event_ids}
        for name in reversed(_TABLES):
            connection.execute(f"DELETE FROM {self._name}.{name} {_THESE}", values)
        for name, rows in _TABLES.items():
            sql = rows.format(those=_THOSE, these=_THESE)
            connection.execute(f"INSERT INTO {self._name}.{name} {sql}", values)


def _search_too(dataset: Connection, name: str) -> None:
    """Let the connection find tables in another database after those of its file."""
    ((own,),) = dataset.query("SELECT current_database()").fetchall()
    quoted = '"' + own.replace('"', '""').replace("'", "''") + '"'
    dataset.query(f"SET search_path = '{quoted}.main,{name}.main'")
