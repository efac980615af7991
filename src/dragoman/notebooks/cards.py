"""A mention, an event and a dataset as small cards."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from dragoman.notebooks.frame import Html, framed, joined, quad_class, type_label, words
from dragoman.notebooks.reading import facts, marked, spans_of
from dragoman.records import Event, Mention, Quad
from dragoman.views.dates import date_label
from dragoman.views.text import code_label

if TYPE_CHECKING:
    from dragoman.store import Dataset

_MOST_TYPES = """
SELECT event_type, any_value(quad), count(*) AS number FROM events
GROUP BY event_type ORDER BY number DESC, event_type
"""
_COUNTS = """
SELECT (SELECT count(*) FROM mentions), (SELECT count(*) FROM events),
       (SELECT min(published_start) FROM articles), (SELECT max(published_end) FROM articles)
"""


def mention_card(mention: Mention) -> Html:
    """The sentence with its actors and trigger marked, and what was coded."""
    at = mention.sentence_start
    spans = [replace(s, start=s.start - at, end=s.end - at) for s in spans_of(mention)]
    sentence = marked(mention.sentence, 0, len(mention.sentence), spans)
    kind = type_label(mention.event_type, mention.mode, mention.quad)
    code = words(code_label(mention.cameo, mention.score))
    return framed(
        f'<div class="d-text"><p>{sentence}</p></div>',
        f"<p>{kind} {facts(mention)}</p>",
        f'<p class="d-soft">{joined((code, words(mention.explanation)))}</p>',
    )


def event_card(event: Event) -> Html:
    """The event's summary, its days, its place and how often it was reported."""
    parties, _, what = event.summary.partition(": ")
    standing = [
        part for part in (event.modality, event.outcome) if part not in (None, "actual", "happened")
    ]
    badge = (
        f' <span class="d-standing">{words(", ".join(map(str, standing)))}</span>'
        if standing
        else ""
    )
    where = ", ".join(filter(None, (event.place_name, event.place_country)))
    days = date_label(event.date_start, event.date_end)
    reports = f"reports: {event.mention_count:,}, articles: {event.article_count:,}"
    told = (days, where, code_label(event.cameo, event.score), reports)
    sure = f"confidence {event.confidence:.2f}"
    return framed(
        f"<p><b>{words(parties)}</b> {words(what)}{badge}</p>",
        f"<p>{type_label(event.event_type, event.mode, event.quad)}"
        f" {joined(map(words, (*told, sure)))}</p>",
    )


def dataset_card(dataset: Dataset) -> Html:
    """What a dataset holds: articles by status, mentions, events by type, and of which days."""
    statuses = dataset.query(
        "SELECT status, count(*) FROM articles GROUP BY status ORDER BY count(*) DESC, status"
    ).fetchall()
    mentions, events, first, last = dataset.query(_COUNTS).fetchall()[0]
    kinds = dataset.query(_MOST_TYPES).fetchall()
    table = "".join(_type_row(kinds[0][2], *kind) for kind in kinds)
    articles = ", ".join(f"{number:,} {status}" for status, number in statuses) or "none"
    days = f"{first} to {last}" if first else "unknown"
    listed = {
        "articles": articles,
        "mentions": f"{mentions:,}",
        "events": f"{events:,}",
        "published": days,
    }
    rows = "".join(f"<dt>{name}</dt><dd>{words(value)}</dd>" for name, value in listed.items())
    return framed(
        f"<p><b>{words(dataset.path)}</b></p><dl>{rows}</dl>",
        f'<table class="d-table d-types">{table}</table>',
    )


def _type_row(most: int, event_type: str, quad: Quad | None, number: int) -> str:
    width = 100 * number / most
    return (
        f'<tr class="{quad_class(quad)}">'
        f'<td class="d-day">{type_label(event_type, None, quad)}</td>'
        f'<td class="d-number">{number:,}</td>'
        f'<td><span class="d-bar" style="width:{width:.1f}%"></span></td></tr>'
    )
