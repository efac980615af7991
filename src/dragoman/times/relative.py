"""Periods counted from the publication date or from a date named before.

"last year", "the third quarter", "two weeks ago", "the following day". Each function reads the
matches of the patterns that name it in `data/patterns.tsv`.
"""

from __future__ import annotations

from datetime import date, timedelta

from dragoman.times.dates import month_day, year_said
from dragoman.times.grammar import Found
from dragoman.times.periods import Period, containing
from dragoman.times.quantities import counted, duration_value, quantity_of
from dragoman.times.reading import (
    Context,
    Reading,
    as_int,
    at,
    nearest,
    vague,
    years_around,
)


def relative(found: Found, context: Context) -> Reading | None:
    unit = found.word("period") or found.word("season") or ""
    relation = as_int(found.word("rel") or found.word("coming"))
    if unit in ("D", "TS", "TM", "TH"):
        return None
    if unit == "DE" and relation:
        return _stretch("1", unit, relation, context)
    if context.published is None:
        return vague(relation)
    if found.word("season"):
        return at(_season_near(unit, relation, context.published))
    return at(containing(unit, context.published).shift(relation))


def weekend(found: Found, context: Context) -> Reading | None:
    relation = found.word("rel")
    if context.published is None:
        return vague(int(relation or 0))
    weekend = containing("WE", containing("W", context.published).first)
    if relation in ("-1", "1"):
        return at(weekend.shift(int(relation)))
    tense = context.tense()
    past = tense == "past" or (tense is None and context.published.isoweekday() <= 3)
    return at(weekend.shift(-1) if past and context.published < weekend.first else weekend)


def _season_near(unit: str, relation: int, published: date) -> Period | None:
    this_year = containing(unit, published)
    if relation == 0 and unit == "WI" and published.month < 6:
        return this_year.shift(-1)
    if relation == 0:
        return this_year
    around = [this_year.shift(n) for n in (-1, 0, 1)]
    side = [p for p in around if p and p.distance(published) * relation > 0]
    return min(side, key=lambda p: abs(p.distance(published)), default=None)


def season(found: Found, context: Context) -> Reading | None:
    unit = found.word("season") or ""
    year = year_said(found, context)
    if year is not None:
        return at(containing(unit, date(year, 12 if unit == "WI" else 6, 1)))
    around = [containing(unit, date(y, 6, 1)) for y in years_around(context)]
    chosen = nearest(around, context)
    return at(chosen) if chosen else Reading("DATE", f"XXXX-{unit}")


def half(found: Found, context: Context) -> Reading | None:
    return _part_of_year(found, context, "H", as_int(found.word("half")))


def quarter(found: Found, context: Context) -> Reading | None:
    return _part_of_year(found, context, "Q", as_int(found.word("ordinal") or found.word("q")))


def _part_of_year(found: Found, context: Context, unit: str, number: int) -> Reading | None:
    months = 12 // {"H": 2, "Q": 4}[unit]
    if number * months > 12:
        return None
    month = (number - 1) * months + 1
    year = year_said(found, context)
    if year is not None:
        return at(Period(unit, date(year, month, 1)))
    chosen = nearest([Period(unit, date(y, month, 1)) for y in years_around(context)], context)
    return at(chosen) if chosen else Reading("DATE", f"XXXX-{unit}{number}")


def latest(found: Found, context: Context) -> Reading | None:
    unit = found.word("period") or "Q"
    if unit == "Q" and context.quarter:
        return at(context.quarter)
    if context.published is None or unit.startswith("T"):
        return vague(-1)
    return at(containing(unit, context.published).shift(-1))


def stretch(found: Found, context: Context) -> Reading:
    """ "the past five years": a duration whose days end (or begin) at the publication date."""
    unit = found.word("unit") or found.word("period") or ""
    return _stretch(found.word("number") or "1", unit, as_int(found.word("past")), context)


def _stretch(number: str, unit: str, direction: int, context: Context) -> Reading:
    quantity = quantity_of(number, unit)
    value = duration_value(*quantity)
    days = None
    if context.published and not value.startswith("PT"):
        days = counted(context.published, quantity, direction)
    if days is None or context.published is None:
        return Reading("DURATION", value)
    ends = sorted((days, context.published))
    return Reading("DURATION", value, ends[0], ends[1])


