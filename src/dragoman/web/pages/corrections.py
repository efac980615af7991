"""Putting the coding right: the forms of the event page, and the log with its undo."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Form, Query, Request, Response
from fastapi.responses import RedirectResponse

from dragoman.errors import UsageError
from dragoman.records import ActorChange, Changes, Mention, Modality, Role
from dragoman.store import Dataset
from dragoman.store.selections import as_day
from dragoman.web.api.paging import found
from dragoman.web.pages.events import BY_COOKIE, actor_code, event_page
from dragoman.web.pages.presenting import Named
from dragoman.web.queries.corrections import PER_PAGE, number_of_corrections, read_corrections
from dragoman.web.queries.mentions import mentions_of_event
from dragoman.web.rendering import page
from dragoman.web.workbench import Db

router = APIRouter()

_YEAR = 365 * 24 * 60 * 60


@dataclass(frozen=True, slots=True)
class Signature:
    """Who puts something right, and why."""

    by: str
    reason: str


def signature(by: Annotated[str, Form()] = "", reason: Annotated[str, Form()] = "") -> Signature:
    """The signature on a form."""
    return Signature(by.strip(), reason.strip())


Signed = Annotated[Signature, Depends(signature)]


@dataclass(frozen=True, slots=True)
class Wanted:
    """The fields of the form that changes an event or one of its reports, as they were sent."""

    event_type: str
    mode: str
    modality: str
    date_start: str
    date_end: str
    sources: str
    targets: str


def wanted(
    event_type: Annotated[str, Form()] = "",
    mode: Annotated[str, Form()] = "",
    modality: Annotated[str, Form()] = "",
    date_start: Annotated[str, Form()] = "",
    date_end: Annotated[str, Form()] = "",
    sources: Annotated[str, Form()] = "",
    targets: Annotated[str, Form()] = "",
) -> Wanted:
    """What the form asks for."""
    return Wanted(event_type, mode, modality, date_start, date_end, sources, targets)


def page_of_event(
    request: Request, dataset: Db, names: Named, event_id: str
) -> Callable[[str], Response]:
    """What shows the event's page with a problem."""
    return lambda problem: event_page(request, dataset, names, event_id, problem)


EventPage = Annotated[Callable[[str], Response], Depends(page_of_event)]
Mentions = Annotated[list[str], Form()]


@router.get("/corrections")
def show(
    request: Request,
    dataset: Db,
    names: Named,
    number: Annotated[int, Query(alias="page", ge=1)] = 1,
) -> Response:
    return page(
        request,
        "corrections.html",
        names=names,
        log=read_corrections(dataset, number),
        total=number_of_corrections(dataset),
        number=number,
        per_page=PER_PAGE,
        by=request.cookies.get(BY_COOKIE, ""),
    )


@router.post("/corrections/{correction_id}/undo")
def undo(
    dataset: Db, sign: Signed, correction_id: int, back: Annotated[str, Form()] = ""
) -> Response:
    dataset.undo(correction_id, by=sign.by)
    mention = re.fullmatch(r"[\w-]+", back)
    return _answer(_event_of(dataset, [back]) if mention else "/corrections", sign)


@router.post("/event/{event_id}/change")
def change(
    page_of: EventPage,
    dataset: Db,
    sign: Signed,
    asked: Annotated[Wanted, Depends(wanted)],
    event_id: str,
    mention: Mentions = [],  # noqa: B006, FastAPI copies it
) -> Response:
    def act() -> list[str]:
        mentions = _meant(dataset, event_id, mention)
        ids = [m.mention_id for m in mentions]
        dataset.correct(ids, changes(mentions[0], asked), by=sign.by, reason=sign.reason)
        return ids

    return _acted(page_of, dataset, sign, act)


@router.post("/event/{event_id}/merge")
def merge(
    page_of: EventPage,
    dataset: Db,
    sign: Signed,
    event_id: str,
    other: Annotated[str, Form()] = "",
) -> Response:
    """Merge with another event, named by its number or its page's address."""

    def act() -> list[str]:
        ids = [m.mention_id for m in _meant(dataset, event_id, [])]
        named = re.search(r"([\w-]+)/?(?:[?#].*)?$", other.strip())
        if not named:
            raise UsageError("say with which event: its address, or the end of it")
        dataset.merge([event_id, named[1]], by=sign.by, reason=sign.reason)
        return ids

    return _acted(page_of, dataset, sign, act)


