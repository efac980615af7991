"""Gold records: what people say that a sentence tells."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

from dragoman.errors import InputError
from dragoman.evaluation.schemes import Scheme

Task = Literal["pairs", "texts"]
Span = tuple[int, int]

_MARKER = re.compile(r"</?[ste]>")


@dataclass(frozen=True, slots=True)
class GoldActor:
    """An actor by its words in the sentence, its code, or both; `span` is where the words stand.

    A code is an actor's id in the register, an ISO 3166-1 alpha-3 country, such a country with a
    sector (TURGOV), or a sector alone (IGO) for who has no country.
    """

    text: str
    code: str
    span: Span | None


@dataclass(frozen=True, slots=True)
class GoldRecord:
    """One event of a passage, or NONE; empty fields are those that the gold file leaves open.

    `sentence` is the passage that was judged; it starts at `start` in `text`, which is all that
    the coder reads. `trigger` is where the words for the event stand. The sentence may tell more
    events than its records where it is not `complete`.
    """

    line: int
    label: str
    sentence: str
    text: str
    start: int
    published: date | None = None
    sources: tuple[GoldActor, ...] = ()
    targets: tuple[GoldActor, ...] = ()
    mode: str = ""
    modality: str = ""
    dates: tuple[date, date] | None = None
    trigger: Span | None = None
    complete: bool = True


@dataclass(frozen=True, slots=True)
class Rejected:
    """A line of a gold file that is not scored, and why."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class Gold:
    """A gold file: its records, and the lines that hold none.

    `task` says what the file is made for: `pairs`, where the coder is told the two actors, or
    `texts`, where it finds the events itself.
    """

    name: str
    scheme: Scheme
    task: Task
    records: tuple[GoldRecord, ...]
    rejected: tuple[Rejected, ...]


def unmarked(sentence: str) -> tuple[str, dict[str, Span]]:
    """The sentence without ZSP's markers, and the spans of the first `<s>…</s>` and `<t>…</t>`.

    `<e>…</e>`, which ZSP has not, marks the trigger.

    Raises:
        InputError: a marker is opened and not closed.
    """
    bare, spans, opened, done = "", dict[str, Span](), dict[str, int](), 0
    for marker in _MARKER.finditer(sentence):
        bare += sentence[done : marker.start()]
        done = marker.end()
        role = marker.group()[-2]
        if not marker.group().startswith("</"):
            opened.setdefault(role, len(bare))
        elif role in opened:
            spans.setdefault(role, (opened[role], len(bare)))
    if len(spans) < len(opened):
        raise InputError("a marker <s>, <t> or <e> is opened and not closed")
    return bare + sentence[done:], spans


def actor(sentence: str, text: str, code: str = "", span: Span | None = None) -> GoldActor:
    """A gold actor; without a span, that of the words' first occurrence."""
    if span is None and text:
        found = re.search(rf"(?<!\w){re.escape(text)}(?!\w)", sentence)
        span = found.span() if found else None
    return GoldActor(text, code, span)
