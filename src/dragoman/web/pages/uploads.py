"""Adding articles, and watching them being coded."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, File, Form, Request, Response, UploadFile
from fastapi.responses import RedirectResponse

from dragoman.errors import UsageError
from dragoman.web.api.paging import found
from dragoman.web.criteria import Day
from dragoman.web.pages.presenting import Named
from dragoman.web.queries.entries import entries_of
from dragoman.web.rendering import page
from dragoman.web.uploads import Pasted
from dragoman.web.workbench import Bench, Db

router = APIRouter()

MOST_EVENTS = 60


@router.get("/upload")
def ask(request: Request, bench: Bench) -> Response:
    return page(request, "upload.html", uploads=bench.uploads.all(), problem=None)


@router.post("/upload")
def send(
    request: Request,
    bench: Bench,
    files: Annotated[list[UploadFile], File()] = [],  # noqa: B006, FastAPI copies it
    text: Annotated[str, Form()] = "",
    title: Annotated[str, Form()] = "",
    publisher: Annotated[str, Form()] = "",
    url: Annotated[str, Form()] = "",
    published: Annotated[Day, Form()] = None,
) -> Response:
    try:
        upload = bench.uploads.add(
            [(file.filename or "", file.file) for file in files],
            Pasted(text, title, publisher, url),
            published,
        )
    except UsageError as error:
        uploads = bench.uploads.all()
        return page(request, "upload.html", 400, uploads=uploads, problem=str(error))
    return RedirectResponse(f"/upload/{upload.upload_id}", 303)


@router.get("/upload/{upload_id}")
def show(request: Request, bench: Bench, dataset: Db, names: Named, upload_id: str) -> Response:
    upload = found(bench.uploads.get(upload_id), "upload")
    ids = list(dict.fromkeys(i for arrival in upload.arrivals for i in arrival.event_ids))
    return page(
        request,
        "uploaded.html",
        names=names,
        upload=upload,
        number_of_events=len(ids),
        entries=entries_of(dataset, ids[:MOST_EVENTS]),
    )


@router.post("/upload/{upload_id}/stop")
def stop(bench: Bench, upload_id: str) -> Response:
    found(bench.uploads.get(upload_id), "upload")
    bench.uploads.stop(upload_id)
    return RedirectResponse(f"/upload/{upload_id}", 303)
