"""The relations of actors: two through time, several with each other."""

from dragoman.views.dyads.dyad import Dyad, read_dyad
from dragoman.views.dyads.matrix import (
    Matrix,
    matrix_csv,
    matrix_data,
    matrix_lines,
    read_matrix,
)
from dragoman.views.dyads.pictures import draw_dyad, draw_matrix
from dragoman.views.dyads.text import dyad_csv, dyad_data, dyad_text

__all__ = [
    "Dyad",
    "Matrix",
    "draw_dyad",
    "draw_matrix",
    "dyad_csv",
    "dyad_data",
    "dyad_text",
    "matrix_csv",
    "matrix_data",
    "matrix_lines",
    "read_dyad",
    "read_matrix",
]
