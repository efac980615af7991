"""The workbench's pages: each file has the addresses of one."""

from fastapi import APIRouter

from dragoman.web.pages import (
    articles,
    corrections,
    dyads,
    events,
    overview,
    places,
    relations,
    timeline,
)

router = APIRouter(include_in_schema=False)
for page in (overview, timeline, events, articles, corrections, dyads, relations, places):
    router.include_router(page.router)
