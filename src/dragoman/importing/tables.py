"""The tables that a cluster has written as a dataset, for all that reads one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa

from dragoman.engine import Summary
from dragoman.engine.cluster import DATASET, Folder
from dragoman.errors import UsageError
from dragoman.ontology import parse_ontology
from dragoman.records import Actor, ActorRole
from dragoman.store import Dataset
from dragoman.store.loading import load_tables
from dragoman.store.rows import table_schema

_TABLES = ("articles", "mentions", "mention_actors", "events")


def is_folder(given: str | Path) -> bool:
    """Whether this names a folder or a URL: of tables that a cluster has written, not of events."""
    return "://" in str(given) or Path(given).is_dir()


def import_tables(folder: str | Path, db: str | Path) -> tuple[Dataset, Summary]:
    """Make a dataset of a cluster's tables: the one that a local run over these inputs makes.

    Args:
        folder: a folder or its URL, what `--out` named.
        db: the dataset's file, which must hold no articles yet.

    Returns:
        The dataset, open, and what was done by the run.

    Raises:
        UsageError: the folder has no finished tables, or the dataset holds articles.
        StoreError: the tables cannot be read, or the file cannot be written.
    """
    source = Folder(str(folder))
    told = source.read_json(DATASET)
    if told is None:
        raise UsageError(f"{folder} has no finished tables: give what `dragoman code --out` named")
    dataset = Dataset(db)
    try:
        if told["ontology"]:
            dataset.adopt(parse_ontology(told["ontology"], told["ontology_file"]))
        actors = [
            Actor(**row | {"aliases": tuple(row["aliases"])}) for row in _rows(source, "actors")
        ]
        if actors:
            roles = [ActorRole(**row) for row in _rows(source, "actor_roles")]
            dataset.write_register(actors, roles)
        schemas = {name: table_schema(name) for name in _TABLES}
        schemas["duplicate_keys"] = table_schema("internal.duplicate_keys")
        load_tables(dataset, ((name, _batches(source, name, s)) for name, s in schemas.items()))
    except BaseException:
        dataset.close()
        raise
    return dataset, Summary.of(told["summary"])


def _rows(source: Folder, table: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = _batches(source, table, table_schema(table)).read_all().to_pylist()
    return rows


def _batches(source: Folder, table: str, schema: pa.Schema) -> pa.RecordBatchReader:
    """The rows of a table, file by file."""

    def read() -> Iterator[pa.RecordBatch]:
        for name in source.names(table):
            if name.endswith(".parquet"):
                yield from source.read_table(f"{table}/{name}").cast(schema).to_batches()

    return pa.RecordBatchReader.from_batches(schema, read())
