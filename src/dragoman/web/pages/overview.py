"""The first page: what is in the dataset."""

from __future__ import annotations

from datetime import date
from typing import Any

from fastapi import APIRouter, Request, Response

from dragoman.store import Dataset
from dragoman.views.timeline import Entry
from dragoman.web.criteria import Question
from dragoman.web.drawing.strip import coverage_strip, event_strip
from dragoman.web.pages.presenting import Named, events_address
from dragoman.web.queries import overview, timeline
from dragoman.web.queries.entries import entries
from dragoman.web.queries.selection import select
from dragoman.web.queries.ties import read_ties
from dragoman.web.queries.timeline import Bin
from dragoman.web.rendering import page
from dragoman.web.workbench import Db

router = APIRouter()

MOST_PAIRS = 12
MOST_EVENTS = 8


@router.get("/")
def show(request: Request, dataset: Db, names: Named) -> Response:
    found = dataset.kept("overview", lambda: _read(dataset))
    return page(
        request,
        "overview.html",
        names=names,
        chart=event_strip(found["strip"], _of_a_bar) if found["strip"] else None,
        coverage=coverage_strip(found["strip"], found["by_day"]) if found["strip"] else None,
        **found,
    )


def _of_a_bar(b: Bin) -> str:
    return events_address(since=b.start, until=b.end)


def _read(dataset: Dataset) -> dict[str, Any]:
    everything = select(dataset, Question().criteria())
    totals = overview.totals(dataset)
    strip = timeline.strip(everything)
    return {
        "totals": totals,
        "strip": strip,
        "by_day": overview.by_day(dataset, strip.unit) if strip else {},
        "pairs": read_ties(everything)[:MOST_PAIRS],
        "publishers": overview.publishers(dataset),
        "types": overview.types(dataset),
        "failures": overview.failures(dataset),
        "reported": entries(everything, order="reports", per_page=MOST_EVENTS),
        "upcoming": _upcoming(dataset, totals.last_published),
    }


def _upcoming(dataset: Dataset, last: date | None) -> list[Entry]:
    if last is None:
        return []
    asked = select(dataset, Question(upcoming=last).criteria())
    return entries(asked, per_page=MOST_EVENTS)
