"""One run over batches of articles."""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from dragoman.engine.coders import ArticleCoder, failed
from dragoman.engine.recoding import Coded, recode
from dragoman.engine.summary import Progress, Summary, word_count
from dragoman.engine.versions import coder_version
from dragoman.errors import DataFileError, ModelError, WorkerError
from dragoman.garbage import uncollected
from dragoman.merging import duplicate_keys, find_duplicates, merge_by_type
from dragoman.records import Article, Mention
from dragoman.stages import spent, stage
from dragoman.store import Dataset

if TYPE_CHECKING:
    from dragoman.dating import DatedTexts

# Articles are coded and stored in batches: a crash loses at most those that are being coded.
BATCH_ARTICLES = 64
_BATCH_CHARACTERS = 1_000_000
# Undated articles wait for the dated ones of their run, but no more of them than so many.
_MOST_HELD = 2_000

# What a copy has of days that are not its own.
_LENT = ("inferred", "unknown")

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Batch:
    """New articles that are being coded, marked where they repeat another."""

    articles: Sequence[Article]
    keys: Mapping[str, Sequence[int]]
    duplicates: Mapping[str, str]
    results: Iterator[Coded]


class Run:
    """Codes batches of articles into a dataset and keeps count.

    Args:
        make_coder: called when the first article is to be coded, for loading takes seconds.
        ahead: how many batches are handed to the coder before the first of them is stored. What is
            stored does not depend on it.
        version: of the coder; by default that of the coder with no dictionaries of the user's own.
    """

    def __init__(
        self,
        dataset: Dataset,
        make_coder: Callable[[], ArticleCoder],
        on_progress: Callable[[Progress], None],
        ahead: int = 0,
        version: str | None = None,
    ) -> None:
        self.summary = Summary()
        self._dataset = dataset
        self._make_coder = make_coder
        self._on_progress = on_progress
        self._ahead = ahead
        self._version = version or coder_version()
        self._started = time.monotonic()
        spent()  # of what was done before
        self._documents = 0
        self._words = 0
        self._mentions = 0
        self._undated: list[Article] = []
        self._pending: deque[_Batch] = deque()
        self._failed: set[str] = set()
        self._register_is_stored = False

    def add(self, batch: Sequence[Article]) -> None:
        """Code and store what is new in a batch; on interruption, what was coded till then.

        Articles without a date wait until `add_undated`.
        """
        self._undated += filter(_is_undated, batch)
        self._begin([article for article in batch if not _is_undated(article)])
        self._store_all_but(self._ahead)
        if len(self._undated) > _MOST_HELD:
            self.add_undated()

    def add_undated(self) -> None:
        """Code and store all articles that wait, dated with the help of those that are stored."""
        self._store_all_but(0)
        waiting, self._undated = self._undated, []
        if waiting:
            from dragoman.dating import DatedTexts

            with stage("dating"):
                dated = DatedTexts(self._dataset.dated_texts())
            for start in range(0, len(waiting), BATCH_ARTICLES):
                self._begin(waiting[start : start + BATCH_ARTICLES], dated)
                self._store_all_but(self._ahead)
            self._store_all_but(0)

    def recode(self) -> None:
        """Code anew what another version of the coder or of the register has coded."""
        self._store_all_but(0)
        self._store_register()
        recode(self._dataset, self._version, self._code, self._ahead, self._count_recoded)

    def _count_recoded(self, coded: Coded) -> None:
        article, mentions = coded
        self.summary.count_recoded(article)
        self._advance(1, word_count(article), len(mentions))

    def _begin(self, batch: Sequence[Article], dated: DatedTexts | None = None) -> None:
        with stage("comparing"):
            new = self._unknown(batch)
            keys = duplicate_keys([article for article in new if article.status == "coded"])
            others = self._sharing({key for k in keys.values() for key in k})
            duplicates = _duplicates([a for a in new if a.article_id in keys], others)
        originals = {article.article_id: article for article in (*others, *new)}
        articles = [_marked(a, originals.get(duplicates.get(a.article_id, ""))) for a in new]
        to_code = [article for article in articles if article.status == "coded"]
        self.summary.known += len(batch) - len(new)
        self._advance(len(batch) - len(to_code))
        results = self._code(to_code, dated) if to_code else iter(())
        self._pending.append(_Batch(articles, keys, duplicates, results))

    def _store_all_but(self, number: int) -> None:
        while len(self._pending) > number:
            self._finish_batch(self._pending.popleft())

    def _finish_batch(self, batch: _Batch) -> None:
        """Store a batch; where it is interrupted, what is coded of it."""
        coded = list[Article]()
        mentions = dict[str, Mention]()
        try:
            for article, found in batch.results:
                coded.append(article)
                mentions |= {mention.mention_id: mention for mention in found}
                self._advance(1, word_count(article), len(found))
            coded += self._repeating(batch, coded)
        finally:
            self._store(coded, list(mentions.values()), batch)

    def _repeating(self, batch: _Batch, coded: Sequence[Article]) -> Iterator[Article]:
        """The articles of a batch that are not coded, copies with the days of their originals."""
        here = {article.article_id: article for article in (*batch.articles, *coded)}
        for article in batch.articles:
            if article.status == "duplicate" and article.published_start is None:
                yield dated_like(article, self._dated_original(article, here))
            elif article.status != "coded":
                yield article

    def _dated_original(self, copy: Article, here: Mapping[str, Article]) -> Article | None:
        """The next article with a day of its own among those that it repeats."""
        original: Article | None = copy
        while original and original.duplicate_of and original.published_basis in _LENT:
            name = original.duplicate_of
            original = here.get(name) or self._dataset.read_article(name)
        return original

    @cached_property
    def _coder(self) -> ArticleCoder:
        return self._make_coder()

    def finish(self) -> Summary:
        """Merge the mentions into events, where any are new; what was done in the whole run."""
        if not self._dataset.events_are_current():
            with stage("merging"):
                merge_all(self._dataset)
            _log.info("events merged")
        self.summary.events = len(self._dataset.events())
        self.summary.outdated = self._dataset.count_outdated(self._version)
        self.summary.seconds = time.monotonic() - self._started
        self.summary.stages = spent()
        _log.info("run ended", extra=self.summary.figures())
        return self.summary

    def _unknown(self, batch: Sequence[Article]) -> list[Article]:
        """The articles of a batch that are neither stored nor being coded, each once.

        What failed is tried again by the next run, not by this one.
        """
        by_id = {article.article_id: article for article in reversed(batch)}  # the first counts
        known = self._dataset.known_articles(by_id) | self._failed
        known |= {article.article_id for pending in self._pending for article in pending.articles}
        new = {article.article_id: by_id[article.article_id] for article in batch}
        return [article for article_id, article in new.items() if article_id not in known]

    def _sharing(self, keys: Set[int]) -> list[Article]:
        """The articles, stored or being coded, that have a duplicate key, with their originals.

        They come with the days they tell themselves: what is inferred depends on the other texts.
        """
        found = {article.article_id: article for article in self._dataset.articles_sharing(keys)}
        pending = {a.article_id: a for batch in self._pending for a in batch.articles}
        for batch in self._pending:
            for article_id, its_keys in batch.keys.items():
                if not keys.isdisjoint(its_keys):
                    found[article_id] = pending[article_id]
        for article in list(found.values()):
            if article.duplicate_of in pending:
                found[article.duplicate_of] = pending[article.duplicate_of]
            elif article.duplicate_of and article.duplicate_of not in found:
                original = self._dataset.read_article(article.duplicate_of)
                found |= {original.article_id: original} if original else {}
        return [_undated(a) if a.published_basis == "inferred" else a for a in found.values()]

    def _code(self, articles: Sequence[Article], dated: DatedTexts | None) -> Iterator[Coded]:
        """Articles with their mentions; the work may begin before the first is asked for."""
        return self._whatever_fails(self._coder.code_articles(articles, dated), articles, dated)

    def _whatever_fails(
        self, results: Iterator[Coded], articles: Sequence[Article], dated: DatedTexts | None
    ) -> Iterator[Coded]:
        """The results; one article that cannot be coded does not stop the others."""
        left = {article.article_id: article for article in articles}
        try:
            for article, mentions in results:
                del left[article.article_id]
                yield article, mentions
        except (ModelError, DataFileError, WorkerError):
            raise
        except Exception:
            for article in left.values():
                yield self._code_alone(article, dated)

    def _code_alone(self, article: Article, dated: DatedTexts | None) -> Coded:
        try:
            ((article, mentions),) = self._coder.code_articles([article], dated)
        except Exception as error:
            return failed(article, error), []
        return article, mentions

    def _store(
        self, articles: Sequence[Article], mentions: Sequence[Mention], batch: _Batch
    ) -> None:
        if any(article.status == "coded" for article in articles):
            self._store_register()
        new = {article.article_id for article in articles}
        with stage("storing"):
            self._dataset.add(
                articles,
                mentions,
                duplicate_keys={name: batch.keys[name] for name in new & batch.keys.keys()},
                duplicates={
                    copy: original
                    for copy, original in batch.duplicates.items()
                    if copy not in new and original in new
                },
                coder_version=self._version,
            )
        self._failed |= {article.article_id for article in articles if article.status == "failed"}
        _log.info("batch stored", extra={"articles": len(articles), "mentions": len(mentions)})
        for article in articles:
            if article.status in ("failed", "skipped"):
                seen = {"path": article.path, "reason": article.error}
                _log.info(f"article {article.status}", extra=seen)
        self.summary.count(articles, mentions)

    def _store_register(self) -> None:
        """Store the register of actors before what is coded by it."""
        if not self._register_is_stored:
            register = self._coder.register
            self._dataset.write_register(register.actors.values(), register.roles)
            self._register_is_stored = True

    def _advance(self, documents: int, words: int = 0, mentions: int = 0) -> None:
        self._documents += documents
        self._words += words
        self._mentions += mentions
        self._on_progress(Progress(self._documents, self._words, self._mentions))


