"""Web archives (WARC, ISO 28500): the pages of successful responses, one Document each."""

from __future__ import annotations

import io
from collections.abc import Iterator

from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from dragoman.errors import InputError
from dragoman.reading.decoding import decode
from dragoman.reading.streams import LIMIT, reason, too_large
from dragoman.records import Document

_HELD = WarcRecordType.response | WarcRecordType.resource | WarcRecordType.conversion
_HTML = {"text/html", "application/xhtml+xml"}


def read_warc(path: str, stream: io.BufferedReader) -> Iterator[Document]:
    """HTML and plain-text records; `stream` may be compressed.

    A record's path is the archive's with the record id after `#`. Images, scripts, redirects and
    error pages are passed over. Raises InputError if there is no page at all.
    """
    found = False
    for record in ArchiveIterator(stream, record_types=_HELD, auto_decode="all"):
        document = _record_document(path, record)
        if document is not None:
            found = True
            yield document
    if not found:
        raise InputError("no web page in this archive; check that it is a whole WARC file")


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
        body = record.reader.read(LIMIT + 1)
        if len(body) > LIMIT:
            raise too_large()
        text = decode(body, record.http_charset if record.is_http else None)
    except InputError as error:
        return Document(place, url=url, error=reason(error))
    return Document(place, content=text, is_html=media in _HTML, url=url)
