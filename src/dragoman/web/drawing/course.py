"""A dyad through time: counts, net cooperation with its levels, the mean score."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from dragoman.store.relations import Period
from dragoman.views.dyads.dyad import Row, signed
from dragoman.web.drawing.strip import Axis, bin_label, strip_bars, ticks
from dragoman.web.drawing.svg import element, group, percent
from dragoman.web.queries.dyad import Course
from dragoman.web.queries.timeline import Bin, unit_end

_HEAD, _COUNTS, _NET, _MEAN, _GAP = 20.0, 130.0, 100.0, 64.0, 30.0


@dataclass(frozen=True, slots=True)
class _Place:
    """A period on the axis, and its row."""

    row: Row
    x: float
    width: float

    @property
    def middle(self) -> str:
        return percent(self.x + self.width / 2)


def course_picture(course: Course, link: Callable[[date, date], str]) -> Markup:
    """The picture; `link` gives the address of the events of some days."""
    axis = Axis(course.rows[0].period, _end(course.rows[-1].period, course.by))
    places = [
        _Place(row, axis.at(row.period), axis.width(row.period, _end(row.period, course.by)))
        for row in course.rows
    ]
    bins = [_bin(row, course.by) for row in course.rows if row.events]
    height = _HEAD + _COUNTS + _NET + _MEAN + 2 * _GAP
    return element(
        "svg",
        ticks(axis, _HEAD, height + 4),
        _panel(
            0,
            f"events a {course.by}",
            strip_bars(axis, bins, _COUNTS, _linked(link), _told(course)),
        ),
        _panel(_COUNTS + _GAP, "net cooperation", *_net(places, course)),
        _panel(_COUNTS + _NET + 2 * _GAP, "mean score, −10 to +10", *_means(places)),
        *_turns(axis, course, height),
        class_="picture course",
        width="100%",
        height=height + 20,
        role="group",
        aria_label=f"Events a {course.by}, net cooperation and mean score",
        data_first=axis.start,
        data_last=axis.end,
    )


def _panel(top: float, title: str, *parts: Markup) -> Markup:
    return element(
        "svg",
        *parts,
        element("text", title, x=0, y=-6, class_="title"),
        y=top + _HEAD,
        overflow="visible",
    )


def _net(places: list[_Place], course: Course) -> Iterator[Markup]:
    values = [place.row.net_cooperation for place in places]
    low, high = min(0.0, *values), max(0.0, *values)
    scale = _NET / ((high - low) or 1)
    zero = high * scale
    for place, value in zip(places, values, strict=True):
        if value:
            yield element(
                "rect",
                x=percent(place.x + 0.06 * place.width),
                width=percent(0.88 * place.width),
                y=zero - value * scale if value > 0 else zero,
                height=max(abs(value) * scale, 0.5),
                class_="count",
            )
    for value in (low, high):
        if abs(value) * scale > 14:
            y = zero - value * scale
            yield element(
                "text", signed(value), x="100%", y=y + (10 if value > 0 else -2), text_anchor="end"
            )
    yield element("line", x1="0%", x2="100%", y1=zero, y2=zero, class_="zero")
    if len(course.stretches) > 1:
        for stretch in course.stretches:
            y = zero - stretch.level * scale
            last = places[stretch.end - 1]
            yield element(
                "line",
                x1=percent(places[stretch.start].x),
                x2=percent(last.x + last.width),
                y1=y,
                y2=y,
                class_="level",
            )


def _means(places: list[_Place]) -> Iterator[Markup]:
    most = max((place.row.events for place in places), default=1)
    for share in (0.0, 0.5, 1.0):
        y = _MEAN * share
        name = "zero" if share == 0.5 else "grid"
        yield element("line", x1="0%", x2="100%", y1=y, y2=y, class_=name)
    for place in places:
        mean = place.row.mean_score
        if mean is not None:
            yield element(
                "circle",
                cx=place.middle,
                cy=_MEAN * (0.5 - mean / 20),
                r=1.8 + 3.2 * (place.row.events / most) ** 0.5,
                class_="dot",
            )


def _turns(axis: Axis, course: Course, height: float) -> Iterator[Markup]:
    for number, point in enumerate(course.turning_points, 1):
        x = percent(axis.at(point.period))
        yield element("line", x1=x, x2=x, y1=4, y2=height, class_="turn")
        yield group(
            [
                element("circle", cx=x, cy=4, r=8, class_="turn-mark"),
                element("text", str(number), x=x, y=8, class_="turn-number"),
            ]
        )


def _end(period: date, by: Period) -> date:
    return unit_end(period, by)


def _bin(row: Row, by: Period) -> Bin:
    return Bin(
        row.period,
        _end(row.period, by),
        row.verbal_cooperation,
        row.material_cooperation,
        row.verbal_conflict,
        row.material_conflict,
    )


def _linked(link: Callable[[date, date], str]) -> Callable[[Bin], str]:
    return lambda b: link(b.start, b.end)


def _told(course: Course) -> Callable[[Bin], str]:
    rows = {row.period: row for row in course.rows}
    return lambda b: (
        f"{bin_label(b, course.by)}; net cooperation {signed(rows[b.start].net_cooperation)}"
    )
