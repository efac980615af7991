"""What all pages need to show values: filters for the templates, names, addresses."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import astuple, replace
from datetime import date
from typing import Annotated, Any
from urllib.parse import quote, urlencode

from fastapi import Depends

from dragoman.records import Quad
from dragoman.views.dates import date_label
from dragoman.views.dyads.dyad import signed
from dragoman.views.highlight import plain
from dragoman.views.pages import web_address
from dragoman.web.criteria import Question
from dragoman.web.drawing.words import marked
from dragoman.web.queries.names import Names, read_names
from dragoman.web.rendering import environment
from dragoman.web.workbench import Db

QUADS: tuple[Quad, ...] = (
    "verbal cooperation",
    "material cooperation",
    "verbal conflict",
    "material conflict",
)


def known_names(dataset: Db) -> Names:
    """The register's names, read once for each state of the dataset."""
    return dataset.kept("names", lambda: read_names(dataset))


Named = Annotated[Names, Depends(known_names)]


def number(value: float) -> str:
    """A count as it is printed: "12,345"."""
    return f"{value:,}"


def counted(value: int, noun: str, plural: str | None = None) -> str:
    """A count with its noun: "1 event", "12,345 events"."""
    return f"{value:,} {noun if value == 1 else plural or noun + 's'}"


def day(value: date | None) -> str:
    """A day, or a dash."""
    return value.isoformat() if value else "–"


def when(start: date | None, end: date | None) -> str:
    """Days as `date_label` has them, with a dash that does not look like a division."""
    return date_label(start, end).replace("/", "–")


def dashed(text: str) -> str:
    """A quad class as the style sheet calls it."""
    return text.replace(" ", "-")


def side(score: float | None) -> str:
    """Which side of the scale a score is on; types of one's own may have none."""
    score = score or 0
    return "cooperation" if score > 0 else "conflict" if score < 0 else "even"


def address(path: str, question: Question | None = None, **more: Any) -> str:
    """The path with the question and other values as its query; None and "" are left out."""
    pairs = question.pairs() if question else []
    for name, value in more.items():
        values: Iterable[Any] = value if isinstance(value, (list, tuple)) else [value]
        pairs += [(name, str(v)) for v in values if v not in (None, "", False)]
    return f"{path}?{urlencode(pairs)}" if pairs else path


def events_address(question: Question | None = None, **changes: Any) -> str:
    """The timeline of a question with some criteria changed."""
    return address("/timeline", replace(question or Question(), **changes))


def actor_address(key: str) -> str:
    """The page of an actor."""
    return f"/actor/{quote(key, safe='')}"


def without(question: Question, name: str, value: str) -> Question:
    """The question without one of its criteria; of one that has several values, without that."""
    if name in ("a", "b"):
        return replace(question, dyad=None)
    held = getattr(question, name)
    if isinstance(held, tuple):
        left: Any = tuple(v for v in held if v != value)
        return replace(question, **{name: left})
    return replace(question, **{name: getattr(Question(), name)})


def told(value: Any) -> str:
    """A value of a correction: actors by their codes, "none" for what is empty."""
    if isinstance(value, list):
        value = ", ".join(_code(item) if isinstance(item, dict) else str(item) for item in value)
    return str(value) if value not in (None, "") else "none"


def _code(actor: dict[str, Any]) -> str:
    """As `ActorChange` has it: "TUR MIL" for who is known by country and sector only."""
    if actor["actor_id"] == actor["country"] and actor["sector"]:
        return f"{actor['country']} {actor['sector']}"
    return str(actor["actor_id"])


environment.filters.update(
    told=told,
    astuple=astuple,
    number=number,
    counted=counted,
    day=day,
    signed=lambda value: "–" if value is None else signed(value),
    dashed=dashed,
    side=side,
    plain=plain,
    web_address=web_address,
)
environment.globals.update(
    when=when,
    marked=marked,
    address=address,
    actor_address=actor_address,
    events_address=events_address,
    without=without,
    QUADS=QUADS,
    Question=Question,
)
