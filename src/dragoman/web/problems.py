"""What cannot be done, said in one way: a calm page, or in the API always the same JSON."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, PlainTextResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.responses import Response

from dragoman.errors import DragomanError, StoreError, UsageError
from dragoman.web.rendering import page


class Problem(BaseModel):
    """Why a request was not answered."""

    status: int = Field(description="The HTTP status.")
    title: str = Field(description="What the status is called.")
    message: str = Field(description="What is wrong, and what to do.")
    fields: list[str] = Field(description="The parameters or fields that are at fault.")


class ProblemAnswer(BaseModel):
    """The body of every answer that is an error."""

    error: Problem


def problem(request: Request, status: int, message: str, fields: Sequence[str] = ()) -> Response:
    """The answer to a request that fails."""
    title = HTTPStatus(status).phrase
    found = Problem(status=status, title=title, message=message, fields=list(fields))
    if request.scope["path"].startswith("/api/"):
        return JSONResponse(ProblemAnswer(error=found).model_dump(), status)
    if status == HTTPStatus.MISDIRECTED_REQUEST:  # whoever reads it gets no token with it
        return PlainTextResponse(message, status)
    return page(request, "error.html", status, problem=found)


def add_handlers(app: FastAPI) -> None:
    """Answer the errors that are raised on purpose."""

    def refused(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        answer = problem(request, error.status_code, _message(error))
        answer.headers.update(error.headers or {})
        return answer

    def invalid(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        wrong = {".".join(map(str, e["loc"][1:])): str(e["msg"]) for e in error.errors()}
        reasons = [f"{name}: {why}" if name else why for name, why in wrong.items()]
        return problem(request, 422, "; ".join(reasons), list(wrong))

    def failed(request: Request, error: Exception) -> Response:
        status = (
            400 if isinstance(error, UsageError) else 503 if isinstance(error, StoreError) else 500
        )
        return problem(request, status, str(error))

    app.add_exception_handler(HTTPException, refused)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(DragomanError, failed)


def _message(error: HTTPException) -> str:
    if error.detail != HTTPStatus(error.status_code).phrase:
        return error.detail
    return {
        404: "There is nothing at this address.",
        405: "This address is not used in that way.",
    }.get(error.status_code, error.detail)
