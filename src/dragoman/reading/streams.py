"""Opens inputs as byte streams, bounded in memory: gzip undone, kind recognised, lines cut off."""

from __future__ import annotations

import gzip
import io
import re
import tempfile
import zlib
from collections.abc import Iterator
from typing import IO, Any, BinaryIO, cast

from dragoman.errors import InputError
from dragoman.reading.decoding import marked_encoding, refuse_binary

LIMIT = 10_000_000  # bytes of text in one document
_ENDLESS = 50 * LIMIT
_LARGEST_TABLE = 4_000_000_000  # bytes of a Parquet file unpacked to disk
_CHUNK = 65536
_GZIP = b"\x1f\x8b"

KINDS = {
    "txt": "text",
    "text": "text",
    "md": "markdown",
    "markdown": "markdown",
    "html": "html",
    "htm": "html",
    "xhtml": "html",
    "shtml": "html",
    "jsonl": "jsonl",
    "ndjson": "jsonl",
    "json": "json",
    "csv": "csv",
    "tsv": "csv",
    "parquet": "parquet",
    "warc": "warc",
}


class _Unzipped(io.RawIOBase):
    """Hands out all that precedes the break of a truncated file, which GzipFile.read would lose."""

    def __init__(self, source: io.BufferedReader) -> None:
        self._file = gzip.GzipFile(fileobj=source)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._file.read1(len(buffer))
        buffer[: len(data)] = data
        return len(data)


def unzipped(stream: BinaryIO) -> io.BufferedReader:
    """The stream with one layer of gzip undone, where there is one."""
    reader: io.BufferedReader = io.BufferedReader(cast(io.RawIOBase, stream), _CHUNK)
    if reader.peek(2).startswith(_GZIP):
        reader = io.BufferedReader(_Unzipped(reader), _CHUNK)
    return reader


def kind_of(name: str, head: bytes) -> str:
    """What a file holds, by its name or else by its first bytes.

    Raises InputError if it is empty, binary or of an unknown type.
    """
    if not head:
        raise InputError("the file is empty")
    if head.startswith(b"PAR1"):
        return "parquet"
    refuse_binary(head)
    suffix = re.search(r"\.([a-z][a-z0-9]{0,7})$", re.sub(r"\.gz$", "", name.lower()))
    if suffix is None:
        return _kind_by_content(head)
    if suffix[1] not in KINDS:
        raise InputError(
            f"unknown type .{suffix[1]}; save it as one of .{', .'.join(KINDS)}, each also as .gz"
        )
    return KINDS[suffix[1]]


def _kind_by_content(head: bytes) -> str:
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"WARC/"):
        return "warc"
    if start.startswith(b"{"):
        return "jsonl"
    return "json" if re.match(rb"\[\s*\{", start) else "text"


def read_whole(stream: IO[bytes]) -> bytes:
    """All bytes of a single document; raises InputError where it is larger than LIMIT."""
    data = stream.read(LIMIT + 1)
    if len(data) > LIMIT:
        raise too_large()
    return data


def too_large() -> InputError:
    return InputError(
        f"larger than {LIMIT // 1_000_000} MB of text, which no article is; split it into articles"
    )


def lines(stream: io.BufferedReader) -> Iterator[bytes]:
    """The lines of a UTF-8 or UTF-16 stream, each as UTF-8 without its line break.

    A line longer than LIMIT comes as its first LIMIT + 1 bytes, so that its length tells. One
    that does not end at all, as in a decompression bomb, raises InputError.
    """
    pending = b""
    length = 0
    for chunk in _chunks(stream):
        first, *rest = chunk.split(b"\n")
        length += len(first)
        if length > _ENDLESS:
            raise too_large()
        pending += first[: max(0, LIMIT + 1 - len(pending))]
        for part in rest:
            yield pending.removesuffix(b"\r")
            pending, length = part, len(part)
    if pending:
        yield pending


def _chunks(stream: io.BufferedReader) -> Iterator[bytes]:
    """`read1` hands out what precedes the break of a truncated file; `read` would lose it."""
    encoding = marked_encoding(stream.peek(4))
    if encoding is None:
        while chunk := stream.read1(_CHUNK):
            yield chunk
    else:
        text = io.TextIOWrapper(stream, encoding, errors="replace", newline="\n")
        text.read(1)
        while piece := text.read(_CHUNK):
            yield piece.encode("utf-8", "replace")
        text.detach()


def seekable(stream: io.BufferedReader) -> IO[bytes]:
    """The stream itself where it can be searched, else a copy of it on disk."""
    if stream.seekable():
        return stream
    copy = tempfile.TemporaryFile()  # noqa: SIM115, the caller reads it to its end
    while chunk := stream.read(_CHUNK):
        copy.write(chunk)
        if copy.tell() > _LARGEST_TABLE:
            raise InputError("unpacks to more than 4 GB; unpack it first")
    copy.seek(0)
    return copy


def reason(error: Exception) -> str:
    """Why an input could not be read, in plain words that say what to do."""
    match error:
        case InputError():
            return str(error)
        case EOFError():
            return "truncated: the compressed file ends too early; download or copy it again"
        case zlib.error() | gzip.BadGzipFile():
            return "damaged: the compressed data cannot be unpacked; download or copy it again"
        case PermissionError():
            return "no permission to read it; change the permissions of the file or its folder"
        case FileNotFoundError():
            return "there is no such file or folder; check the path"
        case OSError() if error.strerror:
            return f"cannot be read: {error.strerror}"
    detail = str(error).strip().split("\n")[0][:200]
    return f"cannot be read: {detail or type(error).__name__}; check or repair the file"
