"""Articles and mentions as rows between the stages: mentions with their actors in one row.

A `place` says where an article stands among the inputs: the number of its shard in the upper half,
that of its row in the lower.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import numpy as np
import pyarrow as pa

from dragoman.records import Article, Mention, Participant
from dragoman.store.rows import (
    ARTICLE_COLUMNS,
    MENTION_COLUMNS,
    PARTICIPANT_COLUMNS,
    table_schema,
    to_arrow,
    to_mention,
)

_HALF = 32
PLACE = pa.field("place", pa.int64())
ARTICLES = pa.schema([PLACE, *(table_schema("articles").field(name) for name in ARTICLE_COLUMNS)])
# As they are read: with their duplicate keys, and whether they wait for the dated ones.
READ = ARTICLES.append(pa.field("keys", pa.list_(pa.uint64()))).append(
    pa.field("waits", pa.bool_())
)
_PARTICIPANT = [table_schema("mention_actors").field(name) for name in PARTICIPANT_COLUMNS]
MENTIONS = table_schema("mentions").append(
    pa.field("participants", pa.list_(pa.struct(_PARTICIPANT)))
)


def place_of(shard: int, row: int) -> int:
    return shard << _HALF | row


def shard_of(places: np.ndarray[Any, np.dtype[np.int64]]) -> np.ndarray[Any, np.dtype[np.int64]]:
    return places >> _HALF


def articles_to_arrow(articles: Sequence[Article], places: Sequence[int]) -> pa.Table:
    """The rows of ARTICLES."""
    columns = to_arrow(articles, pa.schema(list(ARTICLES)[1:])).columns
    return pa.table([pa.array(places, PLACE.type), *columns], schema=ARTICLES)


def to_articles(rows: pa.Table) -> list[Article]:
    """The articles of rows that have their columns."""
    return [Article(**row) for row in rows.select(ARTICLE_COLUMNS).to_pylist()]


def mentions_to_arrow(mentions: Sequence[Mention]) -> pa.Table:
    """The rows of MENTIONS."""
    columns = to_arrow(mentions, pa.schema(list(MENTIONS)[:-1])).columns
    actors = [[asdict(actor) for actor in mention.participants] for mention in mentions]
    return pa.table([*columns, pa.array(actors, MENTIONS.types[-1])], schema=MENTIONS)


def to_mentions(rows: pa.Table) -> list[Mention]:
    """The mentions of rows of MENTIONS."""
    return [
        to_mention(
            [row[name] for name in MENTION_COLUMNS],
            [Participant(**actor) for actor in row["participants"]],
        )
        for row in rows.to_pylist()
    ]
