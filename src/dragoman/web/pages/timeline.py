"""The timeline: events in the order of their days, narrowed by an address that can be shared."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from dragoman.errors import UsageError
from dragoman.store import Dataset
from dragoman.views.condensed import condense
from dragoman.views.timeline import Entry
from dragoman.web.criteria import Asked, Question
from dragoman.web.drawing.strip import event_strip
from dragoman.web.pages.presenting import Named, events_address
from dragoman.web.queries import timeline
from dragoman.web.queries.entries import PER_PAGE, Order, entries, evidenced, outlines
from dragoman.web.queries.selection import Selection, select
from dragoman.web.queries.timeline import Spread, Strip
from dragoman.web.rendering import page
from dragoman.web.workbench import Db

router = APIRouter()

MOST_CONDENSED = 100
# Condensing compares events with each other; of so many, those most reported come into question.
_CONDENSED_FROM = 1000


@router.get("/timeline")
def show(
    request: Request,
    dataset: Db,
    names: Named,
    asked: Asked,
    order: Order = "oldest",
    number: Annotated[int, Query(alias="page", ge=1)] = 1,
    top: Annotated[int | None, Query(ge=1, le=MOST_CONDENSED)] = None,
) -> Response:
    try:
        found, problem = _read(dataset, asked, order, number, top), None
    except UsageError as error:
        found, problem = _nothing(), str(error)
    strip = found["strip"]
    return page(
        request,
        "timeline.html",
        400 if problem else 200,
        names=names,
        asked=asked,
        order=order,
        number=number,
        top=top,
        problem=problem,
        per_page=PER_PAGE,
        chart=event_strip(strip, lambda b: _within(asked, b.start, b.end)) if strip else None,
        moves=_moves(asked, strip) if strip else [],
        **found,
    )


def _read(
    dataset: Dataset, asked: Question, order: Order, number: int, top: int | None
) -> dict[str, Any]:
    chosen = select(dataset, asked.criteria())
    return {
        "entries": _condensed(chosen, top) if top else entries(chosen, order=order, page=number),
        "spread": timeline.spread(chosen),
        "strip": timeline.strip(chosen, asked.since, asked.until),
    }


def _condensed(chosen: Selection, top: int) -> list[Entry]:
    outlined = outlines(chosen, "reports", per_page=_CONDENSED_FROM)
    taken = {entry.event_id for entry in condense([o.entry for o in outlined], top)}
    shown = evidenced(chosen.dataset, [o for o in outlined if o.entry.event_id in taken])
    return sorted(shown, key=lambda e: (e.date_start or date.max, e.event_id))


def _nothing() -> dict[str, Any]:
    return {"entries": [], "spread": Spread(0, [], []), "strip": None}


def _moves(asked: Question, strip: Strip) -> list[tuple[str, str]]:
    """Ways to move the strip: their names and addresses."""
    if not (asked.since or asked.until):
        return []
    length = strip.end - strip.start + timedelta(days=1)
    wider = length // 2 + timedelta(days=1)
    return [
        ("Earlier", _within(asked, strip.start - length, strip.start - timedelta(days=1))),
        ("Later", _within(asked, strip.end + timedelta(days=1), strip.end + length)),
        ("Wider", _within(asked, strip.start - wider, strip.end + wider)),
        ("All time", _within(asked, None, None)),
    ]


def _within(asked: Question, start: date | None, end: date | None) -> str:
    return events_address(replace(asked, since=start, until=end))
