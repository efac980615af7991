"""Making the events right at once after a correction, without merging all of them again.

The events that the mentions were of, and those near them in type, parties and days, are merged
anew; the rest stays. As a correction may reach further now and then, the events count as not
current, so that the next run of the coder merges the whole.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from dragoman.merging import merge_by_type
from dragoman.merging.parties import side_of
from dragoman.records import Event, Mention, Outcome
from dragoman.store.mentions import GIVEN, read_articles, read_mentions
from dragoman.store.merging import Merging

# Reports of an event of a known day are printed within so many days of it; plans, and what is told
# without a day, within so many.
_NEAR_DAYS, _FAR_DAYS = 10, 40
# To read and merge one takes a millisecond.
_MOST_MENTIONS = 60
_OPEN: Outcome = "no report yet"

# Events of the same articles, then those that share parties and days, the likeliest first, as long
# as they do not have too many mentions together. `roots` are what merging takes for the parties.
_NEAR = f"""
WITH beside AS (
    SELECT DISTINCT event_id FROM mentions
    WHERE list_contains($articles::TEXT[], article_id) AND list_contains($types::TEXT[], event_type)
), around AS (
    SELECT event_id, mention_count, event_id IN (FROM beside) AS beside,
           greatest(0, coalesce(date_start, first_published) - $last::DATE,
                    $first::DATE - coalesce(date_end, last_published)) AS gap
    FROM events
    WHERE list_contains($types::TEXT[], event_type) AND NOT list_contains($own::TEXT[], event_id)
      AND (beside OR gap <= if(date_start IS NULL, {_FAR_DAYS}, $days))
), sharing AS (
    SELECT event_id, count(DISTINCT coalesce(country, organization, actor_id)) AS shared
    FROM mention_actors JOIN mentions USING (mention_id) SEMI JOIN around USING (event_id)
    WHERE list_contains($roots::TEXT[], coalesce(country, organization, actor_id))
    GROUP BY event_id
)
SELECT event_id FROM around LEFT JOIN sharing USING (event_id) WHERE beside OR shared > 0
QUALIFY sum(mention_count) OVER (
    ORDER BY beside DESC, shared DESC NULLS LAST, gap, event_id) <= {_MOST_MENTIONS}
"""


def remerge(dataset: Merging, touched: Sequence[Mention]) -> None:
    """Merge the events anew that a correction touches; within a transaction.

    Args:
        touched: the mentions of the correction as they were, and as they are with it.
    """
    own = {mention.event_id for mention in touched if mention.event_id}
    affected = own | _near(dataset, touched, own)
    mentions = _with_theirs(dataset, touched, affected)
    article_ids = sorted({mention.article_id for mention in mentions})
    articles = read_articles(dataset, GIVEN, ids=article_ids)
    events, event_ids = list[Event](), dict[str, str]()
    for some, pairs in merge_by_type([(mentions, articles)], dataset.reprints(), dataset.links()):
        events += some
        event_ids |= pairs
    known = _outcomes_elsewhere(dataset, affected)
    events = [
        replace(event, **known.get(event.event_id, {})) if event.outcome == _OPEN else event
        for event in events
    ]
    moved = {m.mention_id: i for m in mentions if (i := event_ids[m.mention_id]) != m.event_id}
    dataset.replace_some_events(affected, events, moved)
    heirs = {m.event_id: event_ids[m.mention_id] for m in mentions}
    present = {event.event_id for event in events}
    plans = _redirect(dataset, {gone: heirs.get(gone) for gone in affected - present})
    dataset._changes_only(affected | present | plans)


def _with_theirs(
    dataset: Merging, touched: Iterable[Mention], event_ids: Iterable[str]
) -> list[Mention]:
    """The mentions as they are now, those that are rejected left out, and all of some events."""
    rows = dataset._fetch(
        f"SELECT mention_id FROM mentions WHERE event_id IN ({GIVEN})", ids=list(event_ids)
    )
    ids = {mention.mention_id for mention in touched} | {mention_id for (mention_id,) in rows}
    # Up to so many ids are looked up in the index, which takes a third of the time of a scan.
    dataset._execute("SET dynamic_or_filter_threshold = 1000")
    return read_mentions(dataset, GIVEN, ids=sorted(ids))


def _near(dataset: Merging, touched: Sequence[Mention], own: Collection[str]) -> set[str]:
    """The events that reports may come from or go to, apart from those that they are of."""
    published = dict(
        dataset._fetch(
            f"SELECT article_id, published_start FROM articles WHERE article_id IN ({GIVEN})",
            ids=[mention.article_id for mention in touched],
        )
    )
    starts = [m.date_start or published[m.article_id] for m in touched]
    ends = [m.date_end or published[m.article_id] for m in touched]
    dated = all(mention.date_start for mention in touched)
    rows = dataset._fetch(
        _NEAR,
        types=sorted({mention.event_type for mention in touched}),
        articles=sorted(published),
        roots=sorted({root for m in touched for root in side_of(m.participants).roots}),
        own=list(own),
        first=min((day for day in starts if day), default=None),
        last=max((day for day in ends if day), default=None),
        days=_NEAR_DAYS if dated else _FAR_DAYS,
    )
    return {event_id for (event_id,) in rows}


def _outcomes_elsewhere(dataset: Merging, affected: Collection[str]) -> dict[str, dict[str, Any]]:
    """By event_id, what came of affected plans according to events that are not affected."""
    rows = dataset._fetch(
        "SELECT event_id, outcome, outcome_event_id, modality FROM events"
        f" WHERE event_id IN ({GIVEN}) AND outcome_event_id NOT IN ({GIVEN})",
        ids=list(affected),
    )
    return {
        event_id: {"outcome": outcome, "outcome_event_id": other, "modality": modality}
        for event_id, outcome, other, modality in rows
    }


def _redirect(dataset: Merging, heirs: Mapping[str, str | None]) -> set[str]:
    """Let other events say what came of plans where those that said so are gone, or nothing.

    Args:
        heirs: by event_id of those that are gone; None where there is no other.

    Returns:
        The plans, by event_id.
    """
    plans = dataset._fetch(
        "UPDATE events SET outcome_event_id = heir,"
        f" outcome = if(heir IS NULL, '{_OPEN}', outcome),"
        " modality = if(heir IS NULL, 'planned', modality)"
        " FROM (SELECT unnest($gone::TEXT[]) AS gone, unnest($heirs::TEXT[]) AS heir)"
        " WHERE outcome_event_id = gone RETURNING event_id",
        gone=list(heirs),
        heirs=list(heirs.values()),
    )
    return {event_id for (event_id,) in plans}
