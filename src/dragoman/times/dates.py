"""Days, months and years by their names: "March 5", "Wednesday", "fiscal 1989", "Ramadan".

Each function reads the matches of the patterns that name it in `data/patterns.tsv`; it returns
None where the words cannot be a time ("February 30").
"""

from __future__ import annotations

from datetime import MAXYEAR, MINYEAR, date, timedelta

from dragoman.times.grammar import Found
from dragoman.times.lexicon import load_lexicon
from dragoman.times.periods import Period, containing
from dragoman.times.reading import (
    Context,
    Reading,
    as_int,
    at,
    interval,
    nearest,
    origin_of,
    vague,
    years_around,
)

# The latest year that two figures can mean: so many after publication, or this one.
_AHEAD, _LATEST = 20, 2030


def month_day(found: Found, context: Context) -> Reading | None:
    month = as_int(found.word("month"))
    day = as_int(found.word("day") or found.word("ordinal"))
    return _day_of_month(found, context, month, day)


def _day_of_month(found: Found, context: Context, month: int, day: int) -> Reading | None:
    if _day(2000, month, day) is None:
        return None
    part = found.word("part")
    year = year_said(found, context)
    if year is not None:
        said = _day(year, month, day)
        return at(Period("D", said), part) if said else None
    weekday = found.word("weekday")
    years = [
        Period("D", candidate)
        for year in years_around(context)
        if (candidate := _day(year, month, day))
    ]
    agreeing = [p for p in years if weekday and p.first.isoweekday() == int(weekday)]
    near = [p for p in agreeing if abs(p.distance(origin_of(context) or p.first)) < 3 * 366]
    chosen = nearest(near or years, context)
    return at(chosen, part) if chosen else Reading("DATE", f"XXXX-{month:02}-{day:02}")


def attacks(found: Found, context: Context) -> Reading | None:
    """ "the Sept. 11 attacks" are those of 2001; other days go as usual."""
    month, day = as_int(found.word("month")), as_int(found.word("day"))
    if (month, day) == (9, 11) and (context.published or date.max) >= date(2001, 9, 11):
        return at(Period("D", date(2001, 9, 11)))
    return _day_of_month(found, context, month, day)


def day_range(found: Found, context: Context) -> Reading | None:
    month = as_int(found.word("month"))
    first = _day_of_month(found, context, month, as_int(found.word("day")))
    last = _day_of_month(found, context, month, as_int(found.word("day2")))
    if first is None or last is None or as_int(found.word("day")) >= as_int(found.word("day2")):
        return None
    if first.first is None or last.last is None:
        return Reading("DATE", f"{first.value}/{last.value}")
    return interval(first.first, last.last)


def iso_date(found: Found, context: Context) -> Reading | None:
    day = _day(*(as_int(found.word(name)) for name in ("year", "mm", "dd")))
    return at(Period("D", day)) if day else None


def slash_date(found: Found, context: Context) -> Reading | None:
    """Month first or day first: only where one of them is impossible is the day known."""
    one, two = as_int(found.word("day")), as_int(found.word("day2"))
    year = year_said(found, context)
    if year is None:
        return None
    days = {day for month, dom in ((one, two), (two, one)) if (day := _day(year, month, dom))}
    if len(days) == 1:
        return at(Period("D", days.pop()))
    return Reading("DATE", f"{year:04}-XX-XX") if days else None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def year_said(found: Found, context: Context) -> int | None:
    """The year that the expression itself names: "2018", "'97", "last year"."""
    year, short = found.word("year"), found.word("yy")
    if year:
        return int(year)
    if short:
        latest = context.published.year + _AHEAD if context.published else _LATEST
        return latest - (latest - int(short)) % 100
    if found.word("tens"):
        spoken = as_int(found.word("spoken")) * 100 + as_int(found.word("tens"))
        return spoken + as_int(found.word("small"))
    relation = found.word("rel")
    if relation and context.published and "year" in found.match[0]:
        return min(MAXYEAR, max(MINYEAR, context.published.year + int(relation)))
    return None


def month(found: Found, context: Context) -> Reading | None:
    month = as_int(found.word("month"))
    relation = found.word("rel")
    year = year_said(found, context)
    if year is not None:
        return at(Period("M", date(year, month, 1))) if year else None
    months = [Period("M", date(y, month, 1)) for y in years_around(context)]
    if relation and context.published:
        months = _on_side(months, int(relation), context.published)
    chosen = nearest(months, context)
    return at(chosen) if chosen else Reading("DATE", f"XXXX-{month:02}")


def _on_side(periods: list[Period], relation: int, published: date) -> list[Period]:
    """Those before ("last"), in the year of ("this") or after ("next") the publication date."""
    if relation == 0:
        return [p for p in periods if p.first.year == published.year]
    return [p for p in periods if p.distance(published) * relation > 0]


