"""The timeline as Markdown."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby

from dragoman.views.highlight import plain
from dragoman.views.pages import heading, web_address
from dragoman.views.timeline import Entry

_SPECIAL = re.compile(r"([\\`*_\[\]<>&~|$])")


def timeline_markdown(entries: Sequence[Entry]) -> str:
    """A list of the events under headings by month."""
    parts = ["# Timeline"]
    for month, group in groupby(entries, key=heading):
        parts += [f"## {month}", *map(_entry, group)]
    return "\n\n".join(parts if entries else [*parts, "No events."]) + "\n"


def _entry(entry: Entry) -> str:
    standing = f" *({escaped(entry.standing)})*" if entry.standing else ""
    lines = [
        f"- **{entry.when}** **{escaped(entry.parties)}**: {escaped(entry.what)}{standing}"
        f" — {entry.event_type}, {entry.reports}",
        "",
        f"  > “{escaped(entry.sentence)}”",
        f"  > — {_origin(entry)}",
    ]
    return "\n".join(lines)


def _origin(entry: Entry) -> str:
    name = escaped(entry.title or entry.path)
    address = web_address(entry.url)
    linked = f"[{name}](<{address}>)" if address else name
    parts = [linked, escaped(entry.publisher or ""), str(entry.published or "")]
    return ", ".join(filter(None, parts))


def escaped(text: str) -> str:
    """The text on one line, without anything that Markdown would take for its own."""
    return _SPECIAL.sub(r"\\\1", plain(text))
