"""Time expressions of a text whose day of publication is known but to an interval."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from spacy.tokens import Doc

from dragoman.records import TimeExpression
from dragoman.times import find_times

# Within so many days "on Wednesday" still means some days; over a longer time it could be any.
NARROW = timedelta(days=7)


def find_times_within(
    text: str, published: tuple[date, date] | None, doc: Doc | None = None
) -> list[TimeExpression]:
    """The time expressions of a text that was published on one of some days.

    What means the same whenever it was published ("March 5" in an article of that spring) is
    dated. The rest ("on Wednesday") covers all that it may mean if the days are few, else none.

    Args:
        text: plain English text.
        published: first and last day, None where nothing is known.
        doc: the same text parsed by spaCy, if it is at hand.
    """
    if published is None or published[0] == published[1]:
        return find_times(text, published[0] if published else None, doc)
    first, last = published
    late = {(time.start, time.end): time for time in find_times(text, last, doc)}
    return [
        _either(time, late.get((time.start, time.end), time), last - first <= NARROW)
        for time in find_times(text, first, doc)
    ]


def _either(early: TimeExpression, late: TimeExpression, narrow: bool) -> TimeExpression:
    """What the readings from the first and from the last day of publication have in common."""
    if (early.date_start, early.date_end) == (late.date_start, late.date_end):
        return early
    days = [early.date_start, early.date_end, late.date_start, late.date_end]
    known = [day for day in days if day]
    if narrow and len(known) == len(days) and early.type == "DATE":
        first, last = min(known), max(known)
        return replace(early, value=f"{first}/{last}", date_start=first, date_end=last)
    if early.type == "DURATION":
        return replace(early, date_start=None, date_end=None)
    shared = early.value[4:] if early.value[4:] == late.value[4:] else "-XX-XX"
    return replace(early, value=f"XXXX{shared}", date_start=None, date_end=None)
