"""Opening the file, after a power cut too.

DuckDB appends each transaction to a log beside the file and brings it to the disk before it counts
as done. What the power cut left of the one after that may be any bytes: DuckDB passes over an end
that is missing, but refuses one that is garbage.
"""

from __future__ import annotations

import logging
import os
import re
import shutil
from pathlib import Path

import duckdb

_DAMAGED = re.compile(r"Corrupt WAL file: entry at byte position (\d+)")
_log = logging.getLogger(__name__)


def connect(path: Path, *, read_only: bool) -> duckdb.DuckDBPyConnection:
    """Open the file; for writing, without the end of its log where that is damaged.

    The damaged log is kept beside it as `.wal.damaged`.

    Raises:
        duckdb.Error: it cannot be opened.
    """
    try:
        return duckdb.connect(str(path), read_only=read_only)
    except duckdb.Error as error:
        damage = _DAMAGED.search(str(error))
        if read_only or not damage:
            raise
    log = path.with_name(f"{path.name}.wal")
    kept = path.with_name(f"{path.name}.wal.damaged")
    shutil.copy2(log, kept)
    os.truncate(log, int(damage[1]))
    _log.warning("%s: the end of its log was damaged and is left out; it is kept as %s", path, kept)
    return duckdb.connect(str(path))
