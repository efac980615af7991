"""Coding the pages of a round, and keeping account of them."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from dragoman.engine import ArticleCoder, Run, Summary, in_batches
from dragoman.records import Article, Document
from dragoman.store import Dataset
from dragoman.store.feeds import Feeds, Page

_TOLD = """
SELECT a.article_id, url, publisher, title, published_start, published_end, published_basis, status,
       duplicate_of, error, count(mention_id) AS mentions
FROM articles a LEFT JOIN mentions USING (article_id)
WHERE a.article_id IN (SELECT unnest($ids::TEXT[])) GROUP BY ALL
"""

_log = logging.getLogger(__name__)

# A page as it is told: its address and feed, its article's columns but the text, its mentions.
CodedPage = dict[str, Any]


class Coding:
    """Codes pages into a dataset.

    Args:
        make_coder: called when the first article is to be coded.
        clean: gives the articles of documents, in their order.
        on_page: told each page when its article is stored.
    """

    def __init__(
        self,
        dataset: Dataset,
        make_coder: Callable[[], ArticleCoder],
        clean: Callable[[Iterable[Document]], Iterator[Article]],
        on_page: Callable[[CodedPage], None],
    ) -> None:
        self._dataset = dataset
        self._feeds = Feeds(dataset)
        self._run = Run(dataset, make_coder, lambda progress: None)
        self._clean = clean
        self._on_page = on_page
        self._unstored: list[tuple[Page, str]] = []

    def add(self, fetched: Sequence[tuple[Page, Document]]) -> None:
        """Code and store pages; those without a date wait for `add_undated`."""
        cleaned = self._clean([document for _, document in fetched])
        pages = [
            (page, _dated(article, page))
            for (page, _), article in zip(fetched, cleaned, strict=True)
        ]
        self._unstored += [(page, article.article_id) for page, article in pages]
        try:
            for batch in in_batches(article for _, article in pages):
                self._run.add(batch)
        finally:
            self._account()

    def add_undated(self) -> None:
        """Code and store the pages without a date."""
        try:
            self._run.add_undated()
        finally:
            self._account()

    def finish(self, *, interrupted: bool) -> Summary:
        """Merge what is new; what was done."""
        self._run.summary.interrupted = interrupted
        return self._run.finish()

    def _account(self) -> None:
        """Tell the pages that are stored by now; they are not fetched again."""
        found = self._dataset.query(_TOLD, ids=[article_id for _, article_id in self._unstored])
        rows = {row[0]: dict(zip(found.columns, row, strict=True)) for row in found.fetchall()}
        stored = [(page, rows[name]) for page, name in self._unstored if name in rows]
        self._unstored = [each for each in self._unstored if each[1] not in rows]
        self._feeds.finish(page.address for page, _ in stored)
        for page, row in stored:
            if row["status"] == "failed":
                _log.warning("%s: %s", page.address, row["error"], extra={"page": page.address})
            self._on_page({"page": page.address, "feed": page.feed, **row})


def _dated(article: Article, page: Page) -> Article:
    """The article with the day that its feed tells, where it tells none itself."""
    if article.status != "coded" or article.published_start or not page.published:
        return article
    return replace(
        article,
        published_start=page.published,
        published_end=page.published,
        published_basis="metadata",
        dateline_day=None,
    )
