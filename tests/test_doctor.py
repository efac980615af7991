"""`dragoman doctor`: what it finds, and what it says is to be done."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
from importlib.metadata import PathDistribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from dragoman.cli import main
from dragoman.doctor import examine, installation, machine
from dragoman.doctor.dataset import dataset
from dragoman.records import Article
from dragoman.store import Dataset


@pytest.fixture
def stored(tmp_path: Path) -> Path:
    """A dataset with one article that could not be read."""
    path = tmp_path / "news.duckdb"
    with Dataset(path) as new:
        new.add([Article("a", "a.txt", "", status="failed", error="is empty")])
    return path


def test_a_sound_installation_has_nothing_bad() -> None:
    found = {finding.subject: finding for finding in examine()}
    assert [f for f in found.values() if f.state == "bad"] == []
    assert found["coding"].found == "a sentence is coded as REJECT"
    assert list(found)[:3] == ["Python", "packages", "DuckDB"]


def test_the_command_ends_with_1_where_something_is_bad(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(installation, "PROBE", ("It rained.", "2024-03-08", "REJECT"))
    assert main(["doctor"]) == 1
    shown = capsys.readouterr().out
    assert (
        "bad   coding: a sentence that tells REJECT is coded as nothing\n      → install" in shown
    )
    assert main(["doctor", "--db", str(tmp_path / "none.duckdb"), "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert told[-1]["subject"] == "dataset" and "does not exist" in told[-1]["found"]


def test_another_python_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platform, "python_version", lambda: "3.10.2")
    found = installation.python()
    assert (found.state, found.found) == ("bad", "3.10.2")
    assert ">=3.11" in found.advice


def test_packages_that_do_not_fit_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    asked_for = [Requirement("duckdb>=99"), Requirement("no-such-package>=1"), Requirement("rich")]
    monkeypatch.setattr(installation, "_requirements", lambda: asked_for)
    found = next(iter(installation.packages()))
    assert found.state == "bad"
    assert "duckdb is 2" in found.found and "not >=99" in found.found
    assert "no-such-package is missing" in found.found and "rich" not in found.found


def test_files_that_changed_or_are_gone_are_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    # sha256 of b"sound"
    digest = "3SlELeymn1LFAAa4Mcshbt94p9ozdI8KgP8Z8uvlfs0"
    info = tmp_path / "dragoman-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: dragoman\nVersion: 1.0\n")
    names = ("model.onnx", "gone.tsv", "data.tsv")
    (info / "RECORD").write_text("".join(f"{name},sha256={digest},5\n" for name in names))
    (tmp_path / "model.onnx").write_bytes(b"spoilt")
    (tmp_path / "data.tsv").write_bytes(b"sound")
    monkeypatch.setattr(installation, "distribution", lambda name: PathDistribution(info))
    found = next(iter(installation.files_unchanged()))
    assert found.state == "bad"
    assert found.found == "not as they were installed: model.onnx, gone.tsv"


def test_a_folder_that_is_not_there_cannot_be_written(tmp_path: Path) -> None:
    assert machine.writing(tmp_path).state == "good"
    assert list(tmp_path.iterdir()) == []
    assert machine.writing(tmp_path / "none").state == "bad"
    assert machine.disk(tmp_path / "none").state == "bad"


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write all")
def test_a_folder_without_permission_cannot_be_written(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    assert "Permission denied" in machine.writing(tmp_path).found


def test_little_memory_is_noted(monkeypatch: pytest.MonkeyPatch) -> None:
    told = {"/proc/meminfo": "MemAvailable:  400000 kB\n"}
    monkeypatch.setattr(machine, "_read", lambda path: told.get(path, ""))
    assert (machine.memory().state, machine.memory().found) == ("note", "0.4 GB free")
    told["/proc/meminfo"] = "MemAvailable: 4000000 kB\n"
    assert machine.memory().state == "good"
    # A container may have less than its machine.
    told |= {"/sys/fs/cgroup/memory.max": "900000000", "/sys/fs/cgroup/memory.current": "500000000"}
    assert machine.memory().found == "0.4 GB free"


def test_a_dataset_is_opened_and_its_failures_are_told(stored: Path) -> None:
    whole, failed = dataset(stored)
    assert whole.found == f"{stored}: 1 articles, 0 events"
    assert (failed.state, failed.found) == ("note", "1 could not be read")


def test_a_dataset_that_cannot_be_opened_says_why(tmp_path: Path) -> None:
    (tmp_path / "text.duckdb").write_text("no database at all, " * 100)
    (found,) = dataset(tmp_path / "text.duckdb")
    assert found.state == "bad" and "not a DuckDB file" in found.found


@pytest.mark.parametrize(
    ("typed", "completed"), [("doc", "doctor"), ("timeline --unr", "--unresolved")]
)
def test_a_shell_completes_commands_and_options(typed: str, completed: str) -> None:
    words = f"dragoman {typed}"
    settings = {"COMP_WORDS": words, "COMP_CWORD": str(len(words.split()) - 1)}
    script = "import sys; sys.argv[0] = 'dragoman'; from dragoman.cli import main; main([])"
    shown = subprocess.run(
        [sys.executable, "-c", script],
        env=os.environ | settings | {"_DRAGOMAN_COMPLETE": "complete_bash"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert shown.stdout.split() == [completed]
