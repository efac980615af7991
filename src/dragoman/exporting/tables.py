"""All tables, one file each, as Parquet, CSV or JSON Lines."""

from __future__ import annotations

from pathlib import Path

from dragoman.errors import StoreError, UsageError
from dragoman.exporting.layouts import LAYOUTS
from dragoman.store import Dataset
from dragoman.store.dataset import TABLES

# What DuckDB is told for each format. CSV has no lists: they stand there as JSON, ["TUR","USA"].
FORMATS = {
    "parquet": "FORMAT parquet, COMPRESSION zstd",
    "csv": "FORMAT csv, HEADER",
    "jsonl": "FORMAT json",
}


def export(dataset: Dataset, folder: str | Path, layout: str = "parquet") -> list[Path]:
    """Write each table into a file of the folder, `events.csv` for instance.

    A file of that name is replaced once the new one is whole; other files are left alone.

    Args:
        folder: created where it does not exist.
        layout: one of FORMATS.

    Returns:
        The files written.

    Raises:
        UsageError: there is no such format, or the folder cannot be one.
        StoreError: the files cannot be written.
    """
    if layout not in FORMATS:
        known = f"{', '.join(FORMATS)}, and for the events {', '.join(LAYOUTS)}"
        raise UsageError(f"no export format {layout!r}: there are {known}")
    folder = Path(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return [_write(dataset, table, folder / f"{table}.{layout}", layout) for table in TABLES]
    except FileExistsError as error:
        raise UsageError(f"{folder} is a file: give the name of a folder") from error
    except OSError as error:
        raise StoreError(f"cannot write to {folder}: {error.strerror}") from error


def write_table(dataset: Dataset, table: str, path: Path, layout: str) -> None:
    """Write the rows of one table or view, also a temporary one, into a file in one of FORMATS."""
    dataset.copy(_query(dataset, table, layout), path, FORMATS[layout])


def _write(dataset: Dataset, table: str, path: Path, layout: str) -> Path:
    unfinished = path.with_name(f".{path.name}.unfinished")
    write_table(dataset, table, unfinished, layout)
    return unfinished.replace(path)


def _query(dataset: Dataset, table: str, layout: str) -> str:
    relation = dataset.query(f"FROM {table}")
    columns = zip(relation.columns, map(str, relation.types), strict=True)
    lists = [f"to_json({name}) AS {name}" for name, kind in columns if kind.endswith("[]")]
    if layout != "csv" or not lists:
        return f"FROM {table}"
    return f"SELECT * REPLACE ({', '.join(lists)}) FROM {table}"
