"""Whether the words before a name say that it is history: "the former Iraqi president"."""

from __future__ import annotations

import re

from dragoman.actors.cues import FORMER

_WORDS = re.compile(r"\w+")
_REACH = 30


def is_former(text: str, start: int) -> bool:
    """Whether one of the two words before `start` is "former" or the like."""
    words = _WORDS.findall(text[max(0, start - _REACH) : start].lower())
    return not FORMER.isdisjoint(words[-2:])
