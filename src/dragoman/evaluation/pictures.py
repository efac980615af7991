"""The confusion matrix and the reliability diagram as a picture."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from dragoman.evaluation.schemes import roots
from dragoman.pictures import check

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from dragoman.evaluation.evaluation import Evaluation

# One hue, equal steps of OKLab between the first and the last: told apart in print and by the
# colour-blind.
_COLOURS = ("#e6eef6", "#b7c5d7", "#899eb8", "#5e779a", "#35537c", "#0b2f5e")
_INK, _PALE = "#222222", "#b8b8b8"


def draw(evaluation: Evaluation, path: Path) -> None:
    """Write the picture; its ending says in which form. Raises what `check` does."""
    check(path)
    import matplotlib
    from matplotlib.figure import Figure

    size = max(4.0, 1.3 + 0.36 * len(evaluation.confusion.labels))
    style: dict[Any, Any] = {
        "font.size": 8,
        "axes.edgecolor": _INK,
        "axes.linewidth": 0.6,
        "svg.fonttype": "none",
        "svg.hashsalt": "dragoman",
    }
    with matplotlib.rc_context(style):
        figure = Figure(figsize=(1.72 * size, size), layout="constrained")
        _draw(evaluation, figure)
        # Without the day, the same figures give the same file.
        undated = {".svg": {"Date": None}, ".pdf": {"CreationDate": None}}
        figure.savefig(path, dpi=200, metadata=undated.get(path.suffix.lower()))


def _draw(evaluation: Evaluation, figure: Figure) -> None:
    grid = figure.add_gridspec(2, 2, width_ratios=(1.08, 0.64), height_ratios=(3, 1))
    _confusion(evaluation, figure.add_subplot(grid[:, 0]))
    curve = figure.add_subplot(grid[0, 1])
    _reliability(evaluation, curve, figure.add_subplot(grid[1, 1], sharex=curve))


def _confusion(evaluation: Evaluation, axes: Axes) -> None:
    """Counts, coloured by their share of the gold's row."""
    from matplotlib.colors import LinearSegmentedColormap

    labels = evaluation.confusion.labels
    counts = np.array(evaluation.confusion.counts)
    if not counts[-1].any():  # NONE, which the gold does not have
        counts = counts[:-1]
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    colours = LinearSegmentedColormap.from_list("share", _COLOURS)
    axes.imshow(np.ma.masked_equal(shares, 0), cmap=colours, vmin=0, vmax=1)
    for (i, j), count in np.ndenumerate(counts):
        if count:
            colour = "white" if shares[i, j] > 0.5 else _INK
            axes.text(j, i, f"{count}", ha="center", va="center", color=colour, fontsize=7)
    axes.set_xticks(range(len(labels)), labels)
    if len(labels) > 4:
        axes.tick_params("x", rotation=90)
    axes.set_yticks(range(len(counts)), labels[: len(counts)])
    axes.tick_params(length=0)
    axes.set(xlabel="found by the coder", ylabel="gold")
    axes.set_title("Types (shade: share of the row)", loc="left", fontsize=9)
    for edge in _block_edges(labels):
        if edge < len(counts) - 0.5:
            axes.axhline(edge, color=_PALE, linewidth=0.6)
        axes.axvline(edge, color=_PALE, linewidth=0.6)


def _block_edges(labels: tuple[str, ...]) -> list[float]:
    """Where one quad class ends and the next begins."""
    quad_of = roots().quad_of
    classes = [quad_of.get(label, label) for label in labels]
    return [i + 0.5 for i, (this, that) in enumerate(pairwise(classes)) if this != that]


def _reliability(evaluation: Evaluation, curve: Axes, counts: Axes) -> None:
    """The share right by confidence; below, how many answers each point stands for."""
    bins = evaluation.reliability
    curve.plot((0, 1), (0, 1), color=_INK, linewidth=0.5, linestyle=(0, (4, 3)))
    for row in bins:
        curve.plot((row.confidence,) * 2, row.interval, color=_PALE, linewidth=1.2)
    curve.plot(
        [row.confidence for row in bins],
        [row.right for row in bins],
        color=_COLOURS[-1],
        linewidth=0,
        marker="o",
        markersize=4.5,
        clip_on=False,
        zorder=3,
    )
    curve.set(xlim=(0, 1), ylim=(0, 1), ylabel="share right")
    curve.set_title("Calibration (95 % intervals)", loc="left", fontsize=9)
    curve.tick_params(labelbottom=False)
    counts.bar(
        [(row.low + row.high) / 2 for row in bins],
        [row.count for row in bins],
        width=0.09,
        color=_COLOURS[1],
    )
    counts.set(xlabel="confidence", ylabel="answers")
    for axes in (curve, counts):
        axes.spines[["top", "right"]].set_visible(False)
        axes.tick_params(length=2, width=0.6)
