"""Words that pass a stance on to what it is about (`data/signs.tsv`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from dragoman.tables import read_table

_DATA = Path(__file__).parent / "data"
_KINDS = ("for", "against", "blame", "warn", "deed")
_POS = {"V": "VERB", "N": "NOUN"}


@dataclass(frozen=True, slots=True)
class Sign:
    """What a word does to a stance: `kind` as in the table; a deed's `noun` and its preposition."""

    kind: str
    noun: str = ""
    preposition: str = ""


@cache
def signs() -> Mapping[tuple[str, str], Sign]:
    """The table by lemma and part of speech ("VERB" or "NOUN").

    Raises:
        DataFileError: a line is not well formed.
    """
    found: dict[tuple[str, str], Sign] = {}
    for row in read_table(_DATA / "signs.tsv", ("words", "pos", "kind", "noun")):
        if row["pos"] not in _POS:
            raise row.error(f"the part of speech must be V or N, not {row['pos']!r}")
        if row["kind"] not in _KINDS:
            raise row.error(f"unknown kind {row['kind']!r}")
        noun, _, preposition = row["noun"].partition(" ")
        if (row["kind"] == "deed") != bool(preposition):
            raise row.error("a deed, and nothing else, has a noun with its preposition")
        for word in row["words"].split("/"):
            found.setdefault((word, _POS[row["pos"]]), Sign(row["kind"], noun, preposition))
    return MappingProxyType(found)
