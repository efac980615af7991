"""Corrections as gold: what is exported is what `evaluate` and the training read."""

from __future__ import annotations

import csv
import json
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from conftest import ROOT
from dragoman.cli import main
from dragoman.engine.batches import merge_all
from dragoman.errors import UsageError
from dragoman.evaluation.answers import answer_texts
from dragoman.evaluation.formats import read_gold
from dragoman.exporting import export_gold
from dragoman.records import ActorChange, Changes, Mention
from dragoman.store import Dataset
from samples import PlainCoder, article

TEXT = "Egypt praised France. Turkey met Russia. Turkey attacked Syria.\nRussia met Egypt."


@pytest.fixture
def db(tmp_path: Path) -> Path:
    """A dataset with an article that tells of four events in what are taken for three sentences."""
    story = article(TEXT, "2024-03-07", "story")
    ((_, found),) = PlainCoder().code_articles([story])
    first = found[0].sentence_start, found[1].sentence_end
    together = {
        "sentence": TEXT[slice(*first)], "sentence_start": first[0], "sentence_end": first[1],
    }  # fmt: skip
    found[:2] = [replace(mention, **together) for mention in found[:2]]
    with Dataset(tmp_path / "news.duckdb") as dataset:
        dataset.add([story], found)
        merge_all(dataset)
    return tmp_path / "news.duckdb"


def mentions(dataset: Dataset) -> list[Mention]:
    found = [m for name in dataset.event_types() for m in dataset.read_mentions(name)]
    return sorted(found, key=lambda m: m.trigger_start)


@pytest.fixture
def gold(db: Path, tmp_path: Path) -> Path:
    """Of the four, one is confirmed, one not judged, one changed and one rejected."""
    with Dataset(db) as dataset:
        praise, _, attack, meeting = mentions(dataset)
        dataset.confirm([praise.mention_id], by="Ada")
        changes = Changes(mode="aerial", date_start=date(2024, 3, 5), date_end=date(2024, 3, 6))
        dataset.correct([attack.mention_id], changes, by="Ada")
        dataset.reject([meeting.mention_id], by="Ada")
        assert export_gold(dataset, tmp_path / "out")[1:] == (2, 1, 0)
    return tmp_path / "out" / "gold.csv"


def test_gold_is_read_as_it_was_judged(gold: Path):
    read = read_gold(gold)
    assert read.rejected == ()
    praise, attack, meeting = read.records
    assert (praise.label, praise.complete, praise.text) == ("SUPPORT", False, TEXT)
    assert praise.sentence == TEXT[:40]
    assert [actor.text for actor in (*praise.sources, *praise.targets)] == ["Egypt", "France"]
    assert (attack.label, attack.mode, attack.modality) == ("ASSAULT", "aerial", "actual")
    assert attack.dates == (date(2024, 3, 5), date(2024, 3, 6))
    assert attack.published == date(2024, 3, 7)
    assert [actor.code for actor in attack.targets] == ["SYR"]
    assert attack.trigger is not None
    assert attack.sentence[slice(*attack.trigger)] == "attacked"
    assert (meeting.label, meeting.complete, meeting.mode) == ("NONE", True, "")
    assert [actor.text for actor in meeting.sources] == ["Russia", "Egypt"]


def test_the_coder_is_scored_on_it(gold: Path):
    coder = PlainCoder()
    found = answer_texts(read_gold(gold), coder, lambda done, of: None)  # type: ignore[arg-type]
    scored = [(answer.gold, answer.found) for answer in found.answers]
    assert scored == [("SUPPORT", "SUPPORT"), ("ASSAULT", "ASSAULT"), ("NONE", "CONSULT")]
    praise, attack, _ = found.answers
    assert praise.checks == {"actors": True, "modality": True, "dates": True}
    assert attack.checks == {"actors": True, "mode": False, "modality": True, "dates": False}


