"""Whether the words before a name say that it is history: "the former Iraqi president"."""

from __future__ import annotations

import re

from dragoman.actors.cues import FORMER

_WORDS = re.compile(r"\w+")
_REACH = 40
_MOST = 4


def is_former(text: str, start: int) -> bool:
    """Whether the words before `start` name it history.

    "former" or the like is one of the two words before, or stands farther off before capitalised
    words alone ("former South African deputy president").
    """
    words = _WORDS.findall(text[max(0, start - _REACH) : start])[-_MOST:]
    for distance, word in enumerate(reversed(words)):
        if word.lower() in FORMER or word == "then":
            return True
        if distance and word.islower():
            return False
    return False
