"""Many actors at once: the network and the matrix."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from dragoman.store import Dataset
from dragoman.views.dyads.matrix import TITLES, Measure, figure
from dragoman.web.criteria import Asked, Question
from dragoman.web.drawing.network import network_picture
from dragoman.web.pages.presenting import Named, actor_address, address
from dragoman.web.queries.selection import select
from dragoman.web.queries.ties import MOST_ACTORS, Tie, network, read_cells, read_ties
from dragoman.web.rendering import page
from dragoman.web.workbench import Db

router = APIRouter()

Most = Annotated[int, Query(alias="actors", ge=2, le=MOST_ACTORS)]


@router.get("/network")
def show_network(
    request: Request,
    dataset: Db,
    names: Named,
    asked: Asked,
    most: Most = 30,
    least: Annotated[int, Query(ge=1)] = 1,
) -> Response:
    found = network(_ties(dataset, asked), most, least)
    picture = dataset.kept(
        ("network", asked, most, least),
        lambda: network_picture(
            found, names, actor_address, lambda a, b: address("/dyad", a=a, b=b)
        ),
    )
    return page(
        request,
        "network.html",
        names=names,
        asked=asked,
        network=found,
        picture=picture,
        most=most,
        least=least,
    )


@router.get("/matrix")
def show_matrix(
    request: Request,
    dataset: Db,
    names: Named,
    asked: Asked,
    measure: Measure = "net",
    most: Most = 12,
) -> Response:
    actors = list(network(_ties(dataset, asked), most).actors)
    cells = dataset.kept(
        ("matrix", asked, most),
        lambda: read_cells(
            select(dataset, asked.criteria()), actors, whole_countries=asked.whole_countries
        ),
    )
    values = [abs(cell.value(measure)) for cell in cells]
    return page(
        request,
        "matrix.html",
        names=names,
        asked=asked,
        actors=actors,
        cells={(cell.source, cell.target): cell for cell in cells},
        measure=measure,
        titles=TITLES,
        most=most,
        highest=10.0 if measure == "mean" else max(values, default=1.0) or 1.0,
        figure=figure,
    )


def _ties(dataset: Dataset, asked: Question) -> list[Tie]:
    return dataset.kept(
        ("ties", asked),
        lambda: read_ties(select(dataset, asked.criteria()), whole_countries=asked.whole_countries),
    )
