"""Reading the knowledge files: tab-separated tables with `#` comments and one header line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from dragoman.errors import DataFileError


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table; `row["column"]` is its stripped text, empty where nothing stands."""

    file: str
    line: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    def error(self, reason: str) -> DataFileError:
        """The error that names this line."""
        return DataFileError(self.file, self.line, reason)


def read_table(path: Path, columns: tuple[str, ...]) -> Iterator[Row]:
    """Yield the rows of a knowledge file.

    Blank lines and lines that start with `#` are skipped; the first other line must be the
    header and name exactly `columns`, in order. Cells missing at the end of a line are empty.

    Raises:
        DataFileError: the header is another one, or a line has too many cells.
    """
    lines = path.read_text(encoding="utf-8").splitlines()
    header = next((n for n, line in enumerate(lines) if _holds_cells(line)), len(lines))
    if header < len(lines) and tuple(_cells(lines[header])) != columns:
        raise DataFileError(path.name, header + 1, f"the columns must be {', '.join(columns)}")
    blank = [""] * (header + 1)
    yield from read_rows(path.name, [*blank, *lines[header + 1 :]], columns)


def read_rows(file: str, lines: Iterable[str], columns: tuple[str, ...]) -> Iterator[Row]:
    """Yield the rows of lines without a header; else as `read_table`.

    Args:
        file: what errors call the place where the lines stand.

    Raises:
        DataFileError: a line has too many cells.
    """
    for number, line in enumerate(lines, start=1):
        if not _holds_cells(line):
            continue
        cells = _cells(line)
        if len(cells) > len(columns):
            raise DataFileError(
                file, number, f"{len(cells)} cells, but there are {len(columns)} columns"
            )
        cells += [""] * (len(columns) - len(cells))
        yield Row(file, number, dict(zip(columns, cells, strict=True)))


def _holds_cells(line: str) -> bool:
    return bool(line.strip()) and not line.startswith("#")


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.split("\t")]


def words_pattern(words: str) -> re.Pattern[str]:
    """A pattern for words separated by ";", where a final * stands for any ending.

    It is for a text in lower case: to ignore case takes several times as long.
    """
    parts = [re.escape(word.strip()).replace(r"\*", r"\w*") for word in words.lower().split(";")]
    return re.compile(rf"\b(?:{'|'.join(parts)})\b")
