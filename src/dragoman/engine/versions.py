"""The version of the coder: another one may find other mentions in the same text."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Sequence
from contextlib import suppress
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

# What decides on mentions, apart from the register, whose changes are followed actor by actor.
_STAGES = ("language", "ontology", "actors", "times", "places", "dating", "coding")
_REGISTER = {"organisations.csv", "groups.csv", "officials.csv", "persons.csv"}


def coder_version(verbs: Sequence[Path] = ()) -> str:
    """The package's version, with a digest of the code and the data that decide on mentions.

    Args:
        verbs: the user's own dictionaries of verbs.
    """
    own = hashlib.sha256(b"".join(path.read_bytes() for path in verbs)).hexdigest()[:8]
    return f"{version('dragoman')}+{_digest()}" + (f".{own}" if verbs else "")


@cache
def _digest() -> str:
    root = Path(__file__).parents[1]
    digest = hashlib.sha256()
    for stage in _STAGES:
        for path in sorted((root / stage).rglob("*")):
            if path.is_file() and path.suffix != ".pyc" and path.name not in _REGISTER:
                digest.update(f"{path.relative_to(root).as_posix()}\n".encode())
                digest.update(path.read_bytes())
    models = tomllib.loads((root / "language" / "data" / "models.toml").read_text("utf-8"))
    for library in ("spacy", *models["packages"]):
        with suppress(PackageNotFoundError):
            digest.update(f"{library} {version(library)}\n".encode())
    return digest.hexdigest()[:8]
