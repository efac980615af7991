"""Folders on disks and in object stores, by their URLs; what is written is there whole or not."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from dragoman.errors import StoreError, UsageError

if TYPE_CHECKING:
    from fsspec import AbstractFileSystem

_AT_ONCE = 16  # small files that are read at once
_ROWS = 10_000


def located(url: str) -> tuple[AbstractFileSystem, str]:
    """The file system of a URL, and the path in it.

    Raises:
        UsageError: there is no such kind of storage, or the library for it is missing.
    """
    try:
        from fsspec.core import url_to_fs
    except ImportError as error:
        raise UsageError(needs_extra("storage by URL")) from error
    try:
        fs, path = url_to_fs(url)
    except (ImportError, ValueError) as error:
        raise UsageError(f"{url} cannot be reached: {error}") from error
    return fs, path.rstrip("/")


def groups(rows: pa.Table) -> Iterator[pa.Table]:
    """Sorted rows in row groups, for a range of them to be read without the others."""
    return (rows.slice(start, _ROWS) for start in range(0, rows.num_rows, _ROWS))


def needs_extra(what: str) -> str:
    return f"{what} needs more packages: pip install 'dragoman[cluster]'"


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder by its URL, or its path on a disk. It may be sent to other processes."""

    url: str

    def __truediv__(self, name: str) -> Folder:
        return Folder(f"{self.url.rstrip('/')}/{name}")

    def write_table(self, name: str, tables: Iterable[pa.Table], schema: pa.Schema) -> None:
        """Write a Parquet file; each table becomes a row group."""
        with (
            self._written(name) as file,
            pq.ParquetWriter(file, schema, compression="zstd") as writer,
        ):
            for table in tables:
                writer.write_table(table, row_group_size=max(1, table.num_rows))

    def read_table(self, name: str, **options: Any) -> pa.Table:
        """The rows of a Parquet file; `options` are those of pyarrow's `read_table`."""
        with self._opened(name) as file:
            return pq.read_table(file, **options)

    def read_tables(self, names: Sequence[str], **options: Any) -> pa.Table:
        """The rows of several Parquet files of the same columns, in this order."""
        with ThreadPoolExecutor(_AT_ONCE) as threads:
            return pa.concat_tables(threads.map(lambda n: self.read_table(n, **options), names))

    def read_group(self, name: str, number: int) -> pa.Table:
        """A row group of a Parquet file; no rows where it has none."""
        with self._opened(name) as file:
            parquet = pq.ParquetFile(file)
            if number < parquet.num_row_groups:
                return parquet.read_row_group(number)
            return parquet.schema_arrow.empty_table()

    def write_json(self, name: str, value: object) -> None:
        with self._written(name) as file:
            file.write(json.dumps(value).encode())

    def read_json(self, name: str) -> Any:
        """What a JSON file holds; None where there is none."""
        try:
            with self._opened(name) as file:
                return json.load(file)
        except FileNotFoundError:
            return None

    def read_jsons(self, names: Sequence[str]) -> list[Any]:
        """What several JSON files hold, in this order."""
        with ThreadPoolExecutor(_AT_ONCE) as threads:
            return list(threads.map(self.read_json, names))

    def names(self, folder: str) -> list[str]:
        """The names of the files in a folder of it, sorted; none where there is no such folder."""
        fs, path = located(f"{self.url}/{folder}")
        with self._told("read"):
            found = fs.ls(path, detail=False) if fs.exists(path) else []
        return sorted(name.rpartition("/")[2] for name in found)

    def remove(self, folder: str) -> None:
        fs, path = located(f"{self.url}/{folder}")
        with self._told("written to"):
            if fs.exists(path):
                fs.rm(path, recursive=True)

    @contextmanager
    def _opened(self, name: str) -> Iterator[IO[bytes]]:
        fs, path = located(f"{self.url}/{name}")
        with self._told("read"), fs.open(path, "rb") as file:
            yield file

    @contextmanager
    def _written(self, name: str) -> Iterator[IO[bytes]]:
        """A file that takes its name when it is whole, in place of what had that name."""
        fs, path = located(f"{self.url}/{name}")
        parent = path.rpartition("/")[0]
        unfinished = f"{parent}/_{uuid.uuid4().hex}.unfinished"  # readers of tables pass over it
        with self._told("written to"):
            fs.makedirs(parent, exist_ok=True)
            with fs.open(unfinished, "wb") as file:
                yield file
            fs.mv(unfinished, path)

    @contextmanager
    def _told(self, what: str) -> Iterator[None]:
        try:
            yield
        except FileNotFoundError:
            raise
        except OSError as error:
            raise StoreError(
                f"{self.url} cannot be {what}: {error.strerror or error}; check the address, the"
                " space and the permissions, then run the same command again"
            ) from error
