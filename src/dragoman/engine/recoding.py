"""Coding stored articles anew that another version of the coder or the register has coded."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from dragoman.records import Article, Mention
from dragoman.store import Dataset

if TYPE_CHECKING:
    from dragoman.dating import DatedTexts

_BATCH = 64

Coded = tuple[Article, list[Mention]]


def recode(
    dataset: Dataset,
    version: str,
    code: Callable[[list[Article], DatedTexts | None], Iterator[Coded]],
    ahead: int,
    on_article: Callable[[Coded], None],
) -> None:
    """Put new mentions in place of those that may be found otherwise now.

    An article that cannot be coded any more keeps its mentions, and is tried again the next time.

    Args:
        version: of the coder.
        code: gives articles with their mentions, as an `ArticleCoder` does.
        ahead: how many batches are handed to it before the first of them is stored.
        on_article: called with each article, failed ones too, and its mentions.
    """
    pending: deque[Iterator[Coded]] = deque()
    for articles, dated in _batches(dataset, version):
        pending.append(code(articles, dated))
        if len(pending) > ahead:
            _store(dataset, version, pending.popleft(), on_article)
    while pending:
        _store(dataset, version, pending.popleft(), on_article)


def _batches(dataset: Dataset, version: str) -> Iterator[tuple[list[Article], DatedTexts | None]]:
    """First the articles that say their day, then the others with the help of the dated ones."""
    told, untold = dataset.outdated(version)
    for start in range(0, len(told), _BATCH):
        yield dataset.read_again(told[start : start + _BATCH]), None
    if untold:
        from dragoman.dating import DatedTexts

        dated = DatedTexts(dataset.dated_texts())
        for start in range(0, len(untold), _BATCH):
            articles = dataset.read_again(untold[start : start + _BATCH])
            yield [_undated(article) for article in articles], dated


def _undated(article: Article) -> Article:
    return replace(
        article,
        published_start=None,
        published_end=None,
        published_basis="unknown",
        date_reasons=None,
    )


def _store(
    dataset: Dataset,
    version: str,
    results: Iterator[Coded],
    on_article: Callable[[Coded], None],
) -> None:
    """Store a batch; where it is interrupted, what is coded of it."""
    articles = list[Article]()
    mentions = dict[str, Mention]()
    try:
        for article, found in results:
            if article.status == "coded":
                articles.append(article)
                mentions |= {mention.mention_id: mention for mention in found}
            on_article((article, found))
    finally:
        dataset.replace_coding(articles, list(mentions.values()), version)
