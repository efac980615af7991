"""PLOVER's JSON records: one for each event, with its evidence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from dragoman.exporting.events import Happening, Party, Report, coder
from dragoman.exporting.locating import location

PLOVER_VERSION = "0.8"
_TAGS = {"source": "SRC", "target": "TAR", "trigger": "EVT"}


def records(event: Happening, number: object = None) -> Iterator[dict[str, Any]]:
    """The record of an event, without the fields that are not known."""
    report = event.evidence
    record: dict[str, Any] = {
        "id": event.event_id,
        "date": event.day.isoformat() if event.day else None,
        "source": _actors(event.sources),
        "target": _actors(event.targets),
        "event": event.event_type,
        "mode": event.mode,
        "context": ", ".join(event.contexts),
        "eventText": report.trigger_text,
        "text": report.sentence,
        "textInfo": {"markup": _markup(report)},
        "eventLoc": _place(event),
        "language": report.language,
        "publication": report.publisher,
        "coder": coder(),
        "version": PLOVER_VERSION,
        "dateCoded": f"{report.added_at:%Y-%m-%d}",
        "comment": "; ".join(_remarks(event)),
    }
    yield {name: value for name, value in record.items() if value not in (None, "", [], {})}


def _actors(parties: Sequence[Party]) -> list[dict[str, str]]:
    """The actors of a side; the code is the country's, else the organisation's or group's."""
    listed = []
    for party in parties:
        code = party.country or party.organization
        if code is None and party.actor_id.isupper():
            code = party.actor_id
        entry = {"actorText": party.text, "code": code, "sector": party.sector}
        listed.append({name: value for name, value in entry.items() if value})
    return listed


def _place(event: Happening) -> dict[str, Any]:
    place = location(event)
    if place is None:
        return {}
    known = {
        "name": place.name,
        "country code": place.country.alpha2 if place.country else None,
        "lat": place.latitude,
        "long": place.longitude,
    }
    return {name: value for name, value in known.items() if value not in (None, "")}


def _markup(report: Report) -> str:
    """The sentence with its parts in brackets: "(SRC: Libya) has (EVT: offered) …".

    Of parts that overlap only the first is marked.
    """
    start = report.sentence_start
    parts = [(span.start, span.end, _TAGS[span.role]) for span in report.spans]
    parts.append((report.trigger_start, report.trigger_end, _TAGS["trigger"]))
    marked, done = "", start
    for first, last, tag in sorted(parts):
        if done <= first < last <= report.sentence_end:
            marked += report.sentence[done - start : first - start]
            marked += f"({tag}: {report.sentence[first - start : last - start]})"
            done = last
    return marked + report.sentence[done - start :]


def _remarks(event: Happening) -> Iterator[str]:
    """What a record has no field for."""
    if event.modality != "actual":
        yield f"modality: {event.modality}"
    if event.day is None and event.date_start and event.date_end:
        yield f"dates: {event.date_start}/{event.date_end}"
