"""Timelines in notebooks.

`Dataset.timeline()` is a DuckDB relation, to be filtered and taken to pandas like any other. DuckDB
shows relations as tables of their columns; for those that have a timeline's, IPython is told to
show the events with their sentences instead.
"""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

from dragoman.notebooks.frame import Html, framed, quad_class, type_label, words
from dragoman.notebooks.reading import Span, marked
from dragoman.views.timeline import Entry, read_entries

if TYPE_CHECKING:
    import duckdb

_SHOWN = 20
_COLUMNS = [field.name for field in fields(Entry)]


def show_timelines(shell: Any) -> None:
    """Have an IPython shell show timelines, whatever else it does with relations."""
    import duckdb

    formatter = shell.display_formatter.formatters["text/html"]
    formatter.for_type(duckdb.DuckDBPyRelation, timeline_html)


def timeline_html(relation: duckdb.DuckDBPyRelation) -> Html | None:
    """The first events of a timeline; None for a relation that is none."""
    if relation.columns != _COLUMNS:
        return None
    shown = read_entries(relation.limit(_SHOWN))
    ((number,),) = relation.aggregate("count(*)").fetchall()
    left = f'<p class="d-soft">{len(shown)} of {number:,} events</p>' if number > _SHOWN else ""
    body = "".join(map(_row, shown)) or "<tr><td>No events.</td></tr>"
    return framed(f'<table class="d-table">{body}</table>{left}')


def _row(entry: Entry) -> str:
    badge = f' <span class="d-standing">{words(entry.standing)}</span>' if entry.standing else ""
    spans = [Span(start, end, part, "") for part, start, end in entry.spans]
    origin = ", ".join(filter(None, (entry.title or entry.path, entry.publisher)))
    return (
        f'<tr class="{quad_class(entry.quad)}"><td class="d-day">{words(entry.when)}</td><td>'
        f"<p><b>{words(entry.parties)}</b> {words(entry.what)}{badge}</p>"
        f'<p class="d-soft d-text">{marked(entry.sentence, 0, len(entry.sentence), spans)}</p>'
        f"<p>{type_label(entry.event_type, entry.mode, entry.quad)}"
        f' <span class="d-soft">{words(entry.reports)} · {words(origin)}</span></p></td></tr>'
    )