def month_range(found: Found, context: Context) -> Reading | None:
    last = month(found, context)
    first, end = as_int(found.word("month")), as_int(found.word("month2"))
    if last is None or last.first is None or first >= end:
        return None
    year = last.first.year
    reading = interval(date(year, first, 1), Period("M", date(year, end, 1)).last)
    return reading and Reading(
        "DATE", f"{year}-{first:02}/{year}-{end:02}", reading.first, reading.last
    )


def year(found: Found, context: Context) -> Reading | None:
    year = year_said(found, context)
    return at(Period("Y", date(year, 1, 1))) if year and 1000 <= year <= 2100 else None


def year_range(found: Found, context: Context) -> Reading | None:
    first = as_int(found.word("year"))
    last = as_int(found.word("year2")) or first // 100 * 100 + as_int(found.word("yy"))
    if not first < last <= first + 100:
        return None
    years = Period("Y", date(last, 1, 1))
    return Reading("DATE", f"{first}/{last}", date(first, 1, 1), years.last, years)


def millennium(found: Found, context: Context) -> Reading | None:
    return at(Period("Y", date(2000, 1, 1)))


def decade(found: Found, context: Context) -> Reading | None:
    year = found.word("tens_year")
    if year:
        return at(Period("DE", date(int(year), 1, 1)))
    tens = as_int(found.word("short_decade") or found.word("decade"))
    return at(Period("DE", date((2000 if tens < 20 else 1900) + tens, 1, 1)))


def century(found: Found, context: Context) -> Reading | None:
    number = as_int(found.word("ordinal"))
    if number < 2:
        return None
    return at(Period("CE", date((number - 1) * 100, 1, 1)))


def weekday(found: Found, context: Context) -> Reading | None:
    weekday = as_int(found.word("weekday"))
    part = found.word("part") or found.word("noon")
    relation, beside = found.word("rel"), found.word("beside")
    coming = found.word("coming")
    origin = context.published
    if beside:
        origin = context.named.first if context.named else None
    if origin is None:
        value = f"XXXX-WXX-{weekday}"
        return Reading("TIME", f"{value}T{part}") if part else Reading("DATE", value)
    week = containing("W", origin)
    if relation and " week" in found.match[0]:
        shifted = week.shift(int(relation))
        return at(shifted and Period("D", shifted.first + timedelta(weekday - 1)), part)
    ahead = (weekday - origin.isoweekday()) % 7
    if beside:
        ahead = (ahead or 7) if beside == "1" else (ahead - 7)
    elif relation == "-1" or (ahead and not coming and _is_past(relation, context)):
        ahead -= 7
    elif relation == "1":
        # "next Friday" said on a Monday may be the one of the week after, on a Sunday is not.
        ahead = (ahead or 7) + (7 if weekday > origin.isoweekday() and ahead < 5 else 0)
    return at(Period("D", origin).shift(ahead), part)


def weekday_range(found: Found, context: Context) -> Reading | None:
    """ "Monday to Friday": the first by the tense, the other after it."""
    start = weekday(found, context)
    if start is None or start.first is None:
        return start
    length = (as_int(found.word("weekday2")) - as_int(found.word("weekday"))) % 7
    end = Period("D", start.first).shift(length or 7)
    return interval(start.first, end.first) if end else None


def _is_past(relation: str | None, context: Context) -> bool:
    """Whether a weekday is one of those past: a bare one unless the future is meant, "this
    Friday" only where the past is."""
    if relation is None:
        return context.tense() != "future"
    return relation == "0" and context.tense() == "past"


def dayword(found: Found, context: Context) -> Reading | None:
    offset = as_int(found.word("dayword") or found.word("rel"))
    part = found.word("part") or found.word("daypart")
    if context.published is None:
        reference = vague(max(-1, min(1, offset)))
        return Reading("TIME", reference.value) if part else reference
    return at(Period("D", context.published).shift(offset), part)


def holiday(found: Found, context: Context) -> Reading | None:
    dates = load_lexicon().holiday_dates[found.word("holiday") or ""]
    if len(dates) == 1:
        return interval(*dates[0])
    year, relation, origin = year_said(found, context), found.word("rel"), origin_of(context)
    if found.word("year") or " year" in found.match[0]:
        dates = tuple(days for days in dates if days[0].year == year)
    elif relation and origin:
        side = int(relation)
        dates = tuple(d for d in dates if not side or ((d[0] - origin).days * side > 0))
    if not dates or (origin is None and year is None):
        return Reading("DATE", "XXXX-XX-XX")
    chosen = nearest([Period("D", first) for first, _ in dates], context)
    first = chosen.first if chosen else dates[0][0]
    return interval(first, next(last for start, last in dates if start == first))
