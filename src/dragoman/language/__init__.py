"""Sentences, tokens and parse: spaCy's English model, told where paragraphs end."""

from dragoman.language.model import check_annotation, load_model
from dragoman.language.reading import read

__all__ = ["check_annotation", "load_model", "read"]
