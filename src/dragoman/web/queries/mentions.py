"""Reports of events, as records."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from dragoman.records import Mention
from dragoman.store.mentions import GIVEN, read_mentions

if TYPE_CHECKING:
    from dragoman.store import Dataset
    from dragoman.web.queries.selection import Selection


def page_of_mentions(
    selection: Selection, *, page: int = 1, per_page: int = 50
) -> tuple[int, list[Mention]]:
    """How many mentions the events have, and a page of them in the order of the events' days."""
    ((total,),) = selection.query(
        "SELECT count(*) FROM brief_mentions SEMI JOIN chosen USING (number)"
    ).fetchall()
    ids = selection.query(
        "SELECT mention_id FROM brief_mentions JOIN chosen USING (number)"
        " ORDER BY date_start NULLS LAST, event_id, mention_id LIMIT $most OFFSET $after",
        most=per_page,
        after=(page - 1) * per_page,
    ).fetchall()
    return total, mentions_of(selection.dataset, [mention_id for (mention_id,) in ids])


def mentions_of(dataset: Dataset, mention_ids: Sequence[str]) -> list[Mention]:
    """Those mentions in the order given, with their actors in the order of the text."""
    found = {m.mention_id: m for m in read_mentions(dataset, GIVEN, ids=list(mention_ids))}
    return [_in_order(found[mention_id]) for mention_id in mention_ids if mention_id in found]


def mentions_of_event(dataset: Dataset, event_id: str) -> list[Mention]:
    """The mentions of an event, the surest first."""
    rows = dataset.query(
        "SELECT mention_id FROM brief_mentions WHERE number IN"
        " (SELECT number FROM brief_events WHERE event_id = $id)",
        id=event_id,
    ).fetchall()
    mentions = mentions_of(dataset, [mention_id for (mention_id,) in rows])
    return sorted(mentions, key=lambda m: (m.modality == "planned", -m.confidence, m.mention_id))


def _in_order(mention: Mention) -> Mention:
    actors = sorted(mention.participants, key=lambda p: (p.role, p.start, p.end, p.actor_id))
    return replace(mention, participants=tuple(actors))
