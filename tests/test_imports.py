"""What is put off until it is needed is there when it is."""

from __future__ import annotations

import subprocess
import sys

DEFERRED = """
import sys
from dragoman.imports import defer_spacy_commands
defer_spacy_commands()
import spacy
assert "spacy.cli" not in sys.modules
assert spacy.info(silent=True)["spacy_version"] == spacy.__version__
from spacy.cli import download, info
assert info(silent=True) == spacy.info(silent=True)
"""

TOO_LATE = """
import spacy
from dragoman.imports import defer_spacy_commands
defer_spacy_commands()
from spacy.cli.info import info
assert spacy.info is info
"""


def test_spacy_s_commands_are_imported_when_they_are_called() -> None:
    subprocess.run([sys.executable, "-c", DEFERRED], check=True)


def test_where_spacy_is_there_already_nothing_changes() -> None:
    subprocess.run([sys.executable, "-c", TOO_LATE], check=True)
