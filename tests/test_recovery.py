"""After a power cut the file opens, with all that was stored before the last transaction."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from dragoman.errors import StoreError
from dragoman.store import Dataset
from samples import article

HERE = Path(__file__).parent
STORE = """
import os, sys
sys.path.insert(0, sys.argv[1])
from dragoman.store import Dataset
from samples import article
dataset = Dataset(sys.argv[2])
for number in range(20):
    dataset.add([article(f"Turkey met Russia for the {number}th time.", article_id=str(number))])
os._exit(0)  # what is in the log does not get into the file
"""


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """The log beside the dataset of a program that ended without closing it."""
    db = tmp_path / "news.duckdb"
    subprocess.run([sys.executable, "-c", STORE, str(HERE), str(db)], check=True)
    return tmp_path / "news.duckdb.wal"


@pytest.mark.parametrize("damage", ["cut off", "zeros", "another byte"])
def test_what_was_stored_before_the_damage_is_there(tmp_path: Path, log: Path, damage: str):
    raw = bytearray(log.read_bytes())
    if damage == "cut off":
        del raw[-10:]
    elif damage == "zeros":
        raw[-100:] = bytes(100)
    else:
        raw[-50] ^= 0xFF
    log.write_bytes(raw)
    if damage != "cut off":
        with pytest.raises(StoreError, match="as by a power cut"):
            Dataset(tmp_path / "news.duckdb", read_only=True)
    with Dataset(tmp_path / "news.duckdb") as dataset:
        assert len(dataset.articles()) == 19
        dataset.add([article("Egypt praised France.", article_id="new")])
    kept = tmp_path / "news.duckdb.wal.damaged"
    assert (kept.read_bytes() == raw) if damage != "cut off" else not kept.exists()
    with Dataset(tmp_path / "news.duckdb", read_only=True) as dataset:
        assert len(dataset.articles()) == 20
