"""The ontology's tables (`data/plover.tsv`, `data/cameo.tsv`) as records.

Source: PLOVER manual, draft 0.8, and the CAMEO-to-PLOVER table that goes with it; the heads of
the data files say what was changed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Literal, cast, get_args

from dragoman.records import Quad
from dragoman.tables import read_table, words_pattern

_DATA = Path(__file__).parent / "data"
_MUTUAL = {"CONSULT"}


@dataclass(frozen=True, slots=True)
class EventType:
    """A type of an ontology; `modes` maps each of its modes to that mode's score.

    `cameo` is the code of the type where nothing more exact is known. All parties of a `mutual`
    event are its sources. Of types other than PLOVER's 16, quad class and CAMEO code may be empty
    and the score None.
    """

    name: str
    quad: Quad | Literal[""]
    score: float | None
    requires_recipient: bool
    cameo: str
    definition: str
    modes: Mapping[str, float] = field(default_factory=dict)
    mutual: bool = False


@dataclass(frozen=True, slots=True)
class Cameo:
    """A CAMEO code and its PLOVER type, mode and contexts."""

    code: str
    type: str
    mode: str | None
    contexts: tuple[str, ...]
    label: str


@cache
def event_types() -> Mapping[str, EventType]:
    """All 16 types by name, in the manual's order."""
    types: dict[str, EventType] = {}
    modes: dict[str, dict[str, float]] = {}
    columns = ("type", "mode", "quad", "score", "recipient", "cameo", "definition")
    for row in read_table(_DATA / "plover.tsv", columns):
        if row["quad"] not in get_args(Quad):
            raise row.error(f"unknown quad class {row['quad']!r}")
        if row["mode"]:
            modes[row["type"]][row["mode"]] = float(row["score"])
            continue
        modes[row["type"]] = {}
        types[row["type"]] = EventType(
            name=row["type"],
            quad=cast(Quad, row["quad"]),
            score=float(row["score"]),
            requires_recipient=row["recipient"] == "yes",
            cameo=row["cameo"],
            definition=row["definition"],
            modes=MappingProxyType(modes[row["type"]]),
            mutual=row["type"] in _MUTUAL,
        )
    return MappingProxyType(types)


def event_type(name: str) -> EventType:
    """The type of that name; KeyError where PLOVER has none."""
    return event_types()[name]


@cache
def _context_patterns() -> Mapping[str, re.Pattern[str]]:
    """For each of the 37 contexts, the pattern of the words that show it."""
    rows = read_table(_DATA / "contexts.tsv", ("context", "words"))
    patterns = {row["context"]: words_pattern(row["words"]) for row in rows}
    return MappingProxyType(patterns)


@lru_cache(maxsize=64)
def contexts_in(text: str) -> tuple[str, ...]:
    """The contexts whose words stand in the text, in the manual's order."""
    words = text.lower()
    return tuple(name for name, pattern in _context_patterns().items() if pattern.search(words))


def score(type_name: str, mode: str | None) -> float | None:
    """PLOVER's conflict-cooperation score of a type in a mode: -10 (worst) to +10."""
    found = event_type(type_name)
    return found.modes[mode] if mode else found.score


@cache
def _cameo_table() -> Mapping[str, Cameo]:
    table: dict[str, Cameo] = {}
    for row in read_table(_DATA / "cameo.tsv", ("code", "type", "mode", "contexts", "label")):
        found = event_types().get(row["type"])
        if found is None:
            raise row.error(f"unknown type {row['type']!r}")
        if row["mode"] and row["mode"] not in found.modes:
            raise row.error(f"{row['type']} has no mode {row['mode']!r}")
        contexts = tuple(row["contexts"].split())
        if unknown := set(contexts) - set(_context_patterns()):
            raise row.error(f"unknown contexts {sorted(unknown)}")
        table[row["code"]] = Cameo(
            row["code"], row["type"], row["mode"] or None, contexts, row["label"]
        )
    return table


def cameo(code: str) -> Cameo:
    """What the CAMEO code means in PLOVER; KeyError where it has no PLOVER type."""
    return _cameo_table()[code]


def cameo_of(type_name: str, mode: str | None) -> str:
    """The most general CAMEO code of a type in a mode, where nothing more exact is known."""
    codes = [
        c.code for c in _cameo_table().values() if mode and (c.type, c.mode) == (type_name, mode)
    ]
    return min(codes, key=lambda code: (len(code), code), default=event_type(type_name).cameo)
