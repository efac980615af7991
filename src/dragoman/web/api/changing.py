"""Putting the coding right, and taking it back."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Request
from pydantic import BaseModel, Field

from dragoman.errors import UsageError
from dragoman.records import ActorChange, Changes, Modality
from dragoman.store import Dataset
from dragoman.web.api.paging import Page
from dragoman.web.criteria import Day
from dragoman.web.queries.corrections import (
    Correction,
    number_of_corrections,
    read_corrections,
)
from dragoman.web.safety import csrf_token
from dragoman.web.workbench import Bench, Db

router = APIRouter()

_Who = Annotated[str, Field(min_length=1, max_length=200, pattern=r"\S", description="Who does.")]
_Why = Annotated[str, Field(max_length=2000, description="Why.")]


class NewActor(BaseModel):
    """Who takes part: see `dragoman.records.ActorChange`."""

    actor: Annotated[str, Field(min_length=1, max_length=200)]
    start: Annotated[int | None, Field(ge=0, le=2**31 - 1)] = None
    end: Annotated[int | None, Field(ge=0, le=2**31 - 1)] = None


class NewChanges(BaseModel):
    """What a change sets: see `dragoman.records.Changes`."""

    event_type: str | None = None
    mode: str | None = None
    modality: Modality | None = None
    date_start: Day = None
    date_end: Day = None
    undated: bool = False
    sources: list[NewActor] | None = None
    targets: list[NewActor] | None = None

    def changes(self) -> Changes:
        """As the dataset takes them."""
        return Changes(
            self.event_type,
            self.mode,
            self.modality,
            self.date_start,
            self.date_end,
            self.undated,
            _actors(self.sources),
            _actors(self.targets),
        )


class NewCorrection(BaseModel):
    """A correction to be made.

    `change`, `reject`, `confirm` and `split` are about `mentions`, `merge` is about `events`; of
    an event that is named for one of the others, all mentions are meant.
    """

    kind: Literal["change", "reject", "confirm", "split", "merge"]
    mentions: Annotated[list[str], Field(max_length=10_000)] = []
    events: Annotated[list[str], Field(max_length=1000)] = []
    changes: NewChanges = NewChanges()
    by: _Who
    reason: _Why = ""


class Undoing(BaseModel):
    """Who takes a correction back."""

    by: _Who


@dataclass(frozen=True, slots=True)
class Made:
    """The number of a correction, and the events of which its mentions are now."""

    correction_id: int
    event_ids: list[str]


@dataclass(frozen=True, slots=True)
class CorrectionPage:
    """Some of the corrections; `total` says how many there are."""

    total: int
    corrections: list[Correction]


@dataclass(frozen=True, slots=True)
class Session:
    """What one has to know to change something: `csrf_token` goes into the header x-csrf-token."""

    dataset: str
    read_only: bool
    csrf_token: str


@router.get("/session", tags=["corrections"])
def read_session(request: Request, bench: Bench) -> Session:
    """The token that every change must bring along, unless it brings the password as a bearer."""
    return Session(PurePath(bench.dataset.path).name, bench.read_only, csrf_token(request))


@router.get("/corrections", tags=["corrections"])
def list_corrections(dataset: Db, page: Page = 1) -> CorrectionPage:
    """The log of corrections, the latest first, those that were undone included."""
    return CorrectionPage(number_of_corrections(dataset), read_corrections(dataset, page))


@router.post("/corrections", status_code=201, tags=["corrections"])
def correct(dataset: Db, new: NewCorrection) -> Made:
    """Make a correction; the events are right at once, and nothing coded is overwritten."""
    mentions = new.mentions + _mentions(dataset, new.events)
    act = {"confirm": dataset.confirm, "reject": dataset.reject, "split": dataset.split}
    if new.kind == "merge":
        number = dataset.merge(new.events, by=new.by, reason=new.reason)
    elif not mentions:
        raise UsageError("no mention is named, and no event that has any")
    elif new.kind == "change":
        number = dataset.correct(mentions, new.changes.changes(), by=new.by, reason=new.reason)
    else:
        number = act[new.kind](mentions, by=new.by, reason=new.reason)
    return Made(number, _events(dataset, mentions))


@router.post("/corrections/{correction_id}/undo", tags=["corrections"])
def undo(
    dataset: Db,
    undoing: Undoing,
    correction_id: Annotated[int, Path(ge=1, le=2**31 - 1)],
) -> Made:
    """Take a correction back; it stays in the log."""
    dataset.undo(correction_id, by=undoing.by)
    return Made(correction_id, [])


def _actors(actors: list[NewActor] | None) -> tuple[ActorChange, ...] | None:
    if actors is None:
        return None
    return tuple(ActorChange(actor.actor, actor.start, actor.end) for actor in actors)


def _mentions(dataset: Dataset, event_ids: list[str]) -> list[str]:
    rows = dataset.query(
        "SELECT mention_id FROM mentions WHERE event_id IN (SELECT unnest($ids::TEXT[]))"
        " ORDER BY mention_id",
        ids=event_ids,
    ).fetchall()
    return [mention_id for (mention_id,) in rows]


def _events(dataset: Dataset, mention_ids: list[str]) -> list[str]:
    rows = dataset.query(
        "SELECT DISTINCT event_id FROM mentions WHERE event_id IS NOT NULL"
        " AND mention_id IN (SELECT unnest($ids::TEXT[])) ORDER BY event_id",
        ids=mention_ids,
    ).fetchall()
    return [event_id for (event_id,) in rows]
