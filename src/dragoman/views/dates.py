"""Days and intervals as a reader writes them."""

from __future__ import annotations

from datetime import date, timedelta

_QUARTERS = {(1, 3): 1, (4, 6): 2, (7, 9): 3, (10, 12): 4}


def date_label(start: date | None, end: date | None) -> str:
    """The shortest unambiguous form of an interval.

    "2024-03-07" for a day, "2024-01-20/31" for days of a month, "2024-03" for a month,
    "2024-Q1" for a quarter, "2024" for a year, else both days.
    """
    if start is None or end is None:
        return "date unknown"
    if start == end:
        return start.isoformat()
    if start.day == 1 and (end + timedelta(days=1)).day == 1:
        return _months_label(start, end)
    if (start.year, start.month) == (end.year, end.month):
        return f"{start.isoformat()}/{end.day:02}"
    if start.year == end.year:
        return f"{start.isoformat()}/{end:%m-%d}"
    return f"{start.isoformat()}/{end.isoformat()}"


def _months_label(start: date, end: date) -> str:
    """The form of an interval of whole months."""
    first, last = f"{start:%Y-%m}", f"{end:%Y-%m}"
    if first == last:
        return first
    if (start.month, end.month) == (1, 12):
        return str(start.year) if start.year == end.year else f"{start.year}/{end.year}"
    if start.year != end.year:
        return f"{first}/{last}"
    quarter = _QUARTERS.get((start.month, end.month))
    return f"{start.year}-Q{quarter}" if quarter else f"{first}/{end:%m}"
