"""Spelling folded for look-up: no accents, no case, one kind of hyphen and apostrophe."""

from __future__ import annotations

import unicodedata

_SPECIAL = {
    "ı": "i", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "æ": "a", "œ": "o", "ß": "s", "þ": "t",
    "’": "'", "‘": "'", "`": "'", "´": "'", "ʼ": "'", "ʿ": "'", "ʾ": "'",
}  # fmt: skip


class _Folding(dict[int, str]):
    """Maps a character to its folded form, always one character; filled as text is met."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        if unicodedata.category(char) == "Pd" or char.isspace():
            folded = " "
        else:
            lower = char.lower()[0]
            folded = _SPECIAL.get(lower) or unicodedata.normalize("NFD", lower)[0]
        self[code] = folded
        return folded


_FOLDING = _Folding()


def fold(text: str) -> str:
    """`text` without accents and case, hyphens and line breaks as spaces.

    As long as `text`, so that offsets in it are offsets in `text`. Two spaces stay two.
    """
    return text.translate(_FOLDING)
