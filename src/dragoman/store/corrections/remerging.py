"""Making the events right at once after a correction, without merging all of them again.

The events that the mentions were of, and those near them in type, parties and days, are merged
anew; the rest stays. As a correction may reach further now and then, the events count as not
current, so that the next run of the coder merges the whole.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from dragoman.merging import merge_by_type
from dragoman.merging.parties import side_of
from dragoman.records import Event, Mention, Outcome
from dragoman.store.mentions import OF_IDS, read_articles, read_mentions
from dragoman.store.merging import Merging

# Reports of one event are printed within so many days of it, plans so many days before.
_FAR = timedelta(days=40)
# So many mentions are merged in some 100 milliseconds.
_MOST_MENTIONS = 300
_OPEN: Outcome = "no report yet"

# Events of the same article, then those that share parties and days, the likeliest first, as long
# as they do not have too many mentions together. `roots` are what merging takes for the parties.
_NEAR = """
WITH around AS (
    SELECT event_id, greatest(0, coalesce(date_start, first_published) - $last::DATE,
                              $first::DATE - coalesce(date_end, last_published)) AS gap
    FROM events
    WHERE list_contains($types::TEXT[], event_type)
      AND coalesce(date_start, first_published) <= $last_near::DATE
      AND coalesce(date_end, last_published) >= $first_near::DATE
), sharing AS (
    SELECT event_id, any_value(gap) AS gap,
           count(DISTINCT coalesce(country, organization, actor_id)) AS shared
    FROM mention_actors JOIN mentions USING (mention_id) JOIN around USING (event_id)
    WHERE list_contains($roots::TEXT[], coalesce(country, organization, actor_id))
    GROUP BY event_id
    UNION ALL
    SELECT DISTINCT event_id, -1, 1 FROM mentions
    WHERE list_contains($articles::TEXT[], article_id) AND list_contains($types::TEXT[], event_type)
), sized AS (
    SELECT event_id, min(gap) AS gap, max(shared) AS shared, any_value(mention_count) AS size
    FROM sharing JOIN events USING (event_id)
    WHERE NOT list_contains($own::TEXT[], event_id) GROUP BY event_id
)
SELECT event_id FROM sized
QUALIFY sum(size) OVER (ORDER BY gap >= 0, shared DESC, gap, event_id) <= $most
"""


def remerge(dataset: Merging, touched: Sequence[Mention]) -> None:
    """Merge the events anew that a correction touches; within a transaction.

    Args:
        touched: the mentions of the correction as they were, and as they are with it.
    """
    ids = [mention.mention_id for mention in touched]
    own = {mention.event_id for mention in touched if mention.event_id}
    affected = list(own | _near(dataset, touched, own))
    condition = f"({OF_IDS} OR m.event_id IN (SELECT unnest($affected::TEXT[])))"
    mentions = read_mentions(dataset, condition, ids=ids, affected=affected)
    articles = read_articles(dataset, condition, ids=ids, affected=affected)
    batches = [(mentions, articles)]
    events, event_ids = list[Event](), dict[str, str]()
    for some, pairs in merge_by_type(batches, dataset.reprints(), dataset.links()):
        events += some
        event_ids |= pairs
    known = _outcomes_elsewhere(dataset, affected)
    events = [
        replace(event, **known.get(event.event_id, {})) if event.outcome == _OPEN else event
        for event in events
    ]
    dataset.replace_some_events(affected, events, event_ids)
    moved = {m.event_id: event_ids[m.mention_id] for m in mentions if m.event_id}
    _redirect(dataset, affected, moved)


def _near(dataset: Merging, touched: Sequence[Mention], own: Collection[str]) -> set[str]:
    """The events that reports may come from or go to, apart from those that they are of."""
    published = dict(
        dataset.query(
            "SELECT article_id, published_start FROM articles"
            " WHERE article_id IN (SELECT unnest($ids::TEXT[]))",
            ids=[mention.article_id for mention in touched],
        ).fetchall()
    )
    starts = [m.date_start or published[m.article_id] for m in touched]
    ends = [m.date_end or published[m.article_id] for m in touched]
    first = min((day for day in starts if day), default=None)
    last = max((day for day in ends if day), default=None)
    rows = dataset.query(
        _NEAR,
        types=sorted({mention.event_type for mention in touched}),
        articles=sorted(published),
        roots=sorted({root for m in touched for root in side_of(m.participants).roots}),
        own=list(own),
        first=first,
        last=last,
        first_near=first and first - _FAR,
        last_near=last and last + _FAR,
        most=_MOST_MENTIONS,
    ).fetchall()
    return {event_id for (event_id,) in rows}


def _outcomes_elsewhere(dataset: Merging, affected: Collection[str]) -> dict[str, dict[str, Any]]:
    """By event_id, what came of affected plans according to events that are not affected."""
    rows = dataset.query(
        "SELECT event_id, outcome, outcome_event_id, modality FROM events"
        " WHERE event_id IN (SELECT unnest($ids::TEXT[]))"
        " AND outcome_event_id NOT IN (SELECT unnest($ids::TEXT[]))",
        ids=list(affected),
    ).fetchall()
    return {
        event_id: {"outcome": outcome, "outcome_event_id": other, "modality": modality}
        for event_id, outcome, other, modality in rows
    }


def _redirect(dataset: Merging, affected: Collection[str], moved: Mapping[str, str]) -> None:
    """Let events that have the reports of one that is gone say what that said came of a plan.

    Args:
        moved: by event_id of before, the event_id that some of its mentions have now.
    """
    gone = (
        "outcome_event_id IN (SELECT unnest($affected::TEXT[]) EXCEPT SELECT event_id FROM events)"
    )
    dataset._execute(
        "UPDATE events SET outcome_event_id = moved.now FROM"
        " (SELECT unnest($before::TEXT[]) AS before, unnest($now::TEXT[]) AS now) moved"
        f" WHERE outcome_event_id = before AND {gone}",
        affected=list(affected),
        before=list(moved),
        now=list(moved.values()),
    )
    dataset._execute(
        f"UPDATE events SET outcome = '{_OPEN}', outcome_event_id = NULL, modality = 'planned'"
        f" WHERE {gone}",
        affected=list(affected),
    )
