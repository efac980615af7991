"""Sentences, tokens and parse: spaCy's English model, told where paragraphs end."""

from dragoman.language.model import check_annotation, load_model
from dragoman.language.reading import Reader

__all__ = ["Reader", "check_annotation", "load_model"]
