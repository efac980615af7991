"""Places: which words name one, and where on earth it is."""

from dragoman.places.gazetteer import Gazetteer, Place

__all__ = ["Gazetteer", "Place"]
