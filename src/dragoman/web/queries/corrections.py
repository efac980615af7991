"""The log of corrections, as plain records."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from dragoman.records import CorrectionKind

if TYPE_CHECKING:
    from dragoman.store import Dataset

PER_PAGE = 50
_COLUMNS = (
    "correction_id, kind, changes::TEXT, made_by, made_at, coalesce(reason, ''), undone_at,"
    " undone_by, mentions"
)


@dataclass(frozen=True, slots=True)
class Corrected:
    """A mention that a correction is about; `previous` has what the changed fields were before.

    `mention_id` and `event_id` are as they are now, None where it is no longer coded or rejected.
    """

    mention_id: str | None
    event_id: str | None
    part: int | None
    previous: dict[str, Any]
    sentence: str | None
    title: str | None


@dataclass(frozen=True, slots=True)
class Correction:
    """Who put what right, when and why."""

    correction_id: int
    kind: CorrectionKind
    changes: dict[str, Any]
    made_by: str
    made_at: datetime
    reason: str
    undone_at: datetime | None
    undone_by: str | None
    mentions: list[Corrected]


def read_corrections(dataset: Dataset, page: int = 1) -> list[Correction]:
    """A page of the log, the latest first."""
    rows = dataset.corrections().limit(PER_PAGE, (page - 1) * PER_PAGE)
    return _corrections(dataset, rows.project(_COLUMNS).fetchall())


def corrections_of(dataset: Dataset, mention_ids: Collection[str]) -> list[Correction]:
    """The corrections that are about any of the mentions, the latest first."""
    rows = dataset.corrections().project(_COLUMNS).fetchall()
    wanted = set(mention_ids)
    about = [row for row in rows if any(m["mention_id"] in wanted for m in row[-1] or ())]
    return _corrections(dataset, about)


def number_of_corrections(dataset: Dataset) -> int:
    """How long the log is."""
    ((number,),) = dataset.corrections().aggregate("count(*)").fetchall()
    return int(number)


def _corrections(dataset: Dataset, rows: Iterable[tuple[Any, ...]]) -> list[Correction]:
    rows = list(rows)
    mentioned = {m["mention_id"] for row in rows for m in row[-1] or () if m["mention_id"]}
    events = dict(
        dataset.query(
            "SELECT mention_id, event_id FROM mentions"
            " WHERE mention_id IN (SELECT unnest($ids::TEXT[]))",
            ids=sorted(mentioned),
        ).fetchall()
    )
    return [_correction(row, events) for row in rows]


def _correction(row: Sequence[Any], events: Mapping[str, str]) -> Correction:
    correction_id, kind, changes, made_by, made_at, reason, undone_at, undone_by, mentions = row
    return Correction(
        correction_id,
        kind,
        json.loads(changes or "{}"),
        made_by,
        made_at,
        reason,
        undone_at,
        undone_by,
        [
            Corrected(
                m["mention_id"],
                events.get(m["mention_id"]),
                m["part"],
                json.loads(m["previous"] or "{}"),
                m["sentence"],
                m["title"],
            )
            for m in mentions or ()
        ],
    )
