"""Whose turn it is at each host: one request at a time, with a pause between two."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from dragoman.errors import UnavailableError
from dragoman.watching.manners import Manners, now

_LONGEST_DELAY = 24 * 3600.0


class Hosts:
    """The hosts that are or were asked lately, and when they may be asked again."""

    def __init__(self, manners: Manners) -> None:
        self._manners = manners
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._free: dict[str, float] = {}
        self._delays: dict[str, float] = {}
        self._at_once = asyncio.Semaphore(manners.hosts)

    @asynccontextmanager
    async def turn(self, host: str) -> AsyncIterator[None]:
        """Wait until the host may be asked, and keep others from asking it till the end.

        Raises:
            UnavailableError: it would have to be waited for too long.
        """
        async with self._turns[host]:
            wait = self._free.get(host, 0.0) - time.monotonic()
            if wait > self._manners.patience:
                until = now() + timedelta(seconds=wait)
                raise UnavailableError(f"{host} is left alone", until=until, asked=False)
            await asyncio.sleep(max(wait, 0.0))
            async with self._at_once:
                try:
                    yield
                finally:
                    delay = self._delays.get(host, self._manners.delay)
                    self.leave(host, delay)

    def leave(self, host: str, seconds: float) -> None:
        """Do not ask a host for some time."""
        self._free[host] = max(self._free.get(host, 0.0), time.monotonic() + seconds)

    def slow_down(self, host: str, delay: float) -> None:
        """Let at least so many seconds pass between two requests to a host."""
        self._delays[host] = min(max(delay, self._manners.delay), _LONGEST_DELAY)

    def forget(self) -> None:
        """Drop the hosts that may be asked, so that they do not pile up; none is being asked."""
        self._turns.clear()
        self._free = {host: t for host, t in self._free.items() if t > time.monotonic()}
