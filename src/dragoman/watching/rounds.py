"""The rounds of a watch: poll the feeds that are due, fetch the pages that wait, code them."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from dragoman.engine import ArticleCoder, Summary
from dragoman.engine.coders import checked_actors, load_coder
from dragoman.engine.crew import Crew, usable_processes
from dragoman.errors import InputError, StoreError, UnavailableError, UsageError
from dragoman.reading import to_article
from dragoman.records import Document
from dragoman.store import Dataset
from dragoman.store.feeds import Feeds, Page
from dragoman.watching.addresses import checked
from dragoman.watching.coding import CodedPage, Coding
from dragoman.watching.fetching import Web
from dragoman.watching.manners import Manners, backed_off, now
from dragoman.watching.pages import fetch_pages
from dragoman.watching.polling import Polled, ask_for_feeds, take

INTERVAL = timedelta(minutes=15)
_AT_ONCE = 64  # answers that are held before they are read and coded
_SHORTEST_PAUSE = 1.0
_TO_RELEASE = 60.0  # seconds before a dataset that cannot be written is tried again

_log = logging.getLogger(__name__)

T = TypeVar("T")


@dataclass(slots=True)
class Round:
    """What was done in a round: the feeds that were due, and what came of the pages that waited.

    `put_off` counts the pages that are tried again later; `pause` is the seconds until the next
    round has something to do.
    """

    polled: list[Polled] = field(default_factory=list)
    put_off: int = 0
    summary: Summary = field(default_factory=Summary)
    pause: float = 0.0


def watch(
    feeds: Iterable[str],
    db: str | Path,
    *,
    interval: timedelta = INTERVAL,
    once: bool = False,
    allow_private: bool = False,
    actors: str | Path | None = None,
    processes: int | None = None,
    coder: ArticleCoder | None = None,
    manners: Manners | None = None,
    on_page: Callable[[CodedPage], None] = lambda page: None,
    sleep: Callable[[float], None] = time.sleep,
) -> Iterator[Round]:
    """Poll feeds and code the pages of their new entries into a dataset, round after round.

    What was seen stands in the dataset's file, so that another watch goes on where this one ended.
    Between two rounds the file is closed. Ctrl-C ends it: what is coded by then is stored.

    Args:
        feeds: the addresses of RSS and Atom feeds.
        db: the dataset's file, created where it does not exist.
        interval: between two polls of a feed that answers.
        once: end after one round, which polls all feeds but those that are to be left alone.
        allow_private: fetch from private networks and from this machine, too.
        actors, processes, coder: see `engine.code`.
        on_page: told each page that is stored: see `coding.CodedPage`.

    Yields:
        What was done, after each round.

    Raises:
        UsageError: an address is none of http or https, or there is none.
        DataFileError: a line of the file of actors is malformed.
        StoreError: the file cannot be opened or written in the first round.
        ModelError: the language model is missing.
    """
    addresses = _addresses(feeds)
    manners = manners or Manners()
    make_crew = partial(_crew, checked_actors(actors), processes or usable_processes())
    with asyncio.Runner() as runner:
        web = Web(manners, allow_private=allow_private)
        rounds = _Rounds(
            addresses, Path(db), interval, once, manners, make_crew, coder, on_page, web, runner.run
        )
        try:
            yield from rounds.follow(sleep)
        except KeyboardInterrupt:
            return
        finally:
            runner.run(web.close())


def _addresses(feeds: Iterable[str]) -> list[str]:
    """The addresses of feeds, each once."""
    addresses = dict[str, None]()
    for feed in feeds:
        try:
            addresses[str(checked(feed))] = None
        except InputError as error:
            raise UsageError(f"{feed!r} is no feed: {error}") from error
    if not addresses:
        raise UsageError("no feed to watch: give the address of one")
    return list(addresses)


def _crew(actors: Path | None, processes: int, dataset: Dataset) -> Crew:
    """The workers that code by the event types of a dataset."""
    types = dataset.ontology()
    return Crew(partial(load_coder, actors, None if types.is_plover else types), processes)


@dataclass(frozen=True, slots=True)
class _Rounds:
    """The rounds of one watch; the fields are what `watch` is given, and made of it."""

    feeds: list[str]
    db: Path
    interval: timedelta
    once: bool
    manners: Manners
    make_crew: Callable[[Dataset], Crew]
    coder: ArticleCoder | None
    on_page: Callable[[CodedPage], None]
    web: Web
    wait_for: Callable[[Coroutine[Any, Any, Any]], Any]

    def follow(self, sleep: Callable[[float], None]) -> Iterator[Round]:
        """One round after the other, as they become due."""
        begun = False
        while True:
            try:
                done = self._next()
            except StoreError as error:
                if not begun:
                    raise
                _log.warning("%s; tried again in %g s", error, _TO_RELEASE)
                sleep(_TO_RELEASE)
                continue
            begun = True
            yield done
            if self.once or done.summary.interrupted:
                return
            sleep(done.pause)

    def _next(self) -> Round:
        """Poll, fetch and code what is due; what was done by then where Ctrl-C ends it."""
        done = Round()
        with Dataset(self.db) as dataset, self.make_crew(dataset) as crew:
            state = Feeds(dataset)
            coding = Coding(
                dataset,
                lambda: self.coder or crew,
                partial(map, to_article) if self.coder else crew.clean,
                self.on_page,
            )
            interrupted = False
            try:
                self._poll(state, done)
                for pages in _in_parts(state.waiting(self.feeds, now(), self.manners.pages)):
                    coding.add(self._fetched(state, pages, done))
                coding.add_undated()
            except KeyboardInterrupt:
                interrupted = True
            done.summary = coding.finish(interrupted=interrupted)
            self.web.forget()
            due = state.next_time(self.feeds) or now()
        done.pause = max((due - now()).total_seconds(), _SHORTEST_PAUSE)
        return done

    def _poll(self, state: Feeds, done: Round) -> None:
        begun = now()
        feeds = [state.read(address) for address in self.feeds]
        due = [
            feed
            for feed in feeds
            if feed.next_poll is None
            or feed.next_poll <= begun
            or (self.once and not feed.failures)
        ]
        for few in _in_parts(due):
            answers = self.wait_for(ask_for_feeds(self.web, few, self.manners.most_feed))
            for feed, answer in answers:
                done.polled.append(take(state, feed, answer, self.interval, self.manners))

    def _fetched(
        self, state: Feeds, pages: Sequence[Page], done: Round
    ) -> list[tuple[Page, Document]]:
        """The pages that answer, and those that never will; the others are put off."""
        fetched = list[tuple[Page, Document]]()
        for page, found in self.wait_for(fetch_pages(self.web, pages, self.manners)):
            if isinstance(found, Document):
                fetched.append((page, found))
            else:
                done.put_off += 1
                self._put_off(state, page, found)
        return fetched

    def _put_off(self, state: Feeds, page: Page, error: UnavailableError) -> None:
        tries, until = page.tries, error.until or now()
        if error.asked:
            until = max(until, now() + backed_off(timedelta(seconds=self.manners.leave), tries))
            tries += 1
            _log.warning(
                "%s: %s; tried again after %s UTC",
                page.address,
                error,
                f"{until:%Y-%m-%d %H:%M}",
                extra={"page": page.address},
            )
        state.put_off(page.address, until, tries, str(error))


def _in_parts(things: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(things), _AT_ONCE):
        yield things[start : start + _AT_ONCE]
