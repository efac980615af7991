"""A user's own ontology: one TOML file, described in `docs/howto/ontologies.md`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, cast, get_args

from dragoman.errors import UsageError
from dragoman.ontology.ontology import PLOVER, Example, Ontology, Span
from dragoman.ontology.plover import EventType
from dragoman.records import Quad
from dragoman.tables import Row, read_rows

LEXICON_COLUMNS = (
    "words", "pos", "prep", "object", "type", "mode", "cameo", "source", "target", "example",
)  # fmt: skip

_NAME = re.compile(r"[A-Z][A-Z0-9_-]*")
_MARK = re.compile(r"<(/?)([est])(?::([^>]*))?>")
# The keys of a file and of a type with the kinds of value that they take.
_FILE_KEYS = {"name": str, "types": dict, "counterexamples": list, "lexicon": str}
_TYPE_KEYS = {
    "definition": str, "quad": str, "score": (int, float), "cameo": str, "mutual": bool,
    "examples": list, "counterexamples": list, "lexicon": str,
}  # fmt: skip
_KINDS = {
    str: "a text in quotation marks", dict: "a table", list: 'a list: ["...", "..."]',
    bool: "true or false", (int, float): "a number",
}  # fmt: skip


def read_ontology(path: Path | str) -> Ontology:
    """Read and check an ontology.

    Raises:
        UsageError: the file cannot be read, or a key in it is wrong; names file and key.
        DataFileError: a line of a lexicon has too many cells; names file, key and line.
    """
    path = Path(path)
    try:
        return parse_ontology(path.read_text(encoding="utf-8"), path.name)
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} cannot be read as an ontology: {error}") from error


def parse_ontology(source: str, file: str) -> Ontology:
    """The ontology that the text of a file holds; errors call it `file`."""
    try:
        content = tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{file} is not valid TOML: {error}") from error
    return _Reader(file).ontology(content, source)


class _Reader:
    """Reads the tables of one file; errors name the file and the key."""

    def __init__(self, file: str) -> None:
        self._file = file

    def ontology(self, content: Mapping[str, Any], source: str) -> Ontology:
        self._check(content, _FILE_KEYS, "")
        name = content.get("name", "")
        if not name or name == PLOVER:
            raise self._error("name", "give the ontology a name of its own")
        tables = content.get("types", {})
        if not tables:
            raise self._error("types", "give at least one type, as a table [types.NAME]")
        types = {name: self._type(name, table) for name, table in tables.items()}
        examples: list[Example] = []
        for kind, table in tables.items():
            examples += self._examples(f"types.{kind}", table, kind, types)
        examples += self._sentences("", content, "counterexamples", None, types)
        lexicon = list(self._lines("", content, ""))
        for kind, table in tables.items():
            lexicon += self._lines(f"types.{kind}.", table, kind)
        for row in lexicon:
            if row["type"] and row["type"] not in types:
                raise row.error(f"no type {row['type']!r}: there are {', '.join(types)}")
        self._check_learnable(types, examples, lexicon)
        return Ontology(name, types, tuple(examples), tuple(lexicon), self._file, source)

    def _type(self, name: str, table: Any) -> EventType:
        key = f"types.{name}"
        if not _NAME.fullmatch(name) or name == "NONE":
            raise self._error(key, "write the name of a type in capitals: STRIKE, PAY_DEAL")
        if not isinstance(table, dict):
            raise self._error(key, f"make it a table [{key}]")
        self._check(table, _TYPE_KEYS, f"{key}.")
        if not table.get("definition"):
            raise self._error(f"{key}.definition", "say in a sentence what the type means")
        quad = table.get("quad", "")
        if quad and quad not in get_args(Quad):
            known = ", ".join(get_args(Quad))
            raise self._error(f"{key}.quad", f"{quad!r} is none of {known}; it may be left out")
        score = table.get("score")
        if score is not None and not -10 <= score <= 10:
            raise self._error(f"{key}.score", f"{score} is not between -10 and 10")
        return EventType(
            name=name,
            quad=cast(Quad, quad),
            score=None if score is None else float(score),
            requires_recipient=False,
            cameo=table.get("cameo", ""),
            definition=table["definition"],
            mutual=table.get("mutual", False),
        )

    def _examples(
        self, key: str, table: Mapping[str, Any], kind: str, types: Mapping[str, EventType]
    ) -> Iterator[Example]:
        for number, example in enumerate(
            self._sentences(f"{key}.", table, "examples", kind, types), start=1
        ):
            if not any(marked == kind for marked, _ in example.triggers):
                raise self._error(
                    f"{key}.examples", f"number {number} marks no event: put <e>…</e> around the"
                    " words that tell it",
                )  # fmt: skip
            yield example
        yield from self._sentences(f"{key}.", table, "counterexamples", None, types)

    def _sentences(
        self,
        prefix: str,
        table: Mapping[str, Any],
        name: str,
        kind: str | None,
        types: Mapping[str, EventType],
    ) -> Iterator[Example]:
        """The sentences of a list; `kind` is the type of what <e> marks, None for no event."""
        for number, sentence in enumerate(table.get(name, ()), start=1):
            where = f"{prefix}{name}"
            if not isinstance(sentence, str) or not sentence.strip():
                raise self._error(where, f"number {number} is no sentence")
            text, marked, actors = self._unmarked(where, number, sentence)
            for other, _ in marked:
                if other and other not in types:
                    raise self._error(where, f"number {number} marks an unknown type {other!r}")
            found = ((other or kind, span) for other, span in marked)
            yield Example(
                text, tuple((name, span) for name, span in found if name is not None), actors
            )

    def _unmarked(
        self, key: str, number: int, sentence: str
    ) -> tuple[str, list[tuple[str, Span]], tuple[Span, ...]]:
        """A sentence without its marks; the spans of <e> with the types they name, of <s>, <t>."""
        text, done, opened = "", 0, dict[str, tuple[int, str]]()
        found: list[tuple[str, Span]] = []
        actors: list[Span] = []
        for mark in _MARK.finditer(sentence):
            text += sentence[done : mark.start()]
            done = mark.end()
            closing, letter, other = mark.groups()
            if not closing and letter not in opened:
                opened[letter] = (len(text), other or "")
            elif closing and letter in opened:
                start, other = opened.pop(letter)
                if letter == "e":
                    found.append((other, (start, len(text))))
                else:
                    actors.append((start, len(text)))
            else:
                raise self._error(key, f"number {number}: {mark.group()} does not pair up")
        if opened:
            raise self._error(key, f"number {number}: <{next(iter(opened))}> is not closed")
        return text + sentence[done:], found, tuple(actors)

    def _lines(self, prefix: str, table: Mapping[str, Any], kind: str) -> Iterator[Row]:
        """The lines of a lexicon; those without a type have the one that they stand under."""
        where = f"{self._file}, {prefix}lexicon"
        for row in read_rows(where, table.get("lexicon", "").splitlines(), LEXICON_COLUMNS):
            yield Row(row.file, row.line, row.cells | {"type": row["type"] or kind})

    def _check_learnable(
        self, types: Mapping[str, EventType], examples: Sequence[Example], lexicon: Sequence[Row]
    ) -> None:
        told = {kind for example in examples for kind, _ in example.triggers}
        told |= {row["type"] for row in lexicon}
        for name in types:
            if name not in told:
                raise self._error(f"types.{name}", "give it examples, lexicon lines or both")

    def _check(self, table: Mapping[str, Any], known: Mapping[str, Any], prefix: str) -> None:
        for key, value in table.items():
            if key not in known:
                raise self._error(f"{prefix}{key}", f"no such key: there are {', '.join(known)}")
            is_number = known[key] == (int, float) and isinstance(value, bool)
            if not isinstance(value, known[key]) or is_number:
                raise self._error(f"{prefix}{key}", f"must be {_KINDS[known[key]]}")

    def _error(self, key: str, reason: str) -> UsageError:
        return UsageError(f"{self._file}: {key}: {reason}")
