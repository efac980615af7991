"""Events, their reports, and the articles that have them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query

from dragoman.records import Mention, Status
from dragoman.views.timeline import Entry
from dragoman.web.api.paging import Page, PerPage, found
from dragoman.web.criteria import Asked
from dragoman.web.queries import articles, mentions, overview, reports, timeline
from dragoman.web.queries.articles import Listing
from dragoman.web.queries.entries import Order, entries
from dragoman.web.queries.overview import Coverage, Failure, Share, Totals
from dragoman.web.queries.reports import ArticleStory, EventStory
from dragoman.web.queries.selection import select
from dragoman.web.queries.ties import Tie, read_ties
from dragoman.web.queries.timeline import Spread, Strip
from dragoman.web.workbench import Db

router = APIRouter()

_MOST_PAIRS = 50


@dataclass(frozen=True, slots=True)
class Overview:
    """What is in the dataset: sizes, publishers, types, the busiest dyads, what was not coded."""

    totals: Totals
    publishers: list[Coverage]
    types: list[Share]
    pairs: list[Tie]
    failures: list[Failure]


@dataclass(frozen=True, slots=True)
class EventPage:
    """Some of the events asked for; `total` says how many there are."""

    total: int
    events: list[Entry]


@dataclass(frozen=True, slots=True)
class MentionPage:
    """Some of the reports of the events asked for; `total` says how many there are."""

    total: int
    mentions: list[Mention]


@dataclass(frozen=True, slots=True)
class Distribution:
    """The events asked for by type and quad class, and over time (null where none has a date)."""

    spread: Spread
    strip: Strip | None


@router.get("/overview", tags=["events"])
def read_overview(dataset: Db) -> Overview:
    """What is in the dataset, in figures."""
    return dataset.kept(
        "overview in the API",
        lambda: Overview(
            overview.totals(dataset),
            overview.publishers(dataset),
            overview.types(dataset),
            read_ties(select(dataset, {}))[:_MOST_PAIRS],
            overview.failures(dataset),
        ),
    )


@router.get("/events", tags=["events"])
def list_events(
    dataset: Db, asked: Asked, order: Order = "oldest", page: Page = 1, per_page: PerPage = 50
) -> EventPage:
    """The events that all criteria hold for, each with its surest sentence as evidence.

    The offsets in `spans` (part, start, end) count in `sentence`.
    """
    chosen = select(dataset, asked.criteria())
    found = entries(chosen, order=order, page=page, per_page=per_page)
    return EventPage(timeline.spread(chosen).events, found)


@router.get("/distribution", tags=["events"])
def read_distribution(dataset: Db, asked: Asked) -> Distribution:
    """How the events asked for are spread over types, quad classes and time."""
    chosen = select(dataset, asked.criteria())
    return Distribution(timeline.spread(chosen), timeline.strip(chosen, asked.since, asked.until))


@router.get("/events/{event_id}", tags=["events"])
def read_event(dataset: Db, event_id: str) -> EventStory:
    """An event with all its reports, what came of it, and which plans it fulfilled."""
    return found(reports.read_event(dataset, event_id), "event")


@router.get("/mentions", tags=["events"])
def list_mentions(dataset: Db, asked: Asked, page: Page = 1, per_page: PerPage = 50) -> MentionPage:
    """The reports of the events that all criteria hold for, in the order of the events' days.

    All offsets count in the text of the mention's article.
    """
    chosen = select(dataset, asked.criteria())
    return MentionPage(*mentions.page_of_mentions(chosen, page=page, per_page=per_page))


@router.get("/articles", tags=["events"])
def list_articles(
    dataset: Db,
    status: Status | None = None,
    publisher: Annotated[str | None, Query(description="`-` for those that name none.")] = None,
    page: Page = 1,
) -> Listing:
    """The articles in the order of their days of publication, without their text."""
    return articles.read_articles(dataset, status=status, publisher=publisher, page=page)


@router.get("/articles/{article_id}", tags=["events"])
def read_article(dataset: Db, article_id: str) -> ArticleStory:
    """An article with its text and mentions, and the articles that repeat it."""
    return found(reports.read_article(dataset, article_id), "article")
