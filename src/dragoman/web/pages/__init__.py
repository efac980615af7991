"""The workbench's pages: each file has the addresses of one or of a few that belong together."""

from fastapi import APIRouter

from dragoman.web.pages import (
    actors,
    articles,
    corrections,
    dyads,
    events,
    finding,
    issues,
    overview,
    places,
    relations,
    timeline,
    uploads,
)

router = APIRouter(include_in_schema=False)
for page in (
    overview,
    timeline,
    events,
    articles,
    corrections,
    dyads,
    relations,
    places,
    issues,
    actors,
    finding,
    uploads,
):
    router.include_router(page.router)
