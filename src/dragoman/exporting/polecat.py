"""POLECAT's event files, as NGEC writes them: one row an event, its actors as lists."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from dragoman.exporting.events import Happening, Party, coder, shown_name
from dragoman.exporting.locating import Location, location
from dragoman.layouts.codes import countries

# What POLECAT has where it knows nothing.
NOTHING = "None"
_FEATURES = {"country": "PCLI", "division": "ADM1", "city": "PPL"}

Row = tuple[object, ...]


def event_rows(event: Happening, number: object = None) -> Iterator[Row]:
    """The row of an event, 40 cells."""
    report = event.evidence
    cells = (
        event.event_id,
        event.day,
        event.event_type,
        event.mode,
        event.score,
        event.quad.upper(),
        _joined(event.contexts),
        *_side(event.sources),
        *_side(event.targets),
        *_place(location(event), event.geonames_id),
        report.publisher,
        report.published,
        None,
        None,
        None,
        report.language,
        coder(),
    )
    yield tuple(_filled(cell) for cell in cells)


def _filled(cell: object) -> object:
    """The cell without tabs and line ends; what is not known as POLECAT writes it."""
    text = " ".join(cell.split()) if isinstance(cell, str) else cell
    return NOTHING if text is None or text == "" else text


def _side(parties: Sequence[Party]) -> Row:
    """The eight cells of the actors, or of the recipients."""
    nations = [party.country for party in parties if party.country]
    cows = [countries()[nation].cow for nation in nations if nation in countries()]
    kinds = [party.sector for party in parties if party.sector]
    return (
        _joined(shown_name(party) for party in parties),
        _joined(nations),
        _joined(cows),
        kinds[0] if kinds else None,
        _joined(kinds),
        None,
        _joined(party.text for party in parties),
        None,
    )


def _place(place: Location | None, geonames_id: int | None) -> Row:
    """The ten cells of the place, from its name to its type."""
    if place is None:
        return (None,) * 10
    return (
        place.name,
        place.city,
        None,
        place.province,
        place.country.code if place.country else None,
        place.latitude,
        place.longitude,
        geonames_id,
        None,
        _FEATURES.get(place.kind),
    )


def _joined(values: Iterable[str]) -> str:
    """Several values in one cell, each once."""
    return "; ".join(dict.fromkeys(" ".join(value.split()) for value in values if value))
