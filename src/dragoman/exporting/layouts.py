"""Writing events in the layouts that the field's own tools read."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

from dragoman.errors import StoreError, UsageError
from dragoman.exporting import acled, gdelt, icews, plover, polecat
from dragoman.exporting.events import Happening, read_happenings
from dragoman.exporting.numbers import Numbers
from dragoman.layouts import columns
from dragoman.store import Dataset

Rows = Callable[[Happening, Numbers], Iterator[Any]]


@dataclass(frozen=True, slots=True)
class EventFile:
    """A file of a layout: its name, the layout of its columns, what its rows are.

    `form` is bare (tabs, no header, no quotes), tabs (a header, no quotes), quoted (tabs) or csv,
    which quote where they must, or json.
    """

    name: str
    layout: str
    rows: Rows
    form: str


@dataclass(frozen=True, slots=True)
class Layout:
    """A layout: its files, how many bits its numbers have, and which events it cannot hold."""

    files: tuple[EventFile, ...]
    bits: int
    left_out: Callable[[Happening], str | None]


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written: the files, how many events, and how many were left out for what reason."""

    paths: list[Path]
    events: int
    left_out: dict[str, int]


def _unmarked(event: Happening) -> str | None:
    """A layout that has no field for it must not tell as done what was only planned."""
    return None if event.modality == "actual" else f"{event.modality}, not done"


LAYOUTS = {
    "gdelt": Layout(
        (
            EventFile("gdelt.export.CSV", "gdelt", gdelt.event_rows, "bare"),
            EventFile("gdelt.mentions.CSV", "gdelt mentions", gdelt.mention_rows, "bare"),
        ),
        53,
        _unmarked,
    ),
    "icews": Layout((EventFile("icews.tab", "icews", icews.event_rows, "tabs"),), 31, _unmarked),
    "polecat": Layout(
        (EventFile("polecat.txt", "polecat", polecat.event_rows, "quoted"),), 53, _unmarked
    ),
    "plover": Layout(
        (EventFile("plover.json", "plover", plover.records, "json"),), 53, lambda event: None
    ),
    "acled": Layout(
        (EventFile("acled.csv", "acled", acled.event_rows, "csv"),),
        31,
        lambda event: _unmarked(event) or acled.left_out(event),
    ),
}


def export_events(dataset: Dataset, folder: str | Path, layout: str) -> Exported:
    """Write the events in a layout of the field; docs/formats.md says what is in each column.

    A file of that name is replaced once the new one is whole.

    Args:
        folder: created where it does not exist.
        layout: one of LAYOUTS.

    Raises:
        UsageError: there is no such layout, it is one of PLOVER's and CAMEO's types while the
            dataset has others, or the folder cannot be one.
        StoreError: the files cannot be written.
    """
    if layout not in LAYOUTS:
        raise UsageError(f"no layout {layout!r}: there are {', '.join(LAYOUTS)}")
    if not dataset.ontology().is_plover:
        raise UsageError(
            f"{layout} has PLOVER's or CAMEO's types, but {dataset.path} those of"
            f" {dataset.ontology().name}: export its `tables`"
        )
    chosen, folder = LAYOUTS[layout], Path(folder)
    paths = [folder / file.name for file in chosen.files]
    unfinished = [path.with_name(f".{path.name}.unfinished") for path in paths]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with ExitStack() as stack:
            opened = [
                stack.enter_context(path.open("w", encoding="utf-8", newline=""))
                for path in unfinished
            ]
            written, left_out = _write(read_happenings(dataset), chosen, opened)
        for path, whole in zip(unfinished, paths, strict=True):
            path.replace(whole)
    except FileExistsError as error:
        raise UsageError(f"{folder} is a file: give the name of a folder") from error
    except OSError as error:
        raise StoreError(f"cannot write to {folder}: {error.strerror}") from error
    return Exported(paths, written, dict(left_out))


def _write(
    events: Iterable[Happening], layout: Layout, files: Sequence[TextIO]
) -> tuple[int, Counter[str]]:
    """Write all events; how many there were, and how many were left out for which reason."""
    number, written, left_out = Numbers(layout.bits), 0, Counter[str]()
    writers = [_Writer(file, out) for file, out in zip(layout.files, files, strict=True)]
    for event in events:
        if reason := layout.left_out(event):
            left_out[reason] += 1
            continue
        written += 1
        for writer in writers:
            writer.write(event, number)
    for writer in writers:
        writer.close()
    return written, left_out


class _Writer:
    """Writes the rows of one file."""

    def __init__(self, file: EventFile, out: TextIO) -> None:
        self._file, self._out, self._rows = file, out, 0
        self._table = csv.writer(
            out,
            delimiter="," if file.form == "csv" else "\t",
            lineterminator="\n",
            quoting=csv.QUOTE_MINIMAL if file.form in ("csv", "quoted") else csv.QUOTE_NONE,
            quotechar='"' if file.form in ("csv", "quoted") else None,
        )
        if file.form == "json":
            out.write("[")
        elif file.form != "bare":
            self._table.writerow([column.name for column in columns(file.layout)])

    def write(self, event: Happening, number: Numbers) -> None:
        for row in self._file.rows(event, number):
            if self._file.form == "json":
                self._out.write(",\n" if self._rows else "\n")
                self._out.write(json.dumps(row, ensure_ascii=False))
            else:
                self._table.writerow(row)
            self._rows += 1

    def close(self) -> None:
        if self._file.form == "json":
            self._out.write("\n]\n")
