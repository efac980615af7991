"""Mentions to events: the reports of one event are those of one type, with the same parties in
the same roles, on days that overlap.

The result depends on the set of mentions only, not on their order.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from dragoman.merging.summaries import party_label, summarise
from dragoman.records import Article, Event, Mention, Participant

# A report of a longer span ("in 2018") is not taken for one of an event on a day in it.
WIDEST_JOINED = timedelta(days=31)

GroupKey = tuple[str, tuple[str, ...], tuple[str, ...], str, str]
Interval = tuple[date, date] | None


def merge_mentions(
    mentions: Iterable[Mention], articles: Mapping[str, Article]
) -> tuple[list[Event], dict[str, str]]:
    """Merge mentions into events.

    Args:
        mentions: of any number of articles.
        articles: their articles by article_id, for the days of publication.

    Returns:
        The events, in the order of their event_ids, and the event_id of each mention by
        mention_id.
    """
    groups: dict[GroupKey, list[Mention]] = defaultdict(list)
    for mention in mentions:
        groups[_group_key(mention)].append(mention)
    events: list[Event] = []
    event_ids: dict[str, str] = {}
    for key, group in groups.items():
        for interval, reports in _by_interval(group).items():
            event_id = hashlib.sha256(repr((key, interval)).encode()).hexdigest()[:16]
            events.append(_event(event_id, interval, reports, articles))
            event_ids |= {mention.mention_id: event_id for mention in reports}
    return sorted(events, key=lambda event: event.event_id), event_ids


def _group_key(mention: Mention) -> GroupKey:
    """What all reports of one event have in common.

    A plan and its fulfilment are one event; what is denied, demanded or supposed is not. Where
    nobody has a name or a country ("gunmen killed people"), only one article's reports are
    of the same event.
    """
    modality = "actual" if mention.modality == "planned" else mention.modality
    named = any(map(_is_named, mention.participants))
    return (
        mention.event_type,
        _parties(mention.sources),
        _parties(mention.targets),
        modality,
        "" if named else mention.article_id,
    )


def _is_named(participant: Participant) -> bool:
    """Whether the actor is a particular one: of a country, or with an acronym as identifier."""
    return participant.country is not None or party_label(participant).isupper()


def _parties(participants: Iterable[Participant]) -> tuple[str, ...]:
    return tuple(sorted(set(map(_party, participants))))


def _party(participant: Participant) -> str:
    """The actor, or the branch of government, so that a minister is one with the ministry."""
    label = party_label(participant)
    return f"{label} {participant.sector or 'GOV'}" if label == participant.country else label


def _by_interval(mentions: list[Mention]) -> dict[Interval, list[Mention]]:
    """Mentions of one group by the days of their events.

    The most precise reports found the events; a less precise one joins the only event that its
    days overlap, and founds its own where there are none or several.
    """
    found: dict[Interval, list[Mention]] = defaultdict(list)
    for mention in sorted(mentions, key=_precision):
        interval = _interval(mention)
        if interval and interval not in found and _may_join(interval):
            overlapping = [other for other in found if other and _overlap(interval, other)]
            if len(overlapping) == 1:
                interval = overlapping[0]
        found[interval].append(mention)
    return found


def _may_join(interval: tuple[date, date]) -> bool:
    """Two days do not overlap unless they are one; a long span says too little."""
    return timedelta(0) < interval[1] - interval[0] <= WIDEST_JOINED


def _interval(mention: Mention) -> Interval:
    if mention.date_start is None or mention.date_end is None:
        return None
    return mention.date_start, mention.date_end


def _overlap(a: tuple[date, date], b: tuple[date, date]) -> bool:
    return a[0] <= b[1] and b[0] <= a[1]


def _precision(mention: Mention) -> tuple[timedelta, date, str]:
    interval = _interval(mention)
    if interval is None:
        return timedelta.max, date.max, mention.mention_id
    return interval[1] - interval[0], interval[0], mention.mention_id


def _event(
    event_id: str, interval: Interval, reports: list[Mention], articles: Mapping[str, Article]
) -> Event:
    """The event that some mentions report; its account is that of the best of them.

    Its modality is the latest known (what has happened is no longer planned), its confidence
    that of the surest report.
    """
    best = min(reports, key=lambda mention: _merit(mention, articles))
    placed = best if best.place_name else next((m for m in reports if m.place_name), best)
    telling = [articles[article_id] for article_id in {m.article_id for m in reports}]
    published_start = [a.published_start for a in telling if a.published_start]
    published_end = [a.published_end for a in telling if a.published_end]
    return Event(
        event_id=event_id,
        event_type=best.event_type,
        mode=best.mode,
        contexts=tuple(sorted({context for m in reports for context in m.contexts})),
        quad=best.quad,
        cameo=best.cameo,
        score=best.score,
        modality=best.modality,
        date_start=interval[0] if interval else None,
        date_end=interval[1] if interval else None,
        sources=_actor_ids(best.sources),
        targets=_actor_ids(best.targets),
        place_name=placed.place_name,
        place_country=placed.place_country,
        latitude=placed.latitude,
        longitude=placed.longitude,
        mention_count=len(reports),
        article_count=len(telling),
        first_published=min(published_start, default=None),
        last_published=max(published_end, default=None),
        confidence=max(mention.confidence for mention in reports),
        summary=summarise(best),
    )


def _merit(mention: Mention, articles: Mapping[str, Article]) -> tuple[bool, float, date, str]:
    """Sorts first the surest report of what has happened, then the earliest published."""
    published = articles[mention.article_id].published_start
    planned = mention.modality == "planned"
    return planned, -mention.confidence, published or date.max, mention.mention_id


def _actor_ids(participants: Iterable[Participant]) -> tuple[str, ...]:
    return tuple(sorted({participant.actor_id for participant in participants}))
