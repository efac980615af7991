"""Reads the knowledge files in `reading/data`: TSV with `#` comments and a line of headings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.resources import files

from dragoman.errors import DataFileError


def lines(name: str) -> Iterator[tuple[int, str]]:
    """The lines of a data file that are neither blank nor comments, with their numbers."""
    text = (files("dragoman.reading") / "data" / name).read_text(encoding="utf-8")
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip() and not line.startswith("# ") and line != "#":
            yield number, line


def rows(name: str) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of a TSV file as {heading: cell}, with their line numbers.

    Raises DataFileError where a row has more or fewer cells than there are headings.
    """
    content = lines(name)
    _, first = next(content)
    headings = first.split("\t")
    for number, line in content:
        cells = line.split("\t")
        if len(cells) != len(headings):
            reason = f"{len(cells)} cells where the headings are {', '.join(headings)}"
            raise DataFileError(name, number, reason)
        yield number, dict(zip(headings, cells, strict=True))


def pattern(name: str, number: int, source: str, flags: int = 0) -> re.Pattern[str]:
    """Compile a regular expression of a data file; raises DataFileError if it is not one."""
    try:
        return re.compile(source, flags)
    except re.error as error:
        raise DataFileError(name, number, f"not a regular expression: {error}") from error
