"""Reading the knowledge files: tab-separated tables with `#` comments and one header line."""

from __future__ import annotations

import re
from collections.abc import Iterator
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
    header_seen = False
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = [cell.strip() for cell in line.split("\t")]
        if not header_seen:
            if tuple(cells) != columns:
                raise DataFileError(path.name, number, f"the columns must be {', '.join(columns)}")
            header_seen = True
            continue
        if len(cells) > len(columns):
            raise DataFileError(
                path.name, number, f"{len(cells)} cells, but there are {len(columns)} columns"
            )
        cells += [""] * (len(columns) - len(cells))
        yield Row(path.name, number, dict(zip(columns, cells, strict=True)))


def words_pattern(words: str) -> re.Pattern[str]:
    """A pattern for words separated by ";", where a final * stands for any ending."""
    parts = [re.escape(word.strip()).replace(r"\*", r"\w*") for word in words.split(";")]
    return re.compile(rf"\b(?:{'|'.join(parts)})\b", re.IGNORECASE)
