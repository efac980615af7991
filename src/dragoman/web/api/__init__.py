"""The JSON API: what the pages show, as data."""

from fastapi import APIRouter

from dragoman.web.problems import ProblemAnswer

router = APIRouter(
    prefix="/api/v1",
    responses={status: {"model": ProblemAnswer} for status in (400, 401, 403, 404, 413, 421, 422)},
)
