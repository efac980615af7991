"""Every way Dragoman can fail, and what the reader can do about it.

DragomanError
├── UsageError        wrong use: an option or argument that cannot be (exit code 2)
├── InputError        an input that cannot be read; recorded with its reason, the run goes on
├── UnavailableError  an address that does not answer as it should; tried again later
├── DataFileError     a line of a knowledge file (lexicon, register) that is not well formed
├── ModelError        the language model is missing or broken
├── StoreError        the dataset's file cannot be opened or written
└── WorkerError       a process that codes articles cannot be started
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime


class DragomanError(Exception):
    """Base of all errors raised on purpose. The message says what to do."""


class UsageError(DragomanError):
    """Wrong use of a command or function."""


class InputError(DragomanError):
    """An input document that cannot be read; `str(error)` is the recorded reason."""


class UnavailableError(DragomanError):
    """An address that does not answer as it should.

    `until` is the time (UTC) before which it should not be asked again, where that is known;
    `asked` is false where it was not asked at all, for that reason.
    """

    def __init__(self, reason: str, *, until: datetime | None = None, asked: bool = True) -> None:
        super().__init__(reason)
        self.until = until
        self.asked = asked


class DataFileError(DragomanError):
    """A malformed line in a knowledge file."""

    def __init__(self, file: str, line: int, reason: str) -> None:
        super().__init__(f"{file}, line {line}: {reason}")

    @classmethod
    def together(cls, errors: Sequence[DataFileError]) -> DataFileError:
        """One error for several lines of a file; its message has a line for each of them."""
        error = cls.__new__(cls)
        DragomanError.__init__(error, "\n".join(map(str, errors)))
        return error


class ModelError(DragomanError):
    """The language model cannot be loaded."""


class StoreError(DragomanError):
    """The dataset file cannot be opened, read or written."""


class WorkerError(DragomanError):
    """A worker process cannot be started."""
