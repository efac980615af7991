"""What is known of the feeds that are watched, and of the pages that they name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime

import pyarrow as pa

from dragoman.store.dataset import Dataset

_TABLES = """
CREATE TABLE IF NOT EXISTS internal.feeds (
    address   TEXT PRIMARY KEY,
    etag      TEXT,
    modified  TEXT,
    next_poll TIMESTAMP NOT NULL,
    failures  INTEGER NOT NULL,
    error     TEXT
);
CREATE TABLE IF NOT EXISTS internal.feed_pages (
    address   TEXT PRIMARY KEY,
    feed      TEXT NOT NULL,
    published DATE,
    seen      TIMESTAMP NOT NULL,
    next_try  TIMESTAMP,
    tries     INTEGER NOT NULL DEFAULT 0,
    error     TEXT
);
"""
_NEW = {"address": pa.string(), "published": pa.date32()}


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed: what its server said of its last state, and when it is to be polled again (UTC).

    `failures` counts those since it could last be read, `error` is the last of them.
    """

    address: str
    etag: str | None = None
    modified: str | None = None
    next_poll: datetime | None = None
    failures: int = 0
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """A page that waits to be fetched: `published` is what its feed says, `tries` have failed."""

    address: str
    feed: str
    published: date | None
    tries: int


class Feeds:
    """The state of watching, in the dataset's file. Nothing that the dataset says depends on it."""

    def __init__(self, dataset: Dataset) -> None:
        self._dataset = dataset
        with dataset._transaction(counts=False):
            dataset._execute(_TABLES)
            # Stored in a run that ended before it could say so.
            dataset._execute(
                "UPDATE internal.feed_pages SET next_try = NULL WHERE next_try IS NOT NULL"
                " AND address IN (SELECT path FROM articles WHERE status <> 'failed')"
            )

    def read(self, address: str) -> Feed:
        """What is known of a feed."""
        columns = ", ".join(field.name for field in fields(Feed))
        rows = self._dataset._fetch(
            f"SELECT {columns} FROM internal.feeds WHERE address = $address", address=address
        )
        return Feed(*rows[0]) if rows else Feed(address)

    def write(self, feed: Feed, entries: Iterable[tuple[str, date | None]], now: datetime) -> int:
        """Store the state of a feed together with its entries, of which the new ones now wait.

        Args:
            entries: the address of the page and the day of each.

        Returns:
            How many are new.
        """
        addresses, days = zip(*entries, strict=True) if (entries := list(entries)) else ((), ())
        rows = pa.table({"address": addresses, "published": days}, schema=pa.schema(_NEW))
        with self._dataset._transaction(counts=False):
            before = self._count()
            self._dataset.lend("entries", rows)
            self._dataset._execute(
                "INSERT INTO internal.feed_pages BY NAME"
                " SELECT address, published, $feed AS feed, $now AS seen, $now AS next_try"
                " FROM entries ON CONFLICT DO NOTHING",
                feed=feed.address,
                now=now,
            )
            self._dataset._execute(
                "INSERT OR REPLACE INTO internal.feeds BY NAME SELECT $address AS address,"
                " $etag AS etag, $modified AS modified, $next_poll AS next_poll,"
                " $failures AS failures, $error AS error",
                **{field.name: getattr(feed, field.name) for field in fields(Feed)},
            )
            return self._count() - before

    def waiting(self, feeds: Sequence[str], now: datetime, most: int) -> list[Page]:
        """The pages of some feeds whose time has come.

        The feeds take turns, so that many hosts can be asked at once; what has failed comes last.
        """
        rows = self._dataset._fetch(
            "SELECT address, feed, published, tries FROM internal.feed_pages"
            " WHERE next_try <= $now AND feed IN (SELECT unnest($feeds::TEXT[]))"
            " ORDER BY tries, row_number() OVER (PARTITION BY feed, tries ORDER BY seen, address),"
            " address LIMIT $most",
            feeds=list(feeds),
            now=now,
            most=most,
        )
        return [Page(*row) for row in rows]

    def finish(self, addresses: Iterable[str]) -> None:
        """Have some pages wait no longer."""
        with self._dataset._transaction(counts=False):
            self._dataset._execute(
                "UPDATE internal.feed_pages SET next_try = NULL"
                " WHERE address IN (SELECT unnest($addresses::TEXT[]))",
                addresses=list(addresses),
            )

    def put_off(self, address: str, until: datetime, tries: int, error: str) -> None:
        """Have a page wait until some time."""
        with self._dataset._transaction(counts=False):
            self._dataset._execute(
                "UPDATE internal.feed_pages SET next_try = $until, tries = $tries, error = $error"
                " WHERE address = $address",
                address=address,
                until=until,
                tries=tries,
                error=error,
            )

    def next_time(self, feeds: Sequence[str]) -> datetime | None:
        """When the next of some feeds, or a page of theirs, is due."""
        ((time,),) = self._dataset._fetch(
            "SELECT min(time) FROM (SELECT address AS feed, next_poll AS time FROM internal.feeds"
            " UNION ALL SELECT feed, next_try FROM internal.feed_pages)"
            " WHERE feed IN (SELECT unnest($feeds::TEXT[]))",
            feeds=list(feeds),
        )
        found: datetime | None = time
        return found

    def _count(self) -> int:
        ((number,),) = self._dataset._fetch("SELECT count(*) FROM internal.feed_pages")
        return int(number)
