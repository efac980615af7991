"""The columns of each layout (`data/columns.tsv`), in the order of its files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Literal, cast, get_args

from dragoman.tables import read_table

Status = Literal["exact", "derived", "absent"]
_FILE = Path(__file__).parent / "data" / "columns.tsv"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name and type, whether Dragoman fills it, and from what."""

    name: str
    type: str
    status: Status
    filled: str


def columns(layout: str) -> tuple[Column, ...]:
    """The columns of a layout; KeyError where there is no such layout."""
    return _all()[layout]


def layouts() -> tuple[str, ...]:
    """The names of all layouts, "gdelt mentions" after "gdelt"."""
    return tuple(_all())


@cache
def _all() -> Mapping[str, tuple[Column, ...]]:
    found: dict[str, tuple[Column, ...]] = {}
    for row in read_table(_FILE, ("layout", "column", "type", "status", "filled")):
        if row["status"] not in get_args(Status):
            raise row.error(f"unknown status {row['status']!r}")
        column = Column(row["column"], row["type"], cast(Status, row["status"]), row["filled"])
        found[row["layout"]] = (*found.get(row["layout"], ()), column)
    return MappingProxyType(found)
