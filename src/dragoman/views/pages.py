"""The timeline as one HTML page that needs nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape
from importlib.resources import files
from itertools import groupby
from string import Template

from dragoman.views.dates import date_label
from dragoman.views.highlight import pieces, plain
from dragoman.views.text import code_label
from dragoman.views.timeline import Entry


def timeline_page(entries: Sequence[Entry], asked_for: str = "") -> str:
    """The page.

    Args:
        asked_for: what the entries were chosen by, for the line under the title.
    """
    count = "1 event" if len(entries) == 1 else f"{len(entries):,} events"
    page = Template(_file("timeline.html"))
    months = (
        f"<section><h2>{escape(month)}</h2><ol>{timeline_items(group)}</ol></section>"
        for month, group in groupby(entries, key=heading)
    )
    return page.substitute(
        styles=_file("timeline.css"),
        caption=escape(plain(f"{count}: {asked_for}" if asked_for else count)),
        body="\n".join(months) or "<p>No events.</p>",
    )


def timeline_items(entries: Iterable[Entry]) -> str:
    """The items of a list of events; their looks are those of `timeline.css`."""
    return "".join(map(_entry, entries))


def heading(entry: Entry) -> str:
    """The month of an event, "March 2024", or the span that it lies in, "2024-Q1"."""
    start, end = entry.date_start, entry.date_end
    if start and end and (start.year, start.month) == (end.year, end.month):
        return f"{start:%B %Y}"
    return date_label(start, end).capitalize()


def web_address(url: str | None) -> str | None:
    """The address if it is one of the web that can stand in a page, else None."""
    return url if url and re.fullmatch(r"https?://[^\s<>\"'\\]+", url) else None


def _file(name: str) -> str:
    return files("dragoman.views").joinpath(name).read_text("utf-8")


def _entry(entry: Entry) -> str:
    standing = escape(plain(entry.standing))
    badge = f'<span class="modality">{standing}</span>' if standing else ""
    kind = f"{entry.event_type} · {entry.mode}" if entry.mode else entry.event_type
    title = ", ".join(filter(None, (entry.quad, code_label(entry.cameo, entry.score))))
    return f"""
<li class="{entry.quad.replace(" ", "-")} {entry.modality}" id="{escape(entry.event_id)}">
<time>{escape(entry.when)}</time>
<div>
<p class="what"><b>{escape(plain(entry.parties))}</b> {escape(plain(entry.what))} {badge}</p>
<blockquote>{_marked(entry.sentence, entry.spans)}</blockquote>
<p class="origin"><span class="type" title="{escape(title)}">{escape(kind)}</span>
{entry.reports} · {_origin(entry)}</p>
</div>
</li>"""


def _marked(sentence: str, spans: Iterable[tuple[str, int, int]]) -> str:
    return "".join(
        f'<mark class="{name}">{escape(piece)}</mark>' if name else escape(piece)
        for piece, name in pieces(plain(sentence), spans)
    )


def _origin(entry: Entry) -> str:
    name = escape(plain(entry.title or entry.path))
    address = web_address(entry.url)
    linked = f'<a href="{escape(address)}" rel="noreferrer">{name}</a>' if address else name
    day = f'<span class="day">{entry.published}</span>' if entry.published else ""
    parts = [linked, escape(plain(entry.publisher or "")), day]
    return ", ".join(filter(None, parts))
