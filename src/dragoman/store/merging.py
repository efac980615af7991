"""What merging reads of a dataset, and writes into it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

import pyarrow as pa

from dragoman.merging import Link
from dragoman.records import Article, Event, Mention
from dragoman.store.corrections.force import links
from dragoman.store.mentions import read_articles, read_mentions
from dragoman.store.relations import Relations
from dragoman.store.rows import to_arrow

_OF_TYPE = "FROM mentions WHERE event_type = $event_type"

_REPRINTS = """
repeats AS (
    SELECT article_id AS copy, duplicate_of AS article_id FROM articles
    WHERE duplicate_of IS NOT NULL
    UNION ALL
    SELECT copy, duplicate_of FROM repeats JOIN articles USING (article_id)
    WHERE duplicate_of IS NOT NULL
), reprints AS (SELECT article_id, count(*) AS number FROM repeats GROUP BY article_id)
"""


class Merging(Relations):
    """The mentions of a dataset as merging takes them, and the events that it makes of them."""

    def event_types(self) -> list[str]:
        """The types of which there are mentions, in alphabetical order."""
        rows = self._fetch("SELECT DISTINCT event_type FROM mentions ORDER BY event_type")
        return [event_type for (event_type,) in rows]

    def read_mentions(self, event_type: str) -> list[Mention]:
        """The stored mentions of one type."""
        return read_mentions(self, f"SELECT mention_id {_OF_TYPE}", event_type=event_type)

    def read_articles(self, event_type: str) -> dict[str, Article]:
        """The articles with mentions of one type by article_id, without their text."""
        return read_articles(self, f"SELECT article_id {_OF_TYPE}", event_type=event_type)

    def reprints(self) -> dict[str, int]:
        """By article_id of originals, how many articles repeat it, or repeat one that does."""
        return dict(self._fetch(f"WITH RECURSIVE {_REPRINTS} FROM reprints"))

    def links(self) -> list[Link]:
        """The splits and merges of events in force, in the order of the log."""
        return links(self)

    def events_are_current(self) -> bool:
        """Whether the events tell of exactly the stored mentions and their reprints.

        They do not for sure after a correction, which merges only what is near it.
        """
        ((current,),) = self._fetch(
            f"WITH RECURSIVE {_REPRINTS} SELECT count(*) = count(event_id) AND"
            " count(*) + coalesce(sum(number), 0) = (SELECT coalesce(sum(mention_count), 0)"
            " FROM events) FROM mentions LEFT JOIN reprints USING (article_id)"
        )
        return bool(current) and self._meta("events_merged") != "in part"

    def replace_events(self, merged: Iterable[tuple[Sequence[Event], Mapping[str, str]]]) -> None:
        """Put new events in place of all that are stored, all or none of them.

        Args:
            merged: batches of events, each with the event_id of its mentions by mention_id.
        """
        with self._transaction():
            self._execute("DELETE FROM events")
            for events, event_ids in merged:
                self._write_events(events, event_ids)
            self._set_meta("events_merged", "as a whole")

    def replace_some_events(
        self, gone: Collection[str], events: Sequence[Event], event_ids: Mapping[str, str]
    ) -> None:
        """Put new events in place of those with some event_ids; within a transaction."""
        self._execute(
            "DELETE FROM events WHERE event_id IN (SELECT unnest($gone::TEXT[]))", gone=list(gone)
        )
        self._write_events(events, event_ids)
        self._set_meta("events_merged", "in part")

    def _write_events(self, events: Sequence[Event], event_ids: Mapping[str, str]) -> None:
        self._insert("events", to_arrow(events, self._schema("events")))
        pairs = {"mention_id": list(event_ids), "event_id": list(event_ids.values())}
        self._connection.register("event_of", pa.table(pairs))
        for table in ("coded_mentions", "corrected_mentions"):
            self._execute(
                f"UPDATE internal.{table} t SET event_id = event_of.event_id FROM event_of"
                " WHERE t.mention_id = event_of.mention_id"
                " AND t.event_id IS DISTINCT FROM event_of.event_id"
            )
        self._connection.unregister("event_of")
