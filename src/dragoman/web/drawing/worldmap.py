"""The map: countries by the number of events in them, and places as circles."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from math import log, sqrt
from pathlib import Path

from markupsafe import Markup

from dragoman.tables import read_table
from dragoman.web.drawing.projection import WIDTH, project
from dragoman.web.drawing.svg import element, group
from dragoman.web.queries.names import Names
from dragoman.web.queries.places import Country, Place, Places

_DATA = Path(__file__).parent / "data" / "outlines.tsv"
_HEIGHT = 435.0  # without the seas of the south
_SHADES = 5
_LARGEST = 10.0
_FULL = 20  # so many events make the largest circle, if no place has more


@dataclass(frozen=True, slots=True)
class Outline:
    """A country's borders as an SVG path, in tenths of a unit; `country` may be empty."""

    country: str
    name: str
    path: str


@cache
def outlines() -> list[Outline]:
    """All countries."""
    rows = read_table(_DATA, ("country", "name", "x", "y", "path"))
    return [Outline(row["country"], row["name"], row["path"]) for row in rows]


def world_map(
    places: Places,
    names: Names,
    country_link: Callable[[str], str],
    place_link: Callable[[str], str],
) -> Markup:
    """The picture, with a link from each country and each place with events."""
    countries = {country.code: country for country in places.countries}
    most = max((country.events for country in places.countries), default=1)
    return element(
        "svg",
        group(_lands(countries, names, most, country_link), transform="scale(.1)"),
        group(_circles(places.places, place_link), class_="places"),
        class_="map",
        viewBox=f"0 0 {WIDTH:g} {_HEIGHT:g}",
        role="group",
        aria_label="Events by country and place",
    )


def shade(events: int, most: int) -> int:
    """The step of the scale for a number of events: each step is the same factor, as counts are."""
    return 1 + min(int(_SHADES * log(events) / log(most + 1)), _SHADES - 1) if events else 0


def bounds(most: int) -> list[tuple[int, int, int]]:
    """The steps of the scale with any number of events, the least and the greatest of each."""
    steps: dict[int, list[int]] = {}
    edges = {1, most} | {int((most + 1) ** (k / _SHADES)) + d for k in range(6) for d in (-1, 0, 1)}
    for events in sorted(edge for edge in edges if 1 <= edge <= most):
        steps.setdefault(shade(events, most), []).append(events)
    return [(step, found[0], found[-1]) for step, found in sorted(steps.items())]


def _lands(
    countries: dict[str, Country], names: Names, most: int, link: Callable[[str], str]
) -> Iterator[Markup]:
    for outline in outlines():
        country = countries.get(outline.country)
        if country is None:
            yield element("path", element("title", outline.name), d=outline.path, class_="land")
            continue
        told = f"{names(country.code)}: {country.events:,} events, {country.conflict:,} of conflict"
        yield element(
            "a",
            element("path", d=outline.path, class_=f"land c{shade(country.events, most)}"),
            element("title", told),
            href=link(country.code),
            tabindex="-1",
            data_label=told,
        )


def _circles(places: list[Place], link: Callable[[str], str]) -> Iterator[Markup]:
    most = max((place.events for place in places), default=1)
    most = max(most, _FULL)
    for place in places:  # the largest first, so that none is hidden
        x, y = project(place.longitude, place.latitude)
        side = "conflict" if place.share >= 0.5 else "cooperation"
        told = f"{place.name}: {place.events:,} events, {place.conflict:,} of conflict"
        yield element(
            "a",
            element(
                "circle",
                cx=x,
                cy=y,
                r=1.5 + _LARGEST * sqrt(place.events / most),
                class_=f"material-{side}",
            ),
            element("title", told),
            href=link(place.name),
            tabindex="-1",
            data_label=told,
        )
