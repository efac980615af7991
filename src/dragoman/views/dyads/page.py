"""The relation of two actors as one HTML page that needs nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from importlib.resources import files
from string import Template

from dragoman.views.dyads.dyad import Dyad, Row, TurningPoint, period_label, signed
from dragoman.views.dyads.plot import course
from dragoman.views.dyads.text import left_out_note, turn
from dragoman.views.figures import as_svg
from dragoman.views.highlight import plain
from dragoman.views.pages import timeline_items

_COUNTS = ("verbal_cooperation", "material_cooperation", "verbal_conflict", "material_conflict")


def dyad_page(dyad: Dyad) -> str:
    """The page: the picture, the turning points with their events, the figures as a table."""
    template = files("dragoman.views.dyads").joinpath("dyad.html").read_text("utf-8")
    styles = files("dragoman.views").joinpath("timeline.css").read_text("utf-8")
    with course(dyad, alone=False) as figure:
        picture = as_svg(figure)
    return Template(template).substitute(
        styles=styles,
        title=escape(plain(" – ".join(dyad.names))),
        caption=escape(plain(_caption(dyad))),
        picture=picture,
        turning_points="\n".join(_turning_points(dyad)),
        a=escape(plain(dyad.a)),
        b=escape(plain(dyad.b)),
        by=dyad.by,
        rows="\n".join(_row(row, dyad) for row in dyad.rows if row.events),
    )


def _caption(dyad: Dyad) -> str:
    number = sum(row.events for row in dyad.rows)
    counted = f"{number:,} event{'' if number == 1 else 's'} by {dyad.by}."
    return f"{counted} {left_out_note(dyad)}".strip()


def _turning_points(dyad: Dyad) -> Iterator[str]:
    if not dyad.turning_points:
        yield "<p>None: the level of net cooperation does not change for good.</p>"
    for number, point in enumerate(dyad.turning_points, 1):
        yield _turning_point(number, point, dyad)


def _turning_point(number: int, point: TurningPoint, dyad: Dyad) -> str:
    return f"""<section>
<h3>{number}&ensp;{period_label(point.period, dyad.by)}</h3>
<p>{turn(point, dyad).capitalize()}</p>
<ol>{timeline_items(point.events)}</ol>
</section>"""


def _row(row: Row, dyad: Dyad) -> str:
    scores = (row.mean_score or 0.0, row.net_cooperation, row.a_to_b, row.b_to_a, row.mutual)
    cells = [
        str(row.events),
        *(str(getattr(row, name)) for name in _COUNTS),
        *map(signed, scores),
    ]
    figures = "".join(f"<td>{cell}</td>" for cell in cells)
    return f"<tr><th>{period_label(row.period, dyad.by)}</th>{figures}</tr>"
