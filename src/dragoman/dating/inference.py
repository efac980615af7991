"""The days on which an article may have been published, from what it says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from spacy.tokens import Doc

from dragoman.actors import Register
from dragoman.dating.days import days_until
from dragoman.dating.events import find_events
from dragoman.dating.expressions import find_named
from dragoman.dating.named import date_evidence, dateline_evidence, weekday_evidence
from dragoman.dating.names import name_evidence
from dragoman.dating.neighbours import DatedTexts
from dragoman.dating.offices import office_evidence

# How much of the probability the likely days hold.
_MASS = 0.9
# A longer interval says nothing that a reader could use.
_LONGEST = 20 * 366


@dataclass(frozen=True, slots=True)
class Inference:
    """First and last day on which a text may have been published, and why.

    `reasons` are short sentences in text order that name the words, their offsets and what they
    say.
    """

    start: date
    end: date
    reasons: tuple[str, ...]


def infer(
    text: str,
    doc: Doc | None = None,
    register: Register | None = None,
    today: date | None = None,
    dated: DatedTexts | None = None,
    dateline: str | None = None,
) -> Inference | None:
    """Date a text by the dates, office-holders and names in it, and by dated texts like it.

    Each piece of evidence weighs the days since 1989; the interval goes from the first to
    the last of those that their product leaves likely, so that a day and month without the year
    narrow it only where the year is known.

    Args:
        text: plain English text; offsets in the reasons count in it.
        doc: the same text parsed by spaCy, if it is at hand: tenses are then read from the parse.
        register: the actors with their terms; by default those that come with Dragoman.
        today: the last day that is possible; by default the current one.
        dated: the texts of the same dataset whose day is known.
        dateline: the day in the text's dateline, which is not part of it ("April 11").

    Returns:
        None where the text says nothing of its date.
    """
    days = days_until(today or datetime.now(UTC).date())
    named = find_named(text, doc)
    evidence = [
        *date_evidence([*named, *find_events(text)], days),
        *office_evidence(text, register or Register.load(), days),
        *name_evidence(text, days),
    ]
    if dateline:
        evidence += dateline_evidence(dateline, days)
    if dated and (likeness := dated.evidence(text, days)):
        evidence.append(likeness)
    if not evidence:
        return None
    evidence += weekday_evidence(named, days)
    evidence.sort(key=lambda e: (e.start, e.end))
    start, end = days.likeliest(evidence, _MASS)
    if (end - start).days > _LONGEST:
        return None
    return Inference(start, end, tuple(f"{e.start}-{e.end} {e.reason}" for e in evidence))
