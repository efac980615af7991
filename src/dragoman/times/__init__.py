"""Time expressions: which words name a time, and which days they mean."""

from dragoman.times.finder import find_times

__all__ = ["find_times"]
