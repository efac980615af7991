"""Articles that repeat, or nearly repeat, an earlier one.

An article is a duplicate where an earlier one shares at least SIMILARITY of its word triples with
it (Jaccard's index). That is a property of the two articles alone: the order in which they are
read does not matter, and later additions never make an original of a duplicate. Candidates are
found by MinHash with banding (Leskovec, Rajaraman & Ullman, "Mining of Massive Datasets",
chapter 3), then verified. BANDS of ROWS values find a pair of similarity 0.6 with a
probability of 0.988, one of 0.7 with 0.9998 and one of 0.1 with 0.003.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date

from rensa import RMinHash

from dragoman.records import Article

SIMILARITY = 0.6
BANDS = 32
ROWS = 4
_SEED = 1

_WORD = re.compile(r"\w+")


def duplicate_keys(articles: Collection[Article]) -> dict[str, list[int]]:
    """By article_id, BANDS 64-bit numbers: near-duplicates have at least one in common."""
    shingles = [_shingles(article.text) for article in articles]
    digests = RMinHash.digests_from_token_sets(shingles, BANDS * ROWS, _SEED)
    return {
        article.article_id: [_band_key(digest, band) for band in range(BANDS)]
        for article, digest in zip(articles, digests, strict=True)
    }


def find_duplicates(articles: Iterable[Article]) -> dict[str, str]:
    """The duplicates among some articles.

    Returns:
        By article_id of each duplicate, the article_id of the earliest article that it resembles
        (by day of publication, undated ones last, then by article_id).
    """
    ordered = sorted(articles, key=_order)
    shingles = {article.article_id: _shingles(article.text) for article in ordered}
    earlier: dict[int, list[str]] = defaultdict(list)
    duplicates: dict[str, str] = {}
    rank = {article.article_id: number for number, article in enumerate(ordered)}
    for article_id, keys in duplicate_keys(ordered).items():
        candidates = {other for key in keys for other in earlier[key]}
        for other in sorted(candidates, key=rank.__getitem__):
            if _similarity(shingles[article_id], shingles[other]) >= SIMILARITY:
                duplicates[article_id] = other
                break
        for key in keys:
            earlier[key].append(article_id)
    return duplicates


def _order(article: Article) -> tuple[date, str]:
    """The earliest first; one that is dated but to some years does not go before a known day."""
    return article.published_end or date.max, article.article_id


def _shingles(text: str) -> set[str]:
    words = _WORD.findall(text.casefold())
    return {" ".join(words[i : i + 3]) for i in range(max(1, len(words) - 2))}


def _similarity(a: set[str], b: set[str]) -> float:
    return len(a & b) / len(a | b)


def _band_key(digest: list[int], band: int) -> int:
    values = ",".join(map(str, digest[band * ROWS : (band + 1) * ROWS]))
    digest_of_band = hashlib.blake2b(f"{band}:{values}".encode(), digest_size=8)
    return int.from_bytes(digest_of_band.digest(), "big")
