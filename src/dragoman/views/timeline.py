"""The chronology of events, each with its best sentence as evidence."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from dragoman.errors import UsageError
from dragoman.ontology import event_types
from dragoman.records import Modality, Quad
from dragoman.store import Dataset
from dragoman.views.actors import resolve_actors
from dragoman.views.dates import date_label


@dataclass(frozen=True, slots=True)
class Entry:
    """An event and its evidence: the surest sentence, where its actors stand and who printed it.

    `dated` says whether the date is the text's; otherwise it is the day of publication.
    The offsets in `spans` (role or "trigger", start, end) count in `sentence`.
    """

    event_id: str
    date_start: date | None
    date_end: date | None
    dated: bool
    event_type: str
    mode: str | None
    quad: Quad
    cameo: str
    score: float
    modality: Modality
    sources: list[str]
    targets: list[str]
    place_name: str | None
    mention_count: int
    article_count: int
    confidence: float
    summary: str
    sentence: str
    spans: list[tuple[str, int, int]]
    title: str | None
    publisher: str | None
    url: str | None
    path: str
    published: date | None

    @property
    def when(self) -> str:
        """The date with its precision; "≈" where it is only the day of publication."""
        label = date_label(self.date_start, self.date_end)
        return label if self.dated or self.date_start is None else f"≈ {label}"

    @property
    def parties(self) -> str:
        """Who to whom, "TUR → USA"."""
        return self.summary.partition(": ")[0]

    @property
    def what(self) -> str:
        """What was done, in the words of the report."""
        return self.summary.partition(": ")[2]

    @property
    def reports(self) -> str:
        """How often it is told, "3 reports in 2 articles"."""
        return (
            f"{_counted(self.mention_count, 'report')} in {_counted(self.article_count, 'article')}"
        )


# The best mention is chosen as merging chooses the one it summarises.
_QUERY = """
WITH chosen AS (
    SELECT * FROM events e
    WHERE ($types IS NULL OR list_contains($types::TEXT[], event_type))
      AND ($since IS NULL OR date_end >= $since::DATE)
      AND ($until IS NULL OR date_start <= $until::DATE)
      AND ($actor_ids IS NULL OR event_id IN (
          SELECT event_id FROM mentions JOIN mention_actors a USING (mention_id)
          WHERE list_contains($actor_ids::TEXT[], a.actor_id)
             OR list_contains($actor_ids::TEXT[], a.organization)
             OR list_contains($countries::TEXT[], a.country)))
), evidence AS (
    SELECT m.*, a.title, a.publisher, a.url, a.path,
           if(a.published_start = a.published_end, a.published_start, NULL) AS published
    FROM mentions m JOIN articles a USING (article_id) SEMI JOIN chosen USING (event_id)
    QUALIFY row_number() OVER (
        PARTITION BY event_id ORDER BY modality = 'planned', confidence DESC,
        a.published_end NULLS LAST, mention_id) = 1
), dated AS (
    SELECT event_id, bool_or(date_basis = 'text') AS dated FROM mentions GROUP BY event_id
), spans AS (
    SELECT mention_id, list((role, s."start" - sentence_start, s."end" - sentence_start)
                            ORDER BY s."start", s."end") AS spans
    FROM (SELECT mention_id, role, "start", "end" FROM mention_actors
          UNION ALL SELECT mention_id, 'trigger', trigger_start, trigger_end FROM evidence) s
         JOIN evidence USING (mention_id)
    WHERE s."start" >= sentence_start AND s."end" <= sentence_end
    GROUP BY mention_id
)
SELECT c.event_id, c.date_start, c.date_end, dated, c.event_type, c.mode, c.quad, c.cameo, c.score,
       c.modality, c.sources, c.targets, c.place_name, c.mention_count, c.article_count,
       c.confidence, c.summary, sentence, spans, title, publisher, url, path, published
FROM chosen c JOIN evidence USING (event_id) JOIN dated USING (event_id)
     JOIN spans USING (mention_id)
ORDER BY c.date_start NULLS LAST, c.date_end, c.event_id
"""


def read_timeline(
    dataset: Dataset,
    *,
    actors: Collection[str] = (),
    types: Collection[str] = (),
    since: date | None = None,
    until: date | None = None,
) -> list[Entry]:
    """The events in the order of their days, those without a date last.

    Args:
        actors: identifiers, countries, names or aliases; events in which any takes part.
        types: PLOVER types; events of any of them.
        since, until: first and last day; events without a date are left out then.

    Raises:
        UsageError: an actor or type is unknown.
    """
    wanted = [name.upper() for name in types]
    for name in wanted:
        if name not in event_types():
            raise UsageError(f"no event type {name!r}: there are {', '.join(event_types())}")
    actor_ids, countries = resolve_actors(dataset, actors)
    rows = dataset.query(
        _QUERY,
        types=wanted or None,
        since=since,
        until=until,
        actor_ids=sorted(actor_ids) or None,
        countries=sorted(countries),
    ).fetchall()
    return [Entry(*row) for row in rows]


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
