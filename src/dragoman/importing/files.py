"""Files of events as rows with their line numbers, and which layout a file has."""

from __future__ import annotations

import csv
import gzip
import io
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from dragoman.errors import InputError
from dragoman.layouts import columns

# The columns by which a header tells its layout.
_SIGNS = {
    "icews": {"CAMEO Code", "Event Text", "Source Name"},
    "polecat": {"Event Type", "Event Mode", "Actor Name"},
    "gdelt": {"GLOBALEVENTID", "EventCode"},
}
_GDELT = tuple(column.name for column in columns("gdelt"))
# GDELT 1.0 has no second-order divisions, and before April 2013 no address.
_GDELT_1 = tuple(name for name in _GDELT if not name.endswith("ADM2Code"))
_BY_WIDTH = {len(names): names for names in (_GDELT, _GDELT_1, _GDELT_1[:-1])}

Cells = Mapping[str, str]


@contextmanager
def opened(path: Path) -> Iterator[TextIO]:
    """The text of a file, unpacked if it ends in .gz or .zip."""
    if path.suffix == ".zip":
        with zipfile.ZipFile(path) as archive:
            names = [name for name in archive.namelist() if not name.endswith("/")]
            if len(names) != 1:
                raise InputError(f"holds {len(names)} files where one is due: unpack it")
            with archive.open(names[0]) as raw:
                yield io.TextIOWrapper(raw, "utf-8-sig", errors="replace", newline="")
    elif path.suffix == ".gz":
        with gzip.open(path, "rt", encoding="utf-8-sig", errors="replace", newline="") as file:
            yield file
    else:
        with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
            yield file


def recognised(first_line: str) -> str | None:
    """The layout of a file by its first line; None where that tells none."""
    cells = set(_split(first_line))
    for layout, signs in _SIGNS.items():
        if signs <= cells:
            return layout
    width = first_line.count("\t") + 1
    return "gdelt" if width in _BY_WIDTH and first_line.split("\t")[0].isdigit() else None


def rows(file: TextIO, layout: str) -> Iterator[tuple[int, Cells | InputError]]:
    """The rows with their line numbers; one with a wrong number of cells as an error.

    Raises:
        InputError: the header is not that of the layout.
    """
    csv.field_size_limit(2**31 - 1)
    first = file.readline()
    delimiter = "\t" if "\t" in first else ","
    header = _split(first)
    known = None if _SIGNS[layout] <= set(header) else _BY_WIDTH.get(len(header))
    if layout != "gdelt" and known is None and not _SIGNS[layout] <= set(header):
        raise InputError(f"its first line lacks {', '.join(sorted(_SIGNS[layout] - set(header)))}")
    if layout == "gdelt" and known is None and not _SIGNS[layout] <= set(header):
        raise InputError(f"has {len(header)} columns; GDELT's events have 57, 58 or 61")
    names = known or tuple(header)
    # A stray quotation mark in a file with tabs would swallow the lines after it.
    if delimiter == "\t":
        table = csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
    else:
        table = csv.reader(file)
    if known:
        yield 1, _named(names, header)
    for cells in table:
        if cells:
            yield table.line_num + 1, _named(names, cells)


def _named(names: tuple[str, ...], cells: list[str]) -> Cells | InputError:
    # POLECAT's files have empty columns too many at the end in places.
    if len(cells) < len(names) or any(cells[len(names) :]):
        return InputError(f"has {len(cells)} cells where {len(names)} are due")
    return dict(zip(names, (_unquoted(cell) for cell in cells), strict=False))


def _unquoted(cell: str) -> str:
    cell = cell.strip()
    if len(cell) > 1 and cell[0] == cell[-1] == '"':
        return cell[1:-1].replace('""', '"')
    return cell


def _split(line: str) -> list[str]:
    """The cells of the first line."""
    line = line.rstrip("\r\n")
    if "\t" in line:
        return [_unquoted(cell) for cell in line.split("\t")]
    return next(csv.reader([line]), [])
