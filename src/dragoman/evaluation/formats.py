"""Reading gold files: ZSP's TSV, PLOVER's JSON and a CSV of the users' own."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, get_args

from dragoman.errors import InputError, UsageError
from dragoman.evaluation import schemes
from dragoman.evaluation.gold import (
    Gold,
    GoldActor,
    GoldRecord,
    Rejected,
    Span,
    Task,
    actor,
    unmarked,
)
from dragoman.evaluation.schemes import NONE, Scheme
from dragoman.ontology import Ontology, plover
from dragoman.reading.decoding import decode
from dragoman.records import Modality

CSV_COLUMNS = (
    "sentence", "event_type", "source", "target", "source_code", "target_code", "mode",
    "modality", "date", "published", "text", "complete",
)  # fmt: skip
_REQUIRED = ("sentence", "event_type")
_DELIMITERS = ",;\t"
_BETWEEN_RECORDS = re.compile(r"[\s,\[\]]*")


def read_gold(
    path: Path | str, layout: str | None = None, ontology: Ontology | None = None
) -> Gold:
    """Read a gold file.

    Args:
        path: the file.
        layout: `zsp`, `plover` or `csv`; by default recognised from the content.
        ontology: whose types a `csv` file names; by default PLOVER's.

    Raises:
        UsageError: there is no such file or format, or not for types of one's own.
        InputError: the file as a whole cannot be read, or no line of it can.
    """
    path = Path(path)
    if not path.is_file():
        raise UsageError(f"{path} is no file")
    types = ontology or plover()
    readers: dict[str, Callable[[Path, str], Gold]]
    readers = {"zsp": _zsp, "plover": _plover, "csv": partial(_csv, types)}
    if layout and layout not in readers:
        raise UsageError(f"there is no gold format {layout!r}: {', '.join(readers)}")
    text = decode(path.read_bytes()).removeprefix("\ufeff")
    layout = layout or _recognised(text)
    if not types.is_plover and layout != "csv":
        raise UsageError(
            f"{path} has PLOVER's types: write gold for types of your own as a csv table"
        )
    gold = readers[layout](path, text)
    if not gold.records:
        reasons = "".join(f"; line {bad.line}: {bad.reason}" for bad in gold.rejected[:3])
        raise InputError(f"{path} holds no gold record that can be read{reasons}")
    return gold


def _recognised(text: str) -> str:
    if text.lstrip()[:1] in ("[", "{"):
        return "plover"
    return "zsp" if "marked_sentence" in _first_line(text).split("\t") else "csv"


def _first_line(text: str) -> str:
    return text.partition("\n")[0].rstrip("\r")


def _gold(
    path: Path,
    scheme: Scheme,
    rows: Iterable[tuple[int, Any]],
    record: Callable[[int, Any], GoldRecord],
    task: Task,
) -> Gold:
    """Read the rows, each with its line, and keep the reasons of those that are malformed."""
    records, rejected = [], []
    for line, row in rows:
        try:
            records.append(record(line, row))
        except InputError as error:
            rejected.append(Rejected(line, str(error)))
    return Gold(path.name, scheme, task, tuple(records), tuple(rejected))


def _rows(text: str, delimiter: str) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of a table with the line on which each ends; column names in lower case."""
    csv.field_size_limit(2**31 - 1)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    header = [name.strip().lower() for name in next(reader, [])]
    for cells in reader:
        if any(cell.strip() for cell in cells):
            cells += [""] * (len(header) - len(cells))
            yield reader.line_num, dict(zip(header, (cell.strip() for cell in cells), strict=False))


def _zsp(path: Path, text: str) -> Gold:
    """Rows of `marked_sentence` and `gold_root`, else `gold_penta` or `gold_binary`."""
    header = _first_line(text).split("\t")
    known = {"gold_root": schemes.roots, "gold_penta": schemes.quads, "gold_binary": schemes.sides}
    column = next((name for name in known if name in header), None)
    if column is None or "marked_sentence" not in header:
        raise InputError(
            f"{path}: ZSP's format has the columns marked_sentence and {', '.join(known)} "
            "(one of them), separated by tabs"
        )
    scheme = known[column]()

    def record(line: int, row: Mapping[str, str]) -> GoldRecord:
        sentence, spans = unmarked(row["marked_sentence"])
        if not spans:
            raise InputError("marked_sentence has neither <s>…</s> nor <t>…</t>")
        source, target = (
            [GoldActor(sentence[slice(*span)], "", span) for r, span in spans.items() if r == role]
            for role in "st"
        )
        label = scheme.read(column, row[column])
        return GoldRecord(
            line, label, sentence, sentence, 0, sources=tuple(source), targets=tuple(target)
        )

    return _gold(path, scheme, _rows(text, "\t"), record, "pairs")


def _plover(path: Path, text: str) -> Gold:
    """PLOVER's gold standard records: a JSON array, or one record after the other."""

    def record(line: int, value: Any) -> GoldRecord:
        if not isinstance(value, dict) or not isinstance(value.get("text"), str):
            raise InputError("no record with a text")
        sentence = value["text"]
        return GoldRecord(
            line,
            schemes.plover().read("event_type", str(value.get("event") or "").upper()),
            sentence,
            sentence,
            0,
            _day("date", str(value.get("date") or "")),
            _plover_actors(sentence, value.get("source", value.get("actor"))),
            _plover_actors(sentence, value.get("target", value.get("recipient"))),
        )

    return _gold(path, schemes.plover(), _json_records(path, text), record, "texts")


