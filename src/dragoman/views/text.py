"""The timeline on a terminal or as plain text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from dragoman.views.highlight import pieces, plain

if TYPE_CHECKING:
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


def timeline_lines(entries: Sequence[Entry]) -> Iterator[str]:
    """One line an event, without its evidence: for grep, mail and the margin of a paper."""
    width = max((len(entry.when) for entry in entries), default=0)
    for entry in entries:
        yield f"{entry.when:<{width}}  {_head(entry)}  {entry.reports}"


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


def code_label(cameo: str, score: float | None) -> str:
    """Code and score, where there are any: "CAMEO 0256, score -1"."""
    code = f"CAMEO {cameo}" if cameo else ""
    return ", ".join(filter(None, (code, "" if score is None else f"score {score:+g}")))


def _head(entry: Entry) -> Text:
    head = Text()
    head.append(plain(entry.parties), "bold")
    head.append(f": {plain(entry.what)}")
    if entry.standing:
        head.append(f" ({plain(entry.standing)})", "italic")
    return head.append(f"  {entry.event_type}", QUAD_STYLES.get(entry.quad, ""))


def _entry(entry: Entry) -> RenderableType:
    evidence = Text("“").append_text(highlighted(entry.sentence, entry.spans)).append("”")
    evidence.stylize("dim")
    origin = ", ".join(filter(None, [entry.publisher, str(entry.published or "")]))
    source = [entry.reports, plain(entry.title or entry.path), origin]
    return Group(_head(entry), evidence, Text(" · ".join(filter(None, source)), "dim italic"))
