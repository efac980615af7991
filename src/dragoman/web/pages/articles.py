"""The reader: an article with everything that was coded in it."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from dragoman.web.api.paging import found
from dragoman.web.drawing.words import read_along
from dragoman.web.pages.presenting import Named
from dragoman.web.queries.reports import read_article
from dragoman.web.rendering import page
from dragoman.web.workbench import Db

router = APIRouter()


@router.get("/article/{article_id}")
def show(request: Request, dataset: Db, names: Named, article_id: str) -> Response:
    story = found(read_article(dataset, article_id), "article")
    return page(
        request,
        "article.html",
        names=names,
        story=story,
        text=read_along(story.text, story.mentions),
    )
