"""From the text of an RSS or Atom feed to its entries."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urljoin

from dragoman.errors import InputError
from dragoman.reading.dates import parse_date
from dragoman.watching.answers import Answer


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a feed: the address of its page, as the feed has it, and its day."""

    address: str
    published: date | None = None


def read_feed(answer: Answer, most: int) -> list[Entry]:
    """The entries of a feed that have an address, each address once, `most` of them at most.

    Raises:
        InputError: it is no feed.
    """
    import feedparser

    feed = feedparser.parse(
        io.BytesIO(answer.text.encode("utf-8", "replace")),  # a text might name a file
        response_headers={"content-type": "application/xml; charset=utf-8"},
        resolve_relative_uris=False,
        sanitize_html=False,
    )
    if not feed.get("version") and not feed.entries:
        raise InputError("no RSS or Atom feed: give the address of the feed, not of the site")
    entries: dict[str, Entry] = {}
    for entry in _entries(feed.entries, str(answer.url)):
        entries.setdefault(entry.address, entry)
        if len(entries) == most:
            break
    return list(entries.values())


def _entries(found: list[Mapping[str, Any]], base: str) -> Iterator[Entry]:
    for entry in found:
        if not (link := str(entry.get("link") or "").strip()):
            continue
        try:
            address = urljoin(base, link).partition("#")[0]
        except ValueError:  # not even the parts of an address can be told
            address = link
        # The day as it is written, for it is that of the publisher's clock.
        told = parse_date(str(entry.get("published") or entry.get("updated") or ""))
        yield Entry(address, told[0] if told and told[0] == told[1] else None)
