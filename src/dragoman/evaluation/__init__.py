"""Evaluation: gold records in, scores out."""

from dragoman.evaluation.evaluation import Evaluation, evaluate
from dragoman.evaluation.formats import read_gold

__all__ = ["Evaluation", "evaluate", "read_gold"]
