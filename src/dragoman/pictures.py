"""Where a picture may be written."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from dragoman.errors import UsageError

# Endings of the files that matplotlib writes.
ENDINGS = (".png", ".svg", ".pdf")


def check(path: Path, endings: tuple[str, ...] = ENDINGS) -> None:
    """Whether a picture can be drawn there, before anything long is done for it.

    Raises:
        UsageError: matplotlib is not installed, the folder does not exist, or the file's ending
            is another.
    """
    if path.suffix.lower() not in endings:
        raise UsageError(f"{path}: a picture ends in {', '.join(endings)}")
    if not path.parent.is_dir():
        raise UsageError(f"{path}: there is no folder {path.parent}")
    if find_spec("matplotlib") is None:
        raise UsageError("pictures need matplotlib: pip install 'dragoman[plots]'")
