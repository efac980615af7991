"""A sentence cut where its actors, trigger and date begin and end."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

# What breaks a line or steers a terminal: white space other than the blank, control characters,
# Unicode's marks of direction.
_UNRULY = re.compile(r"[\x00-\x1f\x7f-\xa0\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def plain(text: str) -> str:
    """Text for one line of a terminal, every character in its place."""
    return _UNRULY.sub(" ", text)


def pieces(text: str, spans: Iterable[tuple[str, int, int]]) -> Iterator[tuple[str, str | None]]:
    """Yield the text in pieces, each with the name of its span, or None between spans.

    Of spans that overlap the one that starts first is taken.
    """
    done = 0
    for name, start, end in sorted(spans, key=lambda span: span[1:]):
        if start < done:
            continue
        if start > done:
            yield text[done:start], None
        yield text[start:end], name
        done = end
    if done < len(text):
        yield text[done:], None
