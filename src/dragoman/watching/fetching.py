"""Fetching from the web with manners: robots.txt, turns at each host, redirects looked at."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta

import httpx2

from dragoman.errors import InputError, UnavailableError
from dragoman.watching.addresses import checked
from dragoman.watching.answers import Answer, Requests, status_name
from dragoman.watching.hosts import Hosts
from dragoman.watching.manners import Manners, now
from dragoman.watching.robots import Robots

_MOST_ROBOTS = 512_000  # bytes, as RFC 9309 has it
_REDIRECTS = {301, 302, 303, 307, 308}

Require = Callable[[httpx2.URL], Awaitable[None]]


class Web:
    """Fetches what is open to everybody. All calls must be of one event loop.

    Args:
        allow_private: ask hosts in private networks and on this machine, too.
    """

    def __init__(self, manners: Manners, *, allow_private: bool = False) -> None:
        self._manners = manners
        self._requests = Requests(manners.limit, allow_private=allow_private)
        self._hosts = Hosts(manners)
        self._robots = Robots(self._read_robots, self._hosts.slow_down)

    async def fetch(
        self, address: str, *, most: int, known: Mapping[str, str] | None = None
    ) -> Answer:
        """What is at an address, redirects followed; the answer's status is 200.

        Args:
            most: bytes that it may have.
            known: headers that say what is known of it; with them the status may be 304.

        Raises:
            InputError: it may not be fetched, is not there or is too large.
            UnavailableError: the server does not answer as it should, or must be left alone.
        """
        answer = await self._follow(checked(address), most, known or {}, self._robots.require)
        if answer.status == 200 or (answer.status == 304 and known):
            return answer
        raise InputError(f"the server answers {status_name(answer.status)}")

    async def close(self) -> None:
        """Let go of all connections."""
        await self._requests.close()

    def forget(self) -> None:
        """Drop what no longer matters; no request may be under way."""
        self._hosts.forget()
        self._robots.forget()

    async def _read_robots(self, url: httpx2.URL) -> str:
        try:
            answer = await self._follow(url, _MOST_ROBOTS, {}, _nobody_is_asked)
        except InputError as error:
            raise InputError(f"{url} cannot be read: {error}") from error
        return answer.body.decode("utf-8", "replace") if answer.status == 200 else ""

    async def _follow(
        self, url: httpx2.URL, most: int, headers: Mapping[str, str], require: Require
    ) -> Answer:
        for _ in range(self._manners.redirects + 1):
            await require(url)
            answer = await self._ask(url, most, headers)
            target = answer.headers.get("location")
            if answer.status not in _REDIRECTS or not target:
                return answer
            url = _next(url, target)
        raise InputError(f"redirects more than {self._manners.redirects} times")

    async def _ask(self, url: httpx2.URL, most: int, headers: Mapping[str, str]) -> Answer:
        """One answer, when it is our turn; a host that fails is left alone for some time."""
        async with self._hosts.turn(url.host):
            try:
                return await self._requests.ask(url, most, headers)
            except UnavailableError as error:
                soon = now() + timedelta(seconds=self._manners.leave)
                until = max(error.until or soon, soon)
                self._hosts.leave(url.host, (until - now()).total_seconds())
                raise UnavailableError(str(error), until=until) from error


async def _nobody_is_asked(url: httpx2.URL) -> None:
    """robots.txt itself needs no permission."""


def _next(url: httpx2.URL, target: str) -> httpx2.URL:
    try:
        return checked(str(url.join(target)))
    except (InputError, httpx2.InvalidURL, ValueError) as error:
        raise InputError(f"redirects to what cannot be fetched: {error}") from error
