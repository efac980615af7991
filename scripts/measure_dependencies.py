"""Writes sizes and import times into the table of docs/dependencies.md.

python scripts/measure_dependencies.py

Run it where Dragoman is installed. Sizes are those of a package's own files; import times are the
processor's, with all that the import brings in, the least of several.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import distribution, packages_distributions
from pathlib import Path

PAGE = Path(__file__).resolve().parent.parent / "docs" / "dependencies.md"
COLUMNS, HEADING = 5, "package"
TIMES = 5


def main() -> None:
    bare = processor_time("pass")
    lines = [measured(line, bare) for line in PAGE.read_text("utf-8").splitlines()]
    PAGE.write_text("\n".join(lines) + "\n", "utf-8")


def measured(line: str, bare: float) -> str:
    """A row of the table of packages with its last two cells anew; other lines as they are."""
    cells = [cell.strip() for cell in line.strip("|").split("|")]
    if len(cells) != COLUMNS or not re.fullmatch(r"[a-z][\w.-]+", cells[0]) or cells[0] == HEADING:
        return line
    name = cells[0]
    took = 1000 * (processor_time(f"import {module(name)}") - bare)
    cells[-2:] = [f"{size(name) / 1e6:.1f}", f"{max(took, 0):.0f}"]
    print(*cells[:1], *cells[-2:])
    return f"| {' | '.join(cells)} |"


def size(name: str) -> int:
    """The bytes of a package's own files."""
    package = distribution(name)
    paths = (Path(str(package.locate_file(file))) for file in package.files or ())
    return sum(path.stat().st_size for path in paths if path.is_file())


def module(name: str) -> str:
    """What is imported of a package: the module of its name, else its first one."""
    found = sorted(modules_of(name))
    alike = [one for one in found if one.lower() == name.replace("-", "_").lower()]
    return next(iter(alike or [one for one in found if not one.startswith("_")]))


def modules_of(name: str) -> Iterator[str]:
    for one, packages in packages_distributions().items():
        if any(re.sub(r"[-_.]+", "-", package).lower() == name for package in packages):
            yield one


def processor_time(code: str) -> float:
    """Seconds that a new Python takes for it."""
    return min(_seconds(code) for _ in range(TIMES))


def _seconds(code: str) -> float:
    before = os.times()
    subprocess.run([sys.executable, "-c", code], check=True)
    after = os.times()
    return (after.children_user - before.children_user) + (
        after.children_system - before.children_system
    )


if __name__ == "__main__":
    main()
