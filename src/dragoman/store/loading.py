"""Whole tables from elsewhere as a new dataset."""

from __future__ import annotations

from collections.abc import Iterable

import pyarrow as pa

from dragoman.errors import UsageError
from dragoman.store.dataset import Dataset

# Where the rows of a table go.
_PLACES = {
    "articles": "articles",
    "mentions": "internal.coded_mentions",
    "mention_actors": "internal.coded_mention_actors",
    "events": "events",
    "duplicate_keys": "internal.duplicate_keys",
}


def load_tables(dataset: Dataset, tables: Iterable[tuple[str, pa.RecordBatchReader]]) -> None:
    """Fill a dataset that has no articles yet, all or nothing.

    Args:
        tables: articles, mentions, mention_actors, events and duplicate_keys with their rows.

    Raises:
        UsageError: the dataset holds articles.
    """
    ((articles,),) = dataset._fetch("SELECT count(*) FROM articles")
    if articles:
        raise UsageError(f"{dataset.path} holds articles already: name a new file with --db")
    with dataset._transaction():
        for table, rows in tables:
            dataset._connection.register("new_rows", rows)
            dataset._execute(f"INSERT INTO {_PLACES[table]} BY NAME SELECT * FROM new_rows")
            dataset._connection.unregister("new_rows")
        dataset._set_meta("events_merged", "as a whole")
