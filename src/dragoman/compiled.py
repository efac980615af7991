"""What is made of data files, kept in a form that loads in a third of the time.

It lies in the user's folder for such things (`~/.cache/dragoman` on Linux) and is made anew where a
file that it was made of has changed. Where nothing can be written, it is made each time.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from platformdirs import user_cache_path

from dragoman.garbage import uncollected

_Made = TypeVar("_Made")
_Value = TypeVar("_Value")
_PACKAGE = Path(__file__).parent
_DIGEST = hashlib.sha256().digest_size
_BLOCK = 40  # values


class Kept(Mapping[str, _Value]):
    """A mapping that is pickled in blocks; each is unpickled when a value of it is asked for.

    A text needs some few values of many thousands.
    """

    def __init__(self, values: Mapping[str, _Value]) -> None:
        self._values = dict(values)
        self._block: dict[str, int] = {}  # the number of the block that a key is in
        self._blocks: list[bytes] = []

    def __getitem__(self, key: str) -> _Value:
        if key not in self._values:
            self._values |= pickle.loads(self._blocks[self._block[key]])
        return self._values[key]

    def __contains__(self, key: object) -> bool:
        return key in self._values or key in self._block

    def __iter__(self) -> Iterator[str]:
        return iter(self._block or self._values)

    def __len__(self) -> int:
        return len(self._block or self._values)

    def __getstate__(self) -> tuple[dict[str, int], list[bytes]]:
        keys = list(self)
        blocks = [keys[first : first + _BLOCK] for first in range(0, len(keys), _BLOCK)]
        return (
            {key: number for number, block in enumerate(blocks) for key in block},
            [_pickled({key: self[key] for key in block}) for block in blocks],
        )

    def __setstate__(self, state: tuple[dict[str, int], list[bytes]]) -> None:
        self._values = {}
        self._block, self._blocks = state


@uncollected()
def compiled(folder: Path, make: Callable[[], _Made]) -> _Made:
    """What `make` returns, as a rule without calling it.

    Args:
        folder: of the modules and, in `data` within it, the files of which alone, beside the
            package's own records, the result is made.
        make: makes what can be pickled.
    """
    name = f"{folder.name}.{sys.implementation.cache_tag}.pickle"
    kept = user_cache_path("dragoman", appauthor=False) / name
    sources = _digest(folder)
    with suppress(OSError):
        content = kept.read_bytes()
        head, made = content[: 2 * _DIGEST], content[2 * _DIGEST :]
        if head == sources + hashlib.sha256(made).digest():
            result: _Made = pickle.loads(made)
            return result
    result = make()
    made = _pickled(result)
    _write(kept, sources + hashlib.sha256(made).digest() + made)
    return result


def _pickled(value: object) -> bytes:
    return pickle.dumps(value, pickle.HIGHEST_PROTOCOL)


def _digest(folder: Path) -> bytes:
    digest = hashlib.sha256()
    paths = (*_PACKAGE.glob("*.py"), *folder.glob("*.py"), *folder.glob("data/*"))
    for path in sorted(filter(Path.is_file, paths)):
        content = path.read_bytes()
        digest.update(f"{path.name} {len(content)}\n".encode())
        digest.update(content)
    return digest.digest()


def _write(path: Path, content: bytes) -> None:
    """Write a file that is there as a whole or not at all; where that cannot be, none."""
    if not path.is_absolute():  # nobody knows the user's folder
        return
    part = path.with_name(f"{path.name}.{os.getpid()}")
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            part.write_bytes(content)
            part.replace(path)
        finally:  # also what a process left that was killed as it wrote
            for left in path.parent.glob(f"{path.name}.*"):
                left.unlink(missing_ok=True)
