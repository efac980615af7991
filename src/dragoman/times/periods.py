"""Stretches of the calendar: days, weeks, months and longer, with their TimeML values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date, timedelta

# Units by the letters of data/words.tsv. Units of whole months: how many, and in which month
# (0 = January) they start; the four seasons are those of the northern hemisphere, by month.
_MONTHS = {
    "M": (1, 0),
    "Q": (3, 0),
    "H": (6, 0),
    "Y": (12, 0),
    "DE": (120, 0),
    "CE": (1200, 0),
}
_SEASONS = {"SP": 2, "SU": 5, "FA": 8, "WI": 11}

# Days of a unit in order of size: to compare how fine two periods are.
_SIZE = {"D": 1, "WE": 2, "W": 7, "M": 30, "SP": 91, "SU": 91, "FA": 91, "WI": 91}
_SIZE |= {"Q": 91, "H": 182, "Y": 365, "DE": 3652, "CE": 36524}


@dataclass(frozen=True, slots=True)
class Period:
    """A unit of the calendar and its first day: D, W, WE, M, Q, H, Y, DE, CE, SP, SU, FA, WI."""

    unit: str
    first: date

    @property
    def size(self) -> int:
        """Length in days, roughly."""
        return _SIZE[self.unit]

    @property
    def last(self) -> date:
        """The last day."""
        if self.unit == "D":
            return self.first
        if self.unit == "W":
            return self.first + timedelta(6)
        if self.unit == "WE":
            return self.first + timedelta(1)
        months = 3 if self.unit in _SEASONS else _MONTHS[self.unit][0]
        index = _index(self.first) + months
        return date.max if index >= 12 * (MAXYEAR + 1) else _month(index) - timedelta(1)

    @property
    def value(self) -> str:
        """The TimeML value: "2024-03-08", "2024-W10", "2024-W10-WE", "2024-Q1", "199"."""
        year, month = f"{self.first.year:04}", self.first.month
        match self.unit:
            case "D":
                return self.first.isoformat()
            case "W" | "WE":
                iso = self.first.isocalendar()
                return f"{iso.year:04}-W{iso.week:02}" + ("-WE" if self.unit == "WE" else "")
            case "M":
                return f"{year}-{month:02}"
            case "Q":
                return f"{year}-Q{(month + 2) // 3}"
            case "H":
                return f"{year}-H{(month + 5) // 6}"
            case "Y":
                return year
            case "DE":
                return year[:3]
            case "CE":
                return year[:2]
        return f"{year}-{self.unit}"

    def shift(self, count: int) -> Period | None:
        """The period `count` units later (earlier if negative); None beyond the calendar."""
        if self.unit in ("D", "W", "WE"):
            try:
                return Period(
                    self.unit, self.first + timedelta(count * (1 if self.unit == "D" else 7))
                )
            except OverflowError:
                return None
        months = 12 if self.unit in _SEASONS else _MONTHS[self.unit][0]
        index = _index(self.first) + count * months
        if not 12 * MINYEAR <= index < 12 * (MAXYEAR + 1):
            return None
        return Period(self.unit, _month(index))

    def years_before(self, count: int) -> Period | None:
        """The same period `count` years before; of a day or week, the year."""
        if self.size < _SIZE["M"]:
            return containing("Y", self.first).shift(-count)
        per_year = 1 if self.unit in _SEASONS else max(1, 12 // _MONTHS[self.unit][0])
        return self.shift(-count * per_year)

    def distance(self, day: date) -> int:
        """Days between the period and a day, negative if the period is past, 0 if it holds it."""
        if self.first > day:
            return (self.first - day).days
        return min(0, (self.last - day).days)

    def third(self, which: str) -> tuple[date, date]:
        """First and last day of its first (START), middle (MID) or last (END) third."""
        part = {"START": 0, "MID": 1, "END": 2}[which]
        if self.unit in _MONTHS and _MONTHS[self.unit][0] >= 3:
            step = _MONTHS[self.unit][0] // 3
            index = _index(self.first) + part * step
            return _month(index), Period("M", _month(index + step - 1)).last
        days = (self.last - self.first).days + 1
        start = self.first + timedelta(days * part // 3)
        return start, max(start, self.first + timedelta(days * (part + 1) // 3 - 1))


def containing(unit: str, day: date) -> Period:
    """The period of that unit which holds the day; of a season or weekend, the one of its year
    or week."""
    if unit == "D":
        return Period(unit, day)
    if unit in ("W", "WE"):
        back = day.weekday() - (5 if unit == "WE" else 0)
        return Period(
            unit, max(date.min, day - timedelta(back)) if back > 0 else _ahead(day, -back)
        )
    if unit in _SEASONS:
        return Period(unit, date(day.year, _SEASONS[unit] + 1, 1))
    span, offset = _MONTHS[unit]
    index = _index(day)
    return Period(unit, _month(max(12 * MINYEAR, index - (index - offset) % span)))


def _ahead(day: date, days: int) -> date:
    return day + timedelta(min(days, (date.max - day).days))


def _index(day: date) -> int:
    return day.year * 12 + day.month - 1


def _month(index: int) -> date:
    return date(index // 12, index % 12 + 1, 1)
