"""Quality floors: a change that finds fewer of the bundled corpus's events must say so here.

The figures are what `python benchmarks/coding.py examples` prints, less one.
"""

from __future__ import annotations

import json
import runpy
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
FLOOR = json.loads((ROOT / "tests/data/examples_floor.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def counts() -> dict[str, int]:
    return runpy.run_path(str(ROOT / "benchmarks" / "coding.py"))["examples"]()


@pytest.mark.parametrize(("step", "floor"), FLOOR.items())
def test_no_fewer_gold_events_are_found(counts: dict[str, int], step: str, floor: int) -> None:
    assert counts[step] >= floor
