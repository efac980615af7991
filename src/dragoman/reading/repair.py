"""Repairs the characters of a text: broken encodings, entities, control characters, odd blanks."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

import ftfy

from dragoman.reading.datafiles import pattern, rows

_FTFY = ftfy.TextFixerConfig(uncurl_quotes=False, explain=False)
_BREAKS = re.compile(r"\r\n?|[\v\f\x85\u2028\u2029]")
_DROPPED = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]"
)
_BLANKS = re.compile(r"[\t\xa0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_TRACES = re.compile("[âÂÄÅ€*_\ufffd?\\\\]|[A-Za-z]- [A-Za-z]")


def repair(text: str) -> str:
    """The text in NFC with its encoding mended and without control characters but line breaks."""
    text = ftfy.fix_text(text, _FTFY)
    text = _BREAKS.sub("\n", text)
    text = _BLANKS.sub(" ", _DROPPED.sub("", text))
    if _TRACES.search(text):
        for form, replacement in _repairs():
            text = form.sub(replacement, text)
    return unicodedata.normalize("NFC", text)


@cache
def _repairs() -> tuple[tuple[re.Pattern[str], str], ...]:
    """What ftfy cannot mend, from `data/repairs.tsv`."""
    return tuple(
        (pattern("repairs.tsv", number, row["pattern"]), row["replacement"])
        for number, row in rows("repairs.tsv")
    )
