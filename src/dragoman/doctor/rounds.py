"""The examination, from what everything stands on to what stands on it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from dragoman.doctor import installation, machine
from dragoman.doctor.findings import Finding


def examine(db: Path | None = None) -> Iterator[Finding]:
    """Look at the installation, the machine and, where one is given, a dataset.

    What needs a package is looked at only where all packages are there.
    """
    yield installation.python()
    found = list(installation.packages())
    yield from found
    yield from installation.files_unchanged()
    folder = db.absolute().parent if db else Path.cwd()
    yield from (machine.processors(), machine.memory(), machine.disk(folder))
    yield machine.writing(folder)
    if any(finding.state == "bad" for finding in found):
        return
    yield installation.coding()
    if db:
        from dragoman.doctor.dataset import dataset

        yield from dataset(db)
