"""Sending articles, and watching them being coded."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, File, Form, UploadFile

from dragoman.web.api.paging import found
from dragoman.web.criteria import Day
from dragoman.web.uploads import Pasted, Upload
from dragoman.web.workbench import Bench

router = APIRouter()


@router.post("/uploads", status_code=202, tags=["uploads"])
def send(
    bench: Bench,
    files: Annotated[list[UploadFile], File(description="As `dragoman code` reads them.")] = [],  # noqa: B006
    text: Annotated[str, Form(description="A text, pasted.")] = "",
    title: Annotated[str, Form()] = "",
    publisher: Annotated[str, Form()] = "",
    url: Annotated[str, Form()] = "",
    published: Annotated[Day, Form(description="Day of publication of all of it.")] = None,
) -> Upload:
    """Send files, a text or both; they are coded when it is their turn: see `state`."""
    return bench.uploads.add(
        [(file.filename or "", file.file) for file in files],
        Pasted(text, title, publisher, url),
        published,
    )


@router.get("/uploads", tags=["uploads"])
def list_uploads(bench: Bench) -> list[Upload]:
    """The uploads since the workbench was opened, the latest first."""
    return bench.uploads.all()


@router.get("/uploads/{upload_id}", tags=["uploads"])
def read_upload(bench: Bench, upload_id: str) -> Upload:
    """How far an upload is, and what it has brought."""
    return found(bench.uploads.get(upload_id), "upload")


@router.post("/uploads/{upload_id}/stop", status_code=202, tags=["uploads"])
def stop(bench: Bench, upload_id: str) -> Upload:
    """End an upload early; what is coded already is kept."""
    upload = found(bench.uploads.get(upload_id), "upload")
    bench.uploads.stop(upload_id)
    return upload
