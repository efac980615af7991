"""One event: its codes, every report with the words that say so, and how to put it right."""

from __future__ import annotations

import re

from fastapi import APIRouter, Request, Response

from dragoman.records import Mention, Modality, Participant
from dragoman.store import Dataset
from dragoman.web.api.paging import found
from dragoman.web.pages.presenting import Named
from dragoman.web.queries.corrections import corrections_of
from dragoman.web.queries.names import Names
from dragoman.web.queries.reports import read_event
from dragoman.web.rendering import environment, page
from dragoman.web.workbench import Db

router = APIRouter()

BY_COOKIE = "dragoman_by"
MODALITIES: tuple[Modality, ...] = ("actual", "planned", "hypothetical", "demanded", "denied")
_SCORE = re.compile(r"\b([A-Z]{3,}) ([01]\.\d\d)\b")


@router.get("/event/{event_id}")
def show(request: Request, dataset: Db, names: Named, event_id: str) -> Response:
    return event_page(request, dataset, names, event_id)


def event_page(
    request: Request, dataset: Dataset, names: Names, event_id: str, problem: str | None = None
) -> Response:
    """The page of an event; `problem` says why it could not be put right as was asked."""
    story = found(read_event(dataset, event_id), "event")
    mentions = [report.mention for report in story.reports]
    return page(
        request,
        "event.html",
        400 if problem else 200,
        problem=problem,
        names=names,
        story=story,
        event=story.event,
        history=corrections_of(dataset, [m.mention_id for m in mentions]),
        modalities=MODALITIES,
        likely=_likely_types(mentions),
        by=request.cookies.get(BY_COOKIE, ""),
    )


def actor_code(participant: Participant) -> str:
    """An actor as a correction writes it: "TUR MIL" for who is known by country and sector only."""
    if participant.actor_id == participant.country and participant.sector:
        return f"{participant.country} {participant.sector}"
    return participant.actor_id


def reasons(explanation: str) -> list[str]:
    """The parts of an explanation."""
    return explanation.split("; ")


def _likely_types(mentions: list[Mention]) -> list[str]:
    """The types that the model held likely besides the one that it chose."""
    chosen = {mention.event_type for mention in mentions}
    scores: dict[str, float] = {}
    for mention in mentions:
        for name, score in _SCORE.findall(mention.explanation):
            scores[name] = max(scores.get(name, 0.0), float(score))
    return sorted((n for n in scores if n not in chosen), key=lambda n: -scores[n])[:3]


environment.filters.update(actor_code=actor_code, reasons=reasons)
