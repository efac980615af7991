"""Mentions to events: an event is what all reports of it say together.

The result depends on the set of mentions only, not on their order or on what was merged before.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from dragoman.merging.clustering import Cluster, cluster
from dragoman.merging.corrections import Link, linked
from dragoman.merging.plans import Fate, Ledger
from dragoman.merging.reports import Report, Signature, read_report
from dragoman.merging.summaries import summarise
from dragoman.records import Article, Event, Mention, Modality, Participant


@dataclass(frozen=True, slots=True)
class Part:
    """The events of some types.

    `event_ids` are those of all mentions by mention_id; `waiting` are plans of which events of
    their types tell nothing, and `ledger` has what is needed to see whether others do.
    """

    events: list[Event]
    waiting: list[Event]
    event_ids: dict[str, str]
    ledger: Ledger


def merge_mentions(
    mentions: Iterable[Mention],
    articles: Mapping[str, Article],
    reprints: Mapping[str, int] | None = None,
) -> tuple[list[Event], dict[str, str]]:
    """Merge mentions into events.

    Args:
        mentions: of any number of articles.
        articles: their articles by article_id, for the days of publication.
        reprints: by article_id, how many near-duplicates an article has: each counts as one more
            report, but not as one more article.

    Returns:
        The events, in the order of their event_ids, and the event_id of each mention by
        mention_id.
    """
    events: list[Event] = []
    event_ids: dict[str, str] = {}
    for some, ids in merge_by_type([(mentions, articles)], reprints or {}):
        events += some
        event_ids |= ids
    return sorted(events, key=lambda event: event.event_id), event_ids


def merge_by_type(
    batches: Iterable[tuple[Iterable[Mention], Mapping[str, Article]]],
    reprints: Mapping[str, int],
    links: Sequence[Link] = (),
) -> Iterator[tuple[list[Event], dict[str, str]]]:
    """Do what `merge_mentions` does, in parts that need not be held in memory together.

    Args:
        batches: all mentions of one or more event types, and their articles; every type in one.
        links: what people say of which reports are of one event.

    Yields:
        Events and event_ids. Plans of which nothing is told by events of their type come last.
    """
    ledger = Ledger()
    waiting: list[Event] = []
    for batch in batches:
        part = merge_part(*batch, reprints, links)
        del batch  # or it would be kept while the next is read
        ledger.join(part.ledger)
        waiting += part.waiting
        yield part.events, part.event_ids
    yield settle(waiting, ledger), {}


def settle(waiting: Iterable[Event], ledger: Ledger) -> list[Event]:
    """The waiting plans of all parts, with what events of other types tell of them.

    Args:
        ledger: those of all parts, joined.
    """
    plans = {event.event_id: event for event in waiting}
    for event_id, fate in ledger.setbacks().items():
        plans[event_id] = replace(
            plans[event_id],
            outcome=fate.outcome,
            outcome_event_id=fate.event_id,
            modality=_modality(plans[event_id].modality, fate, event_id),
        )
    return list(plans.values())


def merge_part(
    mentions: Iterable[Mention],
    articles: Mapping[str, Article],
    reprints: Mapping[str, int],
    links: Sequence[Link] = (),
) -> Part:
    """Merge all mentions of one or more event types; see `merge_by_type`."""
    reports = [read_report(mention, articles[mention.article_id]) for mention in mentions]
    ledger = Ledger()
    clusters = _named(linked(cluster(reports), links))
    fates = ledger.add(clusters)
    events = [
        _event(event_id, found, articles, reprints, fates.get(event_id))
        for event_id, found in clusters.items()
    ]
    return Part(
        [event for event in events if event.event_id not in ledger.open],
        [event for event in events if event.event_id in ledger.open],
        {r.mention.mention_id: i for i, found in clusters.items() for r in found.reports},
        ledger,
    )


def _named(clusters: Iterable[Cluster]) -> dict[str, Cluster]:
    """The clusters by event_id.

    Parts that a person split may have like reports and so one identity: a later one's is made of
    its founder too.
    """
    named: dict[str, Cluster] = {}
    for found in clusters:
        identity = found.identity
        while (event_id := _digest(identity)) in named:
            identity += (found.founder.mention.article_id, found.founder.mention.trigger_start)
        named[event_id] = found
    return named


def _digest(identity: Signature) -> str:
    return hashlib.sha256(repr(identity).encode()).hexdigest()[:16]


def _event(
    event_id: str,
    found: Cluster,
    articles: Mapping[str, Article],
    reprints: Mapping[str, int],
    fate: Fate | None,
) -> Event:
    """The event that some mentions report; its account is that of the best of them.

    Its modality is the latest known (what has happened is no longer planned), its confidence
    that of the surest report. Where the best report leaves a side out, a fuller one gives it.
    """
    reports = [report.mention for report in found.reports]
    best = min(reports, key=lambda mention: _merit(mention, articles))
    fullest = _fullest(best, found.reports)
    placed = best if best.place_name else next((m for m in reports if m.place_name), best)
    telling = {mention.article_id for mention in reports}
    published_start = [day for i in telling if (day := articles[i].published_start)]
    published_end = [day for i in telling if (day := articles[i].published_end)]
    return Event(
        event_id=event_id,
        event_type=best.event_type,
        mode=best.mode,
        contexts=tuple(sorted({context for m in reports for context in m.contexts})),
        quad=best.quad,
        cameo=best.cameo,
        score=best.score,
        modality=_modality(best.modality, fate, event_id),
        date_start=found.founder.mention.date_start,
        date_end=found.founder.mention.date_end,
        sources=_actor_ids(fullest.sources),
        targets=_actor_ids(fullest.targets),
        place_name=placed.place_name,
        place_country=placed.place_country,
        latitude=placed.latitude,
        longitude=placed.longitude,
        mention_count=len(reports) + sum(reprints.get(m.article_id, 0) for m in reports),
        article_count=len(telling),
        first_published=min(published_start, default=None),
        last_published=max(published_end, default=None),
        confidence=max(mention.confidence for mention in reports),
        summary=summarise(best, fullest.participants),
        outcome=fate.outcome if fate else None,
        outcome_event_id=fate.event_id if fate else None,
    )


def _fullest(best: Mention, reports: list[Report]) -> Mention:
    """The best mention, or one with more parties where that has but one."""
    if len({p.actor_id for p in best.participants}) > 1:
        return best
    return max(
        reports, key=lambda r: (len(r.everyone.roots), r.mention is best, r.published or 0)
    ).mention


def _modality(told: Modality, fate: Fate | None, event_id: str) -> Modality:
    """The latest known; what another event says came of a plan leaves it a plan."""
    if fate is None or fate.event_id == event_id:
        return told
    return "denied" if fate.outcome == "cancelled" else "planned"


def _merit(mention: Mention, articles: Mapping[str, Article]) -> tuple[bool, float, date, str]:
    """Sorts first the surest report of what has happened, then the earliest published."""
    published = articles[mention.article_id].published_start
    return (
        mention.modality != "actual",
        -mention.confidence,
        published or date.max,
        mention.mention_id,
    )


def _actor_ids(participants: Iterable[Participant]) -> tuple[str, ...]:
    return tuple(sorted({participant.actor_id for participant in participants}))
