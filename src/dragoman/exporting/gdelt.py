"""GDELT 2.0: a row for each dyad of an event, and one for each report of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from urllib.parse import urlsplit

from dragoman.exporting.events import Happening, Party, Report, capitals, plain
from dragoman.exporting.locating import Location, location
from dragoman.layouts.codes import countries, event_code, group_codes, sectors

_RELIGIONS = {"JEW": "JEW", "MUS": "MOS", "CHR": "CHR"}
_NO_PLACE = (0, "", "", "", "", "", "", "")
_QUADS = ((5, 1), (9, 2), (14, 3), (20, 4))  # the last root code of each class

Row = tuple[object, ...]
Number = Callable[..., int]


def event_rows(event: Happening, number: Number) -> Iterator[Row]:
    """The rows of an event, 61 cells each."""
    coded = event_code(event.cameo)
    code = coded.code
    shared = (
        int(event.reports[0].in_lead),
        code,
        code[:3],
        code[:2],
        _quad(code),
        coded.goldstein,
        event.mention_count,
        len({report.publisher or _host(report) for report in event.reports} - {""}) or "",
        event.article_count,
        "",
        *_NO_PLACE,
        *_NO_PLACE,
        *_place(location(event)),
        _stamp(event.reports[0]),
        plain(event.reports[0].url or event.reports[0].citation),
    )
    days = _days(event.date_start, event.date_end)
    for source, target in event.dyads():
        identity = _identity(event, source, target, number)
        yield (identity, *days, *_actor(source), *_actor(target), *shared)


def mention_rows(event: Happening, number: Number) -> Iterator[Row]:
    """The rows of its reports, 16 cells each, for each dyad of the event."""
    for source, target in event.dyads():
        identity = _identity(event, source, target, number)
        for report in event.reports:
            if report.modality == "actual":
                yield (
                    identity,
                    _stamp(event.reports[0]),
                    _stamp(report),
                    1 if report.url else 2,
                    plain(_host(report) or report.publisher or ""),
                    plain(report.url or report.citation),
                    report.sentence_number,
                    _offset(report, source),
                    _offset(report, target),
                    report.trigger_start,
                    1,
                    round(100 * report.confidence),
                    report.characters,
                    "",
                    "",
                    "",
                )


def _identity(event: Happening, source: Party | None, target: Party | None, number: Number) -> int:
    return number(
        event.event_id, source.actor_id if source else "", target.actor_id if target else ""
    )


def _days(start: date | None, end: date | None) -> Row:
    """Day, month, year and fraction, as far as the first and last day agree."""
    if start is None or end is None or start.year != end.year:
        return ("", "", "", "")
    month = f"{start:%Y%m}" if start.month == end.month else ""
    if start != end:
        return ("", month, start.year, "")
    # The codebook has month * 30, but the files count from January on.
    fraction = start.year + ((start.month - 1) * 30 + start.day) / 365
    return (f"{start:%Y%m%d}", month, start.year, f"{fraction:.4f}")


def _actor(party: Party | None) -> Row:
    """The ten cells of an actor."""
    if party is None:
        return ("",) * 10
    country = countries().get(party.country or "")
    nation = country.cameo if country else ""
    sector = sectors().get(party.sector or "")
    kind = sector.cameo if sector else ""
    groups = group_codes()
    group = groups.get(party.actor_id) or groups.get(party.organization or "", "")
    religion = _RELIGIONS.get(party.sector or "", "")
    code = nation + kind + (group if group != nation else "") + religion
    return (code, capitals(party.name), nation, group, "", religion, "", kind, "", "")


def _place(place: Location | None) -> Row:
    """The eight cells of the place of the deed."""
    if place is None:
        return _NO_PLACE
    american = place.country is not None and place.country.code == "USA"
    kinds = {"country": 1, "division": 2 if american else 5}
    kind = kinds.get(place.kind, 3 if american else 4)
    nation = place.country.icews if place.country else ""
    full = place.name if place.kind == "country" or not nation else f"{place.name}, {nation}"
    feature = place.fips if place.kind == "country" else ""
    return (kind, plain(full), place.fips, "", "", place.latitude, place.longitude, feature)


def _quad(code: str) -> int:
    return next(quad for last, quad in _QUADS if int(code[:2]) <= last)


def _stamp(report: Report) -> str:
    return f"{report.added_at:%Y%m%d%H%M%S}"


def _host(report: Report) -> str:
    return (urlsplit(report.url).hostname or "").removeprefix("www.") if report.url else ""


def _offset(report: Report, party: Party | None) -> int:
    if party is None:
        return -1
    spans = (s for s in report.spans if (s.role, s.actor_id) == (party.role, party.actor_id))
    return next((span.start for span in spans), -1)
