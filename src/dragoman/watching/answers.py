"""One request and its answer, bounded in time and size, whatever the server says of them."""

from __future__ import annotations

import asyncio
import gzip
import io
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus

import httpx2

from dragoman.errors import InputError, UnavailableError
from dragoman.reading.decoding import decode
from dragoman.reading.streams import reason, unzipped
from dragoman.watching.addresses import resolved
from dragoman.watching.manners import now, retry_after, user_agent

_BUSY = {408, 425, 429}
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w-]{1,40})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answers, its body unpacked; `url` is where it was, after redirects."""

    url: httpx2.URL
    status: int
    headers: httpx2.Headers
    body: bytes

    @property
    def media(self) -> str:
        """The media type that the server tells, "" where it tells none."""
        return str(self.headers.get("content-type", "")).partition(";")[0].strip().lower()

    @property
    def text(self) -> str:
        """The body as text. Raises InputError where it is none."""
        told = _CHARSET.search(self.headers.get("content-type", ""))
        return decode(self.body, told[1] if told else None)


class Requests:
    """Makes requests, all of one event loop.

    Args:
        limit: the seconds that an answer may take, looking up the name included.
        allow_private: ask hosts in private networks and on this machine, too.
    """

    def __init__(self, limit: float, *, allow_private: bool = False) -> None:
        self._limit = limit
        self._allow_private = allow_private
        # A connection is for one request: over one that is open already to an address that many
        # hosts share, another of them would be asked with nobody looking at its certificate.
        self._transport = httpx2.AsyncHTTPTransport(
            limits=httpx2.Limits(max_connections=None, max_keepalive_connections=0)
        )

    async def ask(self, url: httpx2.URL, most: int, headers: Mapping[str, str]) -> Answer:
        """The answer of a server that is neither busy nor broken; no redirect is followed.

        Args:
            most: bytes that the body may have, as it comes and unpacked.

        Raises:
            InputError: the host may not be asked, or the answer is too large.
            UnavailableError: there is no sound answer now.
        """
        try:
            async with asyncio.timeout(self._limit):
                response = await self._respond(url, headers)
                try:
                    body = await _body(response, most)
                finally:
                    await response.aclose()
        except TimeoutError as error:
            raise UnavailableError(f"no whole answer in {self._limit:g} s") from error
        except httpx2.TransportError as error:
            why = str(error) or type(error).__name__
            raise UnavailableError(f"the connection failed: {why}") from error
        answer = Answer(url, response.status_code, response.headers, _unpacked(body, most))
        _refuse_busy(answer)
        return answer

    async def close(self) -> None:
        """Let go of all connections."""
        await self._transport.aclose()

    async def _respond(self, url: httpx2.URL, headers: Mapping[str, str]) -> httpx2.Response:
        """The head of the answer of the first address of a host that can be reached."""
        unreachable: httpx2.TransportError | None = None
        for address in await resolved(url, allow_private=self._allow_private):
            request = httpx2.Request(
                "GET",
                # The address that was looked at, not the name: it might lead elsewhere by now.
                url.copy_with(host=address),
                headers={
                    "Host": url.netloc.decode("ascii"),
                    "User-Agent": user_agent(),
                    "Accept-Encoding": "gzip",
                    **headers,
                },
                extensions={
                    "sni_hostname": url.raw_host.decode("ascii"),
                    "timeout": {"connect": self._limit / 3},
                },
            )
            try:
                return await self._transport.handle_async_request(request)
            except (httpx2.ConnectError, httpx2.ConnectTimeout) as error:
                unreachable = error
        raise unreachable or UnavailableError(f"{url.host} has no address")


async def _body(response: httpx2.Response, most: int) -> bytes:
    """The body as it comes."""
    told = response.headers.get("content-length", "")
    if told.isdecimal() and int(told[:20]) > most:
        raise _too_large(most)
    packed = response.headers.get("content-encoding", "identity").strip().lower()
    if packed not in ("", "identity", "gzip", "x-gzip"):
        raise InputError(f"packed as {packed[:40]}, which was not asked for")
    body = bytearray()
    async for chunk in response.aiter_raw():
        body += chunk
        if len(body) > most:
            raise _too_large(most)
    return bytes(body)


def _unpacked(body: bytes, most: int) -> bytes:
    """The body without one layer of gzip; the body itself decides whether it has one."""
    try:
        unpacked = unzipped(io.BytesIO(body)).read(most + 1)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise UnavailableError(reason(error)) from error
    if len(unpacked) > most:
        raise _too_large(most)
    return unpacked


def _too_large(most: int) -> InputError:
    return InputError(f"larger than {most / 1e6:g} MB")


def _refuse_busy(answer: Answer) -> None:
    if answer.status >= 500 or answer.status in _BUSY:
        wait = retry_after(answer.headers.get("retry-after"))
        raise UnavailableError(
            f"the server answers {status_name(answer.status)}",
            until=now() + timedelta(seconds=wait) if wait else None,
        )


def status_name(status: int) -> str:
    """A status as people know it: "404 Not Found"."""
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)
