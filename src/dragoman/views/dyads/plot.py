"""The relation of two actors as a picture: counts, net cooperation and scores over time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from importlib import import_module
from typing import TYPE_CHECKING, Any

import numpy as np

from dragoman.views.dyads.dyad import Dyad, Row, period_label
from dragoman.views.figures import INK, PALE, QUAD_COLOURS, SOFT, new_figure
from dragoman.views.highlight import plain

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_WIDTH, _HEIGHT = 7.2, 4.6
_NOTE_HEIGHT = 0.17
_LONGEST_NOTE = 110
_GREY = "#9a9a9a"
_LENGTHS = {"day": 1.0, "week": 7.0, "month": 30.0}
_FEWEST = 16  # periods that a picture has room for
_EPOCH = date(1970, 1, 1).toordinal()  # matplotlib counts days from it


@contextmanager
def course(dyad: Dyad, *, alone: bool = True) -> Iterator[Figure]:
    """The figure; it can be saved within the `with`.

    Args:
        alone: whether it bears a title and, under it, what the turning points are.
    """
    lines = _notes(dyad) if alone else []
    with new_figure(_WIDTH, _HEIGHT + _NOTE_HEIGHT * len(lines)) as figure:
        _draw(dyad, figure)
        if alone:
            title = " – ".join(map(plain, dyad.names))
            figure.suptitle(title, x=0.012, ha="left", fontsize=10, fontweight="bold")
        if lines:
            figure.supxlabel("\n".join(lines), x=0.012, ha="left", fontsize=7, color=SOFT)
        yield figure


def _draw(dyad: Dyad, figure: Figure) -> None:
    counts, net, mean = figure.subplots(
        3, 1, sharex=True, gridspec_kw={"height_ratios": (1.25, 1.0, 0.7), "hspace": 0.06}
    )
    _draw_counts(dyad, counts)
    _draw_net(dyad, net)
    _draw_mean(dyad, mean)
    for number, point in enumerate(dyad.turning_points, 1):
        for axes in (counts, net, mean):
            axes.axvline(_edge(point.period), color=SOFT, linewidth=0.7, linestyle=(0, (4, 3)))
        counts.annotate(
            str(number),
            (_edge(point.period), 1),
            (0, 2),
            ha="center",
            va="bottom",
            color=SOFT,
            xycoords=("data", "axes fraction"),
            textcoords="offset points",
            fontsize=8,
        )
    figure.align_ylabels()


def _draw_counts(dyad: Dyad, axes: Axes) -> None:
    """Events by quad class: cooperation upwards, conflict downwards, the material ones inside."""
    from matplotlib.ticker import MaxNLocator

    places, width = _places(dyad)
    for sign, kind in ((1, "cooperation"), (-1, "conflict")):
        base: Any = np.zeros(len(dyad.rows))
        for force in ("material", "verbal"):
            number = sign * np.array([getattr(row, f"{force}_{kind}") for row in dyad.rows])
            colour = QUAD_COLOURS[f"{force} {kind}"]
            axes.bar(
                places,
                np.where(number, number, np.nan),
                width,
                base,
                color=colour,
                edgecolor=colour,
                linewidth=0.5,
                label=f"{force} {kind}",
            )
            base = base + number
    axes.set_ylabel(f"events a {dyad.by}")
    axes.yaxis.set_major_locator(MaxNLocator(5, integer=True))
    axes.yaxis.set_major_formatter(lambda value, _: f"{abs(value):g}")
    axes.legend(
        loc="lower right",
        bbox_to_anchor=(1.0, 1.13 if dyad.turning_points else 1.04),
        ncols=4,
        frameon=False,
        fontsize=7,
        handlelength=0.9,
        handleheight=0.9,
        columnspacing=1.1,
        handletextpad=0.4,
        borderaxespad=0,
    )
    _tidy(axes)


def _draw_net(dyad: Dyad, axes: Axes) -> None:
    """The sum of the scores, and the level of each stretch between turning points."""
    places, width = _places(dyad)
    net = [row.net_cooperation or np.nan for row in dyad.rows]
    axes.bar(places, net, width, color=_GREY, edgecolor=_GREY, linewidth=0.5)
    if len(dyad.stretches) > 1:
        for stretch in dyad.stretches:
            ends = (_edge(dyad.rows[stretch.start].period), places[stretch.end - 1] + width / 1.7)
            axes.plot(ends, (stretch.level,) * 2, color=INK, linewidth=1.6, solid_capstyle="butt")
    axes.set_ylabel("net cooperation")
    _tidy(axes)


def _draw_mean(dyad: Dyad, axes: Axes) -> None:
    """The mean score of the periods that have events, the larger the more events."""
    places, _ = _places(dyad)
    told = [(x, row) for x, row in zip(places, dyad.rows, strict=True) if row.events]
    most = max((row.events for _, row in told), default=1)
    axes.scatter(
        [x for x, _ in told],
        [_mean(row) for _, row in told],
        s=[6 + 30 * row.events / most for _, row in told],
        color=INK,
        alpha=0.75,
        linewidth=0,
        zorder=3,
        clip_on=False,
    )
    axes.set(ylim=(-10, 10), yticks=(-10, 0, 10), ylabel="mean score")
    _tidy(axes)
    axes.set_xlim(*_span(dyad))
    _draw_days(axes)


def _draw_days(axes: Axes) -> None:
    """Ticks with the year under the first of each year, so that no day is in doubt."""
    dates: Any = import_module("matplotlib.dates")
    first, last = axes.get_xlim()
    locator = dates.AutoDateLocator(minticks=3, maxticks=9)
    values = locator.tick_values(dates.num2date(first), dates.num2date(last))
    within = (int(value) + _EPOCH for value in values if first <= value <= last)
    days = [date.fromordinal(number) for number in dict.fromkeys(within)]
    if all((day.month, day.day) == (1, 1) for day in days):
        labels = [f"{day:%Y}" for day in days]
    else:
        form = "%b" if all(day.day == 1 for day in days) else "%b %d"
        years = [0, *(day.year for day in days)]
        labels = [
            f"{day:{form}}" + (f"\n{day:%Y}" if day.year != before else "")
            for day, before in zip(days, years, strict=False)
        ]
    axes.set_xticks([_edge(day) for day in days], labels)


def _tidy(axes: Axes) -> None:
    axes.axhline(0, color=INK, linewidth=0.6)
    axes.grid(axis="y", color=PALE, linewidth=0.4)
    axes.set_axisbelow(True)
    axes.spines[["top", "right", "bottom"]].set_visible(False)
    axes.tick_params("x", length=0)


def _span(dyad: Dyad) -> tuple[float, float]:
    """The first and the last day of the picture, so far apart that a bar stays a bar."""
    length = _LENGTHS[dyad.by]
    room = length * max(0.5, (_FEWEST - len(dyad.rows)) / 2)
    if not dyad.rows:
        return 0.0, length
    return _edge(dyad.rows[0].period) - room, _edge(dyad.rows[-1].period) + length + room


def _places(dyad: Dyad) -> tuple[list[float], float]:
    """Where the bars stand, the middle of each period, and their width, in days."""
    length = _LENGTHS[dyad.by]
    return [_edge(row.period) + length / 2 for row in dyad.rows], length * 0.8


def _edge(day: date) -> float:
    return float(day.toordinal() - _EPOCH)


def _mean(row: Row) -> float:
    return row.mean_score or 0.0


def _notes(dyad: Dyad) -> list[str]:
    """A line for each turning point: its number, its period and the event that weighs most."""
    lines = []
    for number, point in enumerate(dyad.turning_points, 1):
        what = f"  {plain(point.events[0].summary)}" if point.events else ""
        line = f"{number}  {period_label(point.period, dyad.by)}{what}"
        lines.append(line if len(line) <= _LONGEST_NOTE else line[:_LONGEST_NOTE].rstrip() + " …")
    return lines
