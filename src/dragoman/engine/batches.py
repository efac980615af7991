"""One run over batches of articles."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Protocol

from dragoman.actors import Register
from dragoman.dating import DatedTexts
from dragoman.engine.summary import Progress, Summary, word_count
from dragoman.errors import DataFileError, ModelError
from dragoman.merging import duplicate_keys, find_duplicates, merge_by_type
from dragoman.records import Article, Mention
from dragoman.store import Dataset

# Articles are coded and stored in batches: a crash loses at most one.
BATCH_ARTICLES = 64
_BATCH_CHARACTERS = 1_000_000
# Undated articles wait for the dated ones of their run, but no more of them than so many.
_MOST_HELD = 2_000


class ArticleCoder(Protocol):
    """What a run asks of a coder."""

    @property
    def register(self) -> Register: ...

    def code_articles(
        self, articles: Iterable[Article], dated: DatedTexts | None = None
    ) -> Iterator[tuple[Article, list[Mention]]]: ...


class Run:
    """Codes batches of articles into a dataset and keeps count.

    Args:
        make_coder: called when the first article is to be coded, for loading takes seconds.
    """

    def __init__(
        self,
        dataset: Dataset,
        make_coder: Callable[[], ArticleCoder],
        on_progress: Callable[[Progress], None],
    ) -> None:
        self.summary = Summary()
        self._dataset = dataset
        self._make_coder = make_coder
        self._on_progress = on_progress
        self._started = time.monotonic()
        self._documents = 0
        self._words = 0
        self._mentions = 0
        self._undated: list[Article] = []

    def add(self, batch: Sequence[Article]) -> None:
        """Code and store what is new in a batch; on interruption, what was coded till then.

        Articles without a date wait until `add_undated`.
        """
        self._undated += filter(_is_undated, batch)
        self._add([article for article in batch if not _is_undated(article)])
        if len(self._undated) > _MOST_HELD:
            self.add_undated()

    def add_undated(self) -> None:
        """Code and store the articles that wait, dated with the help of those that are stored."""
        waiting, self._undated = self._undated, []
        if waiting:
            dated = DatedTexts(self._dataset.dated_texts())
            for start in range(0, len(waiting), BATCH_ARTICLES):
                self._add(waiting[start : start + BATCH_ARTICLES], dated)

    def _add(self, batch: Sequence[Article], dated: DatedTexts | None = None) -> None:
        new = self._unknown(batch)
        self.summary.known += len(batch) - len(new)
        keys = duplicate_keys([article for article in new if article.status == "coded"])
        stored = self._dataset.articles_sharing({key for k in keys.values() for key in k})
        duplicates = _duplicates([a for a in new if a.article_id in keys], stored)
        originals = {article.article_id: article for article in (*stored, *new)}
        articles = [_marked(a, originals.get(duplicates.get(a.article_id, ""))) for a in new]
        coded = list[Article]()
        mentions = dict[str, Mention]()
        others = [article for article in articles if article.status != "coded"]
        self._advance(len(batch) - len(articles) + len(others))
        try:
            for article, found in self._code([a for a in articles if a.status == "coded"], dated):
                coded.append(article)
                mentions |= {mention.mention_id: mention for mention in found}
                self._advance(1, word_count(article), len(found))
            coded.extend(others)
        finally:
            self._store(coded, list(mentions.values()), keys, duplicates)

    @cached_property
    def _coder(self) -> ArticleCoder:
        coder = self._make_coder()
        self._dataset.write_register(coder.register.actors.values(), coder.register.roles)
        return coder

    def finish(self) -> Summary:
        """Merge the mentions into events, where any are new; what was done in the whole run."""
        if not self._dataset.events_are_current():
            merge_all(self._dataset)
        self.summary.events = len(self._dataset.events())
        self.summary.seconds = time.monotonic() - self._started
        return self.summary

    def _unknown(self, batch: Sequence[Article]) -> list[Article]:
        """The articles of a batch that are not stored, each once."""
        by_id = {article.article_id: article for article in batch}
        known = self._dataset.known_articles(by_id)
        return [article for article_id, article in by_id.items() if article_id not in known]

    def _code(
        self, articles: Sequence[Article], dated: DatedTexts | None
    ) -> Iterator[tuple[Article, list[Mention]]]:
        """Articles with their mentions; one that cannot be coded does not stop the others."""
        left = {article.article_id: article for article in articles}
        try:
            for article, mentions in self._coder.code_articles(articles, dated) if articles else ():
                del left[article.article_id]
                yield article, mentions
        except (ModelError, DataFileError):
            raise
        except Exception:
            for article in left.values():
                yield self._code_alone(article, dated)

    def _code_alone(
        self, article: Article, dated: DatedTexts | None
    ) -> tuple[Article, list[Mention]]:
        try:
            ((article, mentions),) = self._coder.code_articles([article], dated)
        except Exception as error:
            return replace(article, status="failed", error=_reason(error)), []
        return article, mentions

    def _store(
        self,
        articles: Sequence[Article],
        mentions: Sequence[Mention],
        keys: Mapping[str, Sequence[int]],
        duplicates: Mapping[str, str],
    ) -> None:
        new = {article.article_id for article in articles}
        self._dataset.add(
            articles,
            mentions,
            duplicate_keys={article_id: keys[article_id] for article_id in new & keys.keys()},
            duplicates={
                article_id: original
                for article_id, original in duplicates.items()
                if article_id not in new and original in new
            },
        )
        self.summary.count(articles, mentions)

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
    """The article as a duplicate, where it has an original, whose date it takes if it has none."""
    if original is None:
        return article
    article = replace(article, status="duplicate", duplicate_of=original.article_id)
    if article.published_start or original.published_start is None:
        return article
    return replace(
        article,
        published_start=original.published_start,
        published_end=original.published_end,
        published_basis="inferred",
        date_reasons=f"repeats article {original.article_id}",
    )


def merge_all(dataset: Dataset) -> None:
    """Put the events of all mentions in place of those stored, type by type to spare memory."""
    types = dataset.event_types()
    batches = ((dataset.read_mentions(name), dataset.read_articles(name)) for name in types)
    # Looking for cycles among millions of records, which have none, takes a third of the time.
    gc.disable()
    try:
        dataset.replace_events(merge_by_type(batches, dataset.reprints()))
    finally:
        gc.enable()


def _reason(error: Exception) -> str:
    lines = str(error).splitlines()
    return f"could not be coded: {type(error).__name__}: {lines[0] if lines else 'no reason given'}"
