"""Who is named: the register of actors and the linking of text to it."""

from dragoman.actors.register import Register

__all__ = ["Register"]
