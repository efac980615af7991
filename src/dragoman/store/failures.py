"""DuckDB's errors, said so that the reader knows what to do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from dragoman.errors import StoreError

# What DuckDB's message holds, and what we say instead; the first that fits is taken.
_EXPLANATIONS = [
    (
        r"Conflicting lock is held in .*\(PID (?P<pid>\d+)\)",
        "{path} is in use by another process (number {pid}): wait until it has ended, or end it",
    ),
    (r"Could not set lock", "{path} is in use by another process: wait until it has ended"),
    (
        r"different configuration than existing connections",
        "{path} is already open in this program, for writing or read-only: close that first",
    ),
    (
        r"version number|newer version|storage version|serialized with",
        "{path} was written by another version of DuckDB that this one cannot read: "
        "upgrade with `pip install --upgrade duckdb`",
    ),
    (
        r"Corrupt WAL file",
        "the end of the log of {path} is damaged, as by a power cut: open it for writing once, as"
        " `dragoman code` does, which leaves that end out",
    ),
    (r"not a valid DuckDB", "{path} is not a DuckDB file: choose another name for the dataset"),
    (
        r"[Ii]s a directory",
        "{path} is a folder: give the name of a file, such as {path}/news.duckdb",
    ),
    (r"does not exist|No such file", "{path} does not exist, or its folder does not"),
    (r"Permission denied", "no permission to open {path}"),
    (r"read-only", "{path} can only be read: open it for writing, or copy it elsewhere"),
    (
        r"No space left|[Dd]isk full|out of disk|File too large|[Dd]isk quota",
        "the disk that holds {path} is full: free some space and run again, nothing stored is lost",
    ),
]


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn DuckDB's errors about the file `path` into a StoreError that says what to do."""
    try:
        yield
    except duckdb.Error as error:
        raise StoreError(_explain(path, str(error))) from error


def _explain(path: Path, message: str) -> str:
    for pattern, explanation in _EXPLANATIONS:
        if match := re.search(pattern, message):
            return explanation.format(path=path, **match.groupdict())
    return f"{path}: {message.splitlines()[0]}"
