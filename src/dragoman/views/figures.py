"""What all pictures have in common: where they may go, how they look, how they are saved."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dragoman import pictures

if TYPE_CHECKING:
    from matplotlib.figure import Figure

ENDINGS = (*pictures.ENDINGS, ".html")

# Okabe and Ito's colours, told apart by the colour-blind: blue for cooperation, orange and red for
# conflict, the dark ones for what is material, so that they differ in grey as well.
QUAD_COLOURS = {
    "verbal cooperation": "#7fbfe9",
    "material cooperation": "#0072b2",
    "verbal conflict": "#f0b13c",
    "material conflict": "#c44e00",
}
INK, SOFT, PALE = "#222222", "#6a6a6a", "#d4d4d4"

_STYLE: dict[Any, Any] = {
    "font.family": "sans-serif",
    "font.sans-serif": ["Helvetica Neue", "Helvetica", "Arial", "DejaVu Sans"],
    "font.size": 8,
    "text.color": INK,
    "axes.edgecolor": INK,
    "axes.labelcolor": INK,
    "axes.linewidth": 0.6,
    "axes.titlesize": 9,
    "xtick.color": INK,
    "ytick.color": INK,
    "xtick.major.size": 2.5,
    "ytick.major.size": 2.5,
    "xtick.major.width": 0.6,
    "ytick.major.width": 0.6,
    "svg.fonttype": "none",
    "svg.hashsalt": "dragoman",
}

_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{title}</title>
<style>body {{ margin: 2rem auto; max-width: 60rem; background: #fff; }}
svg {{ display: block; width: 100%; height: auto; }}</style>
</head>
<body>
{picture}
</body>
</html>
"""


@contextmanager
def new_figure(width: float, height: float) -> Iterator[Figure]:
    """A figure in the common style; inches."""
    import logging

    import matplotlib
    from matplotlib.figure import Figure

    logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)  # fonts that are not here
    with matplotlib.rc_context(_STYLE):
        yield Figure(figsize=(width, height), layout="constrained")


def save(figure: Figure, path: Path) -> None:
    """Write the figure; its ending says in which form. Without the day of writing, so that the same
    figures give the same file."""
    undated = {".svg": {"Date": None}, ".pdf": {"CreationDate": None}}
    figure.savefig(path, dpi=200, metadata=undated.get(path.suffix.lower()))


def as_svg(figure: Figure) -> str:
    """The figure as an element of a page."""
    text = StringIO()
    figure.savefig(text, format="svg", metadata={"Date": None})
    return text.getvalue()[text.getvalue().index("<svg") :]


def picture_page(title: str, figure: Figure) -> str:
    """A page that holds the figure and needs nothing else."""
    return _PAGE.format(title=escape(title), picture=as_svg(figure))
