"""PETRARCH's dictionaries of verbs, agents and actors as a user's own lexicon."""

from __future__ import annotations

import json
import logging
from pathlib import Path

import pytest

from dragoman.actors import Register
from dragoman.actors.petrarch_agents import read_petrarch_agents
from dragoman.actors.tables import read_sectors
from dragoman.cli import main
from dragoman.coding import Coder, load_coder
from dragoman.coding.petrarch import read_verbs
from dragoman.dictionaries import Dictionaries, find_dictionaries
from dragoman.errors import DataFileError, UsageError
from dragoman.ontology import read_ontology
from dragoman.store import Dataset

VERBS = """# our own
&TRUCE
+CEASEFIRE
+PEACE_DEAL_

--- SNUB [120] ---
BLACKBALL {BLACKBALLED BLACKBALLING }  # a note
+BRUSH_OFF {+BRUSHED_OFF }
COLD-SHOULDER [125]
- * &TRUCE WITH + [1056]
- * + PLAN [124]
- * TALKS [---]

--- MULL [---] ---
MULL
- $ * TO BOYCOTT + [130]
"""
AGENTS = """!FOLK! = MAN, MEN, WOMAN
WINDMILL_KEEPER [~AGR]
FERRY!FOLK! [~BUS]
LORD_OF_THE_FEN {LORDS_OF_THE_FEN} [~GOVELI]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "verbs.txt").write_text(VERBS, "utf-8")
    (tmp_path / "agents.txt").write_text(AGENTS, "utf-8")
    (tmp_path / "actors.txt").write_text("GREY_WARDENS_ [XKXREB]\n", "utf-8")
    (tmp_path / "notes.md").write_text("no dictionary", "utf-8")
    return tmp_path


def written(folder: Path, text: str) -> Path:
    path = folder / "own.txt"
    path.write_text(text, "utf-8")
    return path


def cells(path: Path) -> dict[int, list[dict[str, str]]]:
    """By line the lexicon lines that it becomes, without their empty cells."""
    lines: dict[int, list[dict[str, str]]] = {}
    for row in read_verbs(path):
        filled = {name: cell for name, cell in row.cells.items() if cell}
        lines.setdefault(row.line, []).append(filled)
    return lines


def test_dictionaries_are_told_apart_by_what_is_in_them(folder: Path) -> None:
    assert find_dictionaries([folder]) == Dictionaries(
        actors=(folder / "actors.txt",),
        agents=(folder / "agents.txt",),
        verbs=(folder / "verbs.txt",),
    )
    with pytest.raises(UsageError, match="no dictionary is there"):
        find_dictionaries([folder / "none.txt"])


def test_verbs_have_the_code_of_their_block_or_their_own(folder: Path) -> None:
    lines = cells(folder / "verbs.txt")
    assert lines[7] == [
        {"words": "blackball", "pos": "V", "type": "REJECT", "cameo": "120", "source": "subj",
         "target": "obj with against to on"},
    ]  # fmt: skip
    assert (lines[8][0]["words"], lines[8][0]["prep"]) == ("brush", "off")
    assert lines[9][0]["cameo"] == "125"


def test_patterns_become_objects_prepositions_and_targets(folder: Path) -> None:
    lines = cells(folder / "verbs.txt")
    plain, with_particle = lines[10]
    assert plain["words"] == "blackball/cold-shoulder"
    assert (plain["object"], plain["target"], plain["cameo"]) == ("ceasefire", "!with", "1056")
    assert (with_particle["words"], with_particle["prep"]) == ("brush", "off")
    assert (lines[11][0]["object"], lines[11][0]["target"]) == ("plan", "!iobj inside obj")


def test_a_use_without_a_code_is_no_event_and_a_block_without_one_says_nothing(
    folder: Path,
) -> None:
    lines = cells(folder / "verbs.txt")
    assert "type" not in lines[12][0] and lines[12][0]["object"] == "talks talk"
    assert 15 not in lines
    infinitive = lines[16][0]
    assert (infinitive["object"], infinitive["target"]) == ("to-clause boycott", "!comp")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("--- A [120] ---\nSNUB [999]\n", "line 2: no CAMEO code '999'"),
        ("--- A [120]\nSNUB\n", "line 1: a block opens with --- NAME [code] ---"),
        ("--- A [120] ---\nSNUB\n- * &NONE [120]\n", "line 3: no set of words &NONE is defined"),
        ("--- A [120] ---\nSNUB\n- PLAN [120]\n", "line 3: the pattern needs one * for its verb"),
        ("--- A [120] ---\nSNUB\n- * PLAN\n", "line 3: the pattern has no code in brackets"),
        ("--- A [120] ---\nSNUB\nSPURN [120\n", "line 3: a bracket is not closed"),
        ("- * PLAN [120]\n--- A [120] ---\nSNUB\n", "line 1: the pattern stands before any verb"),
    ],
)
def test_what_is_not_well_formed_is_named_by_file_and_line(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, text: str, reason: str
) -> None:
    path = written(tmp_path, text + "--- B [111] ---\nCHIDE\n")
    with caplog.at_level(logging.WARNING):
        rows = read_verbs(path)
    assert rows[-1]["words"] == "chide"
    assert f"{path}, {reason}" in caplog.text


def test_patterns_that_ask_for_more_are_counted_and_left_out(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = written(
        tmp_path,
        "--- A [120] ---\nSNUB\n- WILL * AID [1311]\n- * MILLION FOR RELIEF CAMPS [073]\n",
    )
    with caplog.at_level(logging.WARNING):
        assert len(read_verbs(path)) == 1
    assert (
        "2 lines ask for more than one word beside the verb and are left out (3, 4)" in caplog.text
    )


def test_a_file_without_a_good_line_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(DataFileError, match=r"own\.txt, line 2: no CAMEO code '77'"):
        read_verbs(written(tmp_path, "--- A [---] ---\nSNUB [77]\n"))


def test_agents_have_their_endings_plurals_and_sectors(folder: Path) -> None:
    nouns = {n.noun: n for n in read_petrarch_agents(folder / "agents.txt", read_sectors())}
    assert list(nouns) == [
        "windmill keeper", "ferryman", "ferrymen", "ferrywoman", "lord of the fen",
    ]  # fmt: skip
    assert (nouns["windmill keeper"].plural, nouns["windmill keeper"].sector) == (
        "windmill keepers", "AGR",
    )  # fmt: skip
    assert nouns["lord of the fen"].plural == "lords of the fen"


def test_agents_that_are_not_well_formed_are_named(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    text = "MILLER [~AGR]\nPIPER [~QQQ]\nRIDER [~MIL\nPLOUGH!NONE! [~AGR]\n"
    with caplog.at_level(logging.WARNING):
        assert len(read_petrarch_agents(written(tmp_path, text), read_sectors())) == 1
    for reason in (
        "line 2: no sector in [~QQQ]",
        "line 3: an agent is",
        "line 4: no set of endings",
    ):
        assert reason in caplog.text


def test_a_folder_of_dictionaries_codes_what_ours_do_not_know(folder: Path) -> None:
    coder = load_coder(dictionaries=[folder])
    (mention,) = coder.code_text("France blackballed the Grey Wardens on Monday.", "2020-03-06")
    assert (mention.event_type, mention.cameo) == ("REJECT", "120")
    assert [(p.country, p.sector) for p in mention.targets] == [("XKX", "REB")]
    assert "verbs.txt line 7" in mention.explanation
    links = coder.register.link(coder._nlp("The windmill keepers of France slept."))
    assert ("AGR", "FRA") in [(link.sector, link.country) for link in links]


def test_a_dataset_is_coded_with_them_by_command(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    news, db = tmp_path / "news.jsonl", tmp_path / "news.duckdb"
    text = "France blackballed the Grey Wardens on Monday."
    news.write_text(json.dumps({"text": text, "published": "2020-03-06"}), "utf-8")
    assert main(["code", str(news), "--db", str(db), "--dictionaries", str(folder)]) == 0
    with Dataset(db, read_only=True) as dataset:
        assert dataset.query("SELECT event_type, cameo FROM mentions").fetchall() == [
            ("REJECT", "120")
        ]
    wrong = written(tmp_path, "--- SNUB [999] ---\nBLACKBALL\n")
    assert main(["explain", text, "--dictionaries", str(wrong)]) == 1
    told = " ".join(capsys.readouterr().err.split())
    assert "own.txt, line 2: no CAMEO code '999'" in told


def test_ours_stand_beside_them(folder: Path) -> None:
    coder = Coder(Register.load(), verbs=[folder / "verbs.txt"])
    (mention,) = coder.code_text("Japan praised India.", "2020-03-06")
    assert mention.event_type == "SUPPORT"


def test_verb_dictionaries_do_not_go_with_types_of_ones_own(folder: Path, tmp_path: Path) -> None:
    own = tmp_path / "types.toml"
    own.write_text(
        'name = "Own"\n[types.STRIKE]\ndefinition = "They stop work."\nlexicon = "strike\\tV"\n',
        "utf-8",
    )
    with pytest.raises(UsageError, match="CAMEO codes and go with PLOVER"):
        Coder(ontology=read_ontology(own), verbs=[folder / "verbs.txt"])
