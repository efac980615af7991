"""What an expression means, and what its meaning hangs on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date
from typing import Literal

from dragoman.times.periods import Period
from dragoman.times.tense import Tense

Type = Literal["DATE", "TIME", "DURATION", "SET"]

# A day or month without its year is taken in the year that makes it nearest to the publication
# date; the side against the verb's tense counts that much farther, the future a little in doubt.
_AGAINST_TENSE, _DOUBTFUL_FUTURE = 6.0, 1.5

_REFERENCES = {-1: "PAST_REF", 0: "PRESENT_REF", 1: "FUTURE_REF"}


@dataclass(frozen=True, slots=True)
class Reading:
    """Type, value and days of an expression; `period` for later ones to count from."""

    type: Type
    value: str
    first: date | None = None
    last: date | None = None
    period: Period | None = None


@dataclass(frozen=True, slots=True)
class Context:
    """What dates a relative expression: publication date, tense, and the dates named before.

    `named` is the last date named near before, `same_sentence` the last one of this sentence;
    `quarter` the last quarter of a year named anywhere before, and `compared` the same where the
    sentence compares figures ("up 9% from $1.2 million a year earlier").
    """

    published: date | None
    tense: Callable[[], Tense | None]
    named: Period | None
    same_sentence: Period | None
    quarter: Period | None
    compared: Callable[[], Period | None]


def at(period: Period | None, part: str | None = None) -> Reading | None:
    """The reading of a period, or of a part of the day ("MO") or a clock time ("T12:00") on it."""
    if period is None:
        return None
    kind: Type = "TIME" if part else "DATE"
    value = period.value + (f"T{part}" if part and not part.startswith("T") else part or "")
    return Reading(kind, value, period.first, period.last, period)


def interval(first: date, last: date) -> Reading | None:
    """The reading of some days, as an ISO 8601 interval; None if they end before they begin."""
    if first > last:
        return None
    value = first.isoformat() if first == last else f"{first}/{last}"
    return Reading("DATE", value, first, last, Period("D", last))


def vague(direction: int) -> Reading:
    """The past (-1), the present (0) or the future (1) as such."""
    return Reading("DATE", _REFERENCES[direction])


def as_int(word: str | None) -> int:
    """The number that a word of the lexicon stands for, 0 if there is no such word."""
    return int(word or 0)


def origin_of(context: Context) -> date | None:
    """The day that a yearless date is near to: of publication, or the last one named.

    Where the sentence itself has just named a day or month of another year, that one
    ("was jailed on March 5, 2003, and freed on April 10").
    """
    named = context.same_sentence
    if context.published is None:
        return context.named.first if context.named else None
    if named and named.size <= 31 and abs(named.distance(context.published)) > 366:
        return named.first
    return context.published


def years_around(context: Context) -> range:
    """The years from which a yearless date may take its own; none where no date is known."""
    origin = origin_of(context)
    if origin is None:
        return range(0)
    return range(max(MINYEAR, origin.year - 1), min(MAXYEAR, origin.year + 1) + 1)


def nearest(periods: list[Period], context: Context) -> Period | None:
    """The period nearest to the publication date on the side of the verb's tense."""
    origin = origin_of(context)
    if origin is None or not periods:
        return None
    tense = context.tense() if origin == context.published else None

    def cost(period: Period) -> float:
        distance = period.distance(origin)
        if distance < 0:
            return -distance * (_AGAINST_TENSE if tense == "future" else 1.0)
        against = _AGAINST_TENSE if tense == "past" else _DOUBTFUL_FUTURE
        return distance * (1.0 if tense == "future" else against)

    return min(periods, key=cost)
