"""The log of a run as JSON lines, for programs to read."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from dragoman.errors import UsageError

_COMMON = frozenset(vars(logging.makeLogRecord({}))) | {"message", "taskName"}


class JsonLines(logging.Formatter):
    """Time, level, logger and message of a record, and whatever else it was given, as JSON."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        line |= {name: value for name, value in vars(record).items() if name not in _COMMON}
        return json.dumps(line, ensure_ascii=False, default=str)


@contextmanager
def logged(path: Path | None) -> Iterator[None]:
    """Append what the package logs meanwhile to a file, where one is named.

    Raises:
        UsageError: the file cannot be written.
    """
    if path is None:
        yield
        return
    try:
        handler = logging.FileHandler(path, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"the log cannot be written to {path}: {error.strerror}") from error
    handler.setFormatter(JsonLines())
    logger = logging.getLogger("dragoman")
    level = logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    try:
        yield
    finally:
        logger.removeHandler(handler)
        logger.setLevel(level)
        handler.close()
