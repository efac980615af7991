"""Where events happened: by country and by place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dragoman.web.queries.selection import Selection

MOST_PLACES = 400


@dataclass(frozen=True, slots=True)
class Place:
    """A place with coordinates and its events."""

    name: str
    country: str | None
    latitude: float
    longitude: float
    events: int
    conflict: int

    @property
    def share(self) -> float:
        """How many of its events are conflict, 0 to 1."""
        return self.conflict / self.events


@dataclass(frozen=True, slots=True)
class Country:
    """A country and the events that happened in it."""

    code: str
    events: int
    conflict: int


@dataclass(frozen=True, slots=True)
class Places:
    """Where the events happened; `unplaced` of them are of no known country."""

    countries: list[Country]
    places: list[Place]
    unplaced: int


def read_places(selection: Selection) -> Places:
    """The countries, and the places with most events, the busiest first."""
    countries = selection.query(
        "SELECT place_country, count(*), count(*) FILTER (quad LIKE '%conflict') FROM chosen"
        " GROUP BY place_country ORDER BY 2 DESC, 1"
    ).fetchall()
    # A whole country has no place of its own on the map.
    places = selection.query(
        "SELECT place_name, place_country, latitude, longitude, count(*),"
        " count(*) FILTER (quad LIKE '%conflict') FROM chosen WHERE latitude IS NOT NULL"
        " AND place_name NOT IN (SELECT name FROM actors WHERE kind = 'state')"
        " GROUP BY ALL ORDER BY 5 DESC, 1 LIMIT $most",
        most=MOST_PLACES,
    ).fetchall()
    return Places(
        [Country(*row) for row in countries if row[0]],
        [Place(*row) for row in places],
        sum(row[1] for row in countries if not row[0]),
    )
