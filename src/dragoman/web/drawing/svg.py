"""Elements of SVG and HTML, with everything in them escaped."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup, escape


def element(name: str, *children: str | Markup, **attributes: object) -> Markup:
    """An element: children that are plain text and all attributes are escaped.

    Attributes that are None are left out; `class_` is the attribute "class", `stroke_width` is
    "stroke-width".
    """
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(_text(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    inner = "".join(map(escape, children))
    return Markup(f"<{name}{written}>{inner}</{name}>")


def group(children: Iterable[Markup], **attributes: object) -> Markup:
    """A `g` of elements."""
    return element("g", *children, **attributes)


def percent(share: float) -> str:
    """A place along the width, for pictures that are as wide as the page has room."""
    return f"{100 * share:.3f}".rstrip("0").rstrip(".") + "%"


def _text(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.2f}".rstrip("0").rstrip(".")
    return str(value)
