"""Who stands where on disputed matters."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from dragoman.errors import UsageError
from dragoman.web.api.paging import found
from dragoman.web.drawing.positions import positions_picture
from dragoman.web.pages.presenting import Named
from dragoman.web.queries.issues import list_issues, read_issue
from dragoman.web.rendering import page
from dragoman.web.workbench import Bench, Db, NotYetError

router = APIRouter()

PER_PAGE = 30
_PATIENCE = 0.1  # seconds that a page waits for what takes longer when it is first asked for


@router.get("/issues")
def show_all(
    request: Request,
    bench: Bench,
    dataset: Db,
    names: Named,
    actor: str = "",
    number: Annotated[int, Query(alias="page", ge=1)] = 1,
) -> Response:
    problem = None
    try:
        every = list_issues(bench, dataset, [actor] if actor else [], within=_PATIENCE)
    except UsageError as error:
        every, problem = [], str(error)
    except NotYetError:
        return page(request, "soon.html", 202)
    return page(
        request,
        "issues.html",
        400 if problem else 200,
        names=names,
        issues=every[(number - 1) * PER_PAGE : number * PER_PAGE],
        total=len(every),
        actor=actor,
        problem=problem,
        number=number,
        per_page=PER_PAGE,
    )


@router.get("/issue/{number}")
def show(request: Request, bench: Bench, names: Named, number: int) -> Response:
    try:
        issue = found(read_issue(bench, number, within=_PATIENCE), "issue")
    except NotYetError:
        return page(request, "soon.html", 202)
    return page(request, "issue.html", names=names, issue=issue, picture=positions_picture(issue))
