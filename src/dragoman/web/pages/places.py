"""The map of where events happened."""

from __future__ import annotations

from dataclasses import replace

from fastapi import APIRouter, Request, Response

from dragoman.web.criteria import Asked
from dragoman.web.drawing.worldmap import bounds, world_map
from dragoman.web.pages.presenting import Named, events_address
from dragoman.web.queries.places import read_places
from dragoman.web.queries.selection import select
from dragoman.web.rendering import page
from dragoman.web.workbench import Db

router = APIRouter()


@router.get("/map")
def show(request: Request, dataset: Db, names: Named, asked: Asked) -> Response:
    def of_place(place: str) -> str:
        return events_address(replace(asked, place=(place,)))

    found = dataset.kept(("places", asked), lambda: read_places(select(dataset, asked.criteria())))
    most = max((country.events for country in found.countries), default=0)
    return page(
        request,
        "map.html",
        names=names,
        asked=asked,
        places=found,
        picture=world_map(found, names, of_place, of_place),
        bounds=bounds(most),
        of_place=of_place,
    )
