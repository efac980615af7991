"""Sentences, tokens and parse: spaCy's English model, told where paragraphs end."""

from dragoman.language.model import load_model

__all__ = ["load_model"]
