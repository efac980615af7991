"""PETRARCH's dictionaries as users bring them, told apart by what is in them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from dragoman.errors import DataFileError, UsageError

_VERBS = re.compile(r"^(?:--- .*\[.*\] *---|- .*\*.*\[)", re.MULTILINE)
_AGENTS = re.compile(r"^[^#\n]+\[~[A-Z]{3}", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Dictionaries:
    """Files by what they tell of: who acts, by name or by what they do, and what they do."""

    actors: tuple[Path, ...] = ()
    agents: tuple[Path, ...] = ()
    verbs: tuple[Path, ...] = ()


def find_dictionaries(paths: Iterable[str | Path]) -> Dictionaries:
    """The dictionaries among some files and in some folders (their `.txt` files).

    Raises:
        UsageError: there is no such file, or a folder has none.
        DataFileError: a file cannot be read.
    """
    kinds: dict[str, list[Path]] = {"verbs": [], "agents": [], "actors": []}
    for path in _files(paths):
        text = read_text(path)
        kind = "verbs" if _VERBS.search(text) else "agents" if _AGENTS.search(text) else "actors"
        kinds[kind].append(path)
    return Dictionaries(**{kind: tuple(found) for kind, found in kinds.items()})


def read_text(path: Path) -> str:
    """The text of a dictionary, which older tools wrote in Latin-1.

    Raises:
        DataFileError: the file cannot be read.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise DataFileError(str(path), 0, f"cannot be read: {error.strerror}") from None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("latin-1")


def _files(paths: Iterable[str | Path]) -> Iterator[Path]:
    for path in map(Path, paths):
        found = sorted(path.glob("*.txt")) if path.is_dir() else [path]
        if not found or not path.exists():
            raise UsageError(
                f"{path}: no dictionary is there; name a file, or a folder of .txt files"
            )
        yield from found
