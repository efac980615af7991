"""The gazetteer: names of cities, divisions, states, regions and seas, and where they lie."""

from __future__ import annotations

import gzip
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

from spacy.tokens import Doc

from dragoman.compiled import Kept, compiled
from dragoman.errors import DataFileError
from dragoman.places.finding import KNOWN, Cues, Span, find_spans
from dragoman.places.names import key
from dragoman.tables import Row, read_table

_DATA = Path(__file__).parent / "data"
_EXTRACT = "gazetteer.tsv.gz"

# What a name is taken for where nothing else tells: a place of this many inhabitants. A region of
# regions.tsv is there because the news names it; a division seldom goes without the word.
_WEIGHTS = {"country": 1e8, "region": 3e7, "division": 5e4}

# How much likelier a place is whose country the article names.
_NAMED_COUNTRY = 20.0

# A name is hardly ambiguous if its first place is so many times likelier than the next.
_PLAIN = 20.0

# The English press means the place whose name is written by hand in spellings.tsv.
_WRITTEN = 10.0


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of text that names a place, and the place that it most likely is.

    `country` is ISO 3166-1 alpha-3, None for seas and what several states share; `latitude` and
    `longitude` are in degrees (WGS 84), of a state or region a point in its middle; `geonames_id`
    is None for places that are not in the GeoNames extract; `confidence` goes from 0 to 1.
    """

    start: int
    end: int
    text: str
    name: str
    country: str | None
    latitude: float
    longitude: float
    geonames_id: int | None
    confidence: float


class Entry(NamedTuple):
    """A place of the gazetteer; `kind` is city, division, country or region."""

    kind: str
    name: str
    country: str | None
    latitude: float
    longitude: float
    geonames_id: int | None
    weight: float


class Gazetteer:
    """All names and the finding of places in a parsed text."""

    def __init__(self, entries: dict[str, list[Entry]], exact: frozenset[str], cues: Cues) -> None:
        self._entries = Kept(entries)
        self._exact = exact
        self._cues = cues
        self._reach: dict[str, int] = defaultdict(int)
        for words in map(str.split, entries):
            self._reach[words[0]] = max(self._reach[words[0]], len(words))

    @staticmethod
    @cache
    def load() -> Gazetteer:
        """Read the gazetteer once a process.

        Raises:
            DataFileError: a line of a data file is not well formed.
        """
        return compiled(_DATA.parent, Gazetteer._read)

    @staticmethod
    def _read() -> Gazetteer:
        entries: dict[str, list[Entry]] = defaultdict(list)
        named: dict[tuple[str, str | None, str], Entry] = {}
        for entry, spellings in _extract():
            named[entry.kind, entry.country, entry.name] = entry
            _add(entries, entry, [entry.name, *spellings])
        for row in read_table(
            _DATA / "regions.tsv", ("name", "country", "latitude", "longitude", "forms")
        ):
            region = _region(row)
            _add(entries, region, [region.name, *_forms(row["forms"])])
        exact: set[str] = set()
        for row in read_table(_DATA / "spellings.tsv", ("kind", "country", "name", "forms")):
            known = named.get((row["kind"], row["country"] or None, row["name"]))
            if known is None:
                raise row.error(f"{_EXTRACT} has no {row['kind']} of that name and country")
            forms = _forms(row["forms"])
            # GeoNames has "‘Afrīn" where the press has "Afrin".
            name = known.name if known.name.isascii() else forms[0]
            weight = max(known.weight, KNOWN) * _WRITTEN
            _add(entries, known._replace(name=name, weight=weight), forms)
            exact.update(form for form in forms if form.isupper())
        cues = Cues.load(_DATA / "words.tsv")
        for never in cues.never:
            entries.pop(key(never), None)
        return Gazetteer(dict(entries), frozenset(exact), cues)

    def find(self, doc: Doc, countries: Collection[str] = ()) -> list[Place]:
        """Find the places that a text names.

        Only capitalised names count that the language model takes for a place or that follow a
        preposition of place; never acronyms (but US, UAE and the like), parts of the names of
        persons and organisations, or adjectives. Of several places of one name the one in a
        country that the article names goes first, then the one with more inhabitants.

        Args:
            doc: parsed by the model of `dragoman.language`.
            countries: alpha-3 codes of countries known to be in the article, as from its actors.

        Returns:
            The places in text order, without overlap; `doc.text[p.start:p.end] == p.text`.
        """
        text = doc.text
        spans = find_spans(doc, self._cues, self._knows, self._reach)
        candidates = [self._entries[key(span.text)] for span in spans]
        named = set(countries).union(*map(_vouching, candidates))
        places = []
        for index, span in enumerate(spans):
            entries = candidates[index]
            if index + 1 < len(spans) and _is_within(text, span, spans[index + 1]):
                entries = _sharing_country(entries, candidates[index + 1]) or entries
            if index and _is_within(text, spans[index - 1], span):
                entries = _containing(entries, candidates[index - 1]) or entries
            places.append(_place(span, entries, named))
        return places

    def kind(self, name: str, country: str | None, latitude: float | None) -> str | None:
        """What a place is that `find` gave: city, division, country or region; None if unknown."""
        for entry in self._entries.get(key(name), ()):
            if entry.country == country and entry.latitude == latitude:
                return entry.kind
        return None

    def _knows(self, text: str) -> float:
        """The weight of the most likely place of that name, 0 where there is none."""
        if text.isupper() and len(text.replace(".", "")) <= 4:
            return 1e8 if text in self._exact else 0.0
        return max((entry.weight for entry in self._entries.get(key(text), ())), default=0.0)


def _vouching(entries: list[Entry]) -> set[str]:
    """The country of a name that is hardly ambiguous; it vouches for other names.

    The United States, which nearly every article names, only by a state or city of theirs: else
    Athens would be in Georgia.
    """
    first, *others = sorted(entries, key=lambda entry: -entry.weight)
    plain = not others or first.weight >= _PLAIN * others[0].weight
    if not plain or first.country is None or (first.kind, first.country) == ("country", "USA"):
        return set()
    return {first.country}


def _is_within(text: str, span: Span, following: Span) -> bool:
    """ "Atlanta, Georgia"."""
    return text[span.end : following.start] == ", "


def _sharing_country(entries: list[Entry], wider: list[Entry]) -> list[Entry]:
    """Those that lie in a country, or in the country of a division, of the name that follows."""
    countries = {entry.country for entry in wider if entry.kind in ("country", "division")}
    return [entry for entry in entries if entry.country in countries]


def _containing(entries: list[Entry], narrower: list[Entry]) -> list[Entry]:
    """The countries and divisions that may hold a city or region of the name before."""
    countries = {entry.country for entry in narrower if entry.kind != "country"}
    return [e for e in entries if e.kind in ("country", "division") and e.country in countries]


def _place(span: Span, entries: list[Entry], named: Collection[str | None]) -> Place:
    def weight(entry: Entry) -> float:
        division = 1000.0 if span.is_division and entry.kind == "division" else 1.0
        return entry.weight * division * (_NAMED_COUNTRY if entry.country in named else 1.0)

    best = max(entries, key=weight)
    # A city and the province around it are hardly two answers.
    share = sum(weight(e) for e in entries if e.country == best.country) / sum(map(weight, entries))
    return Place(
        span.start,
        span.end,
        span.text,
        best.name,
        best.country,
        best.latitude,
        best.longitude,
        best.geonames_id,
        round(span.certainty * (0.4 + 0.6 * share), 3),
    )


def _extract() -> Iterator[tuple[Entry, list[str]]]:
    """The places of the extract, each with its other spellings."""
    text = gzip.decompress((_DATA / _EXTRACT).read_bytes()).decode("utf-8")
    for number, line in enumerate(text.splitlines(), start=1):
        if line.startswith(("#", "kind\t")):
            continue
        try:
            kind, name, country, north, east, identity, population, spellings = line.split("\t")
            weight = max(_WEIGHTS.get(kind, 0.0), float(population) if kind == "city" else 0.0)
            geonames_id = int(identity) if identity else None
            entry = Entry(
                kind, name, country or None, float(north), float(east), geonames_id, weight
            )
        except ValueError:
            reason = "run scripts/build_gazetteer.py again"
            raise DataFileError(_EXTRACT, number, reason) from None
        yield entry, _forms(spellings)


def _region(row: Row) -> Entry:
    try:
        latitude, longitude = float(row["latitude"]), float(row["longitude"])
    except ValueError as error:
        raise row.error("latitude and longitude must be degrees, as 33.25") from error
    country = row["country"] or None
    return Entry("region", row["name"], country, latitude, longitude, None, _WEIGHTS["region"])


def _forms(cell: str) -> list[str]:
    return [form.strip() for form in cell.split("|") if form.strip()]


def _add(entries: dict[str, list[Entry]], entry: Entry, names: list[str]) -> None:
    for name in dict.fromkeys(map(key, names)):
        if entry not in entries[name]:
            entries[name].append(entry)
