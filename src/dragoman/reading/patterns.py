"""The regular expressions of the data files, with names of publishers, places and dates put in."""

from __future__ import annotations

import re
from functools import cache

from dragoman.reading import dates
from dragoman.reading.datafiles import pattern, rows

_NOT_A_NAME = (
    r"(?!(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b|(?:January|February|March|April|May|June|July"
    r"|August|September|October|November|December|The|An?|On|In|By|At|As|For|But|And|When|While|If"
    r"|That|This|It|He|She|We|They|Since|Until|After|Before|From|Last|Next|Early|Late)\b)"
)
_PARTICLES = "de|del|della|di|da|dos|du|la|le|van|von|der|den|ter|al|el|bin|ben|ibn|bint|abu"
_WORD = r"[A-Z][\w'’.-]*[\w.]"
_NAME = (
    rf"(?<![\w'’.-]){_NOT_A_NAME}{_WORD}(?: (?:{_PARTICLES}))*"
    rf"(?: (?:{_NOT_A_NAME}{_WORD}|[A-Z]\.?)){{1,4}}"
)
_PLACE = (
    rf"{_NOT_A_NAME}[A-Z][\w.'’/-]*"
    r"(?:,? (?:(?:de|of|al|el|the|and) )?[A-Z][\w.'’/-]*){0,4}"
)
_CAPITALS = (
    r"(?!(?:READ|ALSO|SEE|WATCH|MORE|RELATED|FILE|PHOTO|VIDEO|JOIN|LISTEN|MUST)\b)"
    r"[A-Z][A-Z'’.-]{2,}(?:[ /,]{1,2}[A-Z][A-Z'’.-]+){0,3}(?:, [A-Z][a-z]+\.?(?: [A-Z][a-z]+)?)?"
)


@cache
def publishers() -> dict[str, str]:
    """Every spelling of a publisher and its name."""
    return {
        spelling: row["name"]
        for _, row in rows("publishers.tsv")
        for spelling in row["spellings"].split("|")
    }


@cache
def load(name: str, flags: int = 0) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """The patterns of a data file with what their column `where` says ("" if it has none)."""
    return tuple(
        (row.get("where", ""), pattern(name, number, _filled(row["pattern"]), flags))
        for number, row in rows(name)
    )


def joined(name: str, where: str = "", flags: int = 0, around: str = "{}") -> re.Pattern[str]:
    """One pattern that matches what any of a file's patterns for one place does."""
    sources = [form.pattern for place, form in load(name, flags) if place == where]
    return re.compile(around.format("|".join(f"(?:{source})" for source in sources)), flags)


def _filled(source: str) -> str:
    for macro, meaning in _macros().items():
        source = source.replace(macro, meaning)
    return source


@cache
def _macros() -> dict[str, str]:
    publisher = _any_spelling("agency", "outlet")
    names = f"{_NAME}(?:(?:, and |, | and | & )(?!{publisher}){_NAME}){{0,5}}"
    return {
        "{agency}": _any_spelling("agency", "photo"),
        "{publisher}": publisher,
        "{names}": names,
        "{name}": _NAME,
        "{place}": _PLACE,
        "{PLACE}": _CAPITALS,
        "{date}": dates.DATE,
        "{when}": dates.WHEN,
        "{clock}": dates.CLOCK,
        "{dash}": "(?:--|—|–|-|:|_)",
    }


def _any_spelling(*kinds: str) -> str:
    spellings = [
        spelling
        for _, row in rows("publishers.tsv")
        if row["kind"] in kinds
        for spelling in row["spellings"].split("|")
    ]
    longest_first = sorted(spellings, key=len, reverse=True)
    return rf"(?-i:(?:{'|'.join(map(re.escape, longest_first))})(?!\w))"
