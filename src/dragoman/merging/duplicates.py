"""Articles that repeat, or nearly repeat, an earlier one.

An article is a duplicate where it has in common with an earlier one, by Jaccard's index and in the
mean of the two, at least SIMILARITY of its words and of its names and figures. A paraphrase
exchanges many words, but no names and figures; a report of another day's market or match has
most of the words, but other figures. That is a property of the two articles alone: the order in
which they are read does not matter, and later additions never make an original of a duplicate.

Candidates are found by MinHash with banding (Leskovec, Rajaraman & Ullman, "Mining of Massive
Datasets", chapter 3), of the words and of the names apart, then verified. BANDS of ROWS values find
two sets of similarity 0.6 with a probability of 0.96, of 0.8 with 1.0000 and of 0.1 with 0.002.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from rensa import RMinHash

from dragoman.merging.reports import common_words
from dragoman.records import Article

SIMILARITY = 0.6
BANDS = 24
ROWS = 4
_SEED = 1
# Fewer names and figures do not show that two articles are one.
_FEWEST_NAMES = 5
# Words and names of so many articles are held at once; they take ten times what the text does.
_MOST_HELD = 20_000

_WORD = re.compile(r"[^\W\d_]{4,}|\d[\d.,]*\d|\d")
_ANY_WORD = re.compile(r"\w+")
# Capitalised, but not for standing at the beginning of a sentence.
_NAME = re.compile(r"(?<=[a-z,] )[A-Z][\w-]{2,}|\d[\d.,]*\d|\d")


class _Content(NamedTuple):
    words: set[str]
    names: set[str]


def duplicate_keys(articles: Collection[Article]) -> dict[str, list[int]]:
    """By article_id, 64-bit numbers: near-duplicates have at least one in common."""
    keys: dict[str, list[int]] = {article.article_id: [] for article in articles}
    contents = {article.article_id: _content(article) for article in articles}
    for kind in ("words", "names"):
        sets = {i: found for i, content in contents.items() if (found := getattr(content, kind))}
        digests = RMinHash.digests_from_token_sets(list(sets.values()), BANDS * ROWS, _SEED)
        for article_id, digest in zip(sets, digests, strict=True):
            keys[article_id] += [_band_key(kind, digest, band) for band in range(BANDS)]
    return keys


def find_duplicates(
    articles: Iterable[Article], keys: Mapping[str, Sequence[int]] | None = None
) -> dict[str, str]:
    """The duplicates among some articles.

    Args:
        articles: each once.
        keys: those of their duplicate keys by which to look; by default all.

    Returns:
        By article_id of each duplicate, the article_id of the earliest article that it resembles
        (by day of publication, undated ones last, then by article_id).
    """
    ordered = sorted(articles, key=_order)
    by_id = {article.article_id: article for article in ordered}

    @lru_cache(_MOST_HELD)
    def content(article_id: str) -> _Content:
        return _content(by_id[article_id])

    earlier: dict[int, list[str]] = defaultdict(list)
    duplicates: dict[str, str] = {}
    rank = {article.article_id: number for number, article in enumerate(ordered)}
    keys = duplicate_keys(ordered) if keys is None else keys
    for article_id in by_id:
        candidates = {other for key in keys[article_id] for other in earlier[key]}
        for other in sorted(candidates, key=rank.__getitem__):
            if _similarity(content(article_id), content(other)) >= SIMILARITY:
                duplicates[article_id] = other
                break
        for key in keys[article_id]:
            earlier[key].append(article_id)
    return duplicates


def _order(article: Article) -> tuple[date, str]:
    """The earliest first; one that is dated but to some years does not go before a known day."""
    return article.published_end or date.max, article.article_id


def _content(article: Article) -> _Content:
    text = article.text.casefold()
    words = set(_WORD.findall(text)) - common_words()
    names = set(_NAME.findall(article.text))
    return _Content(
        words or set(_ANY_WORD.findall(text)), names if len(names) >= _FEWEST_NAMES else set()
    )


def _similarity(a: _Content, b: _Content) -> float:
    words = _jaccard(a.words, b.words)
    return (words + _jaccard(a.names, b.names)) / 2 if a.names and b.names else words


def _jaccard(a: set[str], b: set[str]) -> float:
    return len(a & b) / max(1, len(a | b))


def _band_key(kind: str, digest: list[int], band: int) -> int:
    values = ",".join(map(str, digest[band * ROWS : (band + 1) * ROWS]))
    digest_of_band = hashlib.blake2b(f"{kind}:{band}:{values}".encode(), digest_size=8)
    return int.from_bytes(digest_of_band.digest(), "big")
