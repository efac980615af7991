"""Watching feeds: polling them politely, fetching the pages of new entries, coding these."""

from dragoman.watching.manners import Manners
from dragoman.watching.report import round_line
from dragoman.watching.rounds import Round, watch

__all__ = ["Manners", "Round", "round_line", "watch"]
