"""Evidence from the dates that a text names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from dragoman.dating.days import Days, Evidence, Weights, nth_day, weekdays
from dragoman.dating.expressions import Named, find_named
from dragoman.dating.habits import load_habits

# How often a weekday named with a day of the year is the wrong one, by mistake or misreading.
_WRONG_WEEKDAY = 0.02
# How many of the texts with weekdays name full days as official and web texts do.
_FRESH = 0.6


def date_evidence(named: Sequence[Named], days: Days) -> Iterator[Evidence]:
    """What the dates of one text say of its own.

    Dates of one kind hang together: only the latest one told as past and the earliest one told
    as future count.
    """
    style = "" if any(n.unit == "weekday" for n in named) else ", no weekdays"
    yield from _with_year([n for n in named if n.year], style, days)
    for tense in ("past", "future", None):
        alike = [n for n in named if n.tense == tense and not n.year]
        habit = tense or "past"
        if dated := [n for n in alike if n.unit == "day" and _is_day(n)]:
            yield _day_of_year(_foremost(dated, tense), style, days)
        if months := [n for n in alike if n.unit == "month"]:
            yield _month_of_year(_foremost(months, tense), habit, days)
    for each in named:
        if each.unit == "day" and each.weekday and not each.year and _is_day(each):
            yield _agreement(each, days)


def _is_day(named: Named) -> bool:
    return named.day <= (29 if named.month == 2 else 30 if named.month in (4, 6, 9, 11) else 31)


def _with_year(named: Sequence[Named], style: str, days: Days) -> Iterator[Evidence]:
    def when(one: Named) -> tuple[int, int, int]:
        return (one.year or 0, one.month, one.day)

    past, unsure = (
        max((n for n in named if n.tense == tense), key=when, default=None)
        for tense in ("past", None)
    )
    future = [n for n in named if n.tense == "future" and (not past or when(n) > when(past))]
    if past:
        yield _dated(past, "past", style, f"the latest {past.unit} told as past", days)
    if future:
        first = min(future, key=when)
        yield _dated(first, "future", style, f"the first {first.unit} told as future", days)
    if unsure:
        yield _dated(
            unsure, "open", style, f"the latest {unsure.unit} that may be past or future", days
        )


def _dated(named: Named, tense: str, style: str, what: str, days: Days) -> Evidence:
    ahead = nth_day(named.year or 1, named.month, named.day) - days.ordinals
    years = days.years - (named.year or 1)
    lags = {
        "years": np.where(ahead > 0, np.minimum(years, -1), years),
        "months": years * 12 + days.months % 12 - (named.month - 1),
        "days": -ahead,
    }
    habit = load_habits()[f"{named.unit} {tense}"]
    logs = habit.of(lags[habit.unit])
    if (named.unit, tense) == ("day", "past"):
        fresh = load_habits()["day past, fresh"].of(lags["days"])
        either = np.logaddexp(logs + np.log(1 - _FRESH), fresh + np.log(_FRESH))
        logs = fresh if style else either
    return _evidence(named, logs, what)


def _foremost(named: Sequence[Named], tense: str | None) -> Named:
    """The latest day or month of some without a year, for the future the earliest one.

    The year is a ring: the longest stretch without a date is taken for what lies outside.
    """
    ring = sorted(named, key=lambda n: (n.month, n.day))
    places = [n.month * 31 + n.day for n in ring]
    after = [*places[1:], places[0]]
    gaps = [(b - a) % 372 or 372 for a, b in zip(places, after, strict=True)]
    before_gap = gaps.index(max(gaps))
    return ring[(before_gap + 1) % len(ring)] if tense == "future" else ring[before_gap]


def _day_of_year(named: Named, style: str, days: Days) -> Evidence:
    ago, ahead = days.around(named.month, named.day)
    style = ", with weekday" if named.weekday else style
    past = load_habits()[f"day of year past{style}"].of(ago)
    future = load_habits()["day of year future"].of(-ahead)
    either = np.logaddexp(past, future) - np.log(2)
    logs = {"past": past, "future": future, None: either}[named.tense]
    told = {"past": "the latest day told as past", "future": "the first day told as future"}
    return _evidence(named, logs, told.get(named.tense or "", "a day named without tense"))


def _month_of_year(named: Named, habit: str, days: Days) -> Evidence:
    lags = (days.months - (named.month - 1)) % 12
    if habit == "future":
        lags = -(-lags % 12)
    which = "latest" if habit == "past" else "first"
    logs = load_habits()[f"month of year {habit}"].of(lags)
    return _evidence(named, logs, f"the {which} month told as {habit}")


def _agreement(named: Named, days: Days) -> Evidence:
    """The years in which a day has its weekday."""
    ago, ahead = days.around(named.month, named.day)
    take_last = ago == 0 if named.tense == "future" else (ago <= ahead) | (named.tense == "past")
    fits = weekdays(days.ordinals + np.where(take_last, -ago, ahead)) == named.weekday
    years = [
        year
        for year in range(int(days.years[0]), int(days.years[-1]) + 1)
        if (nth_day(year, named.month, named.day) - 1) % 7 + 1 == named.weekday
    ]
    return _evidence(
        named,
        np.where(fits, 0.0, np.log(_WRONG_WEEKDAY)),
        f"day and weekday agree in {', '.join(map(str, years))}",
    )


def dateline_evidence(dateline: str, days: Days) -> Iterator[Evidence]:
    """What the day of the dateline, which stands before the text, says without its year."""
    for named in find_named(dateline, None)[:1]:
        if named.unit == "day" and _is_day(named):
            ago, _ = days.around(named.month, named.day)
            logs = load_habits()["dateline"].of(ago)
            yield Evidence(0, 0, logs, f"“{dateline}”: the day of the dateline")
            if named.weekday:
                yield replace(_agreement(replace(named, tense="past"), days), start=0, end=0)


def weekday_evidence(named: Sequence[Named], days: Days) -> Iterator[Evidence]:
    """The day of the week that is named most often as past: news is of that day or the next."""
    past = [n for n in named if n.unit == "weekday" and n.tense == "past"]
    if past:
        ((weekday, _),) = Counter(n.weekday for n in past).most_common(1)
        first = next(n for n in past if n.weekday == weekday)
        logs = load_habits()["weekday"].of((weekdays(days.ordinals) - (weekday or 1)) % 7)
        yield _evidence(first, logs, "the day of the week most often told as past")


def _evidence(named: Named, logs: Weights, reason: str) -> Evidence:
    return Evidence(named.start, named.end, logs, f"“{named.text}”: {reason}")