def _json_records(path: Path, text: str) -> Iterator[tuple[int, Any]]:
    """The records, each with the line on which it begins."""
    decoder, line, done = json.JSONDecoder(), 1, 0
    while True:
        blank = _BETWEEN_RECORDS.match(text, done)
        position = blank.end() if blank else done
        line += text.count("\n", done, position)
        if position == len(text):
            return
        try:
            value, done = decoder.raw_decode(text, position)
        except json.JSONDecodeError as error:
            raise InputError(f"{path}, line {error.lineno}: no valid JSON: {error.msg}") from error
        yield line, value
        line += text.count("\n", position, done)


def _plover_actors(sentence: str, value: Any) -> tuple[GoldActor, ...]:
    """The actors of a role; in some records a context stands there by mistake, not a list."""
    listed = [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
    return tuple(
        actor(sentence, str(item.get("actorText") or ""), str(item.get("code") or ""))
        for item in listed
    )


def _csv(ontology: Ontology, path: Path, text: str) -> Gold:
    """The table described in `docs/evaluation.md`; separated by commas, semicolons or tabs."""
    head = _first_line(text).lower()
    delimiter = max(_DELIMITERS, key=head.count)
    header = [name.strip().strip('"') for name in head.split(delimiter)]
    if missing := [name for name in _REQUIRED if name not in header]:
        raise InputError(f"{path} lacks the column {' and '.join(missing)} in its first line")
    if unknown := [name for name in header if name not in CSV_COLUMNS and name != "note"]:
        raise InputError(
            f"{path} has unknown columns ({', '.join(unknown)}); known are "
            f"{', '.join(CSV_COLUMNS)} and note"
        )
    scheme = schemes.own(ontology)
    record = partial(_csv_record, ontology, scheme)
    return _gold(path, scheme, _rows(text, delimiter), record, "texts")


def _csv_record(
    ontology: Ontology, scheme: Scheme, line: int, row: Mapping[str, str]
) -> GoldRecord:
    cells = dict.fromkeys(CSV_COLUMNS, "") | dict(row)
    if not cells["event_type"]:
        raise InputError(f"event_type is empty; write {NONE} where no event is told")
    label = scheme.read("event_type", cells["event_type"].upper())
    sentence, spans = unmarked(cells["sentence"] or cells["text"])
    if not sentence:
        raise InputError("neither sentence nor text")
    text = cells["text"] or sentence
    modes = ontology.types[label].modes if label != NONE else {}
    return GoldRecord(
        line,
        label,
        sentence,
        text,
        _start(sentence, text),
        _day("published", cells["published"]),
        _csv_actors(sentence, cells, "source", spans.get("s")),
        _csv_actors(sentence, cells, "target", spans.get("t")),
        _one_of("mode", cells["mode"].lower(), modes),
        _one_of("modality", cells["modality"].lower(), get_args(Modality)),
        _days(cells["date"]),
        spans.get("e"),
        _one_of("complete", cells["complete"].lower(), ("yes", "no")) != "no",
    )


def _csv_actors(
    sentence: str, cells: Mapping[str, str], role: str, span: Span | None
) -> tuple[GoldActor, ...]:
    """The actors of a role: words and codes, several of them separated by semicolons."""
    texts, codes = (
        [part.strip() for part in cells[name].split(";") if part.strip()]
        for name in (role, f"{role}_code")
    )
    if span and not texts:
        texts = [sentence[slice(*span)]]
    if texts and codes and len(texts) != len(codes):
        raise InputError(f"{len(texts)} in {role}, but {len(codes)} in {role}_code")
    for text in texts:
        if actor(sentence, text).span is None:
            raise InputError(f"the {role} {text!r} does not stand in the sentence")
    if not texts:
        return tuple(GoldActor("", code, None) for code in codes)
    first = span if len(texts) == 1 else None
    pairs = zip(texts, codes or [""] * len(texts), strict=True)
    return tuple(actor(sentence, text, code, first) for text, code in pairs)


def _start(sentence: str, text: str) -> int:
    start = text.find(sentence)
    if start < 0:
        raise InputError("the sentence does not stand in the text, character by character")
    return start


def _one_of(column: str, value: str, known: Iterable[str]) -> str:
    if value and value not in known:
        raise InputError(f"{column} {value!r} is none of {', '.join(known) or 'those of the type'}")
    return value


def _days(cell: str) -> tuple[date, date] | None:
    """A day, or the first and last of several with a slash between."""
    first, _, last = cell.partition("/")
    start, end = _day("date", first), _day("date", last or first)
    return (start, end) if start and end else None


def _day(column: str, cell: str) -> date | None:
    try:
        return date.fromisoformat(cell.strip()) if cell.strip() else None
    except ValueError:
        raise InputError(f"{column} {cell!r} is no day: write it as 2024-03-07") from None
