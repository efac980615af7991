"""Numbers for layouts whose identifiers are numbers."""

from __future__ import annotations

import hashlib


class Numbers:
    """Gives each key a number of so many bits: the same in every export, and no number twice.

    Of two keys whose digests begin alike, which hardly happens, the later one gets the next number
    that is free.
    """

    def __init__(self, bits: int) -> None:
        self._most = 2**bits
        self._given: dict[str, int] = {}
        self._taken: set[int] = set()

    def __call__(self, *key: str) -> int:
        """The number of a key, of which the parts are given."""
        whole = "|".join(key)
        if whole not in self._given:
            digest = hashlib.sha256(whole.encode()).digest()
            number = int.from_bytes(digest[:8], "big") % self._most
            while number in self._taken:
                number = (number + 1) % self._most
            self._given[whole] = number
            self._taken.add(number)
        return self._given[whole]
