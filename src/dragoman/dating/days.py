"""How likely each day is: weights over all days that an article may be of, and their product."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Weights = NDArray[np.float64]
Lags = NDArray[np.int64]

# The terms of office in the register begin about here.
FIRST = date(1989, 1, 1)

# How likely, against the average day of an interval, weeks beside it must be to belong to it, and
# days at its ends to stay in it.
_ALIKE, _LIKELY = 0.5, 0.1

_EPOCH = date(1970, 1, 1).toordinal()


@dataclass(frozen=True, slots=True)
class Evidence:
    """What some words of the text say of its date.

    `start` and `end` are the words' offsets. `logs` tell for each day the logarithm of how likely
    one is to meet them in an article of it, up to a constant.
    """

    start: int
    end: int
    logs: Weights
    reason: str


class Days:
    """The days from 1989 to `last`, of which one is that of publication."""

    def __init__(self, last: date) -> None:
        self.ordinals = np.arange(FIRST.toordinal(), last.toordinal() + 1)
        calendar = (self.ordinals - _EPOCH).astype("datetime64[D]")
        self.years = calendar.astype("datetime64[Y]").astype(np.int64) + 1970
        self.months = calendar.astype("datetime64[M]").astype(np.int64) + 1970 * 12

    def around(self, month: int, day: int) -> tuple[Lags, Lags]:
        """For each day how many days ago the day of the year was last, and in how many it is next.

        A day that is the day of the year itself has 0 in both. February 29 is taken as March 1.
        """
        first, last = int(self.years[0]), int(self.years[-1])
        each = np.array([nth_day(year, month, day) for year in range(first - 1, last + 2)])
        stretch = slice(self.ordinals[0] - each[0], self.ordinals[-1] - each[0] + 1)
        ago = self.ordinals - np.repeat(each[:-1], np.diff(each))[stretch]
        ahead = np.repeat(each[1:], np.diff(each))[stretch] - self.ordinals
        return ago, np.where(ago == 0, 0, ahead)

    def after(self, start: date | None, end: date | None) -> Lags:
        """For each day how long after the term from `start` to `end` (None: open) it is.

        Days before the term have negative lags, those in it 0.
        """
        none = np.zeros_like(self.ordinals)
        before = np.minimum(0, self.ordinals - start.toordinal()) if start else none
        return before + np.maximum(0, self.ordinals - end.toordinal()) if end else before

    def outside(self, start: date | None, end: date | None) -> Lags:
        """For each day how far it is from the term from `start` to `end` (None: open)."""
        return np.abs(self.after(start, end))

    def likeliest(self, evidence: Sequence[Evidence], mass: float) -> tuple[date, date]:
        """First and last of the fewest days in a row that hold `mass` of the probability.

        Weeks beside them that are nearly as likely belong to them too, so that of a term of office
        of which nothing more is known no end is cut off; unlikely days at either end do not.
        """
        logs = np.sum([e.logs for e in evidence], axis=0)
        chances = np.exp(logs - logs.max())
        chances /= chances.sum()
        total = np.concatenate([[0.0], np.cumsum(chances)])
        ends = np.searchsorted(total, total + mass - 1e-9)
        lengths = np.where(ends < len(total), ends - np.arange(len(ends)), len(ends))
        first, length = int(np.argmin(lengths)), int(lengths.min())
        usual = mass / length
        unlike = np.convolve(chances, np.full(7, 1 / 7), "same") < _ALIKE * usual
        start = np.flatnonzero(unlike[:first])
        end = np.flatnonzero(unlike[first + length :])
        stretch = slice(
            start[-1] + 1 if len(start) else 0, first + length + end[0] if len(end) else None
        )
        days = self.ordinals[stretch][chances[stretch] >= _LIKELY * usual]
        return date.fromordinal(int(days[0])), date.fromordinal(int(days[-1]))


@lru_cache(maxsize=1)
def days_until(last: date) -> Days:
    """The days from 1989 to `last`."""
    return Days(last)


def weekdays(ordinals: Lags) -> Lags:
    """The days of the week, Monday is 1."""
    return (ordinals - 1) % 7 + 1


def nth_day(year: int, month: int, day: int) -> int:
    """The ordinal of a day, counted on into the next month where the month has no such day."""
    return date(year, month, 1).toordinal() + day - 1
