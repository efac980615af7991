"""Logging in, where the workbench has a password."""

from __future__ import annotations

import secrets
import time
from collections import deque
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from dragoman.web.problems import problem
from dragoman.web.rendering import page
from dragoman.web.safety import SESSION_COOKIE, is_password
from dragoman.web.workbench import Bench

router = APIRouter(include_in_schema=False)

_MOST_FAILURES = 10  # a minute, from whomever
_failures: deque[float] = deque(maxlen=_MOST_FAILURES)


@router.get("/login")
def ask(request: Request, next: str = "/") -> Response:  # noqa: A002, the usual name
    return page(request, "login.html", next=next, failed=False)


@router.post("/login")
def log_in(
    request: Request,
    bench: Bench,
    password: Annotated[str, Form()],
    next: Annotated[str, Form()] = "/",  # noqa: A002
) -> Response:
    now = time.monotonic()
    if len(_failures) == _MOST_FAILURES and now - _failures[0] < 60:
        return problem(request, 429, "Too many wrong passwords: wait a minute.")
    if not is_password(bench, password):
        _failures.append(now)
        return page(request, "login.html", 401, next=next, failed=True)
    session = secrets.token_urlsafe(32)
    bench.sessions.add(session)
    answer = RedirectResponse(_local(next), 303)
    secure = request.url.scheme == "https"
    answer.set_cookie(SESSION_COOKIE, session, httponly=True, samesite="lax", secure=secure)
    return answer


@router.post("/logout")
def log_out(request: Request, bench: Bench) -> Response:
    bench.sessions.discard(request.cookies.get(SESSION_COOKIE, ""))
    answer = RedirectResponse("/login" if bench.password else "/", 303)
    answer.delete_cookie(SESSION_COOKIE)
    return answer


def _local(path: str) -> str:
    """The path, if it is one of this server: "//other.example" and "/\\other.example" are not."""
    return path if path.startswith("/") and path[1:2] not in ("/", "\\") else "/"
