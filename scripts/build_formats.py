"""Writes the tables of columns in docs/formats.md anew, from the layouts' data files.

python scripts/build_formats.py
"""

from __future__ import annotations

import re
from pathlib import Path

from dragoman.layouts.columns import columns

PAGE = Path(__file__).parent.parent / "docs" / "formats.md"
TABLE = re.compile(r"(<!-- columns: (?P<layout>[\w ]+) -->\n).*?(<!-- end -->)", re.DOTALL)


def table(layout: str) -> str:
    """The columns of a layout as a Markdown table."""
    rows = [
        f"| {number} | {column.name} | {column.type} | {column.status} | {column.filled} |"
        for number, column in enumerate(columns(layout), start=1)
    ]
    head = ["| | column | type | | filled with |", "| --- | --- | --- | --- | --- |"]
    return "\n".join(["", *head, *rows, ""]) + "\n"


def page(text: str) -> str:
    """The page with its tables as the data files have them."""
    return TABLE.sub(lambda found: found[1] + table(found["layout"]) + found[3], text)


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text("utf-8")), "utf-8")
