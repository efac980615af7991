"""Pictures of relations as files: PNG, SVG, PDF, or a page that needs nothing else."""

from __future__ import annotations

from pathlib import Path

from dragoman.pictures import check
from dragoman.views.dyads.dyad import Dyad
from dragoman.views.dyads.heatmap import heatmap
from dragoman.views.dyads.matrix import TITLES, Matrix, Measure
from dragoman.views.dyads.page import dyad_page
from dragoman.views.dyads.plot import course
from dragoman.views.figures import ENDINGS, picture_page, save


def draw_dyad(dyad: Dyad, path: Path) -> None:
    """Write the course of a relation. Raises what `pictures.check` does."""
    check(path, ENDINGS)
    if path.suffix.lower() == ".html":
        path.write_text(dyad_page(dyad), "utf-8")
        return
    with course(dyad) as figure:
        save(figure, path)


def draw_matrix(matrix: Matrix, measure: Measure, path: Path) -> None:
    """Write the heat map of a matrix. Raises what `pictures.check` does."""
    check(path, ENDINGS)
    with heatmap(matrix, measure) as figure:
        if path.suffix.lower() == ".html":
            path.write_text(picture_page(TITLES[measure], figure), "utf-8")
        else:
            save(figure, path)
