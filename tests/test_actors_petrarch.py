"""A user's actors in the format of PETRARCH: what a file gives, and how its faults are named."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from dragoman.actors import Register
from dragoman.errors import DataFileError
from dragoman.language import load_model

FILE = """\
# Actors of our project
ZORGANIA_LIBERATION_FRONT_(ZLF)_
+ZLF_ ; its acronym
\t[COLREB]

AFGHANISTAN_ [AFG] # with a nickname
+THE_GRAVEYARD_OF_EMPIRES_

JANE_DOE_
+J._DOE
\t[GBRGOV 100512-160713]
\t[IGOUNO >20170101]
\t[ELI]
HAMAS_ [XKXPTY]
"""


def written(tmp_path: Path, text: str, name: str = "mine.actors.txt") -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Register:
    return Register.load(written(tmp_path_factory.mktemp("actors"), FILE))


@pytest.mark.parametrize(
    ("text", "day", "actor"),
    [
        (
            "The ZLF attacked.",
            None,
            ("zorgania-liberation-front", "COL", "REB", None),
        ),
        (
            "The Zorgania Liberation Front attacked.",
            None,
            ("zorgania-liberation-front", "COL", "REB", None),
        ),
        ("The Graveyard of Empires protested.", None, ("AFG", "AFG", None, None)),
        ("Afghanistan protested.", None, ("AFG", "AFG", None, None)),
        # The date decides between the codes.
        ("Jane Doe protested.", date(2012, 1, 1), ("jane-doe", "GBR", "GOV", None)),
        ("Jane Doe protested.", date(2018, 1, 1), ("jane-doe", None, "IGO", "UN")),
        ("J. Doe protested.", date(2016, 10, 1), ("jane-doe", "GBR", "ELI", None)),
        # The user's reading stands over ours.
        ("Hamas protested.", None, ("hamas", "XKX", "PTY", None)),
    ],
)
def test_the_file_gives(
    register: Register, text: str, day: date | None, actor: tuple[str | None, ...]
) -> None:
    (found,) = register.link(load_model()(text), day)
    assert (found.actor_id, found.country, found.sector, found.organization) == actor


def test_the_rest_of_the_register_stays(register: Register) -> None:
    assert register.actors["AFG"].kind == "state"
    assert "Afghan" in register.actors["AFG"].aliases
    assert "NATO" in register.actors


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("+ALIAS_\nNAME_ [COLREB]\n", 1, "stands before any actor's name"),
        ("\t[COLREB]\nNAME_ [COLREB]\n", 1, "stands before any actor's name"),
        ("NAME_\n+ALIAS_\nOTHER_ [COLREB]\n", 1, "'Name' has no code in brackets"),
        ("NAME_ [COLREB]\nOTHER_ [COLREB\n", 2, "the bracket is not closed"),
        ("NAME_ [COLREB]\nOTHER_\n\t[QQQREB]\n", 3, "unknown code 'QQQREB'"),
        ("NAME_ [COLGOV 991332]\n", 1, "'19991332' is not a date"),
        ("NAME_ [COLGOV soon]\n", 1, "'soon' is no date or span of dates"),
        ("NAME_ [COLGOV 050101-040101]\n", 1, "before it starts"),
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, text: str, line: int, reason: str) -> None:
    path = written(tmp_path, text)
    with pytest.raises(DataFileError, match=rf"mine\.actors\.txt, line {line}: .*{reason}"):
        Register.load(path)


def test_old_files_may_be_in_latin_1(tmp_path: Path) -> None:
    path = tmp_path / "mine.txt"
    path.write_bytes("PEÑA_BRAVO_ [COLREB]\n".encode("latin-1"))
    (found,) = Register.load(path).link(load_model()("Peña Bravo protested."))
    assert found.actor_id == "pena-bravo"
