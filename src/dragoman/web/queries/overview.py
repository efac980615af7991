"""What is in the dataset, in figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from dragoman.web.queries.timeline import Unit

if TYPE_CHECKING:
    from dragoman.store import Dataset

MOST_PUBLISHERS = 10
MOST_FAILURES = 50


@dataclass(frozen=True, slots=True)
class Totals:
    """How much there is; days are those of publication and of the events."""

    articles: int
    coded: int
    duplicates: int
    skipped: int
    failed: int
    mentions: int
    events: int
    actual: int
    undated: int
    first_published: date | None
    last_published: date | None
    first_day: date | None
    last_day: date | None


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many articles a period or a publisher has."""

    label: str | None
    articles: int
    events: int


@dataclass(frozen=True, slots=True)
class Failure:
    """An article that was not coded, and why."""

    article_id: str
    path: str
    title: str | None
    status: str
    reason: str


@dataclass(frozen=True, slots=True)
class Share:
    """A group of events or articles and its size."""

    name: str
    number: int


def totals(dataset: Dataset) -> Totals:
    """The sizes of the tables."""
    (row,) = dataset.query(
        "SELECT * FROM (SELECT count(*), count(*) FILTER (status = 'coded'),"
        " count(*) FILTER (status = 'duplicate'), count(*) FILTER (status = 'skipped'),"
        " count(*) FILTER (status = 'failed') FROM articles),"
        " (SELECT count(*) FROM mentions),"
        " (SELECT count(*), count(*) FILTER (modality = 'actual'),"
        "  count(*) FILTER (date_start IS NULL) FROM events),"
        " (SELECT min(published_start), max(published_end) FROM articles"
        "  WHERE published_start = published_end),"
        " (SELECT min(date_start), max(date_end) FROM events)"
    ).fetchall()
    return Totals(*row)


def publishers(dataset: Dataset) -> list[Coverage]:
    """The publishers with most articles; None for the articles that name none."""
    rows = dataset.query(
        "WITH told AS (SELECT article_id, count(DISTINCT event_id) AS events FROM mentions"
        "  GROUP BY article_id)"
        " SELECT publisher, count(*), coalesce(sum(events), 0)::BIGINT FROM articles"
        " LEFT JOIN told USING (article_id) WHERE status IN ('coded', 'duplicate')"
        " GROUP BY publisher ORDER BY publisher IS NULL, count(*) DESC, publisher LIMIT $most",
        most=MOST_PUBLISHERS,
    ).fetchall()
    return [Coverage(*row) for row in rows]


def by_day(dataset: Dataset, unit: Unit) -> dict[date, int]:
    """How many articles were published in each unit of time, by its first day."""
    rows = dataset.query(
        "SELECT date_trunc($unit, published_start)::DATE, count(*) FROM articles"
        " WHERE published_start = published_end GROUP BY 1 ORDER BY 1",
        unit=unit,
    ).fetchall()
    return dict(rows)


def types(dataset: Dataset) -> list[Share]:
    """How many events there are of each type, the most first."""
    rows = dataset.query(
        "SELECT event_type, count(*) FROM events GROUP BY event_type ORDER BY 2 DESC, 1"
    ).fetchall()
    return [Share(*row) for row in rows]


def failures(dataset: Dataset) -> list[Failure]:
    """The articles that were not coded, failed ones first."""
    rows = dataset.query(
        "SELECT article_id, path, title, status, coalesce(error, '') FROM articles"
        " WHERE status IN ('failed', 'skipped') ORDER BY status, path LIMIT $most",
        most=MOST_FAILURES,
    ).fetchall()
    return [Failure(*row) for row in rows]
