"""Durations, repeated times and times of the clock: "20-month", "every Friday", "5 p.m. EST".

Each function reads the matches of the patterns that name it in `data/patterns.tsv`.
"""

from __future__ import annotations

from dragoman.times.dates import dayword, month_day, weekday
from dragoman.times.grammar import Found
from dragoman.times.periods import Period
from dragoman.times.quantities import amount_of, duration_value, quantity_of
from dragoman.times.reading import Context, Reading, as_int, at
from dragoman.times.relative import offset


def duration(found: Found, context: Context) -> Reading | None:
    if found.word("fortnight"):
        return Reading("DURATION", "P2W")
    names = ("unit", "unit2", "units", "period")
    unit = next(filter(None, map(found.word, names)), "")
    number = found.word("number") or ("X" if found.word("units") else "1")
    if number == "X":
        return Reading("DURATION", duration_value(None, unit))
    amount = amount_of(number)
    if amount is not None and " half" in found.match[0] and not number.startswith("half"):
        amount += 0.5
    exact = f"{amount:g}" if amount else number
    return Reading("DURATION", duration_value(*quantity_of(exact, unit)))


def span(found: Found, context: Context) -> Reading | None:
    """ "three weeks"; after "in", with a verb of the future, the time from now."""
    ahead = (
        found.match.string[max(0, found.start - 4) : found.start]
        .lower()
        .endswith((" in ", "\nin "))
    )
    if ahead and context.published and "-" not in found.match[0] and context.tense() == "future":
        reading = offset(found, context)
        if reading and reading.first:
            return reading
    return duration(found, context)


def repeated(found: Found, context: Context) -> Reading | None:
    often = found.word("often")
    weekday = found.word("weekday") or found.word("weekdays")
    if often:
        return Reading("SET", often)
    if weekday:
        return Reading("SET", f"XXXX-WXX-{weekday}")
    if found.word("month"):
        return Reading("SET", f"XXXX-{as_int(found.word('month')):02}")
    if found.word("season"):
        return Reading("SET", f"XXXX-{found.word('season')}")
    if found.word("part"):
        return Reading("SET", f"XXXX-XX-XXT{found.word('part')}")
    if found.word("period"):
        return Reading("SET", duration_value(1, found.word("period") or ""))
    every = float(found.word("every") or 1)
    amount = amount_of(found.word("number") or "1") if found.word("every") else 1.0
    return Reading(
        "SET", duration_value(*quantity_of(f"{(amount or 1) * every:g}", found.word("unit") or "D"))
    )


def clock(found: Found, context: Context) -> Reading | None:
    hour, minute = as_int(found.word("hour")), as_int(found.word("minute"))
    half_day = found.word("am") or found.word("pm")
    if half_day and not 1 <= hour <= 12:
        return None
    if half_day:
        hour = hour % 12 + int(half_day)
    time = found.word("noon") or f"T{hour:02}:{minute:02}"
    day = _clock_day(found, context)
    if day is None or day.first is None:
        return Reading("TIME", f"XXXX-XX-XX{time}")
    return Reading("TIME", f"{day.value}{time}", day.first, day.last, day.period)


def _clock_day(found: Found, context: Context) -> Reading | None:
    if found.word("month"):
        return month_day(found, context)
    if found.word("weekday"):
        day = weekday(found, context)
        return at(day.period) if day else None
    if found.word("dayword"):
        return dayword(found, context)
    named = context.same_sentence
    return at(named or (Period("D", context.published) if context.published else None))
