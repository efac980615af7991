"""Datasets of articles: JSON, JSON lines, CSV, TSV and Parquet, one Document a record.

All are read as a stream, in constant memory. A record that cannot be read becomes a Document with
its reason, and the reading goes on. The names of the columns are in `data/fields.tsv`.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import IO, Any

import pyarrow.parquet

from dragoman.errors import InputError
from dragoman.reading.datafiles import rows
from dragoman.reading.dates import parse_value
from dragoman.reading.decoding import decode
from dragoman.reading.streams import LIMIT, lines, read_whole, reason, seekable, too_large
from dragoman.records import Document

_WRAPPERS = ("articles", "items", "documents", "docs", "results", "data", "entries", "hits")
_BATCH = 64


@cache
def _fields() -> dict[str, tuple[str, ...]]:
    """Each part of an article and the keys it is held under, best first."""
    fields: dict[str, tuple[str, ...]] = {}
    for _, row in rows("fields.tsv"):
        fields[row["field"]] = (*fields.get(row["field"], ()), row["key"])
    return fields


def record_document(path: str, record: Any) -> Document:
    """The Document of one record, a mapping of keys to values."""
    if not isinstance(record, dict):
        return Document(path, error='not a record of named values, such as {"text": "..."}')
    values = {re.sub(r"[\s-]+", "_", str(key).strip().lower()): record[key] for key in record}
    keys = _fields()
    texts = [values[key] for key in keys["text"] if key in values]
    if not texts:
        return Document(
            path,
            error=f"no text: none of the columns {_listed(values)} is one of "
            f"{_listed(keys['text'])}; rename the one that holds the text",
        )
    text = next((t for t in texts if isinstance(t, str) and t.strip()), "")
    if not text:
        return Document(path, error="the record's text is empty")
    if len(text) > LIMIT:
        return Document(path, error=str(too_large()))
    published = next(
        filter(None, (parse_value(values.get(key)) for key in keys["published"])), None
    )
    known: dict[str, Any] = {
        part: _first_string(values, keys[part]) for part in ("url", "publisher", "title", "author")
    }
    day = published[0] if published and published[0] == published[1] else None
    return Document(path, content=text, published=day, **known)


def _listed(names: Any) -> str:
    shown = list(names)
    return ", ".join(shown[:12]) + (" ..." if len(shown) > 12 else "")


def _first_string(values: dict[str, Any], keys: tuple[str, ...]) -> str | None:
    for key in keys:
        value = values.get(key)
        if isinstance(value, dict):
            value = value.get("name")
        if isinstance(value, list):
            value = ", ".join(v for v in value if isinstance(v, str))
        if isinstance(value, str) and value.strip():
            return value.strip()
    return None


def read_json_lines(path: str, stream: io.BufferedReader, before: int = 0) -> Iterator[Document]:
    """One JSON object a line; `before` counts the file's lines before those of the stream."""
    for number, line in enumerate(lines(stream), start=before + 1):
        if line.strip():
            yield _json_document(f"{path}#{number}", line)


def _json_document(path: str, line: bytes) -> Document:
    if len(line) > LIMIT:
        return Document(path, error=str(too_large()))
    try:
        return record_document(path, json.loads(decode(line)))
    except json.JSONDecodeError as error:
        return Document(
            path, error=f"not valid JSON: {error.msg} at column {error.colno}; repair the line"
        )
    except (InputError, RecursionError) as error:
        return Document(path, error=reason(error))


def read_json(path: str, stream: io.BufferedReader) -> Iterator[Document]:
    """One object, an array of objects, an object that holds such an array, or JSON lines."""
    head = stream.peek(1024).lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith(b"["):
        yield from _read_array(path, stream)
        return
    first, _, rest = head.partition(b"\n")
    if first.rstrip().endswith(b"}") and rest.lstrip().startswith(b"{"):
        yield from read_json_lines(path, stream)
        return
    text = decode(read_whole(stream))
    try:
        value = json.loads(text)
    except json.JSONDecodeError as error:
        raise InputError(
            f"not valid JSON: {error.msg} at line {error.lineno}; repair the file"
        ) from error
    yield from _documents_of(path, value)


