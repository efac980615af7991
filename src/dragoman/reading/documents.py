"""From the user's inputs to Documents: each input is read as its kind asks, none stops the run."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from dragoman.errors import InputError
from dragoman.reading.archives import read_warc
from dragoman.reading.decoding import decode
from dragoman.reading.markdown import read_markdown
from dragoman.reading.streams import kind_of, read_whole, reason, unzipped
from dragoman.reading.tables import read_csv, read_json, read_json_lines, read_parquet
from dragoman.reading.walking import walk
from dragoman.records import Document


def read_documents(
    inputs: Iterable[str | Path], stdin: BinaryIO | None = None
) -> Iterator[Document]:
    """Read files, folders, patterns and "-" (standard input) as a stream of Documents.

    Text, Markdown, HTML, JSON, JSON lines, CSV, TSV, Parquet and WARC, each also gzipped, are read;
    folders with all that is under them, sorted by name. A record of a container has the path
    `file#number` (`file#record id` in a WARC). What cannot be read is a Document whose `error`
    says why and what to do; nothing is raised.
    """
    for given in inputs:
        if str(given) == "-":
            yield from read_stream("-", stdin or sys.stdin.buffer)
            continue
        for path, error in walk(given):
            if error is not None:
                yield Document(_printable(path), error=reason(error))
            else:
                yield from _read_file(path)


def _read_file(path: Path) -> Iterator[Document]:
    name = _printable(path)
    try:
        stream = path.open("rb", buffering=0)
    except OSError as error:
        yield Document(name, error=reason(error))
        return
    with stream:
        yield from read_stream(name, stream)


def _printable(path: Path) -> str:
    """The path in valid Unicode: names of other encodings are legal on a disk, not in a dataset."""
    return os.fsencode(path).decode("utf-8", "replace")


def read_stream(name: str, stream: BinaryIO | io.FileIO) -> Iterator[Document]:
    """Read one input that is open already, as the ending of its `name` says or its content."""
    found = False
    try:
        reader = unzipped(stream)
        kind = kind_of(name, reader.peek(512))
        for document in _READERS[kind](name, reader):
            found = True
            yield document
        if not found:
            raise InputError("no article in this file; check that it is whole")
    except Exception as error:  # whatever a library raises on a broken file must not stop the run
        yield Document(name, error=reason(error))


def _read_text(name: str, stream: io.BufferedReader) -> Iterator[Document]:
    yield Document(name, content=decode(read_whole(stream)))


def _read_html(name: str, stream: io.BufferedReader) -> Iterator[Document]:
    yield Document(name, content=decode(read_whole(stream)), is_html=True)


def _read_markdown(name: str, stream: io.BufferedReader) -> Iterator[Document]:
    yield read_markdown(name, decode(read_whole(stream)))


_READERS: dict[str, Callable[[str, io.BufferedReader], Iterator[Document]]] = {
    "text": _read_text,
    "markdown": _read_markdown,
    "html": _read_html,
    "json": read_json,
    "jsonl": read_json_lines,
    "csv": read_csv,
    "parquet": read_parquet,
    "warc": read_warc,
}
