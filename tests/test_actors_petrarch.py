"""A user's actors in the format of PETRARCH: what a file gives, and how its faults are named."""

from __future__ import annotations

import gzip
import re
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
        ("OTHER_\n+ALIAS_\nNAME_ [COLREB]\n", 1, "'Other' has no code in brackets"),
        ("NAME_ [COLREB]\nOTHER_ [COLREB\n", 2, "the bracket is not closed"),
        ("NAME_ [COLREB]\nOTHER_\n\t[QQQREB]\n", 3, "unknown code 'QQQREB'"),
        ("NAME_ [COLREB]\nOTHER_ [COLGOV 991332]\n", 2, "'19991332' is not a date"),
        ("NAME_ [COLREB]\nOTHER_ [COLGOV soon]\n", 2, "'soon' is no date or span of dates"),
        ("NAME_ [COLREB]\nOTHER_ [COLGOV 050101-040101]\n", 2, "before it starts"),
    ],
)
def test_a_bad_line_is_warned_of_and_the_rest_read(
    tmp_path: Path, text: str, line: int, reason: str, caplog: pytest.LogCaptureFixture
) -> None:
    register = Register.load(written(tmp_path, text))
    assert register.actors["name"].country == "COL"
    (warning,) = caplog.messages
    assert len(warning.splitlines()) == 2
    assert re.search(rf"mine\.actors\.txt, line {line}: .*{reason}", warning)


def test_a_file_without_a_good_line_is_an_error(tmp_path: Path) -> None:
    path = written(tmp_path, "NAME_ [QQQ]\nOTHER_ [COLGOV 991332]\n")
    with pytest.raises(DataFileError) as error:
        Register.load(path)
    assert [line.partition(": ")[0] for line in str(error.value).splitlines()] == [
        f"{path}, line 1",
        f"{path}, line 2",
    ]


def test_the_dictionaries_of_other_projects_load(
    shared: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    for name in ("Countries", "International", "MilNonState"):
        packed = shared / "data" / "actors" / f"Phoenix.{name}.actors.txt.gz"
        path = written(tmp_path, gzip.decompress(packed.read_bytes()).decode("utf-8", "replace"))
        assert len(Register.load(path).actors) > len(Register.load().actors)
    assert len(caplog.messages) == 3


def test_old_files_may_be_in_latin_1(tmp_path: Path) -> None:
    path = tmp_path / "mine.txt"
    path.write_bytes("PEÑA_BRAVO_ [COLREB]\n".encode("latin-1"))
    (found,) = Register.load(path).link(load_model()("Peña Bravo protested."))
    assert found.actor_id == "pena-bravo"
