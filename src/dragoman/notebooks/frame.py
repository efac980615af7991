"""What all of it has in common: a frame with its own style, escaped words, labels."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from importlib.resources import files
from typing import Literal

from dragoman.records import Quad
from dragoman.views.highlight import plain


class Html(str):
    """HTML that needs nothing else; a notebook shows it, a file may keep it."""

    __slots__ = ()

    def _repr_html_(self) -> str:
        return str(self)


def framed(*parts: str) -> Html:
    """The parts as one block with its style, which touches nothing outside of it."""
    style = files("dragoman.notebooks").joinpath("style.css").read_text("utf-8")
    return Html(f'<div class="dragoman"><style>{style}</style>{"".join(parts)}</div>')


def words(text: object) -> str:
    """Text from outside as it may stand in HTML; None is nothing."""
    return "" if text is None else escape(plain(str(text)))


def joined(parts: Iterable[str]) -> str:
    """The parts that are not empty, with dots between."""
    return " · ".join(filter(None, parts))


def type_label(event_type: str, mode: str | None, quad: Quad | Literal["", None]) -> str:
    """The type in the colour of its quad class."""
    name = f"{event_type} · {mode}" if mode else event_type
    return f'<b class="d-type {quad_class(quad)}" title="{words(quad)}">{words(name)}</b>'


def quad_class(quad: Quad | Literal["", None]) -> str:
    """The class that gives the colour: "verbal-conflict"."""
    return (quad or "").replace(" ", "-")
