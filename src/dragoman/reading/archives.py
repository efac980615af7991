"""Web archives (WARC, ISO 28500): the pages of successful responses, one Document each."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import BinaryIO, cast

from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from dragoman.errors import InputError
from dragoman.reading.decoding import decode
from dragoman.reading.streams import LIMIT, reason, too_large
from dragoman.records import Document

_HELD = WarcRecordType.response | WarcRecordType.resource | WarcRecordType.conversion
_DRAINED = 1_000_000
_HTML = {"text/html", "application/xhtml+xml"}


class _Forward:
    """What fastwarc asks of a stream, for one that cannot be searched or that breaks off."""

    def __init__(self, stream: io.BufferedReader) -> None:
        self._stream = stream
        self._position = 0

    def read(self, size: int) -> bytes:
        data = self._stream.read1(size)
        self._position += len(data)
        return data

    def tell(self) -> int:
        return self._position


def read_warc(path: str, stream: io.BufferedReader) -> Iterator[Document]:
    """HTML and plain-text records; `stream` may be compressed.

    A record's path is the archive's with the record id after `#`. Images, scripts, redirects and
    error pages are passed over.
    """
    source = cast(BinaryIO, _Forward(stream))
    for record in ArchiveIterator(source, record_types=_HELD, auto_decode="all"):
        document = _record_document(path, record)
        if document is not None:
            yield document


def _record_document(path: str, record: WarcRecord) -> Document | None:
    if record.is_http:
        media = record.http_content_type or ""
        status = record.http_headers.status_code if record.http_headers else None
        if status is not None and not 200 <= status < 300:
            return None
    else:
        media = (record.headers.get("Content-Type") or "").split(";")[0].strip()
    if media not in _HTML | {"text/plain"}:
        return None
    place = f"{path}#{(record.record_id or '').strip('<>')}"
    url = record.headers.get("WARC-Target-URI")
    try:
        body = _body(record)
        text = decode(body, record.http_charset if record.is_http else None)
    except InputError as error:
        return Document(place, url=url, error=reason(error))
    return Document(place, content=text, is_html=media in _HTML, url=url)


def _body(record: WarcRecord) -> bytes:
    length = record.content_length
    body: bytes = record.reader.read(LIMIT + 1)
    if len(body) > LIMIT:
        while record.reader.read(_DRAINED):  # to the end, else the next record is not found
            pass
        raise too_large()
    encoded = record.is_http and {"content-encoding", "transfer-encoding"} & {
        name.lower() for name, _ in record.http_headers or ()
    }
    if len(body) < length and not encoded:
        raise InputError("truncated: the archive ends within this page; download or copy it again")
    return body
