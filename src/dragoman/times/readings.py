"""From a match of the grammar to its reading."""

from __future__ import annotations

from collections.abc import Callable

from dragoman.times import dates, durations, relative
from dragoman.times.grammar import Found
from dragoman.times.reading import Context, Reading


def read(found: Found, context: Context) -> Reading | None:
    """The reading of a match, None where it cannot be a time."""
    reading = _READERS[found.rule.meaning](found, context)
    return (
        None if reading is None else _modify(reading, found.modifier or found.word("mod"), context)
    )


def _modify(reading: Reading, modifier: str | None, context: Context) -> Reading:
    period = reading.period
    if period is None or modifier is None or period.unit == "D" or reading.first is None:
        return reading
    first, last = reading.first, reading.last
    today = context.published
    if modifier in ("START", "MID", "END"):
        first, last = period.third(modifier)
    if today is not None and modifier in ("TO_DATE", "TO_COME") and period.distance(today) == 0:
        first, last = (first, today) if modifier == "TO_DATE" else (today, last)
    return Reading(reading.type, reading.value, first, last, period)


def _reference(found: Found, context: Context) -> Reading | None:
    return Reading("DATE", found.word("reference") or "PRESENT_REF")


_READERS: dict[str, Callable[[Found, Context], Reading | None]] = {
    "month_day": dates.month_day,
    "attacks": dates.attacks,
    "day_range": dates.day_range,
    "iso_date": dates.iso_date,
    "slash_date": dates.slash_date,
    "month": dates.month,
    "month_range": dates.month_range,
    "year": dates.year,
    "year_range": dates.year_range,
    "millennium": dates.millennium,
    "decade": dates.decade,
    "century": dates.century,
    "weekday": dates.weekday,
    "weekday_range": dates.weekday_range,
    "dayword": dates.dayword,
    "weekend": relative.weekend,
    "relative": relative.relative,
    "season": relative.season,
    "bare_season": relative.season,
    "half": relative.half,
    "quarter": relative.quarter,
    "latest": relative.latest,
    "stretch": relative.stretch,
    "offset": relative.offset,
    "year_ago": relative.year_ago,
    "ended": relative.ended,
    "same": relative.same,
    "beside": relative.beside,
    "that_time": relative.that_time,
    "duration": durations.duration,
    "bare_duration": durations.duration,
    "span": durations.span,
    "rate": durations.repeated,
    "set": durations.repeated,
    "clock": durations.clock,
    "holiday": dates.holiday,
    "reference": _reference,
}
