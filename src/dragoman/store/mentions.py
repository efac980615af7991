"""Reading mentions with their participants, and their articles."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from dragoman.records import Article, Mention, Participant
from dragoman.store.connection import Connection
from dragoman.store.rows import (
    ARTICLE_COLUMNS,
    MENTION_COLUMNS,
    PARTICIPANT_COLUMNS,
    to_mention,
)

GIVEN = "SELECT unnest($ids::TEXT[])"

_CODED_ACTORS = "(SELECT *, rowid AS number FROM internal.coded_mention_actors)"


def read_mentions(
    connection: Connection, chosen: str, *, coded: bool = False, **parameters: object
) -> list[Mention]:
    """Some mentions.

    Args:
        chosen: a query for their mention_ids; GIVEN for those of the parameter `ids`.
        coded: as the coder wrote them, whatever was corrected.
        parameters: of the query.
    """
    mentions = "internal.coded_mentions" if coded else "mentions"
    actors = _CODED_ACTORS if coded else "internal.numbered_actors"
    participants = defaultdict(list)
    for mention_id, *participant in connection._stream(
        f"SELECT mention_id, {_columns(PARTICIPANT_COLUMNS)} FROM {actors}"
        f" WHERE mention_id IN ({chosen}) ORDER BY number",
        **parameters,
    ):
        participants[mention_id].append(Participant(*participant))
    rows = connection._stream(
        f"SELECT {_columns(MENTION_COLUMNS)} FROM {mentions} WHERE mention_id IN ({chosen})",
        **parameters,
    )
    return [to_mention(row, participants.pop(row[0], ())) for row in rows]


def read_articles(connection: Connection, chosen: str, **parameters: object) -> dict[str, Article]:
    """Some articles by article_id, without their text; `chosen` is a query for their ids."""
    columns = ", ".join("''" if name == "text" else name for name in ARTICLE_COLUMNS)
    rows = connection._fetch(
        f"SELECT {columns} FROM articles WHERE article_id IN ({chosen})", **parameters
    )
    return {row[0]: Article(*row) for row in rows}


def _columns(names: Iterable[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)
