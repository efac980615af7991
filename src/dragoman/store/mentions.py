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

OF_IDS = "m.mention_id IN (SELECT unnest($ids::TEXT[]))"

_CODED_ACTORS = "(SELECT *, rowid AS number FROM internal.coded_mention_actors)"


def read_mentions(
    connection: Connection, condition: str, *, coded: bool = False, **parameters: object
) -> list[Mention]:
    """The mentions that fulfil a condition on `m`, a row of `mentions`.

    Args:
        coded: as the coder wrote them, whatever was corrected.
        parameters: of the condition.
    """
    mentions = "internal.coded_mentions" if coded else "mentions"
    actors = _CODED_ACTORS if coded else "internal.numbered_actors"
    participants = defaultdict(list)
    for mention_id, *participant in connection._stream(
        f"SELECT a.mention_id, {_columns('a', PARTICIPANT_COLUMNS)}"
        f" FROM {actors} a JOIN {mentions} m USING (mention_id)"
        f" WHERE {condition} ORDER BY a.number",
        **parameters,
    ):
        participants[mention_id].append(Participant(*participant))
    rows = connection._stream(
        f"SELECT {_columns('m', MENTION_COLUMNS)} FROM {mentions} m WHERE {condition}",
        **parameters,
    )
    return [to_mention(row, participants.pop(row[0], ())) for row in rows]


def read_articles(
    connection: Connection, condition: str, **parameters: object
) -> dict[str, Article]:
    """The articles of mentions that fulfil a condition on `m`, by article_id, without text."""
    columns = ", ".join("''" if name == "text" else name for name in ARTICLE_COLUMNS)
    rows = connection._fetch(
        f"SELECT {columns} FROM articles WHERE article_id IN"
        f" (SELECT article_id FROM mentions m WHERE {condition})",
        **parameters,
    )
    return {row[0]: Article(*row) for row in rows}


def _columns(table: str, names: Iterable[str]) -> str:
    return ", ".join(f'{table}."{name}"' for name in names)
