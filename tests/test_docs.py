"""The documentation is true: its commands run, its tables are made of the data, its site is whole.

In README.md and docs, a block of `console` holds commands, each after `$` (further lines of it
after `>`), and what they print; a block of `text` behind it is what the last of them prints. A line
`…` stands for any lines. Blocks of `python` run as programs. What installs something is not run,
nor is a block after the comment `<!-- not run: why -->`.
"""

from __future__ import annotations

import html.parser
import os
import re
import runpy
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from dragoman.ontology import event_types
from dragoman.store import Dataset
from dragoman.store.dataset import TABLES

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
PAGES = sorted(path.relative_to(ROOT).as_posix() for path in DOCS.rglob("*.md"))
RUN = ["README.md", "docs/quickstart.md", "docs/tutorial.md"]
RUN += [page for page in PAGES if page.startswith("docs/howto/")]
BLOCK = re.compile(
    r"(?P<note><!-- not run: [^>]*-->\n)?^```(?P<kind>\w+)\n(?P<text>.*?)^```$", re.M | re.S
)
INSTALLS = re.compile(r"-m venv|^\. \.venv|pip install|--extra dev")


@dataclass
class Step:
    """A command of the shell or a Python program, and what it must print."""

    command: list[str]
    shown: str
    expected: list[str]


def steps(page: str) -> Iterator[Step]:
    """What a page tells to run, in its order."""
    last: Step | None = None
    end = 0
    text = (ROOT / page).read_text("utf-8")
    for block in BLOCK.finditer(text):
        follows = not text[end : block.start()].strip()
        end = block.end()
        if block["kind"] == "text" and last and follows and not last.expected:
            last.expected = block["text"].splitlines()
        if last:
            yield last
        last = None
        if block["note"]:
            continue
        if block["kind"] == "python":
            last = Step([sys.executable, "-c", block["text"]], block["text"], [])
        if block["kind"] == "console":
            *first, last = _commands(block["text"])
            yield from first
    if last:
        yield last


def _commands(block: str) -> Iterator[Step]:
    for part in re.split(r"^\$ ", block, flags=re.M)[1:]:
        command, *rest = part.splitlines()
        while rest and rest[0].startswith("> "):
            command += "\n" + rest.pop(0)[2:]
        command = command.replace("uv run dragoman", "dragoman")
        yield Step(["bash", "-ec", command], command, rest)


def matches(expected: list[str], printed: list[str]) -> bool:
    """Whether the lines are those expected, `…` standing for any number of them."""
    pattern = "".join(r"(?:.*\n)*" if line == "…" else re.escape(line) + r"\n" for line in expected)
    return re.fullmatch(pattern, "".join(line.rstrip() + "\n" for line in printed)) is not None


@pytest.fixture(scope="session")
def coded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundled articles, coded."""
    db = tmp_path_factory.mktemp("docs") / "news.duckdb"
    _run(["bash", "-c", f"dragoman code examples --db {db}"], ROOT)
    return db


@pytest.fixture
def folder(coded: Path, tmp_path: Path) -> Path:
    """A folder like the checkout's, with the bundled articles already coded."""
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    (tmp_path / "docs").mkdir()
    shutil.copy(DOCS / "gold.csv", tmp_path / "docs")
    shutil.copy(coded, tmp_path)
    return tmp_path


