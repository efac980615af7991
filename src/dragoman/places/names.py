"""Names of places, folded for look-up."""

from __future__ import annotations

import unicodedata
from itertools import filterfalse

_FOLDED = str.maketrans("-–‐ıøł", "   iol", "'’‘ʻʼ`´")


def key(name: str) -> str:
    """A name for look-up: without accents, case and apostrophes, hyphens as spaces."""
    if not name.isascii():
        decomposed = unicodedata.normalize("NFKD", name)
        name = "".join(filterfalse(unicodedata.combining, decomposed))
    return " ".join(name.translate(_FOLDED).lower().removeprefix("the ").split())
