"""Which events an address asks for: the same names in every page and every call of the API."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from datetime import date
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import Depends, Query
from pydantic import BeforeValidator

from dragoman.errors import UsageError
from dragoman.store import Criteria


def _written_day(value: object) -> object:
    """What is left empty is no day; a number is none either, though pydantic would take it."""
    if value is None or value == "" or isinstance(value, date):
        return value or None
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        return value
    raise ValueError("a day is written as 2024-03-07")


# A form sends its empty fields too.
Day = Annotated[date | None, BeforeValidator(_written_day)]
_Blank = BeforeValidator(lambda value: None if value == "" else value)
_BlankOff = BeforeValidator(lambda value: False if value == "" else value)
_BlankZero = BeforeValidator(lambda value: 0.0 if value == "" else value)
_Filled = BeforeValidator(lambda values: [v for v in values if v] if values else [])


@dataclass(frozen=True, slots=True)
class Question:
    """The criteria of an address, as they stand there: see `dragoman.store.Criteria`."""

    actor: tuple[str, ...] = ()
    dyad: tuple[str, str] | None = None
    type: tuple[str, ...] = ()
    quad: tuple[str, ...] = ()
    place: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    confidence: float = 0.0
    upcoming: date | None = None
    unresolved: bool = False
    whole_countries: bool = False

    def criteria(self) -> Criteria:
        """What the dataset is asked."""
        return Criteria(
            actors=self.actor,
            dyad=self.dyad,
            types=self.type,
            quads=self.quad,
            places=self.place,
            since=self.since,
            until=self.until,
            confidence=self.confidence,
            upcoming=self.upcoming,
            unresolved=self.unresolved,
            whole_countries=self.whole_countries,
        )

    def pairs(self) -> list[tuple[str, str]]:
        """Names and values for an address or the hidden fields of a form; nothing that is empty."""
        pairs = []
        for field in fields(self):
            value = getattr(self, field.name)
            if field.name == "dyad" and value:
                pairs += [("a", value[0]), ("b", value[1])]
            elif isinstance(value, tuple):
                pairs += [(field.name, item) for item in value]
            elif value:
                pairs.append((field.name, _text(value)))
        return pairs

    def query(self) -> str:
        """The query string, without a question mark; empty where nothing is asked."""
        return urlencode(self.pairs())


def _text(value: Any) -> str:
    return "1" if value is True else f"{value:g}" if isinstance(value, float) else str(value)


def question(
    actor: Annotated[
        list[str],
        _Filled,
        Query(description="Takes part: a code, country, name or alias. Repeatable: any of them."),
    ] = [],  # noqa: B006, FastAPI copies it
    dyad: Annotated[
        str | None, _Blank, Query(description="What two actors did to each other: `TUR,USA`.")
    ] = None,
    a: Annotated[str | None, _Blank, Query(description="One actor of a dyad.")] = None,
    b: Annotated[str | None, _Blank, Query(description="The other actor of the dyad.")] = None,
    type: Annotated[  # noqa: A002, the contract's name
        list[str], _Filled, Query(description="PLOVER type. Repeatable: any of them.")
    ] = [],  # noqa: B006
    quad: Annotated[
        list[str],
        _Filled,
        Query(description="Quad class, `material conflict` for instance. Repeatable."),
    ] = [],  # noqa: B006
    place: Annotated[
        list[str], _Filled, Query(description="Place or country where it happened. Repeatable.")
    ] = [],  # noqa: B006
    since: Annotated[Day, Query(description="First day.")] = None,
    until: Annotated[Day, Query(description="Last day.")] = None,
    confidence: Annotated[
        float, _BlankZero, Query(ge=0, le=1, description="The least confidence.")
    ] = 0.0,
    upcoming: Annotated[
        Day,
        Query(description="Only what was announced for days after this, and what came of it."),
    ] = None,
    unresolved: Annotated[
        bool, _BlankOff, Query(description="Only what was announced and never reported.")
    ] = False,
    whole_countries: Annotated[
        bool,
        _BlankOff,
        Query(description="A country means whoever is of it, not only the state."),
    ] = False,
) -> Question:
    """The question that an address asks; UsageError where a dyad has not two actors."""
    return Question(
        actor=tuple(actor),
        dyad=_pair(dyad, a, b),
        type=tuple(type),
        quad=tuple(quad),
        place=tuple(place),
        since=since,
        until=until,
        confidence=confidence,
        upcoming=upcoming,
        unresolved=unresolved,
        whole_countries=whole_countries,
    )


def _pair(dyad: str | None, a: str | None, b: str | None) -> tuple[str, str] | None:
    if not dyad and not a and not b:
        return None
    names = [name.strip() for name in dyad.split(",")] if dyad else [a or "", b or ""]
    if len(names) != 2 or not all(names):
        raise UsageError("a dyad has two actors: write dyad=TUR,USA or a=TUR&b=USA")
    return names[0], names[1]


Asked = Annotated[Question, Depends(question)]