@router.post("/event/{event_id}/{kind}")
def judge(
    page_of: EventPage,
    dataset: Db,
    sign: Signed,
    event_id: str,
    kind: Literal["confirm", "reject", "split"],
    mention: Mentions = [],  # noqa: B006, FastAPI copies it
) -> Response:
    def act() -> list[str]:
        every = [m.mention_id for m in _meant(dataset, event_id, [])]
        ids = [m.mention_id for m in _meant(dataset, event_id, mention)]
        judged: dict[str, Callable[..., int]] = {
            "confirm": dataset.confirm,
            "reject": dataset.reject,
            "split": dataset.split,
        }
        judged[kind](ids, by=sign.by, reason=sign.reason)
        return [i for i in every if i not in ids] if kind == "reject" else ids

    return _acted(page_of, dataset, sign, act)


def changes(mention: Mention, asked: Wanted) -> Changes:
    """What in the form differs from the mention.

    Raises:
        UsageError: a day is none.
    """
    start, end = as_day(asked.date_start or None), as_day(asked.date_end or None)
    moved = (start, end or start) != (mention.date_start, mention.date_end)
    retyped = asked.event_type not in ("", mention.event_type)
    remoded = asked.mode != (mention.mode or "")
    return Changes(
        event_type=asked.event_type if retyped else None,
        mode=asked.mode if remoded and not (retyped and asked.mode == "") else None,
        modality=_modality(asked.modality, mention),
        date_start=start if moved else None,
        date_end=end if moved else None,
        undated=moved and start is None,
        sources=_actors(asked.sources, mention, "source"),
        targets=_actors(asked.targets, mention, "target"),
    )


def _modality(asked: str, mention: Mention) -> Modality | None:
    return None if asked in ("", mention.modality) else asked  # type: ignore[return-value]


def _actors(asked: str, mention: Mention, role: Role) -> tuple[ActorChange, ...] | None:
    """The actors of a role, where they differ; those that stay keep their words."""
    held = {actor_code(p): p for p in mention.participants if p.role == role}
    codes = list(dict.fromkeys(code.strip() for code in asked.split(",") if code.strip()))
    if set(codes) == set(held):
        return None
    return tuple(
        ActorChange(code, held[code].start, held[code].end) if code in held else ActorChange(code)
        for code in codes
    )


def _acted(
    page_of: Callable[[str], Response],
    dataset: Dataset,
    sign: Signature,
    act: Callable[[], list[str]],
) -> Response:
    """To the event of the mentions that `act` returns; where it fails, the old one and why."""
    try:
        ids = act()
    except UsageError as error:
        return page_of(str(error))
    return _answer(_event_of(dataset, ids), sign)


def _meant(dataset: Dataset, event_id: str, mention_ids: Sequence[str]) -> list[Mention]:
    """Those mentions of the event; all of them where none is named."""
    mentions = found(mentions_of_event(dataset, event_id) or None, "event")
    named = [m for m in mentions if not mention_ids or m.mention_id in mention_ids]
    return found(named or None, "report of this event")


def _event_of(dataset: Dataset, mention_ids: Sequence[str]) -> str:
    """The page of the event that the mentions are of now; the log where they are of none."""
    rows = dataset.query(
        "SELECT event_id FROM mentions WHERE mention_id IN (SELECT unnest($ids::TEXT[]))"
        " AND event_id IS NOT NULL LIMIT 1",
        ids=list(mention_ids),
    ).fetchall()
    return f"/event/{rows[0][0]}" if rows else "/corrections"


def _answer(path: str, sign: Signature) -> Response:
    answer = RedirectResponse(path, 303)
    answer.set_cookie(BY_COOKIE, sign.by, max_age=_YEAR, httponly=True, samesite="strict")
    return answer
