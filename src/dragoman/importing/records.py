"""What a row of a field's file says, whatever its layout."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class NamedActor:
    """An actor as a file names it, with its country and sector in our codes.

    `actor_id` is the register's where the file has a code for the actor.
    """

    name: str
    country: str | None
    sector: str | None
    actor_id: str | None = None


@dataclass(frozen=True, slots=True)
class CodedRow:
    """A row: who did what to whom, when and where, and where that was told.

    `story` names what was coded, so that rows of one story make one article; `words` are the
    file's own for the deed; `day` is None where the file has none.
    """

    line: int
    event_id: str
    story: str
    event_type: str
    mode: str | None
    contexts: tuple[str, ...]
    cameo: str
    words: str
    sources: tuple[NamedActor, ...]
    targets: tuple[NamedActor, ...]
    day: date | None = None
    published: date | None = None
    place_name: str | None = None
    place_country: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    geonames_id: int | None = None
    publisher: str | None = None
    url: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A row that is well formed but has no event for us; the reason is counted."""

    reason: str
