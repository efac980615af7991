"""What a match means: from the words of an expression to its TimeML value and its days.

Each function below whose name stands in the column `meaning` of `data/patterns.tsv` reads the
matches of those patterns. It returns None where the words cannot be a time ("February 30").
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from dragoman.times.grammar import Found
from dragoman.times.lexicon import load_lexicon
from dragoman.times.periods import Period, containing
from dragoman.times.tense import Tense

Type = Literal["DATE", "TIME", "DURATION", "SET"]

# A day or month without its year is taken in the year that makes it nearest to the publication
# date; the side against the verb's tense counts that much farther, the future a little in doubt.
_AGAINST_TENSE, _DOUBTFUL_FUTURE = 4.0, 1.5

_REFS = {-1: "PAST_REF", 0: "PRESENT_REF", 1: "FUTURE_REF"}


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


def read(found: Found, context: Context) -> Reading | None:
    """The reading of a match, None where it cannot be a time."""
    reading = _READERS[found.rule.meaning](found, context)
    return None if reading is None else _modify(reading, found.modifier, context)


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


def _date(period: Period | None, part: str | None = None) -> Reading | None:
    if period is None:
        return None
    kind: Type = "TIME" if part else "DATE"
    value = period.value + (f"T{part}" if part and not part.startswith("T") else part or "")
    return Reading(kind, value, period.first, period.last, period)


def _interval(first: date, last: date) -> Reading | None:
    if first > last:
        return None
    value = first.isoformat() if first == last else f"{first}/{last}"
    return Reading("DATE", value, first, last, Period("D", last))


def _vague(direction: int) -> Reading:
    return Reading("DATE", _REFS[direction])


def _number(word: str | None) -> int:
    return int(word or 0)


# ---- days with their month ------------------------------------------------------------------


def _month_day(found: Found, context: Context) -> Reading | None:
    month = _number(found.word("month"))
    day = _number(found.word("day") or found.word("ordinal"))
    return _day_of_month(found, context, month, day)


def _day_of_month(found: Found, context: Context, month: int, day: int) -> Reading | None:
    if _day(2000, month, day) is None:
        return None
    part = found.word("part")
    year = _year_said(found, context)
    if year is not None:
        said = _day(year, month, day)
        return _date(Period("D", said), part) if said else None
    weekday = found.word("weekday")
    years = [
        Period("D", candidate)
        for year in _years_around(context)
        if (candidate := _day(year, month, day))
    ]
    agreeing = [p for p in years if weekday and p.first.isoweekday() == int(weekday)]
    near = [p for p in agreeing if abs(p.distance(_origin(context) or p.first)) < 3 * 366]
    chosen = _nearest(near or years, context)
    return _date(chosen, part) if chosen else Reading("DATE", f"XXXX-{month:02}-{day:02}")


def _attacks(found: Found, context: Context) -> Reading | None:
    """ "the Sept. 11 attacks" are those of 2001; other days go as usual."""
    month, day = _number(found.word("month")), _number(found.word("day"))
    if (month, day) == (9, 11) and (context.published or date.max) >= date(2001, 9, 11):
        return _date(Period("D", date(2001, 9, 11)))
    return _day_of_month(found, context, month, day)


def _day_range(found: Found, context: Context) -> Reading | None:
    month = _number(found.word("month"))
    first = _day_of_month(found, context, month, _number(found.word("day")))
    last = _day_of_month(found, context, month, _number(found.word("day2")))
    if first is None or last is None or _number(found.word("day")) >= _number(found.word("day2")):
        return None
    if first.first is None or last.last is None:
        return Reading("DATE", f"{first.value}/{last.value}")
    return _interval(first.first, last.last)


def _iso_date(found: Found, context: Context) -> Reading | None:
    day = _day(*(_number(found.word(name)) for name in ("year", "mm", "dd")))
    return _date(Period("D", day)) if day else None


def _slash_date(found: Found, context: Context) -> Reading | None:
    """Month first or day first: only where one of them is impossible is the day known."""
    one, two = _number(found.word("day")), _number(found.word("day2"))
    year = _year_said(found, context)
    if year is None:
        return None
    days = {day for month, dom in ((one, two), (two, one)) if (day := _day(year, month, dom))}
    if len(days) == 1:
        return _date(Period("D", days.pop()))
    return Reading("DATE", f"{year:04}-XX-XX") if days else None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _year_said(found: Found, context: Context) -> int | None:
    """The year that the expression itself names: "2018", "'97", "last year"."""
    year, short = found.word("year"), found.word("yy")
    if year:
        return int(year)
    if short:
        latest = context.published.year if context.published else date.today().year
        century = latest // 100 * 100
        return century + int(short) - (100 if century + int(short) > latest + 20 else 0)
    if found.word("tens"):
        spoken = _number(found.word("small")) * 100 + _number(found.word("tens"))
        return spoken + _number(found.word("small2"))
    relation = found.word("rel")
    if relation and context.published and "year" in found.match[0]:
        return context.published.year + int(relation)
    return None


def _origin(context: Context) -> date | None:
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


def _years_around(context: Context) -> range:
    origin = _origin(context)
    return range(origin.year - 1, origin.year + 2) if origin else range(0)


def _nearest(periods: list[Period], context: Context) -> Period | None:
    origin = _origin(context)
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


# ---- months, years, decades -----------------------------------------------------------------


def _month(found: Found, context: Context) -> Reading | None:
    month = _number(found.word("month"))
    relation = found.word("rel")
    year = _year_said(found, context)
    if year is not None:
        return _date(Period("M", date(year, month, 1))) if year else None
    months = [Period("M", date(y, month, 1)) for y in _years_around(context)]
    if relation and context.published:
        months = _on_side(months, int(relation), context.published)
    chosen = _nearest(months, context)
    return _date(chosen) if chosen else Reading("DATE", f"XXXX-{month:02}")


def _on_side(periods: list[Period], relation: int, published: date) -> list[Period]:
    """Those before ("last"), in the year of ("this") or after ("next") the publication date."""
    if relation == 0:
        return [p for p in periods if p.first.year == published.year]
    return [p for p in periods if p.distance(published) * relation > 0]


def _month_range(found: Found, context: Context) -> Reading | None:
    last = _month(found, context)
    first, end = _number(found.word("month")), _number(found.word("month2"))
    if last is None or last.first is None or first >= end:
        return None
    year = last.first.year
    reading = _interval(date(year, first, 1), Period("M", date(year, end, 1)).last)
    return reading and Reading(
        "DATE", f"{year}-{first:02}/{year}-{end:02}", reading.first, reading.last
    )


def _year(found: Found, context: Context) -> Reading | None:
    year = _year_said(found, context)
    return _date(Period("Y", date(year, 1, 1))) if year and 1000 <= year <= 2100 else None


def _year_range(found: Found, context: Context) -> Reading | None:
    first = _number(found.word("year"))
    last = _number(found.word("year2")) or first // 100 * 100 + _number(found.word("yy"))
    if not first < last <= first + 100:
        return None
    years = Period("Y", date(last, 1, 1))
    return Reading("DATE", f"{first}/{last}", date(first, 1, 1), years.last, years)


def _millennium(found: Found, context: Context) -> Reading | None:
    return _date(Period("Y", date(2000, 1, 1)))


def _decade(found: Found, context: Context) -> Reading | None:
    year = found.word("tens_year")
    if year:
        return _date(Period("DE", date(int(year), 1, 1)))
    tens = _number(found.word("short_decade") or found.word("decade"))
    return _date(Period("DE", date((2000 if tens < 20 else 1900) + tens, 1, 1)))


def _century(found: Found, context: Context) -> Reading | None:
    number = _number(found.word("ordinal"))
    if number < 2:
        return None
    return _date(Period("CE", date((number - 1) * 100, 1, 1)))


# ---- days by name ---------------------------------------------------------------------------


def _weekday(found: Found, context: Context) -> Reading | None:
    weekday = _number(found.word("weekday"))
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
        return _date(shifted and Period("D", shifted.first + timedelta(weekday - 1)), part)
    ahead = (weekday - origin.isoweekday()) % 7
    if beside:
        ahead = (ahead or 7) if beside == "1" else (ahead - 7)
    elif relation == "-1" or (
        relation != "1" and not coming and ahead and context.tense() != "future"
    ):
        ahead -= 7
    elif relation == "1":
        # "next Friday" said on a Monday may be the one of the week after, on a Sunday is not.
        ahead = (ahead or 7) + (7 if weekday > origin.isoweekday() and ahead < 5 else 0)
    return _date(Period("D", origin).shift(ahead), part)


def _dayword(found: Found, context: Context) -> Reading | None:
    offset = _number(found.word("dayword") or found.word("rel"))
    part = found.word("part") or found.word("daypart")
    if context.published is None:
        reference = _vague(max(-1, min(1, offset)))
        return Reading("TIME", reference.value) if part else reference
    return _date(Period("D", context.published).shift(offset), part)


def _weekend(found: Found, context: Context) -> Reading | None:
    relation = found.word("rel")
    if context.published is None:
        return _vague(int(relation or 0))
    weekend = containing("WE", containing("W", context.published).first)
    if relation in ("-1", "1"):
        return _date(weekend.shift(int(relation)))
    tense = context.tense()
    past = tense == "past" or (tense is None and context.published.isoweekday() <= 3)
    return _date(weekend.shift(-1) if past and context.published < weekend.first else weekend)


# ---- periods counted from the publication date ----------------------------------------------


def _relative(found: Found, context: Context) -> Reading | None:
    unit = found.word("period") or found.word("season") or ""
    relation = _number(found.word("rel") or found.word("coming"))
    if unit in ("D", "TS", "TM", "TH") or (unit in ("DE", "CE") and relation):
        return None
    if context.published is None:
        return _vague(relation)
    if found.word("season"):
        return _date(_season_near(unit, relation, context.published))
    return _date(containing(unit, context.published).shift(relation))


def _season_near(unit: str, relation: int, published: date) -> Period | None:
    this_year = containing(unit, published)
    if relation == 0 and unit == "WI" and published.month < 6:
        return this_year.shift(-1)
    if relation == 0:
        return this_year
    around = [this_year.shift(n) for n in (-1, 0, 1)]
    side = [p for p in around if p and p.distance(published) * relation > 0]
    return min(side, key=lambda p: abs(p.distance(published)), default=None)


def _season(found: Found, context: Context) -> Reading | None:
    unit = found.word("season") or ""
    year = _year_said(found, context)
    if year is not None:
        return _date(containing(unit, date(year, 12 if unit == "WI" else 6, 1)))
    around = [containing(unit, date(y, 6, 1)) for y in _years_around(context)]
    chosen = _nearest(around, context)
    return _date(chosen) if chosen else Reading("DATE", f"XXXX-{unit}")


def _half(found: Found, context: Context) -> Reading | None:
    return _part_of_year(found, context, "H", _number(found.word("half")))


def _quarter(found: Found, context: Context) -> Reading | None:
    return _part_of_year(found, context, "Q", _number(found.word("ordinal") or found.word("q")))


def _part_of_year(found: Found, context: Context, unit: str, number: int) -> Reading | None:
    months = 12 // {"H": 2, "Q": 4}[unit]
    if number * months > 12:
        return None
    month = (number - 1) * months + 1
    year = _year_said(found, context)
    if year is not None:
        return _date(Period(unit, date(year, month, 1)))
    chosen = _nearest([Period(unit, date(y, month, 1)) for y in _years_around(context)], context)
    return _date(chosen) if chosen else Reading("DATE", f"XXXX-{unit}{number}")


def _latest(found: Found, context: Context) -> Reading | None:
    unit = found.word("period") or "Q"
    if unit == "Q" and context.quarter:
        return _date(context.quarter)
    if context.published is None or unit.startswith("T"):
        return _vague(-1)
    return _date(containing(unit, context.published).shift(-1))


def _stretch(found: Found, context: Context) -> Reading | None:
    """ "the past five years": a duration whose days end (or begin) at the publication date."""
    unit = found.word("unit") or found.word("period") or ""
    quantity = _quantity(found.word("number") or "1", unit)
    direction = _number(found.word("past"))
    value = _duration_value(*quantity)
    days = None
    if context.published and not value.startswith("PT"):
        days = _counted(context.published, quantity, direction)
    if days is None or context.published is None:
        return Reading("DURATION", value)
    ends = sorted((days, context.published))
    return Reading("DURATION", value, ends[0], ends[1])


# ---- periods counted from another date ------------------------------------------------------


def _offset(found: Found, context: Context) -> Reading | None:
    """ "two weeks ago", "a year earlier", "six months from now", "a week from today"."""
    amount, unit = _quantity(found.word("number") or "1", found.word("unit") or "")
    if " half" in found.match[0] and amount is not None:
        amount += 0.5
    back = found.word("ago") or found.word("earlier")
    direction = -1 if back else 1
    origin = _offset_origin(found, context)
    if origin is None or amount is None or unit.startswith("T"):
        return _unanchored(found, amount, unit, direction)
    if (amount, unit, direction) == (1, "Y", -1):
        if context.compared():
            return _date(context.compared().years_before(1))
        if found.word("earlier") and origin.size > 7:
            return _date(origin.years_before(1))
    if origin.size > Period(_calendar(unit), date.min).size:
        return _unanchored(found, amount, unit, direction)
    day = _counted(origin.first, (amount, unit), direction)
    return _date(containing(_calendar(unit), day)) if day else _vague(direction)


def _unanchored(found: Found, amount: float | None, unit: str, direction: int) -> Reading:
    """ "a few days later", of nobody knows what: the distance; "a few days ago": the past."""
    if found.word("earlier") or found.word("later"):
        return Reading("DURATION", _duration_value(amount, unit))
    return _vague(direction)


def _offset_origin(found: Found, context: Context) -> Period | None:
    today = Period("D", context.published) if context.published else None
    if found.word("dayword"):
        return today and today.shift(_number(found.word("dayword")))
    if found.word("earlier") or found.word("later"):
        return context.named or today
    return today


def _year_ago(found: Found, context: Context) -> Reading | None:
    """ "the year-earlier quarter", "the corresponding period last year"."""
    ordinal = found.word("ordinal")
    named = context.quarter or context.same_sentence
    year = _year_said(found, context)
    if year is not None:
        return _date(named.years_before(named.first.year - year)) if named else None
    if ordinal and context.published:
        around = _part_of_year(found, context, "Q", int(ordinal))
        named = around.period if around else None
    if named is not None and (named.size > 7):
        return _date(named.years_before(1))
    if context.published is None:
        return _vague(-1)
    if "quarter" in found.match[0] or "period" in found.match[0]:
        return _date(containing("Q", context.published).shift(-5))
    return _date(containing("Y", context.published).shift(-1))


def _same(found: Found, context: Context) -> Reading | None:
    """ "that day", "the same week", "the month": of the date just named, else of publication."""
    unit = found.word("period") or ""
    named = context.quarter if unit == "Q" and context.quarter else context.named
    if named is not None and named.size <= Period(unit, date.min).size:
        return _date(containing(unit, named.first))
    if found.word("same"):
        return _vague(-1)
    if context.published is None:
        return None
    return _date(containing(unit, context.published).shift(-1 if unit == "Q" else 0))


def _beside(found: Found, context: Context) -> Reading | None:
    """ "the following day", "the previous month": next to the date just named."""
    unit, part = found.word("period") or "D", found.word("part")
    direction = _number(found.word("beside"))
    named = context.named
    if named is None or named.size > Period(unit, date.min).size:
        if unit == "D" or context.published is None:
            return Reading(
                "TIME" if part else "DATE", "XXXX-XX-XX" if unit == "D" else _REFS[direction]
            )
        named = Period("D", context.published)
    return _date(containing(unit, named.first).shift(direction), part)


def _that_time(found: Found, context: Context) -> Reading | None:
    return _date(context.named) or _vague(-1)


# ---- durations, repeated times, clock -------------------------------------------------------


def _quantity(number: str, unit: str) -> tuple[float | None, str]:
    """Amount and unit with decades and centuries in years; the amount None where unknown."""
    amount = _amount(number)
    if unit == "CE" and amount is not None:
        return amount * 100, "Y"
    if unit == "DE" and amount is not None:
        return amount * 10, "Y"
    if amount is not None and amount % 1 and unit == "Y":
        return amount * 12, "M"
    return amount, unit


def _amount(number: str) -> float | None:
    lexicon = load_lexicon()
    words = " ".join(number.lower().replace("-", " ").split())
    if words[0].isdigit():
        return float(words.replace(",", ""))
    vague = lexicon.values["vague"].get(words)
    if vague is not None:
        return None if vague == "X" else float(vague)
    named = lexicon.values["tens"] | lexicon.values["small"]
    return float(sum(int(named[word]) for word in words.split()))


def _calendar(unit: str) -> str:
    return unit if unit in ("D", "W", "M", "Q", "Y", "DE", "CE") else "D"


def _counted(day: date, quantity: tuple[float | None, str], direction: int) -> date | None:
    """The day that lies an amount of days, weeks, months or years from another."""
    amount, unit = quantity
    if amount is None or unit.startswith("T"):
        return None
    days = {"D": 1, "W": 7, "WE": 7}.get(unit)
    if days or amount % 1:
        length = days or {"M": 30, "Q": 91, "Y": 365}.get(unit, 365)
        moved = Period("D", day).shift(direction * round(amount * length))
        return moved.first if moved else None
    months = int(amount) * {"M": 1, "Q": 3, "Y": 12, "DE": 120, "CE": 1200}[unit]
    month = containing("M", day).shift(direction * months)
    return month.first.replace(day=min(day.day, month.last.day)) if month else None


def _duration_value(amount: float | None, unit: str) -> str:
    number = "X" if amount is None else f"{amount:g}"
    if unit == "WE":
        return f"P{number}WE"
    if amount is None and unit in ("DE", "CE"):
        return f"PX{unit}"
    return f"PT{number}{unit[1:]}" if unit.startswith("T") else f"P{number}{unit}"


def _duration(found: Found, context: Context) -> Reading | None:
    if found.word("fortnight"):
        return Reading("DURATION", "P2W")
    unit = found.word("unit") or found.word("unit2") or found.word("units") or ""
    number = found.word("number") or ("X" if found.word("units") else "1")
    if number == "X":
        return Reading("DURATION", _duration_value(None, unit))
    amount = _amount(number)
    if amount is not None and " half" in found.match[0] and not number.startswith("half"):
        amount += 0.5
    return Reading(
        "DURATION", _duration_value(*_quantity(f"{amount:g}" if amount else number, unit))
    )


def _span(found: Found, context: Context) -> Reading | None:
    """ "three weeks"; after "in", with a verb of the future, the time from now."""
    ahead = found.match.string[max(0, found.start - 3) : found.start].lower() == "in "
    if ahead and context.published and "-" not in found.match[0] and context.tense() == "future":
        reading = _offset(found, context)
        if reading and reading.first:
            return reading
    return _duration(found, context)


def _set(found: Found, context: Context) -> Reading | None:
    often = found.word("often")
    weekday = found.word("weekday") or found.word("weekdays")
    if often:
        return Reading("SET", often)
    if weekday:
        return Reading("SET", f"XXXX-WXX-{weekday}")
    if found.word("month"):
        return Reading("SET", f"XXXX-{_number(found.word('month')):02}")
    if found.word("season"):
        return Reading("SET", f"XXXX-{found.word('season')}")
    if found.word("part"):
        return Reading("SET", f"XXXX-XX-XXT{found.word('part')}")
    if found.word("period"):
        return Reading("SET", _duration_value(1, found.word("period") or ""))
    every = float(found.word("every") or 1)
    amount = _amount(found.word("number") or "1") if found.word("every") else 1.0
    return Reading(
        "SET", _duration_value(*_quantity(f"{(amount or 1) * every:g}", found.word("unit") or "D"))
    )


def _clock(found: Found, context: Context) -> Reading | None:
    hour, minute = _number(found.word("hour")), _number(found.word("minute"))
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
        return _month_day(found, context)
    if found.word("weekday"):
        day = _weekday(found, context)
        return day and day.period and _date(day.period)
    if found.word("dayword"):
        return _dayword(found, context)
    named = context.named if context.named and context.named.unit == "D" else None
    return _date(named or (Period("D", context.published) if context.published else None))


# ---- holidays, and the past as such ---------------------------------------------------------


def _holiday(found: Found, context: Context) -> Reading | None:
    dates = load_lexicon().holiday_dates[found.word("holiday") or ""]
    if len(dates) == 1:
        return _interval(*dates[0])
    year, relation, origin = _year_said(found, context), found.word("rel"), _origin(context)
    if found.word("year") or " year" in found.match[0]:
        dates = tuple(days for days in dates if days[0].year == year)
    elif relation and origin:
        side = int(relation)
        dates = tuple(d for d in dates if not side or ((d[0] - origin).days * side > 0))
    if not dates or (origin is None and year is None):
        return Reading("DATE", "XXXX-XX-XX")
    chosen = _nearest([Period("D", first) for first, _ in dates], context)
    first = chosen.first if chosen else dates[0][0]
    return _interval(first, next(last for start, last in dates if start == first))


def _reference(found: Found, context: Context) -> Reading | None:
    return Reading("DATE", found.word("reference") or "PRESENT_REF")


_READERS: dict[str, Callable[[Found, Context], Reading | None]] = {
    "month_day": _month_day,
    "attacks": _attacks,
    "day_range": _day_range,
    "iso_date": _iso_date,
    "slash_date": _slash_date,
    "month": _month,
    "month_range": _month_range,
    "year": _year,
    "year_range": _year_range,
    "millennium": _millennium,
    "decade": _decade,
    "century": _century,
    "weekday": _weekday,
    "dayword": _dayword,
    "weekend": _weekend,
    "relative": _relative,
    "season": _season,
    "half": _half,
    "quarter": _quarter,
    "latest": _latest,
    "stretch": _stretch,
    "offset": _offset,
    "year_ago": _year_ago,
    "same": _same,
    "beside": _beside,
    "that_time": _that_time,
    "duration": _duration,
    "bare_duration": _duration,
    "span": _span,
    "rate": _set,
    "set": _set,
    "clock": _clock,
    "holiday": _holiday,
    "reference": _reference,
}
