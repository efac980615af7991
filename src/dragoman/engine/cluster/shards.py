"""The inputs as shards, each to be read by one task: some files, or a range of a large one."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from dragoman.engine.cluster.storage import located
from dragoman.errors import UsageError
from dragoman.reading import read_documents
from dragoman.reading.documents import read_stream
from dragoman.reading.ranges import Range, read_range, split
from dragoman.reading.streams import reason
from dragoman.reading.walking import passed_over, walk
from dragoman.records import Document

SIZE = 64 * 1024 * 1024  # bytes of a shard, and of the ranges of a file that can be divided
_MOST_FILES = 500


@dataclass(frozen=True, slots=True)
class File:
    """A file or a range of it; `size` is that of the whole, `error` says why it cannot be read."""

    path: str
    size: int = 0
    range: Range | None = None
    error: str | None = None

    def documents(self) -> Iterator[Document]:
        """What the local engine reads of it."""
        if self.error is not None:
            yield Document(self.path, error=self.error)
        elif self.range is None and not is_url(self.path):
            yield from read_documents([self.path])
        else:
            yield from self._opened()

    def _opened(self) -> Iterator[Document]:
        fs, path = located(self.path)
        try:
            stream = fs.open(path, "rb")
        except OSError as error:
            yield Document(self.path, error=reason(error))
            return
        with stream:
            if self.range:
                yield from read_range(self.path, stream, self.range)
            else:
                yield from read_stream(self.path, stream)


@dataclass(frozen=True, slots=True)
class Shard:
    """Files that are read one after the other."""

    files: tuple[File, ...]

    def documents(self) -> Iterator[Document]:
        """What the local engine reads of them."""
        for file in self.files:
            yield from file.documents()


def shards(inputs: Iterable[str | Path]) -> list[Shard]:
    """The shards of files, folders, patterns and URLs of any of these, in the order of reading.

    Raises:
        UsageError: an input does not exist, or cannot be divided.
    """
    found: list[Shard] = []
    some: list[File] = []
    size = 0
    for file in _files(inputs):
        if some and (size + _bytes(file) > SIZE or len(some) == _MOST_FILES):
            found.append(Shard(tuple(some)))
            some, size = [], 0
        some.append(file)
        size += _bytes(file)
    return [*found, Shard(tuple(some))] if some else found


def is_url(given: str) -> bool:
    """Whether an input is named by its URL, not by its path on a disk."""
    return "://" in given


def _bytes(file: File) -> int:
    """As many as are read of it; row groups count as a whole shard."""
    return file.size if file.range is None else SIZE


def _files(inputs: Iterable[str | Path]) -> Iterator[File]:
    for given in map(str, inputs):
        if given == "-":
            raise UsageError("standard input cannot be divided among workers: name files")
        for file in _remote(given) if is_url(given) else _local(given):
            yield from _divided(file)


def _local(given: str) -> Iterator[File]:
    for path, error in walk(given):
        if error is not None:
            yield File(os.fspath(path), error=reason(error))
        else:
            yield File(os.fspath(path), path.stat().st_size)


def _remote(given: str) -> Iterator[File]:
    fs, path = located(given)
    if glob.has_magic(path):
        files = [name for name in fs.glob(path) if not fs.isdir(name)]
    else:
        files = [path] if fs.isfile(path) else fs.find(path)
    top = os.path.dirname(path)  # noqa: PTH120, a path in any storage
    siblings = {name.rpartition("/")[2] for name in files}
    for name in sorted(files):
        inner = name.removeprefix(top).strip("/").split("/")
        if name == path or not any(passed_over(part, siblings) for part in inner):
            yield File(fs.unstrip_protocol(name), fs.size(name))
    if not files:
        raise UsageError(f"nothing at {given}: check the address, and quote patterns in the shell")


def _divided(file: File) -> list[File]:
    """The ranges of a file; itself where it is small or can only be read from its beginning."""
    if file.error is not None or file.size <= SIZE:
        return [file]
    fs, path = located(file.path)
    with fs.open(path, "rb") as stream:
        ranges = split(file.path, stream, SIZE)
    return [File(file.path, file.size, part) for part in ranges] or [file]
