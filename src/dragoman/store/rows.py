"""Records to and from the rows of the tables. The columns and their types are schema.sql's."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import fields
from functools import cache
from importlib.resources import files
from typing import Any

import duckdb
import pyarrow as pa

from dragoman.records import Actor, ActorRole, Article, Mention, Participant

ARTICLE_COLUMNS = [field.name for field in fields(Article)]
ACTOR_COLUMNS = [field.name for field in fields(Actor)]
ROLE_COLUMNS = [field.name for field in fields(ActorRole)]
PARTICIPANT_COLUMNS = [field.name for field in fields(Participant)]
MENTION_COLUMNS = [field.name for field in fields(Mention) if field.name != "participants"]


@cache
def table_schema(table: str) -> pa.Schema:
    """The columns of a table, in a file or not."""
    with duckdb.connect() as connection:
        connection.execute(files("dragoman.store").joinpath("schema.sql").read_text("utf-8"))
        return connection.table(table).to_arrow_table().schema


def to_arrow(records: Sequence[Any], schema: pa.Schema) -> pa.Table:
    """The Arrow table of some records (dataclasses with the schema's names)."""
    columns = {name: [getattr(record, name) for record in records] for name in schema.names}
    return pa.table(columns, schema=schema)


def participants_to_arrow(mentions: Iterable[Mention], schema: pa.Schema) -> pa.Table:
    """The rows of `mention_actors` for some mentions."""
    rows = [
        {"mention_id": mention.mention_id}
        | {column: getattr(participant, column) for column in PARTICIPANT_COLUMNS}
        for mention in mentions
        for participant in mention.participants
    ]
    return pa.Table.from_pylist(rows, schema=schema)


def to_mention(row: Sequence[Any], participants: Iterable[Participant]) -> Mention:
    """The mention of a row with MENTION_COLUMNS in order, and of its participants."""
    values = dict(zip(MENTION_COLUMNS, row, strict=True))
    values["contexts"] = tuple(values["contexts"])
    return Mention(**values, participants=tuple(participants))
