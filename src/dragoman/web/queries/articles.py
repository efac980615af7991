"""The articles, a page at a time."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from dragoman.records import Status
from dragoman.web.queries.reports import Origin

if TYPE_CHECKING:
    from dragoman.store import Dataset

PER_PAGE = 50
NO_PUBLISHER = "-"
_COLUMNS = ", ".join(field.name for field in fields(Origin))


@dataclass(frozen=True, slots=True)
class Listed:
    """An article and the number of its mentions."""

    origin: Origin
    mentions: int


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of articles, and how many there are in all."""

    total: int
    articles: list[Listed]


def read_articles(
    dataset: Dataset, *, status: Status | None = None, publisher: str | None = None, page: int = 1
) -> Listing:
    """The articles in the order of their days of publication.

    Args:
        publisher: only its articles; NO_PUBLISHER for those that name none.
    """
    where = (
        "($status IS NULL OR status = $status) AND"
        " ($publisher IS NULL OR coalesce(publisher, $nobody) = $publisher)"
    )
    values = {"status": status, "publisher": publisher, "nobody": NO_PUBLISHER}
    ((total,),) = dataset.query(f"SELECT count(*) FROM articles WHERE {where}", **values).fetchall()
    rows = dataset.query(
        f"WITH page AS (SELECT {_COLUMNS} FROM articles WHERE {where}"
        "   ORDER BY published_start NULLS LAST, path LIMIT $most OFFSET $after)"
        " SELECT page.*, (SELECT count(*) FROM mentions m WHERE m.article_id = page.article_id)"
        " FROM page ORDER BY published_start NULLS LAST, path",
        **values,
        most=PER_PAGE,
        after=(page - 1) * PER_PAGE,
    ).fetchall()
    return Listing(total, [Listed(Origin(*row[:-1]), row[-1]) for row in rows])
