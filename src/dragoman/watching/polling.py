"""Polling feeds: what changed since they were last read, and when to come back."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from dragoman.errors import UnavailableError
from dragoman.reading.streams import reason
from dragoman.store.feeds import Feed, Feeds
from dragoman.watching.answers import Answer
from dragoman.watching.feeds import Entry, read_feed
from dragoman.watching.fetching import Web
from dragoman.watching.manners import Manners, backed_off, now

_LONGEST_VALIDATOR = 1000  # characters

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Polled:
    """A feed that was polled, as it is known now; `new` entries wait for their pages."""

    feed: Feed
    new: int = 0
    unchanged: bool = False


async def ask_for_feeds(
    web: Web, feeds: Sequence[Feed], most: int
) -> list[tuple[Feed, Answer | Exception]]:
    """Each feed with what its server answers, or why there is no answer."""
    return await asyncio.gather(*(_ask(web, feed, most) for feed in feeds))


async def _ask(web: Web, feed: Feed, most: int) -> tuple[Feed, Answer | Exception]:
    known = {"If-None-Match": feed.etag, "If-Modified-Since": feed.modified}
    headers = {name: value for name, value in known.items() if value}
    try:
        return feed, await web.fetch(feed.address, most=most, known=headers)
    except Exception as error:  # whatever a server does must not stop the watch
        return feed, error


def take(
    state: Feeds, feed: Feed, answer: Answer | Exception, interval: timedelta, manners: Manners
) -> Polled:
    """Store what a feed says, and when it is to be polled again."""
    unchanged, entries = False, list[Entry]()
    try:
        if isinstance(answer, Exception):
            raise answer
        unchanged = answer.status == 304
        if not unchanged:
            entries = read_feed(answer, manners.entries)
            feed = replace(
                feed, etag=_told(answer, "etag"), modified=_told(answer, "last-modified")
            )
    except Exception as error:
        feed = _failed(feed, error, interval)
        _log.warning("%s: %s", feed.address, feed.error, extra={"feed": feed.address})
    else:
        feed = replace(feed, failures=0, error=None, next_poll=now() + backed_off(interval, 0))
    new = state.write(feed, [(entry.address, entry.published) for entry in entries], now())
    return Polled(feed, new, unchanged)


def _failed(feed: Feed, error: Exception, interval: timedelta) -> Feed:
    """The feed with another failure, to be polled the later the more there were."""
    failures = feed.failures + 1
    next_poll = now() + backed_off(interval, failures)
    if not isinstance(error, UnavailableError):
        return replace(feed, failures=failures, error=reason(error), next_poll=next_poll)
    next_poll = max(next_poll, error.until or next_poll)
    return replace(feed, failures=failures, error=str(error), next_poll=next_poll)


def _told(answer: Answer, header: str) -> str | None:
    """A header to be sent back, None where that cannot be done."""
    value: str | None = answer.headers.get(header)
    return value if value and value.isascii() and len(value) <= _LONGEST_VALIDATOR else None
