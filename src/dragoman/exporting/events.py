"""Events as the layouts want them: one by one, each with its parties and its reports."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib.metadata import version
from typing import Any

from dragoman.actors.folding import fold
from dragoman.layouts.codes import countries, sectors
from dragoman.store import Dataset
from dragoman.store.ties import RECIPROCAL

_AT_ONCE = 2_000

# The parties are those of the event, each as its surest report has it; `first_report` is the one
# published first, and `reports` come in the order of publication. `sentence` counts full stops.
_EVENTS = rf"""
WITH told AS (
    SELECT m.*, a.published_start, a.published_end, a.added_at, a.url, a.publisher, a.title,
           a.language, a.path, length(a.text) AS characters,
           position(chr(10) IN a.text) AS paragraph_end,
           1 + length(regexp_extract_all(
               substr(a.text, 1, m.sentence_start), '[.!?][’”"'')]*\s')) AS sentence_number
    FROM mentions m JOIN articles a USING (article_id)
), parties AS (
    SELECT event_id, role, actor_id,
           arg_max(struct_pack(text, country, sector, organization), confidence) AS best
    FROM mention_actors JOIN mentions USING (mention_id) GROUP BY ALL
), register AS (
    SELECT actor_id, any_value(name) AS name FROM actors GROUP BY actor_id
), sides AS (
    SELECT p.event_id, list(struct_pack(
        role, actor_id, "name" := r.name, "text" := best.text, country := best.country,
        sector := best.sector, organization := best.organization) ORDER BY actor_id) AS parties
    FROM parties p JOIN events e USING (event_id) LEFT JOIN register r USING (actor_id)
    WHERE list_contains(if(role = 'source', e.sources, e.targets), actor_id)
    GROUP BY p.event_id
), spans AS (
    SELECT mention_id, list(struct_pack(role, actor_id, "start" := s."start", "end" := s."end")
                            ORDER BY s."start") AS spans
    FROM mention_actors s GROUP BY mention_id
), reports AS (
    SELECT event_id, list(struct_pack(
        article_id, sentence, sentence_start, sentence_end, trigger_text, trigger_start,
        trigger_end, sentence_number, characters,
        in_lead := paragraph_end = 0 OR sentence_start < paragraph_end,
        confidence, modality, place_name, geonames_id, added_at, url, publisher, title, "language",
        path, published := if(published_start = published_end, published_start, NULL),
        spans := coalesce(spans, []))
        ORDER BY published_start NULLS LAST, article_id, sentence_start, mention_id) AS reports
    FROM told LEFT JOIN spans USING (mention_id) GROUP BY event_id
), mutual AS (
    SELECT event_id, bool_or({RECIPROCAL}) AS reciprocal FROM mentions GROUP BY event_id
)
SELECT e.event_id, event_type, mode, contexts, quad, cameo, score, modality, date_start, date_end,
       place_name, place_country, latitude, longitude, mention_count, article_count,
       coalesce(parties, []) AS parties, reports, reciprocal
FROM events e JOIN reports USING (event_id) JOIN mutual USING (event_id)
     LEFT JOIN sides USING (event_id)
ORDER BY e.date_start NULLS LAST, e.event_id
"""


@dataclass(frozen=True, slots=True)
class Party:
    """An actor of an event; `name` is the register's, else made of the identifier."""

    role: str
    actor_id: str
    name: str
    text: str
    country: str | None
    sector: str | None
    organization: str | None

    @property
    def is_unnamed(self) -> bool:
        """Whether it is known by its country and sector only: the police of Egypt."""
        return self.actor_id == self.country and self.sector is not None


@dataclass(frozen=True, slots=True)
class Span:
    """Where an actor stands in the text."""

    role: str
    actor_id: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Report:
    """A mention of the event, with what its article is."""

    article_id: str
    sentence: str
    sentence_start: int
    sentence_end: int
    trigger_text: str
    trigger_start: int
    trigger_end: int
    sentence_number: int
    characters: int
    in_lead: bool
    confidence: float
    modality: str
    place_name: str | None
    geonames_id: int | None
    added_at: datetime
    url: str | None
    publisher: str | None
    title: str | None
    language: str | None
    path: str
    published: date | None
    spans: tuple[Span, ...]

    @property
    def citation(self) -> str:
        """What stands for the address of an article without one."""
        day = self.published.isoformat() if self.published else None
        return ", ".join(filter(None, (self.publisher, self.title, day))) or self.path


@dataclass(frozen=True, slots=True)
class Happening:
    """An event with its parties and reports, the first published first."""

    event_id: str
    event_type: str
    mode: str | None
    contexts: tuple[str, ...]
    quad: str
    cameo: str
    score: float
    modality: str
    date_start: date | None
    date_end: date | None
    place_name: str | None
    place_country: str | None
    latitude: float | None
    longitude: float | None
    mention_count: int
    article_count: int
    sources: tuple[Party, ...]
    targets: tuple[Party, ...]
    reports: tuple[Report, ...]
    reciprocal: bool

    @property
    def day(self) -> date | None:
        """The day, where it is known."""
        return self.date_start if self.date_start == self.date_end else None

    @property
    def geonames_id(self) -> int | None:
        """The number of its place in GeoNames, where a report has one."""
        return next((r.geonames_id for r in self.reports if r.place_name == self.place_name), None)

    @property
    def evidence(self) -> Report:
        """The surest report, which says most of what the event is."""
        return min(self.reports, key=lambda r: (r.modality == "planned", -r.confidence))

    def dyads(self) -> list[tuple[Party | None, Party | None]]:
        """Who does it to whom, as CAMEO codes several parties: each source to each target.

        Those of a mutual event do it to each other, in both directions. A side that is not known
        is None.
        """
        if self.targets:
            return [(s, t) for s in self.sources or (None,) for t in self.targets]
        if self.reciprocal and len(self.sources) > 1:
            return [(s, t) for s in self.sources for t in self.sources if s is not t]
        return [(source, None) for source in self.sources]


def read_happenings(dataset: Dataset) -> Iterator[Happening]:
    """All events of a dataset in the order of their days."""
    for batch in dataset.query(_EVENTS).arrow(_AT_ONCE):
        for row in batch.to_pylist():
            yield _happening(row)


def shown_name(party: Party) -> str:
    """How ICEWS would call it: "Hassan Rouhani", "Turkey", "Police (Egypt)"."""
    country = countries().get(party.country or "")
    if not party.is_unnamed or country is None:
        return party.name
    return f"{sectors()[party.sector or ''].actor} ({country.icews})"


def _happening(row: dict[str, Any]) -> Happening:
    parties = row.pop("parties")
    sides = {"source": list[Party](), "target": list[Party]()}
    for party in parties:
        name = party.pop("name") or party["actor_id"].replace("-", " ").title()
        sides[party["role"]].append(Party(name=name, **party))
    reports = tuple(
        Report(spans=tuple(Span(**span) for span in report.pop("spans")), **report)
        for report in row.pop("reports")
    )
    return Happening(
        **row | {"contexts": tuple(row["contexts"])},
        sources=tuple(sides["source"]),
        targets=tuple(sides["target"]),
        reports=reports,
    )


@cache
def coder() -> str:
    """Who coded: "Dragoman" and its version."""
    return f"Dragoman {version('dragoman')}"


def plain(text: str) -> str:
    """A text for a cell that is not quoted: no tabs, line ends or quotation marks."""
    return " ".join(text.replace('"', "'").split())


def capitals(name: str) -> str:
    """A name in capitals without accents, as in GDELT."""
    return plain(fold(name)).upper()
