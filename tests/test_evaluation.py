"""Gold records in, scores out: `dragoman evaluate`. The expected figures are worked out by hand."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import dragoman
from dragoman.cli import main
from dragoman.coding import Coder
from dragoman.errors import InputError, UsageError
from dragoman.evaluation import evaluate, figures, read_gold, schemes
from dragoman.evaluation.answers import Answer
from dragoman.evaluation.evaluation import _evaluation, _tables
from dragoman.evaluation.gold import Gold
from dragoman.evaluation.schemes import NONE

ROOT = Path(__file__).resolve().parents[1]
OWN = ROOT / "docs" / "gold.csv"


@pytest.fixture(scope="module")
def coder() -> Coder:
    return Coder()


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str], Path]:
    def written(name: str, text: str) -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return written


def scored(*pairs: tuple[str, str], scheme: schemes.Scheme | None = None) -> dragoman.Evaluation:
    """The evaluation of answers (gold, found), each in a sentence of its own."""
    answers = tuple(
        Answer(i + 2, i, gold, found, None if found == NONE else 0.9)
        for i, (gold, found) in enumerate(pairs)
    )
    gold = Gold("gold.csv", scheme or schemes.plover(), "texts", (), ())
    return _evaluation(gold, "texts", answers, len(answers), (), seed=0)


FOUR = (("AGREE", "AGREE"), ("AGREE", "AGREE"), ("AGREE", "ASSAULT"), ("ASSAULT", "ASSAULT"))


def test_precision_recall_and_f1_of_each_type():
    result = scored(*FOUR)
    assert result.accuracy == 0.75
    agree, assault = result.per_class["AGREE"], result.per_class["ASSAULT"]
    assert (agree.precision, agree.recall, agree.support) == (1.0, pytest.approx(2 / 3), 3)
    assert (assault.precision, assault.recall, assault.support) == (0.5, 1.0, 1)
    assert (agree.f1, assault.f1) == (pytest.approx(0.8), pytest.approx(2 / 3))
    assert result.macro_f1 == pytest.approx((0.8 + 2 / 3) / 2)
    assert result.confusion == figures.Confusion(("AGREE", "ASSAULT"), ((2, 1), (0, 1)))


def test_types_that_only_the_coder_has_cost_precision_elsewhere_but_are_not_averaged():
    result = scored(("AGREE", "AGREE"), ("AGREE", "SUPPORT"))
    assert result.per_class["SUPPORT"] == figures.ClassScores(0.0, 0.0, 0.0, 0)
    assert result.macro_f1 == result.per_class["AGREE"].f1 == pytest.approx(2 / 3)


def test_a_confusion_within_a_quad_class_is_none_of_quads_and_sides():
    result = scored(("AGREE", "CONSULT"), ("AGREE", "COOPERATE"), ("ASSAULT", "ASSAULT"))
    assert result.quads is not None
    assert result.quads.per_class["verbal cooperation"].recall == 0.5
    assert result.quads.macro_f1 == pytest.approx((2 / 3 + 1) / 2)
    assert result.sides.macro_f1 == 1.0


def test_a_missed_event_and_a_spurious_one():
    answers = (
        Answer(2, 0, "AID", "AID", 0.9),
        Answer(3, 1, "AID", NONE, None),
        Answer(None, 1, NONE, "AID", 0.9),
    )
    gold = Gold("gold.csv", schemes.plover(), "texts", (), ())
    result = _evaluation(gold, "texts", answers, 2, (), seed=0)
    assert (result.records, result.accuracy, result.spurious) == (2, 0.5, 1)
    assert result.per_class == {"AID": figures.ClassScores(0.5, 0.5, 0.5, 2)}
    assert result.confident == figures.Share(1, 2)


def test_none_in_the_gold_has_a_row_and_is_not_averaged():
    result = scored((NONE, NONE), (NONE, "AID"), ("AID", "AID"))
    assert result.per_class[NONE] == figures.ClassScores(1.0, 0.5, pytest.approx(2 / 3), 2)
    assert result.macro_f1 == result.per_class["AID"].f1 == pytest.approx(2 / 3)


def test_reliability_bins():
    bins = figures.reliability([0.05, 0.72, 0.78, 1.0], [False, True, False, True])
    assert [(row.low, row.count, row.right) for row in bins] == [
        (0.0, 1, 0.0),
        (0.7, 2, 0.5),
        (0.9, 1, 1.0),
    ]
    assert bins[1].confidence == pytest.approx(0.75)
    # Wilson's interval of 5 right of 10, as tabled: 0.237 to 0.763.
    ten = figures.Bin(0.5, 0.6, 10, 0.55, 0.5)
    assert ten.interval == (pytest.approx(0.2366, abs=1e-3), pytest.approx(0.7634, abs=1e-3))


def test_intervals_are_reproducible_and_hold_the_figure():
    result = scored(*FOUR * 20)
    assert scored(*FOUR * 20).intervals == result.intervals
    low, high = result.intervals["accuracy"]
    # The normal approximation of 0.75 of 80: 0.655 to 0.845.
    assert low == pytest.approx(0.655, abs=0.02)
    assert high == pytest.approx(0.845, abs=0.02)
    assert scored(("AID", "AID"), ("AGREE", "AGREE")).intervals["macro_f1"] == (1.0, 1.0)


def test_sentences_are_drawn_whole():
    """Two sentences, all answers of the one right and of the other wrong: 0, half or all right."""
    answers = tuple(Answer(i, i % 2, "AID", "AID" if i % 2 else "AGREE", 0.5) for i in range(100))
    table = _tables(schemes.plover(), answers)["macro_f1"]
    drawn = figures.accuracy(table.summed(figures.resampled(2, 200, seed=1)))
    assert set(drawn.tolist()) == {0.0, 0.5, 1.0}


LABELS = st.sampled_from(["AGREE", "CONSULT", "AID", "ASSAULT", NONE])


@given(st.lists(st.tuples(LABELS, LABELS), min_size=1, max_size=12), st.data())
def test_weighing_is_the_same_as_repeating(pairs: list[tuple[str, str]], data: st.DataObject):
    answers = [Answer(i, i, gold, found, None) for i, (gold, found) in enumerate(pairs)]
    weights = data.draw(st.lists(st.integers(1, 3), min_size=len(pairs), max_size=len(pairs)))
    repeated = [
        replace(answer, passage=0)
        for answer, times in zip(answers, weights, strict=True)
        for _ in range(times)
    ]
    once = _tables(schemes.plover(), answers)["macro_f1"].summed(np.array(weights, float))
    again = _tables(schemes.plover(), repeated)["macro_f1"].summed(np.ones(1))
    assert float(figures.macro_f1(once)) == pytest.approx(float(figures.macro_f1(again)))
    assert float(figures.accuracy(once)) == pytest.approx(float(figures.accuracy(again)))


def test_yield_adds_up_concede_and_retreat():
    scores = {"CONCEDE": 0.3, "RETREAT": 0.3, "AGREE": 0.4}
    assert schemes.roots().best(scores, or_none=False) == ("YIELD", 0.6)
    assert schemes.plover().best(scores, or_none=False) == ("AGREE", 0.4)
    assert schemes.sides().best({"AGREE": 0.4, "ASSAULT": 0.5}, or_none=False)[0] == "conflict"
    assert schemes.plover().best({"AGREE": 0.2}, or_none=True) == (NONE, 0.8)


ZSP = (
    "id\tmarked_sentence\tgold_penta\tgold_root\n"
    "1\t<s>Mali</s> freed ten <t>French soldiers</t>.\t2\tYIELD\n"
    '2\t"<s>Oslo</s> called <t>Moscow</t> ""reckless""."\t3\tACCUSE\n'
    "3\t<s><t>Iraqi</t> fighters</s> laid down their arms.\t2\tYIELD\n"
    "4\tNobody is marked here.\t1\tAGREE\n"
    "5\t<s>Mali</s> waved at <t>Chad</t>.\t1\tWAVE\n"
    "6\t<s>Mali</s> shelled <t>Chad.\t4\tASSAULT\n"
)


def test_zsp_records_have_their_spans_and_bad_lines_their_reason(write):
    gold = read_gold(write("plv.tsv", ZSP))
    assert (gold.task, [record.line for record in gold.records]) == ("pairs", [2, 3, 4])
    first, second, third = gold.records
    assert first.sentence == "Mali freed ten French soldiers."
    assert (first.sources[0].span, first.targets[0].span) == ((0, 4), (15, 30))
    assert second.sentence == 'Oslo called Moscow "reckless".'
    assert (third.sources[0].span, third.targets[0].span) == ((0, 14), (0, 5))
    reasons = {bad.line: bad.reason for bad in gold.rejected}
    assert set(reasons) == {5, 6, 7}
    assert "neither <s>" in reasons[5]
    assert "'WAVE' is none of" in reasons[6]
    assert "not closed" in reasons[7]


def test_zsp_binary_classes_are_cooperation_and_conflict(write):
    text = (
        "marked_sentence\tevent_type\tgold_binary\n"
        "<s>Mali</s> met <t>Chad</t>.\tContact:Meet\t0\n"
        "<s>Mali</s> shelled <t>Chad</t>.\tConflict:Attack\t1\n"
    )
    gold = read_gold(write("aw.tsv", text))
    assert [record.label for record in gold.records] == ["cooperation", "conflict"]


PLOVER = [
    {"event": "FIGHT", "date": "2024-03-07", "text": "Chad shelled a base in Mali.",
     "source": [{"actorText": "Chad", "code": "TCD"}], "target": "military"},
    {"event": "DEMAND", "text": "Chad asked Mali for help.",
     "source": [{"actorText": "Chad", "code": "TCD"}], "target": [{"code": "MLI"}]},
    {"event": "AGREE"},
    {"event": "AGREE", "date": "soon", "text": "Chad agreed."},
]  # fmt: skip


@pytest.mark.parametrize("indent", [None, 1])
def test_plover_records_with_old_names(write, indent):
    gold = read_gold(write("gsr.json", json.dumps(PLOVER, indent=indent)))
    assert [record.label for record in gold.records] == ["ASSAULT", "REQUEST"]
    assert str(gold.records[0].published) == "2024-03-07"
    assert gold.records[0].targets == ()
    assert gold.records[1].targets[0].code == "MLI"
    assert [bad.reason for bad in gold.rejected] == [
        "no record with a text",
        "date 'soon' is no day: write it as 2024-03-07",
    ]


def test_json_lines_are_numbered_and_broken_json_is_named(write):
    lines = "\n".join(json.dumps(record) for record in PLOVER)
    gold = read_gold(write("gsr.jsonl", lines))
    assert [record.line for record in gold.records] == [1, 2]
    assert [bad.line for bad in gold.rejected] == [3, 4]
    with pytest.raises(InputError, match="line 5"):
        read_gold(write("broken.json", lines + "\n{"))


def test_a_spreadsheet_of_ones_own(write):
    text = (
        "\ufeffEvent_type;Sentence;Source;Source_code;Modality;Date\r\n"
        "consult;Chad met Mali.;Chad; TCD ;Planned;2024-03-04/2024-03-10\r\n"
        '\r\nNONE;"It rained; then\nit snowed.";;;;\r\n'
        "CONSULT;Chad met <s>Chad</s>'s allies.;;;;\r\n"
    )
    gold = read_gold(write("own.csv", text))
    first, second, third = gold.records
    assert gold.task == "texts"
    assert (first.label, first.sources[0].code, first.modality) == ("CONSULT", "TCD", "planned")
    assert [str(day) for day in first.dates] == ["2024-03-04", "2024-03-10"]
    assert (second.line, second.label, second.sentence) == (5, NONE, "It rained; then\nit snowed.")
    assert (third.sentence, third.sources[0].span) == ("Chad met Chad's allies.", (9, 13))


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ("Chad met Mali.,,Chad,,,,", "event_type is empty; write NONE"),
        ("Chad met Mali.,MEET,Chad,,,,", "event_type 'MEET' is none of AGREE"),
        ("Chad met Mali.,CONSULT,Niger,,,,", "source 'Niger' does not stand in the sentence"),
        ("Chad met Mali.,CONSULT,Chad; Mali,TCD,,,", "2 in source, but 1 in source_code"),
        ("Chad met Mali.,CONSULT,Chad,,dance,,", "mode 'dance' is none of visit"),
        ("Chad met Mali.,CONSULT,Chad,,,7 March,", "date '7 March' is no day"),
        ("Chad met Mali.,CONSULT,Chad,,,,It rained.", "does not stand in the text"),
        (",CONSULT,,,,,", "neither sentence nor text"),
    ],
)
def test_a_bad_line_is_named_with_its_reason(write, cells, reason):
    head = "sentence,event_type,source,source_code,mode,date,text\n"
    gold = read_gold(write("own.csv", f"{head}Chad met Mali.,CONSULT,Chad,,,,\n{cells}\n"))
    assert (len(gold.records), [bad.line for bad in gold.rejected]) == (1, [3])
    assert reason in gold.rejected[0].reason


def test_files_that_are_no_gold(write, tmp_path):
    with pytest.raises(UsageError, match="is no file"):
        read_gold(tmp_path / "absent.csv")
    with pytest.raises(UsageError, match="zsp, plover, csv"):
        read_gold(OWN, "excel")
    with pytest.raises(InputError, match="lacks the column event_type"):
        read_gold(write("a.csv", "sentence,type\nChad met Mali.,CONSULT\n"))
    with pytest.raises(InputError, match="unknown columns \\(sorce\\)"):
        read_gold(write("b.csv", "sentence,event_type,sorce\nChad met Mali.,CONSULT,Chad\n"))
    with pytest.raises(InputError, match="line 2: event_type is empty"):
        read_gold(write("c.csv", "sentence,event_type\nChad met Mali.,\n"))


HEAD = "sentence,event_type,source,target,source_code,target_code,modality,date,published,text\n"


def test_an_event_found_whole(write, coder):
    row = "Latvia expelled a Belarusian diplomat on Monday.,SANCTION,,,LVA,BLR,actual,2021-05-24"
    result = evaluate(write("own.csv", f"{HEAD}{row},2021-05-25,\n"), coder)
    (answer,) = result.answers
    assert (answer.found, answer.line) == ("SANCTION", 2)
    assert answer.checks == {"actors": True, "modality": True, "dates": True}


def test_actors_agree_by_words_and_not_within_words(write, coder):
    rows = (
        "Latvia expelled a Belarusian diplomat.,SANCTION,Latvia,a Belarusian diplomat,,,,,,\n"
        "Russia expelled a Belarusian diplomat.,SANCTION,Belarusian,,,,,,,\n"
        "Russia expelled two US diplomats.,SANCTION,US,,,,,,,\n"
    )
    result = evaluate(write("own.csv", HEAD + rows), coder)
    assert [answer.checks["actors"] for answer in result.answers] == [True, False, False]
    assert result.shares["actors"] == figures.Share(1, 3)


def test_only_the_given_sentence_of_a_text_is_scored(write, coder):
    text = "Latvia expelled a Belarusian diplomat. France accused Mali of fraud."
    row = f"France accused Mali of fraud.,ACCUSE,France,Mali,FRA,MLI,,,,{text}"
    whole = f",ACCUSE,,,FRA,MLI,,,,{text}"
    assert evaluate(write("a.csv", f"{HEAD}{row}\n"), coder).spurious == 0
    assert evaluate(write("b.csv", f"{HEAD}{whole}\n"), coder).spurious == 1


def test_pairs_of_a_users_own_table(write, coder):
    rows = (
        "Oslo accused Moscow of spying.,ACCUSE,Oslo,Moscow,,,,,,\nIt rained in Oslo.,NONE,,,,,,,,\n"
    )
    result = evaluate(write("own.csv", HEAD + rows), coder, task="pairs")
    assert (result.task, result.records, result.accuracy) == ("pairs", 1, 1.0)
    assert [bad.line for bad in result.rejected] == [3]
    with pytest.raises(UsageError, match="there is no task 'words'"):
        evaluate(OWN, coder, task="words")


def test_records_of_zsp_with_one_actor_or_nested_ones_are_scored(write, coder):
    text = (
        "marked_sentence\tgold_root\n"
        "<s>Egyptian police</s> arrested six journalists.\tCOERCE\n"
        "<s>Egypt's <t>police</t></s> arrested themselves.\tCOERCE\n"
        "<s><t>Egypt</t></s> accused itself of torture.\tACCUSE\n"
    )
    result = evaluate(write("plv.tsv", text), coder)
    assert [answer.found for answer in result.answers] == ["COERCE", "COERCE", "ACCUSE"]
    assert not result.rejected


def test_the_shipped_table_is_well_formed(coder):
    result = evaluate(OWN, coder)
    assert not result.rejected
    assert result.records == len(read_gold(OWN).records) == 25
    assert result.macro_f1 > 0.5


def test_outside_sets_lose_no_record(shared):
    gold = shared / "data" / "gold"
    for name, count in {"plv_train.tsv": 1002, "aw_train.tsv": 802}.items():
        read = read_gold(gold / name)
        assert (len(read.records), read.rejected) == (count, ())
    assert len(read_gold(gold / "plover_gsr_dev.json").records) == 61


@pytest.mark.parametrize(("ending", "start"), [("png", b"\x89PNG"), ("svg", b"<?xml")])
def test_pictures(tmp_path, ending, start):
    path = tmp_path / f"scores.{ending}"
    scored(*FOUR, (NONE, "AID")).plot(path)
    assert path.read_bytes().startswith(start)
    again = tmp_path / f"again.{ending}"
    scored(*FOUR, (NONE, "AID")).plot(again)
    assert again.read_bytes() == path.read_bytes()
    if ending == "svg":
        shown = path.read_text(encoding="utf-8")
        assert all(f">{word}<" in shown for word in ("ASSAULT", "gold", "confidence"))


def test_pictures_that_cannot_be_drawn(tmp_path, monkeypatch):
    with pytest.raises(UsageError, match="a picture ends in"):
        scored(*FOUR).plot(tmp_path / "scores.gif")
    with pytest.raises(UsageError, match="there is no folder"):
        scored(*FOUR).plot(tmp_path / "absent" / "scores.svg")
    monkeypatch.setattr("dragoman.pictures.find_spec", lambda name: None)
    with pytest.raises(UsageError, match=r"pip install 'dragoman\[plots\]'"):
        scored(*FOUR).plot(tmp_path / "scores.svg")


def test_the_command(write, tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "100")
    row = "Latvia expelled a Belarusian diplomat.,SANCTION,,,LVA,BLR,,,,"
    path = write("own.csv", f"{HEAD}{row}\nChad met Mali.,MEET,,,,,,,,\n")
    assert main(["evaluate", str(path), "--plot", str(tmp_path / "scores.svg")]) == 0
    out, err = capsys.readouterr()
    assert "own.csv: 1 record in 1 sentence" in out
    assert "accuracy (right type)" in out
    assert "Not scored: own.csv, line 3: event_type 'MEET'" in err
    assert (tmp_path / "scores.svg").exists()
    assert main(["evaluate", str(path), "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert (data["accuracy"], data["per_class"]["SANCTION"]["support"]) == (1.0, 1)
    assert data["rejected"][0]["line"] == 3


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["absent.csv"], 2),
        ([str(OWN), "--format", "excel"], 2),
        ([str(OWN), "--plot", "scores.gif"], 2),
        ([str(OWN), "--format", "zsp"], 1),
    ],
)
def test_wrong_use_ends_with_two_and_unreadable_gold_with_one(capsys, arguments, code):
    assert main(["evaluate", *arguments]) == code
    assert capsys.readouterr().err.startswith("dragoman: ")
