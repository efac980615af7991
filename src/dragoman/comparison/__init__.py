"""Two datasets side by side: one's own coding and another's, or two codings of the same news."""

from dragoman.comparison.comparing import Comparison, compare

__all__ = ["Comparison", "compare"]
