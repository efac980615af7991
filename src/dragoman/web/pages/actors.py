"""The actors, and what one of them does and with whom."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from dragoman.store.names import resolve_actors
from dragoman.web.criteria import Day, Question
from dragoman.web.drawing.strip import event_strip
from dragoman.web.pages.presenting import Named, events_address
from dragoman.web.queries import actors, timeline
from dragoman.web.queries.entries import entries
from dragoman.web.queries.selection import select
from dragoman.web.queries.timeline import Bin
from dragoman.web.rendering import page
from dragoman.web.workbench import Bench, Db

router = APIRouter()

MOST_FOUND = 40
MOST_EVENTS = 20


@router.get("/actors")
def show_all(
    request: Request,
    bench: Bench,
    dataset: Db,
    names: Named,
    q: Annotated[str, Query(max_length=100)] = "",
) -> Response:
    return page(
        request,
        "actors.html",
        names=names,
        wanted=q,
        found=bench.search.actors(q, MOST_FOUND) if q.strip() else None,
        busiest=dataset.kept("busiest", lambda: actors.busiest(dataset)),
    )


@router.get("/actor/{key:path}")
def show(
    request: Request,
    dataset: Db,
    names: Named,
    key: str,
    on: Day = None,
) -> Response:
    profile = actors.read_profile(dataset, key)
    asked = Question(actor=(key,))

    def of_a_bar(b: Bin) -> str:
        return events_address(asked, since=b.start, until=b.end)

    chosen = select(dataset, asked.criteria())
    strip = timeline.strip(chosen)
    return page(
        request,
        "actor.html",
        names=names,
        profile=profile,
        asked=asked,
        on=on,
        offices=profile.offices if on is None else actors.in_office(profile.offices, on),
        spread=timeline.spread(chosen),
        strip=strip,
        chart=event_strip(strip, of_a_bar) if strip else None,
        partners=dataset.kept(
            ("partners", key),
            lambda: actors.partners(chosen, resolve_actors(dataset, [key])),
        ),
        entries=entries(chosen, order="newest", per_page=MOST_EVENTS),
    )
