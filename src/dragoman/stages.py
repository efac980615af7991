"""How long the stages of the work take. A stage's time is its own, without the stages inside it."""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager


class _Clock(threading.local):
    """Each thread has its own."""

    def __init__(self) -> None:
        self.spent: defaultdict[str, float] = defaultdict(float)
        self.running: list[str] = []
        self.since = 0.0

    def turn(self) -> None:
        """Put what has passed down to the stage that runs."""
        now = time.perf_counter()
        if self.running:
            self.spent[self.running[-1]] += now - self.since
        self.since = now


_clock = _Clock()


@contextmanager
def stage(name: str) -> Iterator[None]:
    """Count the time of what is inside as that of a stage."""
    _clock.turn()
    _clock.running.append(name)
    try:
        yield
    finally:
        _clock.turn()
        _clock.running.pop()


def spent() -> dict[str, float]:
    """Seconds by stage in this thread since this was last asked."""
    _clock.turn()
    taken, _clock.spent = dict(_clock.spent), defaultdict(float)
    return taken
