"""What robots.txt allows us, by RFC 9309."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

import httpx2

from dragoman.errors import InputError
from dragoman.watching.manners import ROBOT

if TYPE_CHECKING:
    from protego import Protego

_KEPT = 24 * 3600.0  # seconds that the rules of a server hold


class Robots:
    """The rules of the servers that were asked lately.

    Args:
        read: gives the text of a robots.txt, "" where there is none; may raise UnavailableError.
        slow_down: told the seconds between two requests that a host asks for.
    """

    def __init__(
        self,
        read: Callable[[httpx2.URL], Awaitable[str]],
        slow_down: Callable[[str, float], None],
    ) -> None:
        self._read = read
        self._slow_down = slow_down
        self._rules: dict[str, tuple[float, Protego]] = {}
        self._reading: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def require(self, url: httpx2.URL) -> None:
        """Make sure that an address may be asked.

        Raises:
            InputError: the server forbids it.
            UnavailableError: its rules cannot be read now.
        """
        server = url.copy_with(raw_path=b"/robots.txt")
        async with self._reading[str(server)]:
            rules = await self._rules_of(server)
        if not rules.can_fetch(str(url), ROBOT):
            raise InputError(f"{server} forbids it to {ROBOT}")

    def forget(self) -> None:
        """Drop the rules that are old."""
        self._reading.clear()
        self._rules = {s: rules for s, rules in self._rules.items() if rules[0] > time.monotonic()}

    async def _rules_of(self, server: httpx2.URL) -> Protego:
        from protego import Protego

        kept = self._rules.get(str(server))
        if kept and kept[0] > time.monotonic():
            return kept[1]
        rules = Protego.parse(await self._read(server))
        if delay := rules.crawl_delay(ROBOT):
            self._slow_down(server.host, float(delay))
        self._rules[str(server)] = time.monotonic() + _KEPT, rules
        return rules