def test_what_stands_beside_in_a_sentence_not_judged_as_a_whole_is_not_held_against_the_coder(
    db: Path, gold: Path
):
    with Dataset(db) as dataset:
        unjudged = mentions(dataset)[1]
        dataset.reject([unjudged.mention_id], by="Ada")
        export_gold(dataset, gold.parent)
    coder = PlainCoder()
    found = answer_texts(read_gold(gold), coder, lambda done, of: None)  # type: ignore[arg-type]
    assert ("NONE", "CONSULT") in [(a.gold, a.found) for a in found.answers if a.passage == 0]


@pytest.fixture
def training(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.syspath_prepend(str(ROOT / "training"))
    import data

    yield data
    sys.modules.pop("data")


def test_the_training_reads_pairs_and_sentences_of_which_all_is_known(gold: Path, training):
    pairs = [(pair.label, pair.text) for pair in training.gold_pairs(gold)]
    assert ("ASSAULT", "[unused1] Turkey [unused2] attacked [unused3] Syria [unused4] .") in pairs
    assert ("NONE", "[unused1] Russia [unused2] met [unused3] Egypt [unused4] .") in pairs
    assert len(pairs) == 3
    attack, nothing = sorted(training.gold_tagged(gold), key=lambda s: not s.events)
    (event,) = attack.events
    assert attack.text[slice(*event.trigger)] == "attacked"
    assert (event.type, event.sources, event.targets) == ("ASSAULT", ((0, 6),), ((16, 21),))
    assert (event.modality, event.current, event.historical) == ("actual", True, False)
    assert (nothing.text, nothing.events) == ("Russia met Egypt.", ())


def test_words_elsewhere_in_the_article_are_left_to_their_codes(db: Path, tmp_path: Path):
    with Dataset(db) as dataset:
        attack = mentions(dataset)[2]
        dataset.correct([attack.mention_id], Changes(sources=(ActorChange("EGY", 0, 5),)), by="Ada")
        export_gold(dataset, tmp_path)
    (record,) = read_gold(tmp_path / "gold.csv").records
    assert [(actor.text, actor.code) for actor in record.sources] == [("", "EGY")]
    assert [(actor.text, actor.code) for actor in record.targets] == [("Syria", "SYR")]


def test_gold_needs_judgements_and_what_is_undone_is_none(db: Path, gold: Path, tmp_path: Path):
    with Dataset(db) as dataset:
        for number in (1, 2, 3):
            dataset.undo(number, by="Ada")
        with pytest.raises(UsageError, match=r"no mention is corrected.*dragoman serve"):
            export_gold(dataset, tmp_path)


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str]:
    code = main([str(argument) for argument in arguments])
    return code, capsys.readouterr().out


def test_the_command_lists_and_undoes(db: Path, gold: Path, capsys: pytest.CaptureFixture[str]):
    code, out = run(capsys, "corrections", "--db", db)
    assert code == 0
    reject, *_ = (line for line in out.splitlines() if line.startswith("   "))
    assert reject.endswith("Ada rejected 1 report")
    assert (
        "“Turkey attacked Syria.”; mode: none → aerial; date_start: 2024-03-06 → 2024-03-05" in out
    )
    code, out = run(capsys, "corrections", "--db", db, "--undo", 2, "--by", "Bo", "--json")
    assert code == 0
    undone = {row["correction_id"]: row["undone_by"] for row in json.loads(out)}
    assert undone == {1: None, 2: "Bo", 3: None}
    with Dataset(db, read_only=True) as dataset:
        assert mentions(dataset)[2].mode is None
    assert run(capsys, "corrections", "--db", db, "--undo", 2)[0] == 2


def test_the_command_writes_gold(db: Path, gold: Path, tmp_path: Path, capsys):
    code, out = run(capsys, "export", tmp_path / "two", "--db", db, "--format", "gold")
    assert (code, out.strip()) == (0, str(tmp_path / "two" / "gold.csv"))
    rows = list(csv.DictReader((tmp_path / "two" / "gold.csv").open(encoding="utf-8-sig")))
    assert [row["event_type"] for row in rows] == ["SUPPORT", "ASSAULT", "NONE"]
