"""What the package asks for is told with its reason, and `dragoman --help` loads little."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[1]
PROJECT = (ROOT / "pyproject.toml").read_text("utf-8")
PAGE = (ROOT / "docs" / "dependencies.md").read_text("utf-8")


def named(requirements: list[str]) -> set[str]:
    return {Requirement(text).name for text in requirements}


def rows(heading: str) -> list[list[str]]:
    """The cells of the table below a heading of docs/dependencies.md."""
    section = PAGE.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip(" `") for cell in line.strip("|").split("|")] for line in lines[2:]]


def test_every_dependency_is_told_with_reason_licence_size_and_import_time() -> None:
    asked_for = named(tomllib.loads(PROJECT)["project"]["dependencies"])
    table = rows("Asked for by Dragoman")
    assert {row[0] for row in table} == asked_for, "see scripts/measure_dependencies.py"
    assert len(table) == len(asked_for)
    for name, why, licence, megabytes, milliseconds in table:
        assert why and licence, name
        assert float(megabytes) > 0 and int(milliseconds) >= 0, name


def test_every_dependency_has_its_reason_beside_it() -> None:
    block = PROJECT.partition("\ndependencies = [\n")[2].partition("\n]")[0]
    assert all(re.fullmatch(r'  ".+", +# \S.*', line) for line in block.splitlines())


def test_extras_for_users_are_told() -> None:
    extras = tomllib.loads(PROJECT)["project"]["optional-dependencies"]
    for extra, package, *told in rows("Asked for by an extra"):
        assert package in named(extras[extra])
        assert all(told)
    for extra in set(extras) - {"dev"}:
        assert f"`{extra}`" in PAGE, f"docs/dependencies.md does not tell of the extra {extra}"


def test_every_dependency_is_among_the_constraints() -> None:
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    pinned = {re.sub(r"[-_.]+", "-", line.partition("==")[0]).lower() for line in lines}
    project = tomllib.loads(PROJECT)["project"]
    extras = project["optional-dependencies"]
    asked_for = project["dependencies"] + extras["dev"] + extras["plots"] + extras["polars"]
    assert named(asked_for) - {"dragoman"} <= pinned


def test_help_loads_neither_the_terminal_nor_the_libraries() -> None:
    script = (
        "import sys\n"
        "from dragoman.cli import main\n"
        "main(['--help'])\n"
        "slow = {'rich', 'spacy', 'duckdb', 'numpy', 'pydantic', 'fastapi'} & set(sys.modules)\n"
        "assert not slow, slow\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True, capture_output=True)
