"""The open file: its statements, transactions and rows."""

from __future__ import annotations

import copy
import sys
import threading
from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

import duckdb
import pyarrow as pa

from dragoman.store.brief import Brief
from dragoman.store.failures import explained
from dragoman.store.kept import Kept

T = TypeVar("T")

_ROWS_AT_ONCE = 10_000


class Writes:
    """What the connections to one open file share: only one writes at a time, and what it changes.

    `changes` has the events that each write has changed, None where it may be any; `changing` those
    of the present one. `kept` are results that hold until the next write.
    """

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.changes: list[frozenset[str] | None] = []
        self.changing: frozenset[str] | None = None
        self.kept = Kept()
        self.brief = Brief()


class Connection:
    """An open DuckDB file; what goes wrong with it is a StoreError that says what to do."""

    path: Path
    _connection: duckdb.DuckDBPyConnection
    _writes: Writes
    _seen: int | None = None

    def cursor(self) -> Self:
        """The same open file once more, for another thread; it is closed by itself.

        Writers wait for each other; whoever reads sees what was there when the query began.
        """
        other = copy.copy(self)
        other._seen = None
        with explained(self.path):
            other._connection = self._connection.cursor()
        return other

    @property
    def revision(self) -> int:
        """Another number after every change that this program makes to the file."""
        return len(self._writes.changes)

    def changed_since(self, revision: int) -> frozenset[str] | None:
        """By event_id what has been changed after a revision; None where it may be anything."""
        changes = self._writes.changes[revision:]
        known = [change for change in changes if change is not None]
        return frozenset().union(*known) if len(known) == len(changes) else None

    def lend_brief(self) -> None:
        """Let the queries of this connection read the tables of `Brief`, as they are now."""
        with explained(self.path):
            self._seen = self._writes.brief.lend(self)

    def kept(self, key: Hashable, make: Callable[[], T]) -> T:
        """What `make` returns; it is made anew only when this program has changed the file since.

        Whoever asks while it is being made waits for it.
        """
        revision = self.revision if self._seen is None else self._seen
        return self._writes.kept.get(revision, key, make)

    def close(self) -> None:
        """Write everything to the file and release it."""
        with explained(self.path):
            self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def query(self, sql: str, **parameters: object) -> duckdb.DuckDBPyRelation:
        """The lazy result of a query over the tables; `$name` stands for a parameter."""
        with explained(self.path):
            return self._connection.sql(sql, params=parameters or None)

    def lend(self, name: str, table: pa.Table) -> None:
        """Let the queries of this connection read a table of memory by a name."""
        self._connection.register(name, table)

    def copy(self, sql: str, path: Path, options: str) -> None:
        """Write the rows of a query to a file; `options` are those of DuckDB's COPY."""
        quoted = str(path).replace("'", "''")
        with explained(path):
            self._execute(f"COPY ({sql}) TO '{quoted}' ({options})")

    @contextmanager
    def _transaction(self, *, counts: bool = True) -> Iterator[None]:
        """All or nothing; `counts`: it changes what the dataset says, hence its revision."""
        with self._writes.lock, explained(self.path):
            self._writes.changing = None
            self._connection.begin()
            try:
                yield
            except BaseException:
                self._connection.rollback()
                raise
            self._connection.commit()
            if counts:
                self._writes.changes.append(self._writes.changing)

    def _changes_only(self, event_ids: Iterable[str]) -> None:
        """Note that the present transaction changes no other events and none of their mentions."""
        self._writes.changing = frozenset(event_ids)

    def _execute(self, sql: str, **parameters: object) -> None:
        self._connection.execute(sql, parameters or None)

    def _fetch(self, sql: str, **parameters: object) -> list[tuple[Any, ...]]:
        with explained(self.path):
            return self._connection.execute(sql, parameters or None).fetchall()

    def _stream(self, sql: str, **parameters: object) -> Iterator[tuple[Any, ...]]:
        """The rows of a large result; equal texts are one object, which spares half the memory."""
        with explained(self.path):
            self._connection.execute(sql, parameters or None)
            while rows := self._connection.fetchmany(_ROWS_AT_ONCE):
                for row in rows:
                    yield tuple([sys.intern(v) if type(v) is str else v for v in row])

    def _schema(self, table: str, leave_out: str | None = None) -> pa.Schema:
        schema = self._connection.table(table).limit(0).to_arrow_table().schema
        return pa.schema([field for field in schema if field.name != leave_out])

    def _insert(self, table: str, rows: pa.Table) -> None:
        if rows.num_rows:
            self._connection.register("new_rows", rows)
            self._execute(f"INSERT INTO {table} BY NAME SELECT * FROM new_rows")
            self._connection.unregister("new_rows")

    def _meta(self, key: str) -> str | None:
        rows = self._fetch("SELECT value FROM internal.meta WHERE key = $key", key=key)
        return rows[0][0] if rows else None

    def _set_meta(self, key: str, value: str) -> None:
        self._execute(
            "INSERT OR REPLACE INTO internal.meta VALUES ($key, $value)", key=key, value=value
        )
