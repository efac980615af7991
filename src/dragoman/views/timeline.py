"""The chronology of events, each with its best sentence as evidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any, Literal, Unpack

import duckdb

from dragoman.records import Modality, Quad
from dragoman.store import Criteria, Dataset
from dragoman.views.dates import date_label


@dataclass(frozen=True, slots=True)
class Entry:
    """An event and its evidence: the surest sentence, where its actors stand and who printed it.

    `dated` says whether the date is the text's; otherwise it is the day of publication.
    `outcome` says what came of an announced event, `outcome_event_id` which event that was.
    The offsets in `spans` (role or "trigger", start, end) count in `sentence`.
    """

    event_id: str
    date_start: date | None
    date_end: date | None
    dated: bool
    event_type: str
    mode: str | None
    quad: Quad | Literal[""]
    cameo: str
    score: float | None
    modality: Modality
    outcome: str | None
    outcome_event_id: str | None
    sources: list[str]
    targets: list[str]
    actors: list[str]
    place_name: str | None
    place_country: str | None
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
    def standing(self) -> str:
        """What keeps it from being a fact: "planned, cancelled"; empty for what happened."""
        parts = [self.modality, self.outcome]
        return ", ".join(part for part in parts if part not in (None, "actual", "happened"))

    @property
    def reports(self) -> str:
        """How often it is told, "3 reports in 2 articles"."""
        return (
            f"{_counted(self.mention_count, 'report')} in {_counted(self.article_count, 'article')}"
        )


_SPANS = [field.name for field in fields(Entry)].index("spans")


def read_timeline(dataset: Dataset, **criteria: Unpack[Criteria]) -> list[Entry]:
    """The events in the order of their days, those without a date last.

    Args:
        criteria: which events; see `dragoman.store.Criteria`.

    Raises:
        UsageError: a criterion names what there is not.
    """
    return read_entries(dataset.timeline(**criteria))


def read_entries(timeline: duckdb.DuckDBPyRelation) -> list[Entry]:
    """The rows of what `Dataset.timeline` gave, or of a part of it."""
    return [_entry(row) for row in timeline.fetchall()]


def _entry(row: Sequence[Any]) -> Entry:
    entry = Entry(*row)
    return replace(entry, spans=[(s["part"], s["start"], s["end"]) for s in row[_SPANS]])


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
