"""Events and articles with their words: what is reported where, and which words say so."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

from dragoman.records import Event, Mention, PublishedBasis, Status
from dragoman.web.queries.mentions import mentions_of, mentions_of_event

if TYPE_CHECKING:
    from dragoman.store import Dataset

Part = Literal["source", "target", "trigger", "date", "place"]
_MOST_NEAR = 8
_CONTEXT = 320  # characters before and after the sentence
_EVENT_COLUMNS = ", ".join(field.name for field in fields(Event))


@dataclass(frozen=True, slots=True)
class Span:
    """Words with a part in an event; offsets count in the text beside which the span stands."""

    part: Part
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Origin:
    """An article, without its text."""

    article_id: str
    path: str
    url: str | None
    publisher: str | None
    title: str | None
    author: str | None
    published_start: date | None
    published_end: date | None
    published_basis: PublishedBasis
    date_reasons: str | None
    duplicate_of: str | None
    status: Status
    error: str | None

    @property
    def name(self) -> str:
        """The title; where there is none, the file's name."""
        return self.title or self.path.rpartition("/")[2]


_ORIGIN_COLUMNS = ", ".join(field.name for field in fields(Origin))


@dataclass(frozen=True, slots=True)
class Report:
    """A mention with the article around it.

    `before` and `after` are the words around the sentence, cut at a word; the `spans` count in the
    sentence. `reprints` are the articles that repeat this one.
    """

    mention: Mention
    origin: Origin
    before: str
    after: str
    spans: list[Span]
    reprints: list[Origin]


@dataclass(frozen=True, slots=True)
class Related:
    """Another event, in a line."""

    event_id: str
    event_type: str
    date_start: date | None
    date_end: date | None
    summary: str


@dataclass(frozen=True, slots=True)
class EventStory:
    """An event with all its reports, what came of it, which plans it fulfilled, what is near it.

    `near` are events of the same sources and targets, those whose days are closest.
    """

    event: Event
    reports: list[Report]
    outcome: Related | None
    planned: list[Related]
    near: list[Related]


@dataclass(frozen=True, slots=True)
class ArticleStory:
    """An article with its text, its mentions, and the articles that repeat it."""

    origin: Origin
    text: str
    mentions: list[Mention]
    original: Origin | None
    reprints: list[Origin]


def read_event(dataset: Dataset, event_id: str) -> EventStory | None:
    """The event and its reports, the surest first; None where there is no such event."""
    rows = dataset.query(
        f"SELECT {_EVENT_COLUMNS} FROM events WHERE event_id = $id", id=event_id
    ).fetchall()
    if not rows:
        return None
    values: list[Any] = [tuple(v) if isinstance(v, list) else v for v in rows[0]]
    event = Event(*values)
    outcome = event.outcome_event_id
    return EventStory(
        event,
        _reports(dataset, event_id),
        next(iter(_related(dataset, "event_id = $id", outcome)), None)
        if outcome and outcome != event_id
        else None,
        _related(dataset, "outcome_event_id = $id AND event_id <> $id", event_id),
        _near(dataset, event_id),
    )


def read_article(dataset: Dataset, article_id: str) -> ArticleStory | None:
    """The article, its mentions in text order; None where there is no such article."""
    origins = _origins(dataset, "article_id = $id", article_id)
    if not origins:
        return None
    origin = origins[0]
    ((text,),) = dataset.query(
        "SELECT text FROM articles WHERE article_id = $id", id=article_id
    ).fetchall()
    # A reprint is not coded: its original has the mentions.
    rows = dataset.query(
        "SELECT mention_id FROM mentions WHERE article_id = $id", id=article_id
    ).fetchall()
    mentions = mentions_of(dataset, [mention_id for (mention_id,) in rows])
    return ArticleStory(
        origin,
        text,
        sorted(mentions, key=lambda m: (m.trigger_start, m.mention_id)),
        next(iter(_origins(dataset, "article_id = $id", origin.duplicate_of)), None)
        if origin.duplicate_of
        else None,
        _origins(dataset, "duplicate_of = $id", article_id),
    )


