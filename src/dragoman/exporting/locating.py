"""Where an event was, in the terms of the layouts: town, division or country."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from dragoman.exporting.events import Happening
from dragoman.layouts.codes import Country, countries
from dragoman.places import Gazetteer

# Between these meridians lies the Negev: what of Palestine is west of them is in the Gaza Strip.
_GAZA_OR_WEST_BANK = 34.7


class Location(NamedTuple):
    """A place: `kind` is city, division, country or region; "" and None what is not known."""

    kind: str
    name: str
    country: Country | None
    latitude: float | None
    longitude: float | None

    @property
    def city(self) -> str:
        return self.name if self.kind in ("city", "region") else ""

    @property
    def province(self) -> str:
        return self.name if self.kind == "division" else ""

    @property
    def fips(self) -> str:
        """The country in FIPS 10-4, which has two codes for the Palestinian territories."""
        if self.country and self.country.code == "PSE" and self.longitude is not None:
            return "GZ" if self.longitude < _GAZA_OR_WEST_BANK else "WE"
        return self.country.fips if self.country else ""


def location(event: Happening) -> Location | None:
    """The place of an event; None where it has none."""
    if event.place_name is None:
        return None
    kind = _kind(event.place_name, event.place_country, event.latitude)
    country = countries().get(event.place_country or "")
    return Location(kind, event.place_name, country, event.latitude, event.longitude)


@lru_cache(50_000)
def _kind(name: str, country: str | None, latitude: float | None) -> str:
    return Gazetteer.load().kind(name, country, latitude) or "region"
