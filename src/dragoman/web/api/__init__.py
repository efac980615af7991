"""The JSON API: what the pages show, as data, and what they change."""

from fastapi import APIRouter

from dragoman.web.api import changing, events, exports, finding, relations, uploading
from dragoman.web.problems import ProblemAnswer

router = APIRouter(
    prefix="/api/v1",
    responses={
        "4XX": {"model": ProblemAnswer, "description": "What is wrong, and what to do."},
        "5XX": {"model": ProblemAnswer, "description": "What went wrong on this side."},
    },
)
for part in (events, relations, finding, changing, uploading, exports):
    router.include_router(part.router)
