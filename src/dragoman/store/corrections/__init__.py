"""What people put right: a log of corrections that is kept in force, and can be undone."""

from dragoman.store.corrections.acts import Corrections
from dragoman.store.corrections.force import links, put_in_force
from dragoman.store.corrections.judging import Judged

__all__ = ["Corrections", "Judged", "links", "put_in_force"]
