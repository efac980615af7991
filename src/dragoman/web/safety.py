"""What keeps other sites, strangers and hostile articles from doing harm.

Every request passes the `Guard`: it must call the server by a name of its own (a page that rebinds
its domain to this machine cannot), change nothing on behalf of another site, come from someone who
knows the password where there is one, and be no larger than the limit. Every answer says that no
script but our own may run. `protect` then asks whatever changes something for a token that only our
own pages contain.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import logging
import re
from collections.abc import Awaitable, Callable, Collection
from urllib.parse import quote

from fastapi import HTTPException, Request
from starlette.datastructures import MutableHeaders
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dragoman.web.workbench import Workbench, workbench

ANY_ADDRESS = "any address"  # among the allowed hosts: every IP address; no domain is one
SESSION_COOKIE = "dragoman_session"
MOST_BYTES = 1_000_000
MOST_UPLOADED_BYTES = 200_000_000
UPLOAD_PATHS = ("/upload", "/api/v1/uploads")
_HOST = re.compile(r"(?P<name>[a-z0-9.-]+|\[[0-9a-f:.]+\])(:[0-9]{1,5})?", re.IGNORECASE)
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
        " connect-src 'self'; font-src 'self'; form-action 'self'; frame-ancestors 'none';"
        " base-uri 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    # Not "no-referrer": browsers then send forms with the origin "null".
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}

_log = logging.getLogger("dragoman.web")

Problem = Callable[[Request, int, str], Response]


class Guard:
    """The outermost layer: refuses what is not to be let in, and marks what goes out.

    Args:
        problem: makes the answer that says why something is refused.
    """

    def __init__(self, app: ASGIApp, bench: Workbench, problem: Problem) -> None:
        self._app = app
        self._bench = bench
        self._problem = problem

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        started = False

        async def marked(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                _mark(MutableHeaders(scope=message), scope["path"])
            await send(message)

        try:
            if answer := self._refusal(request):
                await answer(scope, receive, marked)
            else:
                await self._app(scope, _limited(receive, _limit(scope["path"])), marked)
        except Exception:
            _log.exception("%s %s", scope["method"], scope["path"])
            if started:
                raise
            why = "Something went wrong here. What it was stands in the server's terminal."
            await self._problem(request, 500, why)(scope, receive, marked)

    def _refusal(self, request: Request) -> Response | None:
        # Not `request.url.path`: into that, Starlette mixes what the Host header says.
        path: str = request.scope["path"]
        if not is_allowed_host(request.headers.getlist("host"), self._bench.allowed_hosts):
            return self._problem(request, 421, "This server is not called by that name.")
        if request.method not in _SAFE_METHODS and not _is_own(request):
            return self._problem(request, 403, "This came from another site, and is refused.")
        length = request.headers.get("content-length", "0")
        if not length.isdecimal() or int(length) > _limit(path):
            return self._problem(request, 413, _too_large(path))
        if path == "/login" or path.startswith("/static/") or is_known(request, self._bench):
            return None
        if path.startswith("/api/"):
            answer = self._problem(request, 401, "Give the password as a bearer token, or log in.")
            answer.headers["WWW-Authenticate"] = "Bearer"
            return answer
        query = request.scope["query_string"].decode("latin-1")
        asked = f"{path}?{query}" if query else path
        return RedirectResponse(f"/login?next={quote(asked, safe='')}", 303)


async def protect(request: Request) -> None:
    """Let a change pass only with the token of our own pages, and none in a read-only workbench.

    The token stands in the header `x-csrf-token` or the form's field `csrf`. A bearer token does as
    well: no browser sends that by itself.
    """
    bench = workbench(request)
    if request.method in _SAFE_METHODS:
        return
    if bench.read_only and request.scope["path"] not in ("/login", "/logout"):
        raise HTTPException(
            403, "This workbench is read-only: start it without --read-only to change something."
        )
    if _has_bearer(request, bench):
        return
    token = request.headers.get("x-csrf-token")
    if token is None and "form" in request.headers.get("content-type", ""):
        field = (await request.form()).get("csrf")
        token = field if isinstance(field, str) else None
    if not hmac.compare_digest((token or "").encode(), csrf_token(request).encode()):
        raise HTTPException(
            403, "This page is too old to change something: reload it and try again."
        )


def csrf_token(request: Request) -> str:
    """What a change must bring along: a token of the visitor's session that no other site knows."""
    session = request.cookies.get(SESSION_COOKIE, "")
    secret = workbench(request).secret
    return hmac.new(secret, session.encode(), hashlib.sha256).hexdigest()


def is_known(request: Request, bench: Workbench) -> bool:
    """Whether the visitor has logged in or brings the password; all are, where there is none."""
    if bench.password is None or _has_bearer(request, bench):
        return True
    return request.cookies.get(SESSION_COOKIE) in bench.sessions


def is_password(bench: Workbench, given: str) -> bool:
    """Whether it is the workbench's password, in the same time whatever is given."""
    return bench.password is not None and hmac.compare_digest(
        given.encode(), bench.password.encode()
    )


def is_allowed_host(hosts: Collection[str], allowed: Collection[str]) -> bool:
    """Whether a request has one Host header, and that names the server as it may be called."""
    match = _HOST.fullmatch(next(iter(hosts), ""))
    if match is None or len(hosts) > 1:
        return False
    name = match["name"].strip("[]").lower()
    return name in allowed or (ANY_ADDRESS in allowed and _is_address(name))


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _is_own(request: Request) -> bool:
    """Whether our own page, or no page at all, sends the request, by what the browser says."""
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return False
    origin = request.headers.get("origin")
    return origin is None or origin.partition("://")[2].lower() == request.headers["host"].lower()


def _has_bearer(request: Request, bench: Workbench) -> bool:
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    return scheme.lower() == "bearer" and is_password(bench, given)


def _limit(path: str) -> int:
    return MOST_UPLOADED_BYTES if path in UPLOAD_PATHS else MOST_BYTES


def _too_large(path: str) -> str:
    return f"More than {_limit(path) // 1_000_000} MB at once: send less."


def _limited(receive: Receive, limit: int) -> Callable[[], Awaitable[Message]]:
    received = 0

    async def counted() -> Message:
        nonlocal received
        message = await receive()
        received += len(message.get("body", b""))
        if received > limit:
            raise HTTPException(413, f"More than {limit // 1_000_000} MB at once: send less.")
        return message

    return counted


def _mark(headers: MutableHeaders, path: str) -> None:
    for name, value in _HEADERS.items():
        headers[name] = value
    # Our own files may be kept, if the browser asks whether they are new; data may not.
    headers["Cache-Control"] = "no-cache" if path.startswith("/static/") else "no-store"
