"""What is made of data files is kept, and made anew when they change."""

from __future__ import annotations

import pickle
from datetime import date
from pathlib import Path

import pytest

from dragoman import compiled as module
from dragoman.compiled import Kept, compiled


class Maker:
    """Makes the lines of a folder's data and counts how often."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.times = 0

    def __call__(self) -> list[str]:
        self.times += 1
        return (self.folder / "data" / "names.csv").read_text(encoding="utf-8").splitlines()

    def write(self, text: str) -> None:
        (self.folder / "data" / "names.csv").write_text(text, encoding="utf-8")


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "kept" / "dragoman"
    monkeypatch.setattr(module, "user_cache_path", lambda *names, **how: folder)
    return folder


@pytest.fixture
def maker(tmp_path: Path) -> Maker:
    (tmp_path / "mine" / "data").mkdir(parents=True)
    maker = Maker(tmp_path / "mine")
    maker.write("a\nb\n")
    return maker


def test_it_is_made_once(kept: Path, maker: Maker) -> None:
    assert [compiled(maker.folder, maker) for _ in range(3)] == [["a", "b"]] * 3
    assert maker.times == 1
    assert [path.name.split(".")[0] for path in kept.iterdir()] == ["mine"]


def test_it_is_made_anew_of_other_data(kept: Path, maker: Maker) -> None:
    compiled(maker.folder, maker)
    (maker.folder / "data" / "drafts").mkdir()
    maker.write("a\nc\n")
    assert compiled(maker.folder, maker) == ["a", "c"]
    (maker.folder / "reading.py").write_text("# another way to read it\n", encoding="utf-8")
    compiled(maker.folder, maker)
    assert maker.times == 3


@pytest.mark.parametrize("damage", [b"", b"\x80", b"short"])
def test_a_damaged_file_is_not_read(kept: Path, maker: Maker, damage: bytes) -> None:
    compiled(maker.folder, maker)
    (file,) = kept.iterdir()
    file.write_bytes(file.read_bytes()[:-1] + damage if damage else b"")
    assert compiled(maker.folder, maker) == ["a", "b"]
    assert maker.times == 2


def test_what_a_killed_process_left_is_removed(kept: Path, maker: Maker) -> None:
    compiled(maker.folder, maker)
    (file,) = kept.iterdir()
    file.with_name(f"{file.name}.4711").write_bytes(b"half of it")
    maker.write("a\nc\n")
    compiled(maker.folder, maker)
    assert list(kept.iterdir()) == [file]


def test_nothing_need_be_written(kept: Path, maker: Maker) -> None:
    kept.parent.mkdir(parents=True)
    kept.write_text("a file stands where the folder would", encoding="utf-8")
    assert [compiled(maker.folder, maker) for _ in range(2)] == [["a", "b"]] * 2
    assert maker.times == 2


def test_without_a_home_nothing_is_written(
    maker: Maker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "user_cache_path", lambda *names, **how: Path("~") / "dragoman")
    monkeypatch.chdir(tmp_path)
    assert compiled(maker.folder, maker) == ["a", "b"]
    assert not (tmp_path / "~").exists()


def test_a_kept_mapping_is_the_mapping_that_was_kept() -> None:
    values = {"one": [1, "a"], "none": None, "two": {"b": date(2024, 3, 8)}}
    kept: Kept[object] = pickle.loads(pickle.dumps(Kept(values)))
    assert kept.get("three") is None and "three" not in kept and "two" in kept
    assert kept == values and list(kept) == list(values) and len(kept) == 3
    assert kept["one"] is kept["one"]
    assert pickle.loads(pickle.dumps(kept)) == values


def test_what_is_not_asked_for_is_not_unpickled() -> None:
    good = {f"good {number}": number for number in range(100)}
    kept: Kept[object] = pickle.loads(pickle.dumps(Kept({**good, "bad": Unreadable()})))
    assert kept["good 1"] == 1
    with pytest.raises(UnicodeError):
        kept["bad"]


class Unreadable:
    """What cannot be unpickled."""

    def __reduce__(self) -> tuple[object, ...]:
        return bytes.decode, (b"\xff",)
