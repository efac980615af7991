"""From the files, folders and patterns a user names to the files to read, in a fixed order."""

from __future__ import annotations

import fnmatch
import glob
import os
import stat
from collections.abc import Iterator, Set
from functools import cache
from pathlib import Path

from dragoman.errors import InputError
from dragoman.reading.datafiles import lines

Found = tuple[Path, Exception | None]


def walk(given: str | Path) -> Iterator[Found]:
    """The files under an input, sorted by name; a path that cannot be read comes with its error."""
    path = Path(given)
    if os.path.lexists(path) or not glob.has_magic(str(given)):
        tops, nothing = [path], "no article in this folder; check the path"
    else:
        matches = glob.glob(str(given), recursive=True)  # noqa: PTH207, it takes absolute patterns
        tops = sorted(map(Path, matches))
        nothing = "nothing matches this pattern; check it, and quote it in the shell"
    found = False
    for top in tops:
        for file in _under(top):
            found = True
            yield file
    if not found:
        yield path, InputError(nothing)


def _under(top: Path) -> Iterator[Found]:
    pending = [(top, frozenset[tuple[int, int]]())]
    while pending:
        path, ancestors = pending.pop()
        try:
            status = path.stat()
            if stat.S_ISDIR(status.st_mode):
                here = (status.st_dev, status.st_ino)
                if here in ancestors:
                    raise InputError("a symbolic link that leads back to its own folder; remove it")
                inside = ancestors | {here}
                pending += [(child, inside) for child in reversed(_children(path))]
            elif stat.S_ISREG(status.st_mode):
                yield path, None
            else:
                raise InputError("a pipe, socket or device, not a file; give its content as a file")
        except (OSError, InputError, ValueError) as error:
            yield path, error


def _children(folder: Path) -> list[Path]:
    names = sorted(os.listdir(folder))  # noqa: PTH208, names are needed
    kept = set(names)
    return [folder / name for name in names if not passed_over(name, kept)]


def passed_over(name: str, siblings: Set[str]) -> bool:
    """Hidden files, datasets, and the folder of pictures and scripts beside a saved web page."""
    lowered = name.lower()
    if any(fnmatch.fnmatchcase(lowered, pattern) for pattern in _ignored()):
        return True
    page, is_assets, _ = name.rpartition("_files")
    return (
        bool(is_assets)
        and name.endswith("_files")
        and bool({f"{page}.html", f"{page}.htm"} & siblings)
    )


@cache
def _ignored() -> tuple[str, ...]:
    return tuple(line for _, line in lines("ignored.txt"))
