"""Events with their evidence, a page at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from dragoman.views.timeline import Entry

if TYPE_CHECKING:
    from dragoman.store import Dataset
    from dragoman.web.queries.selection import Selection

PER_PAGE = 50
Order = Literal["oldest", "newest", "reports", "confidence"]

_ORDERS: dict[Order, str] = {
    "oldest": "date_start NULLS LAST, date_end, event_id",
    "newest": "date_start DESC NULLS LAST, date_end DESC, event_id",
    "reports": "article_count DESC, mention_count DESC, date_start, event_id",
    "confidence": "confidence DESC, date_start, event_id",
}
# What is known without a sentence; its place and those of the columns after it are left empty.
_OUTLINE = """
SELECT number, evidence, event_id, date_start, date_end, dated, event_type, mode, quad, cameo,
    score, modality, outcome, outcome_event_id, sources, targets, actors, place_name,
    place_country, mention_count, article_count, confidence, summary, '', [], NULL, NULL, NULL, '',
    NULL"""
_SENTENCES = """
SELECT mention_id, sentence, sentence_start, sentence_end, trigger_start, trigger_end,
       {title: title, publisher: publisher, url: url, path: path,
        published: if(published_start = published_end, published_start, NULL)}
FROM mentions JOIN articles USING (article_id) WHERE mention_id IN (SELECT unnest($ids::TEXT[]))"""
_ACTORS = """
SELECT mention_id, role, "start", "end" FROM brief_actors a JOIN brief_mentions USING (mention)
WHERE a.number IN (SELECT unnest($numbers::INTEGER[]))
      AND brief_mentions.number IN (SELECT unnest($numbers::INTEGER[]))
      AND mention_id IN (SELECT unnest($ids::TEXT[]))"""


class Outline(NamedTuple):
    """An event whose evidence is not read yet: its number in `Brief`, and its best mention."""

    number: int
    evidence: str
    entry: Entry


def entries(
    selection: Selection, *, order: Order = "oldest", page: int = 1, per_page: int = PER_PAGE
) -> list[Entry]:
    """A page of the events, each with its best sentence."""
    return evidenced(selection.dataset, outlines(selection, order, page, per_page))


def entries_of(dataset: Dataset, event_ids: Sequence[str]) -> list[Entry]:
    """Those events, in the order given, each with its best sentence."""
    rows = dataset.query(
        f"{_OUTLINE} FROM brief_events WHERE event_id IN (SELECT unnest($ids::TEXT[]))",
        ids=list(event_ids),
    ).fetchall()
    place = {event_id: number for number, event_id in enumerate(event_ids)}
    return evidenced(dataset, sorted(map(_outline, rows), key=lambda o: place[o.entry.event_id]))


def outlines(
    selection: Selection, order: Order, page: int = 1, per_page: int = PER_PAGE
) -> list[Outline]:
    """A page of the events without their evidence."""
    # Only the rows shown are read as a whole.
    rows = selection.query(
        f"{_OUTLINE} FROM brief_events WHERE number IN (SELECT number FROM chosen"
        f" ORDER BY {_ORDERS[order]} LIMIT $most OFFSET $after) ORDER BY {_ORDERS[order]}",
        most=per_page,
        after=(page - 1) * per_page,
    ).fetchall()
    return list(map(_outline, rows))


def evidenced(dataset: Dataset, outlined: Collection[Outline]) -> list[Entry]:
    """The events, each with its best sentence."""
    values = {"ids": [o.evidence for o in outlined]}
    spans = defaultdict(list)
    numbers = [o.number for o in outlined]
    for mention_id, *span in dataset.query(_ACTORS, **values, numbers=numbers).fetchall():
        spans[mention_id].append(span)
    told = {}
    for mention_id, sentence, start, end, begin, until, origin in dataset.query(
        _SENTENCES, **values
    ).fetchall():
        parts = [*spans[mention_id], ["trigger", begin, until]]
        told[mention_id] = {"sentence": sentence, "spans": _within(start, end, parts)} | origin
    return [replace(o.entry, **told[o.evidence]) for o in outlined if o.evidence in told]


def _outline(row: Sequence[Any]) -> Outline:
    number, evidence, *values = row
    return Outline(number, evidence, Entry(*values))


def _within(start: int, end: int, parts: Iterable[Sequence[Any]]) -> list[tuple[str, int, int]]:
    """The parts that lie in a sentence, counted from its beginning."""
    inside = [(part, a - start, b - start) for part, a, b in parts if start <= a < b <= end]
    return sorted(inside, key=lambda span: span[1:])
