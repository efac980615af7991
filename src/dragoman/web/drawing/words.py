"""Texts whose words are marked with the part that they have in an event."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

from markupsafe import Markup, escape

from dragoman.records import Mention
from dragoman.web.drawing.svg import element
from dragoman.web.queries.reports import spans_of

# Control characters and marks of direction, which would turn the words around them.
_UNRULY = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def marked(text: str, spans: Iterable[tuple[str, int, int]], *, labels: bool = False) -> Markup:
    """The text with its spans (part, start, end) marked; spans may overlap.

    Args:
        labels: name each part where its words begin, so that nobody depends on colours.
    """
    spans = [span for span in spans if span[1] < span[2]]
    cuts = sorted({0, len(text), *(cut for _, *ends in spans for cut in ends)})
    pieces = []
    for start, end in pairwise(cuts):
        words = _UNRULY.sub(" ", text[start:end])
        parts = [part for part, a, b in spans if a <= start and end <= b]
        begun = dict.fromkeys(part for part, a, _ in spans if a == start) if labels else ()
        tags = [element("span", part, class_="tag", aria_hidden="true") for part in begun]
        pieces.append(_mark(words, parts, tags) if parts else escape(words))
    return Markup("").join(pieces)


def read_along(text: str, mentions: Iterable[Mention]) -> Markup:
    """An article's text, with its actors, days and places marked, each trigger a link to its event.

    Of triggers that overlap the first is the link.
    """
    mentions = list(mentions)
    spans = [(span.part, span.start, span.end) for m in mentions for span in spans_of(m, text)]
    pieces, done = [], 0
    for mention in mentions:
        start, end = mention.trigger_start, mention.trigger_end
        if start < done:
            continue
        pieces.append(_stretch(text, spans, done, start))
        link = element(
            "a",
            _stretch(text, spans, start, end),
            id=f"m-{mention.mention_id}",
            href=f"/event/{mention.event_id}#m-{mention.mention_id}",
            title=f"{mention.event_type}: to the event",
        )
        pieces.append(link)
        done = end
    return Markup("").join([*pieces, _stretch(text, spans, done, len(text))])


def _stretch(text: str, spans: Iterable[tuple[str, int, int]], start: int, end: int) -> Markup:
    within = [
        (part, max(a, start) - start, min(b, end) - start)
        for part, a, b in spans
        if a < end and b > start
    ]
    return marked(text[start:end], within)


def _mark(words: str, parts: list[str], tags: list[Markup]) -> Markup:
    distinct = list(dict.fromkeys(parts))
    return element("mark", *tags, words, class_=" ".join(distinct), title=", ".join(distinct))