def offset(found: Found, context: Context) -> Reading | None:
    """ "two weeks ago", "a year earlier", "six months from now", "a week from today"."""
    units = found.word("units")
    number = "some" if units else found.word("number") or "1"
    amount, unit = quantity_of(number, units or found.word("unit") or "")
    if " half" in found.match[0] and amount is not None:
        amount += 0.5
    back = found.word("ago") or found.word("earlier")
    direction = -1 if back else 1
    origin = _offset_origin(found, context)
    if origin is None or amount is None or unit.startswith("T"):
        return _unanchored(found, amount, unit, direction)
    if (amount, unit, direction) == (1, "Y", -1):
        if compared := context.compared():
            return at(compared.years_before(1))
        if found.word("earlier") and origin.size > 7:
            return at(origin.years_before(1))
    if origin.size > Period(_calendar(unit), date.min).size:
        return _unanchored(found, amount, unit, direction)
    day = counted(origin.first, (amount, unit), direction)
    if found.word("dayword"):
        return at(Period("D", day)) if day else None
    return at(containing(_calendar(unit), day)) if day else vague(direction)


def _unanchored(found: Found, amount: float | None, unit: str, direction: int) -> Reading:
    """ "a few days later", of nobody knows what: the distance; "a few days ago": the past."""
    if found.word("earlier") or found.word("later"):
        return Reading("DURATION", duration_value(amount, unit))
    return vague(direction)


def _offset_origin(found: Found, context: Context) -> Period | None:
    today = Period("D", context.published) if context.published else None
    if found.word("dayword"):
        return today and today.shift(as_int(found.word("dayword")))
    if found.word("later"):
        return context.named
    return (context.named or today) if found.word("earlier") else today


def year_ago(found: Found, context: Context) -> Reading | None:
    """ "the year-earlier quarter", "the corresponding period last year"."""
    ordinal = found.word("ordinal")
    named = context.quarter or context.same_sentence
    year = year_said(found, context)
    if year is not None:
        then = named.years_before(named.first.year - year) if named else None
        return at(then or Period("Y", date(year, 1, 1)))
    if ordinal and context.published:
        around = _part_of_year(found, context, "Q", int(ordinal))
        named = around.period if around else None
    if named is not None and (named.size > 7):
        return at(named.years_before(1))
    if context.published is None:
        return vague(-1)
    if "quarter" in found.match[0] or "period" in found.match[0]:
        return at(containing("Q", context.published).shift(-5))
    return at(containing("Y", context.published).shift(-1))


def same(found: Found, context: Context) -> Reading | None:
    """ "that day", "the month", "the whole year": of the date just named, else of publication.

    "that" may look back beyond the sentence, "the" does not: "by the end of the year" is the year
    of publication.
    """
    unit = found.word("period") or ""
    named = context.named if found.word("same") or unit == "D" else context.same_sentence
    if unit == "Q" and context.quarter:
        named = context.quarter
    if named is not None and not found.word("whole") and named.size <= Period(unit, date.min).size:
        return at(containing(unit, named.first))
    if found.word("same"):
        return vague(-1)
    if context.published is None:
        return None
    return at(containing(unit, context.published).shift(-1 if unit == "Q" else 0))


def ended(found: Found, context: Context) -> Reading | None:
    """ "the quarter" that "ended Sept. 30": which holds the day; "the year" that did: 12 months."""
    day = month_day(found, context)
    unit = found.word("period") or ""
    if unit == "Y":
        before = counted(day.first, (1, unit), -1) if day and day.first else None
        first = before and before + timedelta(1)
        return Reading("DURATION", "P1Y", first, day.last if day and first else None)
    return at(containing(unit, day.period.first)) if day and day.period else same(found, context)


def beside(found: Found, context: Context) -> Reading | None:
    """ "the following day", "the previous month": next to the date just named."""
    unit, part = found.word("period") or "D", found.word("part")
    direction = as_int(found.word("beside"))
    named = context.named
    if named is None or named.size > Period(unit, date.min).size:
        if unit == "D":
            return Reading("TIME" if part else "DATE", "XXXX-XX-XX")
        if context.published is None:
            return vague(direction)
        named = Period("D", context.published)
    return at(containing(unit, named.first).shift(direction), part)


def that_time(found: Found, context: Context) -> Reading | None:
    return at(context.named) or vague(-1)


def _calendar(unit: str) -> str:
    return unit if unit in ("D", "W", "M", "Q", "Y", "DE", "CE") else "D"
