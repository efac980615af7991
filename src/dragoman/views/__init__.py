"""Looking at a dataset: a query, its rows, and their form as text, page or data."""

from dragoman.views.condensed import condense
from dragoman.views.data import timeline_data
from dragoman.views.markdown import timeline_markdown
from dragoman.views.pages import timeline_page
from dragoman.views.text import timeline_lines, timeline_text
from dragoman.views.timeline import Entry, read_timeline

__all__ = [
    "Entry",
    "condense",
    "read_timeline",
    "timeline_data",
    "timeline_lines",
    "timeline_markdown",
    "timeline_page",
    "timeline_text",
]