def _documents_of(path: str, value: Any) -> Iterator[Document]:
    if isinstance(value, dict):
        inner = next((value[key] for key in _WRAPPERS if isinstance(value.get(key), list)), None)
        if inner is not None and not value.keys() & set(_fields()["text"][:3]):
            for number, item in enumerate(inner, start=1):
                yield record_document(f"{path}#{number}", item)
            return
    yield record_document(path, value)


def _read_array(path: str, stream: io.BufferedReader) -> Iterator[Document]:
    """The elements of a JSON array, one at a time, so that a large one needs no more memory."""
    decoder = json.JSONDecoder()
    text = io.TextIOWrapper(stream, "utf-8-sig", errors="replace")
    buffer = text.read(65536).lstrip()[1:]
    number = 0
    while True:
        buffer = buffer.lstrip(" \t\r\n,")
        if buffer.startswith("]"):
            return
        try:
            value, end = decoder.raw_decode(buffer)
        except json.JSONDecodeError as error:
            more = text.read(max(65536, len(buffer)))
            if len(buffer) > LIMIT:
                raise too_large() from error
            if not more:
                raise InputError(
                    f"broken or truncated JSON after record {number}; repair the file"
                ) from error
            buffer += more
            continue
        number += 1
        buffer = buffer[end:]
        yield record_document(f"{path}#{number}", value)


def read_csv(path: str, stream: io.BufferedReader) -> Iterator[Document]:
    """Comma, semicolon or tab separated values with a line of headings."""
    csv.field_size_limit(LIMIT)
    text_lines = (_decoded(line) + "\n" for line in lines(stream))
    first = next(text_lines).removeprefix("\ufeff")
    delimiter = max("\t,;|", key=first.count)
    headings = next(csv.reader([first], delimiter=delimiter))
    if not {h.strip().lower() for h in headings} & set(_fields()["text"]):
        raise InputError(
            f"no text: none of the columns {_listed(headings)} is one of "
            f"{_listed(_fields()['text'])}; rename the one that holds the text"
        )
    reader = csv.reader(text_lines, delimiter=delimiter)
    number = 0
    while True:
        number += 1
        try:
            cells = next(reader, None)
        except (csv.Error, InputError) as error:
            yield Document(f"{path}#{number}", error=f"a broken row: {error}; repair the file")
            continue
        if cells is None:
            return
        if len(cells) > len(headings):
            wrong = f"{len(cells)} cells for {len(headings)} headings; put the text in quotes"
            yield Document(f"{path}#{number}", error=f"a broken row: {wrong}")
        elif cells:
            yield record_document(f"{path}#{number}", dict(zip(headings, cells, strict=False)))


def _decoded(line: bytes) -> str:
    try:
        return decode(line)
    except InputError:
        return line.decode("utf-8", "replace")


def read_parquet(
    path: str, stream: io.BufferedReader, groups: Sequence[int] | None = None, before: int = 0
) -> Iterator[Document]:
    """A Parquet table with a text column; only the columns of an article are read.

    Args:
        groups: the numbers of the row groups to read; by default all.
        before: how many rows the file has before these.
    """
    source: IO[bytes] = seekable(stream)
    table = pyarrow.parquet.ParquetFile(source, pre_buffer=False)
    names = table.schema_arrow.names
    known = {key for keys in _fields().values() for key in keys}
    wanted = [name for name in names if re.sub(r"[\s-]+", "_", name.strip().lower()) in known]
    if not wanted:
        yield record_document(path, dict.fromkeys(names))
        return
    number = before
    for batch in table.iter_batches(batch_size=_BATCH, row_groups=groups, columns=wanted):
        for record in batch.to_pylist():
            number += 1
            yield record_document(f"{path}#{number}", record)
