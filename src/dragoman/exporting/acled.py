"""Conflict in the form of ACLED: protests, riots, violence, arrests, looting."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, timedelta

from dragoman.exporting.events import Happening, Party, shown_name
from dragoman.exporting.locating import location
from dragoman.layouts.codes import Deed, countries, deeds, sectors

_STATE = "State forces"
_ABROAD = "External/Other forces"
_VIOLENCE = "Political violence"
_PRECISIONS = {"city": 1, "region": 2, "division": 3}
# Of longer intervals than these, ACLED's time precision says a week, a month.
_WEEK, _MONTH = timedelta(days=7), timedelta(days=31)

Row = tuple[object, ...]


def left_out(event: Happening) -> str | None:
    """Why an event is not written; None where it is."""
    if _deed(event) is None:
        return "no deed that ACLED records"
    if _days(event) is None:
        return "not known to the month"
    return None


def event_rows(event: Happening, number: Callable[..., int]) -> Iterator[Row]:
    """The row of an event, 31 cells; none for what is left out."""
    deed, days = _deed(event), _days(event)
    if deed is None or days is None:
        return
    day, precision = days
    first, second = _sides(event)
    inters = (_inter(first, event, deed.inter1), _inter(second, event, ""))
    report, place = event.evidence, location(event)
    exact = place if place and place.kind in _PRECISIONS else None
    yield (
        f"{event.place_country or ''}{number(event.event_id)}",
        day,
        day.year,
        precision,
        deed.disorder_type,
        deed.event_type,
        deed.sub_event_type,
        _names(first),
        "",
        inters[0],
        _names(second),
        "",
        inters[1],
        "-".join(filter(None, inters)),
        "Civilian targeting" if deed.disorder_type == _VIOLENCE and _unarmed(second) else "",
        int(place.country.numeric) if place and place.country and place.country.numeric else "",
        "",
        _country_name(event.place_country),
        place.province if place else "",
        "",
        "",
        exact.name if exact else "",
        exact.latitude if exact else "",
        exact.longitude if exact else "",
        _PRECISIONS[exact.kind] if exact else "",
        "; ".join(dict.fromkeys(r.publisher for r in event.reports if r.publisher)),
        "",
        " ".join(report.sentence.split()),
        "",
        "",
        int(report.added_at.replace(tzinfo=UTC).timestamp()),
    )


def _deed(event: Happening) -> Deed | None:
    """What ACLED calls it: by the longest beginning of its code, and by whom it is done to."""
    table, (first, second) = deeds(), _sides(event)
    fits = {
        "any": True,
        "armed": _armed(second) and not _unarmed(first),
        "unarmed": _unarmed(second),
    }
    for length in range(len(event.cameo), 1, -1):
        for deed in table.get(event.cameo[:length], ()):
            if fits[deed.against]:
                return deed
    return None


def _days(event: Happening) -> tuple[date, int] | None:
    """The day, or the middle of a week or month, with ACLED's precision of time."""
    start, end = event.date_start, event.date_end
    if start is None or end is None or end - start >= _MONTH:
        return None
    middle = start + (end - start) // 2
    return (middle, 1 if start == end else 2 if end - start < _WEEK else 3)


def _sides(event: Happening) -> tuple[Sequence[Party], Sequence[Party]]:
    """Who acts and who is acted on; of a fight without a target, the first and the others."""
    if event.targets or not event.reciprocal:
        return event.sources, event.targets
    return event.sources[:1], event.sources[1:]


def _armed(parties: Sequence[Party]) -> bool:
    return any(_bears_arms(party) is True for party in parties)


def _unarmed(parties: Sequence[Party]) -> bool:
    return bool(parties) and all(_bears_arms(party) is False for party in parties)


def _bears_arms(party: Party) -> bool | None:
    """Whether it fights or is a civilian; None for neither. A state fights by its forces."""
    if _is_state(party):
        return True
    sector = sectors().get(party.sector or "")
    return sector.armed if sector else None


def _inter(parties: Sequence[Party], event: Happening, by_deed: str) -> str:
    """ACLED's type of the first party that has one."""
    if by_deed:
        return by_deed if parties else ""
    for party in parties:
        sector = sectors().get(party.sector or "")
        kind = _STATE if _is_state(party) else sector.acled if sector else ""
        if kind == _STATE and event.place_country not in (None, party.country):
            return _ABROAD
        if kind:
            return kind
    return ""


def _is_state(party: Party) -> bool:
    return party.actor_id == party.country and party.sector is None


def _names(parties: Sequence[Party]) -> str:
    return "; ".join(dict.fromkeys(shown_name(party) for party in parties))


def _country_name(code: str | None) -> str:
    country = countries().get(code or "")
    return country.icews if country else ""
