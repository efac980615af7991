"""The timeline on a terminal or as plain text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from dragoman.views.highlight import pieces, plain
from dragoman.views.timeline import Entry

QUAD_STYLES = {
    "verbal cooperation": "cyan",
    "material cooperation": "green",
    "verbal conflict": "yellow",
    "material conflict": "red",
}
SPAN_STYLES = {
    "source": "bold cyan",
    "target": "bold magenta",
    "trigger": "bold underline",
    "date": "bold green",
}


def timeline_text(entries: Sequence[Entry]) -> RenderableType:
    """The entries as a table with a column for the date and one for what happened."""
    if not entries:
        return Text("No events.")
    table = Table(box=None, show_header=False, padding=(0, 2, 1, 0), pad_edge=False)
    table.add_column(no_wrap=True, style="bold")
    table.add_column()
    previous = None
    for entry in entries:
        table.add_row("" if entry.when == previous else entry.when, _entry(entry))
        previous = entry.when
    return table


def highlighted(sentence: str, spans: Iterable[tuple[str, int, int]], style: str = "") -> Text:
    """The sentence on one line, with the parts of the event in their colours."""
    text = Text(style=style)
    for piece, name in pieces(plain(sentence), spans):
        text.append(piece, SPAN_STYLES.get(name or "", ""))
    return text


def _entry(entry: Entry) -> RenderableType:
    head = Text()
    head.append(plain(entry.parties), "bold")
    head.append(f": {plain(entry.what)}")
    if entry.modality != "actual":
        head.append(f" ({entry.modality})", "italic")
    head.append(f"  {entry.event_type}", QUAD_STYLES[entry.quad])
    evidence = Text("“").append_text(highlighted(entry.sentence, entry.spans)).append("”")
    evidence.stylize("dim")
    origin = ", ".join(filter(None, [entry.publisher, str(entry.published or "")]))
    source = [entry.reports, plain(entry.title or entry.path), origin]
    return Group(head, evidence, Text(" · ".join(filter(None, source)), "dim italic"))
