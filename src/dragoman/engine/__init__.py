"""The pipeline from input documents to a stored dataset."""

from dragoman.engine.batches import Run, in_batches
from dragoman.engine.coders import ArticleCoder
from dragoman.engine.logs import logged
from dragoman.engine.pipeline import code, run
from dragoman.engine.summary import Progress, Summary

__all__ = ["ArticleCoder", "Progress", "Run", "Summary", "code", "in_batches", "logged", "run"]
