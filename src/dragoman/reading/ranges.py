"""Parts of large files, for several programs to read at once."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any, cast

import pyarrow.parquet

from dragoman.reading.streams import reason
from dragoman.reading.tables import read_json_lines, read_parquet
from dragoman.records import Document

_CHUNK = 8 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Range:
    """A part of a file: bytes of JSON lines or row groups of Parquet, the end exclusive.

    `before` counts the records of the file before it.
    """

    start: int
    end: int
    before: int


class _Beginning(io.RawIOBase):
    """The next so many bytes of a stream."""

    def __init__(self, stream: IO[bytes], size: int) -> None:
        self._stream, self._left = stream, size

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._stream.read(min(len(buffer), self._left))
        buffer[: len(data)] = data
        self._left -= len(data)
        return len(data)


def split(name: str, stream: IO[bytes], size: int) -> list[Range]:
    """Ranges of some `size` bytes; none where the file is not larger, or can only be read whole.

    Plain JSON lines are read through once, for their lines to be counted.
    """
    largest = stream.seek(0, io.SEEK_END)
    stream.seek(0)
    head = stream.read(4)
    stream.seek(0)
    if largest <= size:
        return []
    if head == b"PAR1":
        return list(_split_groups(stream, size))
    if name.lower().endswith((".jsonl", ".ndjson")) and head[:1].isascii():
        return list(_split_lines(stream, size))
    return []


def _split_groups(stream: IO[bytes], size: int) -> Iterator[Range]:
    metadata = pyarrow.parquet.ParquetFile(stream).metadata
    start = before = rows = taken = 0
    for number in range(metadata.num_row_groups):
        group = metadata.row_group(number)
        rows += group.num_rows
        taken += sum(group.column(i).total_compressed_size for i in range(group.num_columns))
        if taken >= size or number == metadata.num_row_groups - 1:
            yield Range(start, number + 1, before)
            start, before, taken = number + 1, rows, 0


def _split_lines(stream: IO[bytes], size: int) -> Iterator[Range]:
    start = before = position = lines = 0
    while chunk := stream.read(min(size, _CHUNK)):
        past = max(0, start + size - position)
        cut = chunk.find(b"\n", past) + 1 if past < len(chunk) else 0
        if cut:
            yield Range(start, position + cut, before)
            start, before = position + cut, lines + chunk.count(b"\n", 0, cut)
        position += len(chunk)
        lines += chunk.count(b"\n")
    if start < position:
        yield Range(start, position, before)


def read_range(name: str, stream: IO[bytes], part: Range) -> Iterator[Document]:
    """The Documents of a part of a file, as `read_stream` gives them for the whole."""
    try:
        stream.seek(0)
        if stream.read(4) == b"PAR1":
            groups = range(part.start, part.end)
            table = cast(io.BufferedReader, stream)
            yield from read_parquet(name, table, groups, part.before)
        else:
            stream.seek(part.start)
            some: io.BufferedReader = io.BufferedReader(_Beginning(stream, part.end - part.start))
            yield from read_json_lines(name, some, part.before)
    except Exception as error:  # as in `read_stream`
        yield Document(name, error=reason(error))
