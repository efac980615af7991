"""ICEWS's event files: a row for each dyad of an event."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from dragoman.exporting.events import Happening, Party, plain, shown_name
from dragoman.exporting.locating import location
from dragoman.layouts.codes import countries, event_code, sectors

Row = tuple[object, ...]


def event_rows(event: Happening, number: Callable[..., int]) -> Iterator[Row]:
    """The rows of an event, 20 cells each."""
    code = event_code(event.cameo)
    place = location(event)
    where = (
        (place.city, "", place.province, place.country.icews if place.country else "",
         place.latitude, place.longitude)
        if place
        else ("",) * 6
    )  # fmt: skip
    report = event.evidence
    for source, target in event.dyads():
        yield (
            number(event.event_id, *(p.actor_id if p else "" for p in (source, target))),
            event.day or "",
            *_actor(source),
            code.text,
            code.icews,
            code.intensity,
            *_actor(target),
            number(report.article_id),
            report.sentence_number,
            plain(report.publisher or ""),
            *where,
        )


def _actor(party: Party | None) -> Row:
    """Name, sectors and country."""
    if party is None:
        return ("", "", "")
    country = countries().get(party.country or "")
    sector = sectors().get(party.sector or "")
    return (
        plain(shown_name(party)),
        sector.icews if sector else "",
        country.icews if country else "",
    )
