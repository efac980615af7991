"""Fixtures that many tests share."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with the outside corpora; tests that need it skip where it is absent."""
    folder = Path(os.environ.get("DRAGOMAN_SHARED", ROOT.parent / "shared"))
    if not folder.is_dir():
        pytest.skip(f"the outside corpora are not at {folder}; set DRAGOMAN_SHARED to use them")
    return folder


@pytest.fixture(scope="session")
def examples() -> Path:
    """The bundled example corpus."""
    return ROOT / "examples"
