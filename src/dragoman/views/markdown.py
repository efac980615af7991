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
    modality = "" if entry.modality == "actual" else f" *({entry.modality})*"
    lines = [
        f"- **{entry.when}** **{_escaped(entry.parties)}**: {_escaped(entry.what)}{modality}"
        f" — {entry.event_type}, {entry.reports}",
        "",
        f"  > “{_escaped(entry.sentence)}”",
        f"  > — {_origin(entry)}",
    ]
    return "\n".join(lines)


def _origin(entry: Entry) -> str:
    name = _escaped(entry.title or entry.path)
    address = web_address(entry.url)
    linked = f"[{name}](<{address}>)" if address else name
    parts = [linked, _escaped(entry.publisher or ""), str(entry.published or "")]
    return ", ".join(filter(None, parts))


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", plain(text))
