"""An issue through time: a line for each who is heard on it, a mark for each report of a stance."""

from __future__ import annotations

from datetime import date

from markupsafe import Markup

from dragoman.views.positions.issues import Issue, Report
from dragoman.web.drawing.strip import Axis, ticks
from dragoman.web.drawing.svg import element, group, percent

_LINE = 44.0
_SHAPES = {"favours": "circle", "opposes": "square", "denies": "ring"}


def positions_picture(issue: Issue) -> Markup | None:
    """The picture, each mark a link to its sentence on the page; None where no report has a day."""
    days = [r.day for _, stand in issue.together() for r in stand.reports if r.day < date.max]
    if not days:
        return None
    first, last = min(days), max(days)
    room = max((last - first) // 24, date.resolution * 3)
    axis = Axis(first - room, last + room)
    stands = issue.together()
    height = _LINE * len(stands)
    lines = [
        _stand(names, stand.reports, axis, number * _LINE)
        for number, (names, stand) in enumerate(stands)
    ]
    return element(
        "svg",
        ticks(axis, 0, height),
        *lines,
        class_="picture positions",
        width="100%",
        height=height + 20,
        role="group",
        aria_label="Stances through time",
    )


def _stand(names: str, reports: list[Report], axis: Axis, top: float) -> Markup:
    middle = top + 29
    shown = names if len(names) <= 70 else names[:68] + "…"
    marks = [_mark(report, axis, middle) for report in reports if report.day < date.max]
    return group(
        [
            element("line", x1="0%", x2="100%", y1=middle, y2=middle, class_="grid"),
            element("text", shown, x=0, y=top + 15, class_="name"),
            *marks,
        ]
    )


def _mark(report: Report, axis: Axis, middle: float) -> Markup:
    x = percent(axis.at(report.day))
    shape = (
        element("rect", x=x, y=middle - 5.5, width=11, height=11, transform="translate(-5.5)")
        if _SHAPES[report.stance] == "square"
        else element("circle", cx=x, cy=middle, r=6)
    )
    told = f"{report.when}: {report.stance} {report.matter}"
    return element(
        "a",
        shape,
        element("title", told),
        href=f"#r-{report.mention_id}",
        class_=f"stance-mark {report.stance}",
    )
