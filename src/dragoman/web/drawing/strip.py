"""Events over time as bars: cooperation above the line, conflict below, the material ones inside.

Places along the width are in per cent, so that the picture is as wide as the page has room while
its words keep their size.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date

from markupsafe import Markup

from dragoman.web.drawing.svg import element, group, percent
from dragoman.web.queries.timeline import Bin, Strip, Unit, unit_end

_STACKS = (
    (-1, ("material_cooperation", "verbal_cooperation")),
    (1, ("material_conflict", "verbal_conflict")),
)
_MOST_TICKS = 9


class Axis:
    """Days along the width, from the first to the last, both whole."""

    def __init__(self, start: date, end: date) -> None:
        self.start, self.end = start, end
        self._days = (end - start).days + 1

    def at(self, day: date) -> float:
        """Where a day begins, from 0 to 1."""
        return (day - self.start).days / self._days

    def width(self, start: date, end: date) -> float:
        """How wide the days from `start` to `end` are."""
        return ((end - start).days + 1) / self._days


def strip_bars(
    axis: Axis,
    bins: Sequence[Bin],
    height: float,
    link: Callable[[Bin], str],
    label: Callable[[Bin], str],
) -> Markup:
    """The bars, each a link; `height` is that of the whole picture without its axis."""
    up = max((_sum(b, _STACKS[0][1]) for b in bins), default=0)
    down = max((_sum(b, _STACKS[1][1]) for b in bins), default=0)
    scale = (height - 2) / max(up + down, 1)
    zero = 1 + up * scale
    bars = [
        element(
            "a",
            element(
                "rect",
                x=percent(axis.at(b.start)),
                y=0,
                width=percent(axis.width(b.start, b.end)),
                height=height,
                class_="hit",
            ),
            *_stack(axis, b, zero, scale),
            element("title", label(b)),
            href=link(b),
            tabindex="-1",
            data_label=label(b),
            data_start=b.start,
            data_end=b.end,
        )
        for b in bins
    ]
    line = element("line", x1="0%", x2="100%", y1=zero, y2=zero, class_="zero")
    return Markup("").join([*bars, line])


def ticks(axis: Axis, top: float, bottom: float) -> Markup:
    """Days under the picture: years, months or days, no more than there is room for."""
    return group(
        (
            group(
                [
                    element(
                        "line",
                        x1=percent(axis.at(day)),
                        x2=percent(axis.at(day)),
                        y1=top,
                        y2=bottom,
                    ),
                    element("text", text, x=percent(axis.at(day)), y=bottom + 13, dx=3),
                ],
                class_="tick" if number % 2 == 0 else "tick between",
            )
            for number, (day, text) in enumerate(_ticks(axis))
            if axis.at(day) < 0.985
        ),
        class_="ticks",
    )


def _stack(axis: Axis, b: Bin, zero: float, scale: float) -> Iterator[Markup]:
    width = axis.width(b.start, b.end)
    for sign, names in _STACKS:
        base = zero
        for name in names:
            number = getattr(b, name)
            size = number * scale
            if number:
                yield element(
                    "rect",
                    x=percent(axis.at(b.start) + 0.06 * width),
                    width=percent(0.88 * width),
                    y=base - size if sign < 0 else base,
                    height=max(size, 0.5),
                    class_=name.replace("_", "-"),
                )
            base += sign * size


def _sum(b: Bin, names: Sequence[str]) -> int:
    return sum(int(getattr(b, name)) for name in names)


def _ticks(axis: Axis) -> list[tuple[date, str]]:
    days = (axis.end - axis.start).days
    if days > 366 * 3:
        years = range(
            axis.start.year + (axis.start > date(axis.start.year, 1, 1)), axis.end.year + 1
        )
        step = next(s for s in (1, 2, 5, 10, 20, 50, 100, 1000) if len(years) / s <= _MOST_TICKS)
        return [(date(year, 1, 1), str(year)) for year in years if year % step == 0]
    months = [
        date(year, month, 1)
        for year in range(axis.start.year, axis.end.year + 1)
        for month in range(1, 13)
        if axis.start <= date(year, month, 1) <= axis.end
    ]
    if len(months) >= 3:
        step = next(s for s in (1, 2, 3, 6, 12) if len(months) / s <= _MOST_TICKS)
        months = [day for day in months if (day.month - 1) % step == 0]
        return _labelled(months, "%b")
    step = next(s for s in (1, 2, 7, 14) if days / s <= _MOST_TICKS)
    numbers = range(axis.start.toordinal(), axis.end.toordinal() + 1, step)
    return _labelled([date.fromordinal(number) for number in numbers], "%-d %b")


def _labelled(days: list[date], form: str) -> list[tuple[date, str]]:
    """The days, the first and those that begin a new year with their year."""
    before = [0, *(day.year for day in days)]
    return [
        (day, f"{day:{form}}" + (f" {day.year}" if day.year != year else ""))
        for day, year in zip(days, before, strict=False)
    ]


def event_strip(strip: Strip, link: Callable[[Bin], str], height: float = 96.0) -> Markup:
    """The strip chart of a timeline.

    Args:
        link: the address to which a bar leads.
    """
    axis = Axis(strip.start, strip.end)
    return element(
        "svg",
        strip_bars(axis, strip.bins, height, link, lambda b: bin_label(b, strip.unit)),
        ticks(axis, 0, height + 4),
        class_="picture strip",
        width="100%",
        height=height + 20,
        role="group",
        aria_label=f"Events by {strip.unit}, cooperation above the line, conflict below",
        data_first=strip.start,
        data_last=strip.end,
    )


def bin_label(b: Bin, unit: Unit) -> str:
    """What a bar says of itself: its days and its events."""
    parts = [
        f"{getattr(b, name):,} {name.replace('_', ' ')}"
        for _, names in _STACKS
        for name in names
        if getattr(b, name)
    ]
    days = f"{b.start}" if unit == "day" else f"{b.start} to {b.end}"
    return f"{days}: {', '.join(parts) or 'no events'}"


def coverage_strip(strip: Strip, articles: Mapping[date, int], height: float = 36.0) -> Markup:
    """The articles under a strip of events, on the same days."""
    axis = Axis(strip.start, strip.end)
    shown = {day: number for day, number in articles.items() if strip.start <= day <= strip.end}
    scale = height / max(shown.values(), default=1)
    bars = [
        element(
            "rect",
            element("title", f"{day}: {number:,} articles"),
            x=percent(axis.at(day)),
            width=percent(0.88 * axis.width(day, unit_end(day, strip.unit))),
            y=height - number * scale,
            height=number * scale,
            class_="count",
        )
        for day, number in shown.items()
    ]
    base = element("line", x1="0%", x2="100%", y1=height, y2=height, class_="zero")
    told = f"Articles by {strip.unit}, {max(shown.values(), default=0):,} at most"
    return element(
        "svg", *bars, base, class_="picture", width="100%", height=height + 2, role="img",
        aria_label=told,
    )  # fmt: skip
