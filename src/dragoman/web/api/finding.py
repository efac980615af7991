"""Finding articles by their words and actors by the beginning of their names."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from dragoman.web.api.paging import Page, PerPage
from dragoman.web.criteria import Day
from dragoman.web.queries import actors
from dragoman.web.queries.actors import Profile
from dragoman.web.search import Found, Suggestion
from dragoman.web.workbench import Bench, Db

router = APIRouter()


@router.get("/search", tags=["finding"])
def search(
    bench: Bench,
    q: Annotated[
        str,
        Query(
            max_length=500,
            description='All the words, in any form; `"a phrase"`, `-without`, `one OR other`.',
        ),
    ],
    publisher: str | None = None,
    since: Annotated[Day, Query(description="First day of publication.")] = None,
    until: Annotated[Day, Query(description="Last day of publication.")] = None,
    reprints: Annotated[bool, Query(description="Also articles that repeat another.")] = False,
    page: Page = 1,
    per_page: PerPage = 20,
) -> Found:
    """The articles that have the words in title or text, the most relevant first."""
    return bench.search.articles(
        q,
        publisher=publisher,
        since=since,
        until=until,
        reprints=reprints,
        most=per_page,
        after=(page - 1) * per_page,
    )


@router.get("/actors", tags=["finding"])
def complete(
    bench: Bench,
    q: Annotated[str, Query(max_length=100, description="The beginning of a name.")],
    most: Annotated[int, Query(ge=1, le=50)] = 10,
) -> list[Suggestion]:
    """The actors with a name or alias of which the words begin so, the busiest first."""
    return bench.search.actors(q, most)


@router.get("/actors/{key}", tags=["finding"])
def read_actor(dataset: Db, key: str) -> Profile:
    """What the register knows of an actor, with its terms of office."""
    return actors.read_profile(dataset, key)
