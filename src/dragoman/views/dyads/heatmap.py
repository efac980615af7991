"""What several actors did to each other, as a heat map."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import numpy as np

from dragoman.views.dyads.matrix import TITLES, Matrix, Measure, figure
from dragoman.views.figures import INK, PALE, QUAD_COLOURS, new_figure
from dragoman.views.highlight import plain

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# From conflict over nothing to cooperation; events, which have no sign, take the upper half.
_NOTHING = "#f6f6f4"
_COLOURS = (QUAD_COLOURS["material conflict"], "#f2b98c", _NOTHING, "#93c4e6", "#0072b2")


@contextmanager
def heatmap(matrix: Matrix, measure: Measure) -> Iterator[Figure]:
    """The figure; it can be saved within the `with`."""
    size = max(3.0, 1.2 + 0.42 * len(matrix.actors))
    with new_figure(size + 0.9, size) as drawn:
        _draw(matrix, measure, drawn.subplots())
        yield drawn


def _draw(matrix: Matrix, measure: Measure, axes: Axes) -> None:
    from matplotlib.colors import LinearSegmentedColormap

    actors = [plain(actor) for actor in matrix.actors]
    values = np.array(
        [
            [np.nan if (v := matrix.value(a, b, measure)) is None else v for b in matrix.actors]
            for a in matrix.actors
        ],
        dtype=float,
    ).reshape(len(actors), -1)
    highest = 10.0 if measure == "mean" else float(np.nanmax(np.abs(values), initial=1.0))
    colours = _COLOURS[2:] if measure == "events" else _COLOURS
    image = axes.imshow(
        values,
        cmap=LinearSegmentedColormap.from_list("relations", colours),
        vmin=0 if measure == "events" else -highest,
        vmax=highest,
    )
    for (i, j), value in np.ndenumerate(values):
        if not np.isnan(value):
            colour = "white" if abs(value) > 0.7 * highest else INK
            text = figure(value, measure)
            axes.text(j, i, text, ha="center", va="center", fontsize=7, color=colour)
    _label(axes, actors)
    axes.set_title(TITLES[measure], loc="left", fontweight="bold", pad=10)
    bar = axes.figure.colorbar(image, ax=axes, shrink=0.6, aspect=18, pad=0.03)
    bar.outline.set_visible(False)
    bar.ax.tick_params(length=0, labelsize=7)


def _label(axes: Axes, actors: list[str]) -> None:
    places = np.arange(len(actors))
    axes.set_xticks(places, actors, rotation=0 if max(map(len, actors), default=0) < 5 else 90)
    axes.set_yticks(places, actors)
    axes.xaxis.tick_top()
    axes.xaxis.set_label_position("top")
    axes.set(xlabel="target", ylabel="source")
    axes.set_xticks(places[1:] - 0.5, minor=True)
    axes.set_yticks(places[1:] - 0.5, minor=True)
    axes.grid(which="minor", color=PALE, linewidth=0.5)
    axes.tick_params(which="both", length=0)
    axes.spines[:].set_color(PALE)
