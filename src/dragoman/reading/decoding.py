"""Bytes to text: byte-order marks, declared encodings, UTF-8 with damage, and unknown encodings."""

from __future__ import annotations

import codecs
import re
from functools import cache

import charset_normalizer

from dragoman.errors import InputError
from dragoman.reading.datafiles import rows

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(
    rb"<meta[^>]{0,200}charset\s*=\s*[\"']?([\w-]+)|<\?xml[^>]{0,100}encoding=[\"']([\w-]+)"
)
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f\ufffd]")
_SEQUENCE = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)
_HIGH = re.compile(rb"[\x80-\xff]")
_WESTERN = {"iso-8859-1", "latin-1", "latin1", "us-ascii", "ascii"}
_OF_NAMES = {"punycode", "idna"}  # encodings of domain names; to decode a page takes them hours
_BY_BYTE = "dragoman.windows-1252"
_SAMPLE = 65536


def decode(raw: bytes, declared: str | None = None) -> str:
    """The text of `raw`; `declared` is the encoding that a protocol header names, if any.

    Damaged UTF-8 is read byte by byte as Windows-1252 where it is broken. Raises InputError where
    no encoding makes text of it.
    """
    text = _decode_marked(raw) or _decode_plain(raw, declared)
    damage = len(_UNPRINTABLE.findall(text))
    if damage > len(text) * 0.05:
        raise InputError(
            "not text, or in an unknown encoding: more than 5 % of it cannot be read; "
            "save it as UTF-8 text"
        )
    return text


def refuse_binary(head: bytes) -> None:
    """Raise InputError where `head`, the start of a file, shows a known kind of binary file."""
    for signature, kind, advice in _signatures():
        if head.startswith(signature):
            raise InputError(f"not text but {kind}; {advice}")
    if head[257:262] == b"ustar":
        raise InputError("not text but a tar archive; unpack it first")


def marked_encoding(head: bytes) -> str | None:
    """The encoding that a byte-order mark at the start of `head` tells, if there is one."""
    return next((encoding for mark, encoding in _MARKS if head.startswith(mark)), None)


@cache
def _signatures() -> tuple[tuple[bytes, str, str], ...]:
    return tuple(
        (bytes.fromhex(row["bytes"]), row["kind"], row["advice"])
        for _, row in rows("signatures.tsv")
    )


def _decode_marked(raw: bytes) -> str | None:
    encoding = marked_encoding(raw) or _unmarked_utf16(raw)
    return raw.decode(encoding, "replace").lstrip("\ufeff") if encoding else None


def _unmarked_utf16(raw: bytes) -> str | None:
    """English in UTF-16 has a zero in every other byte."""
    sample = raw[:_SAMPLE]
    if sample[1::2].count(0) > len(sample) * 0.4 and sample[::2].count(0) == 0:
        return "utf-16-le"
    if sample[::2].count(0) > len(sample) * 0.4 and sample[1::2].count(0) == 0:
        return "utf-16-be"
    return None


def _decode_plain(raw: bytes, declared: str | None) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        encoding = declared or _declared(raw) or _guessed(raw)
    if encoding.lower() in _WESTERN:
        encoding = "windows-1252"
    try:
        if codecs.lookup(encoding).name in _OF_NAMES:
            raise LookupError(encoding)
        return raw.decode(encoding, _BY_BYTE)
    except (LookupError, ValueError):
        return raw.decode("windows-1252", "replace")


def _declared(raw: bytes) -> str | None:
    found = _DECLARED.search(raw[:4096])
    return (found[1] or found[2]).decode("ascii") if found else None


def _guessed(raw: bytes) -> str:
    """The likeliest encoding of text that is not sound UTF-8.

    English text with a few odd bytes is damaged UTF-8 or Windows-1252, where a detector of all
    the world's encodings would go astray; the rest is the detector's.
    """
    sound = len(_SEQUENCE.findall(raw))
    stray = len(_HIGH.findall(_SEQUENCE.sub(b"", raw)))
    if sound >= stray:
        return "utf-8"
    if stray < len(raw) * 0.1:
        return "windows-1252"
    best = charset_normalizer.from_bytes(raw[:_SAMPLE]).best()
    return best.encoding if best else "windows-1252"


def _read_as_windows_1252(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    broken = error.object[error.start : error.end]
    return broken.decode("windows-1252", "replace"), error.end


codecs.register_error(_BY_BYTE, _read_as_windows_1252)
