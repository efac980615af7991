"""Search results, the list of articles, and the pages about the workbench itself."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import BeforeValidator

from dragoman.records import Status
from dragoman.web.criteria import Day
from dragoman.web.pages.presenting import Named
from dragoman.web.queries import articles
from dragoman.web.rendering import page
from dragoman.web.workbench import Bench, Db

router = APIRouter()

PER_PAGE = 20
MOST_ACTORS = 6
_PageNumber = Annotated[int, Query(alias="page", ge=1)]


@router.get("/search")
def search(
    request: Request,
    bench: Bench,
    names: Named,
    q: Annotated[str, Query(max_length=500)] = "",
    since: Day = None,
    until: Day = None,
    number: _PageNumber = 1,
) -> Response:
    return page(
        request,
        "search.html",
        names=names,
        query=q,
        since=since,
        until=until,
        found=bench.search.articles(
            q, since=since, until=until, most=PER_PAGE, after=(number - 1) * PER_PAGE
        ),
        actors=bench.search.actors(q, MOST_ACTORS),
        number=number,
        per_page=PER_PAGE,
    )


@router.get("/articles")
def list_articles(
    request: Request,
    dataset: Db,
    names: Named,
    status: Annotated[Status | None, BeforeValidator(lambda value: value or None)] = None,
    publisher: str = "",
    number: _PageNumber = 1,
) -> Response:
    return page(
        request,
        "articles.html",
        names=names,
        listing=articles.read_articles(
            dataset, status=status, publisher=publisher or None, page=number
        ),
        chosen=status,
        publisher=publisher,
        number=number,
        per_page=articles.PER_PAGE,
    )


@router.get("/about")
def about(request: Request) -> Response:
    return page(request, "about.html")
