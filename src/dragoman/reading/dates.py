"""Dates as they stand in file keys, bylines and datelines, read into the days they cover.

Only what is certain is read: `03/04/2024` may be March or April and is no date.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import UTC, date, datetime, timedelta

Interval = tuple[date, date]

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
EARLIEST = date(1800, 1, 1)

_MONTH = (
    r"(?:Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|June?\.?|July?\.?"
    r"|Aug(?:ust|\.)?|Sep(?:t?\.|tember|t)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)"
)
_MONTH = f"(?i:{_MONTH})"
_WEEKDAY = r"(?:(?i:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*\.?,? )?"
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_YEAR = r"(?:1[89]|20)\d\d"

DAY = rf"{_WEEKDAY}(?:{_MONTH} {_DAY}(?!\d)|{_DAY}(?: of)? {_MONTH})"
DATE = (
    rf"{_WEEKDAY}(?:{_YEAR}[-/.]\d{{1,2}}[-/.]\d{{1,2}}(?!\d)|{_MONTH} {_DAY},? ?{_YEAR}(?!\d)"
    rf"|{_DAY}(?: of)?[ -]{_MONTH},?[ -]{_YEAR}(?!\d)|\d{{1,2}}[/.-]\d{{1,2}}[/.-]{_YEAR}(?!\d))"
)
WHEN = f"(?:{DATE}|{DAY})"
CLOCK = (
    r"(?:[T,|•·\s–—-]*(?:at )?\d{1,2}[:.h]\d{2}(?::\d{2})?(?:\.\d+)?\s?(?:[ap]\.?m\.?|[AP]\.?M\.?)?"
    r"(?:\s?\(?(?:[A-Z]{1,5}|[+-]\d{2}:?\d{2})(?:[+-]\d{1,2}(?::?\d{2})?)?\)?)?)?"
)

_NUMBERS = re.compile(rf"({_YEAR})[-/.](\d{{1,2}})(?:[-/.](\d{{1,2}}))?(?!\d)")
_COMPACT = re.compile(rf"({_YEAR})(\d\d)(\d\d)(?:T?\d{{2,6}}Z?)?(?!\d)")
_MONTH_FIRST = re.compile(rf"({_MONTH})(?: (\d{{1,2}})(?:st|nd|rd|th)?(?!\d))?,? ?({_YEAR})(?!\d)")
_DAY_FIRST = re.compile(rf"(\d{{1,2}})(?:st|nd|rd|th)?(?: of)?[ -]({_MONTH}),?[ -]({_YEAR})(?!\d)")
_DAY_MONTH_YEAR = re.compile(rf"(\d{{1,2}})([/.-])(\d{{1,2}})\2({_YEAR})(?!\d)")
_YEARLESS = re.compile(
    rf"{_WEEKDAY}(?:({_MONTH}) (\d{{1,2}})|(\d{{1,2}})[a-z]{{0,2}}(?: of)? ({_MONTH}))"
)
_LEADING_WEEKDAY = re.compile(_WEEKDAY)


def parse_date(text: str) -> Interval | None:
    """First and last day of the date that `text` starts with, None if there is none.

    "2024-03-07T10:00Z" and "Thursday, March 7, 2024" cover a day, "March 2024" and "2024-03" a
    month, "2024" alone a year. Dates before 1800 or more than two days ahead of today are refused.
    """
    text = text.strip()
    text = text[_LEADING_WEEKDAY.match(text).end() :]  # type: ignore[union-attr]
    if re.fullmatch(_YEAR, text):
        return _sane(int(text))
    for form, order in (
        (_NUMBERS, (1, 2, 3)),
        (_COMPACT, (1, 2, 3)),
        (_MONTH_FIRST, (3, 1, 2)),
        (_DAY_FIRST, (3, 2, 1)),
    ):
        if match := form.match(text):
            year, month, day = (match.group(group) for group in order)
            return _sane(int(year), _month(month), int(day) if day else None)
    if match := _DAY_MONTH_YEAR.match(text):
        return _numeric(int(match[1]), int(match[3]), int(match[4]), dotted=match[2] == ".")
    return None


def parse_value(value: object) -> Interval | None:
    """The same for a value from a data file: a string, a date, or seconds since 1970."""
    if isinstance(value, datetime):
        return _sane(value.year, value.month, value.day)
    if isinstance(value, date):
        return _sane(value.year, value.month, value.day)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _from_number(value)
    if isinstance(value, str):
        if re.fullmatch(r"\d{9,13}(?:\.\d+)?", value.strip()):
            return _from_number(float(value))
        return parse_date(value)
    return None


def date_in_url(url: str) -> Interval | None:
    """The date in the path of an address: `/2020/03/05/`, `/2020-03-05-`, `/2020/mar/05/`."""
    form = re.compile(
        rf"/({_YEAR})[/-]?(0[1-9]|1[0-2]|(?i:{'|'.join(MONTHS)}))(?:[/-]?([0-3]\d)(?!\d)|/)"
    )
    if match := form.search(url):
        return _sane(int(match[1]), _month(match[2]), int(match[3]) if match[3] else None)
    return None


def complete(day: str, known: Interval) -> Interval | None:
    """A date without a year ("March 5") inside a known interval shorter than a year."""
    if not (match := _YEARLESS.match(day)):
        return None
    month, number = _month(match[1] or match[4]), int(match[2] or match[3])
    found = _sane(known[0].year, month, number)
    return found if found and known[0] <= found[0] <= known[1] else None


def _month(text: str) -> int:
    return int(text) if text.isdigit() else MONTHS.index(text[:3].lower()) + 1


def _numeric(first: int, second: int, year: int, *, dotted: bool) -> Interval | None:
    """Day and month in figures: with dots the day comes first, with strokes either may."""
    if dotted or first > 12 or first == second:
        return _sane(year, second, first)
    return _sane(year, first, second) if second > 12 else None


def _from_number(value: float) -> Interval | None:
    if 1800 <= value < 2200:
        return _sane(int(value))
    if 18_000_101 <= value < 22_000_000:
        return parse_date(str(int(value)))
    if not value >= 1e8:  # seconds before 1973 are far likelier a count than a date
        return None
    seconds = value / 1000 if value > 1e11 else value
    try:
        moment = datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return _sane(moment.year, moment.month, moment.day)


def _sane(year: int, month: int | None = None, day: int | None = None) -> Interval | None:
    try:
        start = date(year, month or 1, day or 1)
        last_month = month or 12
        end = date(year, last_month, day or monthrange(year, last_month)[1])
    except ValueError:
        return None
    today = datetime.now(UTC).date()
    if start < EARLIEST or start > today + timedelta(days=2):
        return None
    return start, end
