"""Mentions to events, one event type a task, by the functions of the local engine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from dragoman.engine.cluster import records
from dragoman.engine.cluster.storage import groups
from dragoman.engine.cluster.tasks import DAYS, Job
from dragoman.garbage import uncollected
from dragoman.merging import merge_part, settle
from dragoman.merging.plans import Ledger
from dragoman.records import Article, Event
from dragoman.stages import stage
from dragoman.store.rows import participants_to_arrow, table_schema, to_arrow


@dataclass(frozen=True, slots=True)
class Merged:
    """What is left to do of a type: plans of which other types may tell. `events` counts all."""

    events: int
    waiting: list[Event]
    ledger: Ledger


@stage("merging")
def merge_type(job: Job, event_type: str, shards: int) -> Merged:
    """Write the rows of `mentions`, `mention_actors` and `events` of a type, but for open plans."""
    numbers = range(shards)
    rows = job.work.read_tables(
        [f"mentions/{number:06}.parquet" for number in numbers],
        filters=pc.field("event_type") == event_type,
    ).sort_by("mention_id")
    ids = pc.unique(rows["article_id"])
    days = job.out.read_tables(
        [f"articles/{number:06}.parquet" for number in numbers],
        columns=list(DAYS),
        filters=pc.field("article_id").isin(ids),
    )
    counts = job.work.read_table("reprints.parquet", filters=pc.field("article_id").isin(ids))
    reprints = dict(zip(*counts.to_pydict().values(), strict=True))
    with uncollected():
        articles = {row["article_id"]: Article(path="", text="", **row) for row in days.to_pylist()}
        mentions = records.to_mentions(rows)
        part = merge_part(mentions, articles, reprints)
        event_ids = [part.event_ids[name] for name in rows["mention_id"].to_pylist()]
        actors = participants_to_arrow(mentions, table_schema("mention_actors"))
        _write(job, "mention_actors", event_type, actors)
        schema = table_schema("mentions")
        at = schema.get_field_index("event_id")
        told = rows.select(schema.names).set_column(at, schema.field(at), [event_ids])
        _write(job, "mentions", event_type, told)
        _write(job, "events", event_type, to_arrow(part.events, table_schema("events")))
    return Merged(len(part.events) + len(part.waiting), part.waiting, part.ledger)


def merge_plans(job: Job, parts: Sequence[Merged]) -> None:
    """Write the rows of `events` for the plans of which their own types do not tell.

    Without any type the tables of mentions are written empty, so that they can be read.
    """
    for table in () if parts else ("mentions", "mention_actors"):
        _write(job, table, "none", table_schema(table).empty_table())
    ledger, waiting = Ledger(), list[Event]()
    for part in parts:
        ledger.join(part.ledger)
        waiting += part.waiting
    plans = to_arrow(settle(waiting, ledger), table_schema("events"))
    _write(job, "events", "open-plans", plans)


def _write(job: Job, table: str, name: str, rows: pa.Table) -> None:
    job.out.write_table(f"{table}/{name}.parquet", groups(rows), table_schema(table))