def spans_of(mention: Mention, text: str) -> list[Span]:
    """The words of a mention's parts, by their place in the article's text.

    The date and the place are known by their words only: where these stand more than once, those
    nearest to the trigger are taken, the sentence's before others.
    """
    spans = [Span(p.role, p.start, p.end) for p in mention.participants if p.end > p.start]
    spans.append(Span("trigger", mention.trigger_start, mention.trigger_end))
    for part, words in (("date", mention.date_text), ("place", mention.place_name)):
        if words and (found := _nearest(words, mention, text)):
            spans.append(Span("date" if part == "date" else "place", *found))
    return sorted(spans, key=lambda span: (span.start, -span.end))


def _nearest(words: str, mention: Mention, text: str) -> tuple[int, int] | None:
    start, end = mention.sentence_start, mention.sentence_end
    places = [match.span() for match in re.finditer(re.escape(words), text)]
    inside = [span for span in places if start <= span[0] and span[1] <= end]
    trigger = mention.trigger_start
    return min(inside or places, key=lambda span: abs(span[0] - trigger), default=None)


def _reports(dataset: Dataset, event_id: str) -> list[Report]:
    mentions = mentions_of_event(dataset, event_id)
    ids = [mention.article_id for mention in mentions]
    origins = {
        o.article_id: o for o in _origins(dataset, "article_id IN (SELECT unnest($id))", ids)
    }
    texts = dict(
        dataset.query(
            "SELECT article_id, text FROM articles WHERE article_id IN (SELECT unnest($ids))",
            ids=ids,
        ).fetchall()
    )
    reprints: dict[str, list[Origin]] = defaultdict(list)
    for origin in _origins(dataset, "duplicate_of IN (SELECT unnest($id))", ids):
        reprints[origin.duplicate_of or ""].append(origin)
    return [
        _report(m, origins[m.article_id], texts[m.article_id], reprints[m.article_id])
        for m in mentions
    ]


def _report(mention: Mention, origin: Origin, text: str, reprints: list[Origin]) -> Report:
    start, end = mention.sentence_start, mention.sentence_end
    before = text[max(0, start - _CONTEXT) : start]
    after = text[end : end + _CONTEXT]
    if start > _CONTEXT:
        before = "… " + before.partition(" ")[2]
    if end + _CONTEXT < len(text):
        after = after.rpartition(" ")[0] + " …"
    spans = [
        Span(span.part, span.start - start, span.end - start)
        for span in spans_of(mention, text)
        if start <= span.start and span.end <= end
    ]
    return Report(mention, origin, before, after, spans, reprints)


def _origins(dataset: Dataset, where: str, key: str | Collection[str]) -> list[Origin]:
    rows = dataset.query(
        f"SELECT {_ORIGIN_COLUMNS} FROM articles WHERE {where} ORDER BY path",
        id=key if isinstance(key, str) else list(key),
    ).fetchall()
    return [Origin(*row) for row in rows]


def _related(dataset: Dataset, where: str, event_id: str) -> list[Related]:
    rows = dataset.query(
        "SELECT event_id, event_type, date_start, date_end, summary FROM brief_events"
        f" WHERE {where} ORDER BY date_start, event_id LIMIT 20",
        id=event_id,
    ).fetchall()
    return [Related(*row) for row in rows]


def _near(dataset: Dataset, event_id: str) -> list[Related]:
    rows = dataset.query(
        "WITH this AS (SELECT * FROM brief_events WHERE event_id = $id), near AS ("
        " SELECT e.* FROM brief_events e JOIN this USING (sides) WHERE e.number <> this.number"
        " ORDER BY abs(e.date_start - this.date_start) NULLS LAST, e.event_id LIMIT $most)"
        " SELECT event_id, event_type, date_start, date_end, summary FROM near"
        " ORDER BY date_start NULLS LAST, event_id",
        id=event_id,
        most=_MOST_NEAR,
    ).fetchall()
    return [Related(*row) for row in rows]