def _run(command: list[str], folder: Path) -> list[str]:
    """The lines that a command prints; it must succeed."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    plain = {"PATH": path, "COLUMNS": "80", "TERM": "dumb", "MPLBACKEND": "agg"}
    done = subprocess.run(
        command,
        cwd=folder,
        env=os.environ | plain,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stdout
    return done.stdout.splitlines()


@pytest.mark.parametrize("page", RUN)
def test_what_a_page_tells_to_run_prints_what_it_says(page: str, folder: Path) -> None:
    for step in steps(page):
        if INSTALLS.search(step.shown):
            continue
        printed = _run(step.command, folder)
        if step.expected:
            assert matches(step.expected, printed), f"{step.shown}\nprints\n" + "\n".join(printed)


def test_a_line_of_three_dots_stands_for_any_lines() -> None:
    assert matches(["a", "…", "d"], ["a", "b", "c", "d"])
    assert matches(["…", "d"], ["d"])
    assert not matches(["a", "d"], ["a", "b", "d"])
    assert not matches(["a"], ["a", "b"])


@pytest.fixture(scope="module")
def codebook() -> dict[str, Any]:
    return runpy.run_path(str(ROOT / "scripts" / "build_codebook.py"))


def test_the_commands_are_described_as_their_help_does() -> None:
    page = runpy.run_path(str(ROOT / "scripts" / "build_cli_reference.py"))["page"]()
    kept = (DOCS / "cli.md").read_text("utf-8")
    assert page == kept, "run `python scripts/build_cli_reference.py`"


def test_the_codebook_is_made_of_the_ontology(codebook: dict[str, Any]) -> None:
    for name, text in codebook["pages"]().items():
        kept = (DOCS / "codebook" / name).read_text("utf-8")
        assert text == kept, f"docs/codebook/{name}: run `python scripts/build_codebook.py`"
    assert codebook["method"]() == (DOCS / "method.md").read_text("utf-8")


def test_the_codebook_explains_every_type_and_mode(codebook: dict[str, Any]) -> None:
    notes = codebook["notes"]()
    assert notes.keys() == event_types().keys()
    for name, kind in event_types().items():
        assert notes[name].get("modes", {}).keys() == kind.modes.keys(), name
        assert notes[name]["near"].keys() < event_types().keys(), name


def test_the_codebooks_examples_are_still_coded_so(codebook: dict[str, Any], coded: Path) -> None:
    def without_confidence(row: tuple[str, ...]) -> tuple[str, ...]:
        return row[:4] + row[5:]

    found = {without_confidence(row): float(row[4]) for row in codebook["coded"](coded)}
    for row in codebook["examples"]():
        confidence = found.get(without_confidence(row), -1)
        assert confidence == pytest.approx(float(row[4]), abs=0.05), (
            f"{row} is coded otherwise: `dragoman code examples --db NEWS.duckdb`,"
            " then `python scripts/build_codebook.py NEWS.duckdb`"
        )


def test_every_column_is_explained(coded: Path) -> None:
    page = (DOCS / "tables.md").read_text("utf-8")
    columns = Dataset(coded, read_only=True).query(
        "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'main'"
    )
    for table, column in columns.fetchall():
        assert table in TABLES
        assert f"`{column}`" in page, f"{table}.{column}"


def test_figures_stand_in_the_readme_or_the_model_card() -> None:
    page = (DOCS / "method.md").read_text("utf-8").split("## Where it fails")[0]
    sources = (ROOT / "README.md").read_text("utf-8") + (DOCS / "model_card.md").read_text("utf-8")
    for row in re.findall(r"^\|.*\d.*\|$", page, re.M):
        assert row in sources, f"no longer so: {row}"


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md", *PAGES])
def test_links_within_the_project_lead_somewhere(page: str) -> None:
    text = re.sub(r"```.*?```", "", (ROOT / page).read_text("utf-8"), flags=re.S)
    for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", text):
        if not target.startswith(("https:", "http:", "mailto:")):
            assert ((ROOT / page).parent / target).exists(), f"{page}: {target}"


def test_the_citation_has_the_version() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    citation = (ROOT / "CITATION.cff").read_text("utf-8")
    assert f"version: {project['version']}\n" in citation
    assert f"license: {project['license']}\n" in citation


class Requests(html.parser.HTMLParser):
    """The addresses that a browser fetches for a page by itself."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "link" and given.get("rel") not in ("canonical", "prev", "next"):
            self.addresses.append(given.get("href") or "")
        if tag not in ("a", "link"):
            self.addresses.append(given.get("src") or "")


def test_the_site_builds_and_asks_for_nothing_from_elsewhere(tmp_path: Path) -> None:
    pytest.importorskip("mkdocs", reason="the extra `docs` is not installed")
    site = tmp_path / "site"
    build = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "-d", str(site)]
    _run(build, ROOT)
    assert (site / "codebook" / "accuse.html").exists()
    for page in site.rglob("*.html"):
        requests = Requests()
        requests.feed(page.read_text("utf-8"))
        outside = [a for a in requests.addresses if re.match(r"(?:[a-z]+:)?//", a)]
        assert not outside, f"{page.name} asks for {outside}"
    for sheet in site.rglob("*.css"):
        assert not re.search(r"(?:url\(|@import)\s*[\"']?(?:https?:)?//", sheet.read_text("utf-8"))
