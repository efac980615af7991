"""Who did what to whom, where, and who stands where."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query

from dragoman.errors import UsageError
from dragoman.store.relations import Period
from dragoman.views.dyads.matrix import Cell, read_matrix
from dragoman.views.positions.issues import Issue
from dragoman.web.api.paging import found
from dragoman.web.criteria import Asked
from dragoman.web.queries import dyad, issues, places, ties
from dragoman.web.queries.dyad import Course
from dragoman.web.queries.places import Places
from dragoman.web.queries.selection import select
from dragoman.web.queries.ties import Network
from dragoman.web.workbench import Bench, Db

router = APIRouter()


@dataclass(frozen=True, slots=True)
class MatrixAnswer:
    """Actors, and for each pair of them with events what the source did to the target."""

    actors: list[str]
    cells: list[Cell]


@dataclass(frozen=True, slots=True)
class IssueLine:
    """An issue in short: its number and name, when it was heard of, who stands on which side."""

    number: int
    label: str
    span: str
    is_disputed: bool
    sides: dict[str, list[str]]


@router.get("/dyad", tags=["relations"])
def read_dyad(dataset: Db, asked: Asked, by: Period = "month") -> Course | None:
    """The dyad asked for through time; null where none of its events has a date.

    Only what happened counts, where it begins.
    """
    if asked.dyad is None:
        raise UsageError("a dyad has two actors: write dyad=TUR,USA or a=TUR&b=USA")
    return dyad.read_course(select(dataset, asked.criteria()), by, asked.since, asked.until)


@router.get("/matrix", tags=["relations"])
def read_cells(
    dataset: Db,
    asked: Asked,
    among: Annotated[
        list[str], Query(description="These actors, repeatable; none for the busiest.")
    ] = [],  # noqa: B006, FastAPI copies it
    most: Annotated[int, Query(ge=2, le=60, description="How many of the busiest.")] = 12,
) -> MatrixAnswer:
    """What several actors did to each other."""
    if among:
        matrix = read_matrix(dataset, among, **asked.criteria())
        return MatrixAnswer(matrix.actors, list(matrix.cells.values()))
    chosen, whole = select(dataset, asked.criteria()), asked.whole_countries
    busiest = list(ties.network(ties.read_ties(chosen, whole_countries=whole), most).actors)
    return MatrixAnswer(busiest, ties.read_cells(chosen, busiest, whole_countries=whole))


@router.get("/network", tags=["relations"])
def read_network(
    dataset: Db,
    asked: Asked,
    most: Annotated[int, Query(ge=2, le=200, description="How many of the busiest.")] = 30,
    least: Annotated[int, Query(ge=1, le=1_000_000, description="Events of a tie.")] = 1,
) -> Network:
    """The busiest actors and the ties between them."""
    chosen = select(dataset, asked.criteria())
    found = ties.read_ties(chosen, whole_countries=asked.whole_countries)
    return ties.network(found, most, least)


@router.get("/places", tags=["relations"])
def read_places(dataset: Db, asked: Asked) -> Places:
    """Where the events asked for happened: by country, and by place."""
    return places.read_places(select(dataset, asked.criteria()))


@router.get("/issues", tags=["relations"])
def list_issues(
    bench: Bench,
    dataset: Db,
    actor: Annotated[
        list[str], Query(description="Only issues on which this actor is heard. Repeatable.")
    ] = [],  # noqa: B006
) -> list[IssueLine]:
    """The matters on which several actors are heard, the most disputed first."""
    return [
        IssueLine(issue.number, issue.label, issue.span, issue.is_disputed, issue.sides())
        for issue in issues.list_issues(bench, dataset, actor)
    ]


@router.get("/issues/{number}", tags=["relations"])
def read_issue(bench: Bench, number: int) -> Issue:
    """An issue: each actor's stance over time, with the sentences."""
    return found(issues.read_issue(bench, number), "issue")
