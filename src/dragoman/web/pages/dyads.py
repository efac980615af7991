"""Two actors through time."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from dragoman.errors import UsageError
from dragoman.store import Dataset
from dragoman.store.names import full_name
from dragoman.store.relations import Period
from dragoman.web.criteria import Asked, Question
from dragoman.web.drawing.course import course_picture
from dragoman.web.pages.presenting import Named, address
from dragoman.web.queries import timeline
from dragoman.web.queries.dyad import read_course
from dragoman.web.queries.entries import PER_PAGE, entries
from dragoman.web.queries.names import Names
from dragoman.web.queries.selection import select
from dragoman.web.queries.ties import read_ties
from dragoman.web.rendering import page
from dragoman.web.workbench import Db

router = APIRouter()

MOST_PAIRS = 40


@router.get("/dyad")
def show(
    request: Request,
    dataset: Db,
    names: Named,
    asked: Asked,
    by: Period = "month",
    number: Annotated[int, Query(alias="page", ge=1)] = 1,
) -> Response:
    if asked.dyad is None:
        return _choose(request, dataset, names, asked)
    try:
        return _show(request, dataset, names, asked, by, number)
    except UsageError as error:
        return _choose(request, dataset, names, asked, str(error))


def _choose(
    request: Request,
    dataset: Dataset,
    names: Names,
    asked: Question,
    problem: str | None = None,
) -> Response:
    ties = dataset.kept(("ties", Question()), lambda: read_ties(select(dataset, {})))
    return page(
        request,
        "dyads.html",
        400 if problem else 200,
        names=names,
        asked=asked,
        pairs=ties[:MOST_PAIRS],
        problem=problem,
    )


def _show(
    request: Request,
    dataset: Dataset,
    names: Names,
    asked: Question,
    by: Period,
    number: int,
) -> Response:
    chosen = select(dataset, asked.criteria())
    course = dataset.kept(
        ("course", asked, by), lambda: read_course(chosen, by, asked.since, asked.until)
    )
    assert asked.dyad
    values: dict[str, Any] = {
        "course": course,
        "sides": [full_name(dataset, name) for name in asked.dyad],
        "entries": entries(chosen, page=number),
        "total": timeline.spread(chosen).events,
    }
    picture = (
        course_picture(course, lambda start, end: _within(asked, by, start, end))
        if (course and course.rows)
        else None
    )
    return page(
        request,
        "dyad.html",
        names=names,
        asked=asked,
        by=by,
        number=number,
        per_page=PER_PAGE,
        picture=picture,
        **values,
    )


def _within(asked: Question, by: Period, start: object, end: object) -> str:
    return address("/dyad", replace(asked, since=start, until=end), by=by)  # type: ignore[arg-type]
