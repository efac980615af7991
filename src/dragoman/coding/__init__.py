"""Who did what to whom: events of a sentence, in PLOVER's types."""

from dragoman.coding.coder import Coder, as_article, load_coder

__all__ = ["Coder", "as_article", "load_coder"]