def in_batches(articles: Iterable[Article]) -> Iterator[list[Article]]:
    """Articles in batches for a `Run`."""
    batch, characters = list[Article](), 0
    for article in articles:
        batch.append(article)
        characters += len(article.text)
        if len(batch) == BATCH_ARTICLES or characters >= _BATCH_CHARACTERS:
            yield batch
            batch, characters = [], 0
    if batch:
        yield batch


def _is_undated(article: Article) -> bool:
    return article.status == "coded" and article.published_start is None


def _duplicates(new: Sequence[Article], stored: Sequence[Article]) -> dict[str, str]:
    """Which new articles repeat an earlier one, and which stored ones repeat a new one."""
    ids = {article.article_id for article in new}
    found = find_duplicates([*new, *stored])
    return {copy: original for copy, original in found.items() if copy in ids or original in ids}


def _marked(article: Article, original: Article | None) -> Article:
    """The article as a duplicate, where it has an original."""
    if original is None:
        return article
    return replace(article, status="duplicate", duplicate_of=original.article_id)


def dated_like(copy: Article, original: Article | None) -> Article:
    """The copy with the days of the original, where these are known."""
    if original is None or original.published_start is None:
        return copy
    return replace(
        copy,
        published_start=original.published_start,
        published_end=original.published_end,
        published_basis="inferred",
        date_reasons=f"repeats article {original.article_id}",
    )


def _undated(article: Article) -> Article:
    return replace(article, published_start=None, published_end=None, published_basis="unknown")


def merge_all(dataset: Dataset) -> None:
    """Put the events of all mentions in place of those stored, type by type to spare memory."""
    types = dataset.event_types()
    batches = ((dataset.read_mentions(name), dataset.read_articles(name)) for name in types)
    with uncollected():
        dataset.replace_events(merge_by_type(batches, dataset.reprints(), dataset.links()))
