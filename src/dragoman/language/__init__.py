"""Sentences, tokens and parse: spaCy's English model, told where paragraphs end."""

from dragoman.language.model import check_annotation, load_model

__all__ = ["check_annotation", "load_model"]
