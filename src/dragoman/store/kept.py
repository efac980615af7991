"""Results that are kept until the dataset changes."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, TypeVar, cast

T = TypeVar("T")

_MOST = 256


class Kept:
    """The results asked for last, each with the revision of the dataset that it is of."""

    def __init__(self) -> None:
        self._results: OrderedDict[Hashable, tuple[int, Any]] = OrderedDict()
        self._making: dict[Hashable, threading.Lock] = {}
        self._lock = threading.Lock()

    def get(self, revision: int, key: Hashable, make: Callable[[], T]) -> T:
        """What `make` returns, made anew only for another revision.

        Whoever asks while it is being made waits for it.
        """
        with self._lock:
            making = self._making.setdefault(key, threading.Lock())
        with making:
            with self._lock:
                found = self._results.get(key)
                if found and found[0] == revision:
                    self._results.move_to_end(key)
                    return cast(T, found[1])
            result = make()
            with self._lock:
                self._results[key] = (revision, result)
                self._results.move_to_end(key)
                while len(self._results) > _MOST:
                    oldest, _ = self._results.popitem(last=False)
                    self._making.pop(oldest, None)
            return result
