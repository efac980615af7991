"""What may take up an actor named before: pronouns, descriptions and pairs, from the data files."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, cast, get_args

from dragoman.actors.folding import fold
from dragoman.actors.tables import DATA, read_rows, read_sectors
from dragoman.records import Kind

Denoted = Literal["person", "body", "people", "speaker"]
Paired = Literal["country", "person", "body", "any"]
Gender = Literal["m", "f"]


@dataclass(frozen=True, slots=True)
class Pronoun:
    """A line of pronouns.csv: what the pronoun denotes, and of which gender, if it tells."""

    denotes: Denoted
    gender: Gender | None


@dataclass(frozen=True, slots=True)
class Description:
    """A line of descriptions.csv: what an actor must be for the noun to take it up."""

    noun: str
    kinds: frozenset[str] = frozenset()
    sectors: frozenset[str] = frozenset()
    ids: frozenset[str] = frozenset()
    offices: frozenset[str] = frozenset()

    @property
    def is_person(self) -> bool:
        """Whether it describes persons."""
        return "person" in self.kinds


@cache
def pronouns(path: Path = DATA / "pronouns.csv") -> dict[str, Pronoun]:
    """The pronouns by their lower-case form."""
    found = {}
    for row in read_rows(path, ("pronoun", "denotes", "gender")):
        denotes = row.one_of("denotes", get_args(Denoted))
        if denotes is None:
            raise row.error("needs what it denotes")
        gender = row.one_of("gender", get_args(Gender))
        found[row["pronoun"]] = Pronoun(cast(Denoted, denotes), cast(Gender | None, gender))
    return found


@cache
def descriptions(path: Path = DATA / "descriptions.csv") -> dict[str, Description]:
    """The descriptions by their noun; one that is given twice is an error."""
    found: dict[str, Description] = {}
    sectors = read_sectors()
    for row in read_rows(path, ("noun", "kinds", "sectors", "ids", "offices")):
        kinds = row.names("kinds")
        if not set(kinds) <= set(get_args(Kind)):
            raise row.error(f"unknown kind of actor among {row['kinds']!r}")
        if not set(row.names("sectors")) <= sectors:
            raise row.error(f"unknown sector among {row['sectors']!r}")
        if row["noun"] in found:
            raise row.error(f"{row['noun']!r} is given twice")
        found[row["noun"]] = Description(
            row["noun"],
            frozenset(kinds),
            frozenset(row.names("sectors")),
            frozenset(row.names("ids")),
            frozenset(row.names("offices")),
        )
    return found


@cache
def pairs(path: Path = DATA / "pairs.csv") -> dict[str, Paired]:
    """By noun, what "the two ..." or "both ..." take up."""
    found = {}
    for row in read_rows(path, ("noun", "denotes")):
        denotes = row.one_of("denotes", get_args(Paired))
        if denotes is None:
            raise row.error("needs what it denotes")
        found[row["noun"]] = cast(Paired, denotes)
    return found


@cache
def genders(path: Path = DATA / "genders.csv") -> dict[str, Gender]:
    """By first name or title, folded, the gender that it tells."""
    found: dict[str, Gender] = {}
    for row in read_rows(path, ("gender", "words")):
        gender = row.one_of("gender", get_args(Gender))
        for word in row.names("words"):
            if gender is None or found.setdefault(fold(word), cast(Gender, gender)) != gender:
                raise row.error(f"{word!r} has no gender, or two")
    return found
