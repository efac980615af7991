"""The scores of merging against the worked examples of their papers, and the gold set's form."""

from __future__ import annotations

import runpy
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from dragoman.tables import Row, read_table
from samples import mention

ROOT = Path(__file__).resolve().parents[1]
CLUSTERS = runpy.run_path(str(ROOT / "benchmarks" / "clusters.py"))


@pytest.fixture(scope="module")
def benchmark() -> dict[str, Any]:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(ROOT / "benchmarks"))
        return runpy.run_path(str(ROOT / "benchmarks" / "merging.py"))


def events_table(benchmark: dict[str, Any]) -> list[Row]:
    return list(read_table(benchmark["GOLD"] / "events.tsv", benchmark["EVENT_COLUMNS"]))


def clusters(text: str) -> list[set[str]]:
    """ "ab cd": the clusters {a, b} and {c, d}."""
    return [set(cluster) for cluster in text.split()]


# Vilain et al. 1995: one chain found as two, and the reverse. Bagga & Baldwin 1998: two
# responses that MUC holds to be equally good. Pradhan et al. 2014: mentions of the response that
# the key lacks, and the reverse.
TRUTH = "12345 67 89ABC"
WORKED = [
    ("muc", "abcd", "ab cd", 2 / 3, 1),
    ("muc", "ab cd", "abcd", 1, 2 / 3),
    ("muc", TRUTH, "12345 6789ABC", 1, 0.9),
    ("muc", TRUTH, "1234589ABC 67", 1, 0.9),
    ("muc", "abc defg", "ab cd fghi", 0.4, 0.4),
    ("b_cubed", TRUTH, "12345 6789ABC", 1, 16 / 21),
    ("b_cubed", TRUTH, "1234589ABC 67", 1, 7 / 12),
    ("b_cubed", "abc defg", "ab cd fghi", 5 / 12, 1 / 2),
    ("ceaf_e", TRUTH, "12345 6789ABC", 11 / 18, 11 / 12),
    ("ceaf_e", "abc defg", "ab cd fghi", 0.65, 1.3 / 3),
]


@pytest.mark.parametrize(("measure", "key", "response", "recall", "precision"), WORKED)
def test_recall_and_precision_are_those_of_the_papers(
    measure: str, key: str, response: str, recall: float, precision: float
):
    found = CLUSTERS[measure](clusters(key), clusters(response))
    assert found == pytest.approx((recall, precision))


@pytest.mark.parametrize(
    ("response", "f1"),
    [
        ("12345 6789ABC", 0.733),
        ("1234589ABC 67", 0.667),
        ("123456789ABC", 0.294),
        ("1 2 3 4 5 6 7 8 9 A B C", 0.178),
    ],
)
def test_ceaf_e_is_that_of_luos_examples(response: str, f1: float):
    """Luo 2005 scores Bagga & Baldwin's two responses, all mentions as one, and each alone."""
    assert CLUSTERS["ceaf_e"](clusters(TRUTH), clusters(response)).f1 == pytest.approx(f1, abs=5e-4)


def test_conll_is_the_mean_of_the_three():
    key, response = clusters("abc defg"), clusters("ab cd fghi")
    b_cubed = 2 * (5 / 12) * (1 / 2) / (5 / 12 + 1 / 2)
    ceaf_e = 2 * 0.65 * (1.3 / 3) / (0.65 + 1.3 / 3)
    assert CLUSTERS["conll"](key, response) == pytest.approx((0.4 + b_cubed + ceaf_e) / 3)
    assert CLUSTERS["conll"](key, key) == 1
    assert CLUSTERS["conll"](key, []) == 0


def test_clusters_are_what_has_one_name():
    named = {"a": 1, "b": 2, "c": 1}
    assert CLUSTERS["partition"](named) == [{"a", "c"}, {"b"}]


def test_the_gold_set_holds_what_its_readme_says(benchmark: dict[str, Any]):
    gold = benchmark["load_gold"]()
    rows = events_table(benchmark)
    assert (len(gold.articles), len(gold.mentions), len(rows)) == (200, 282, 60)
    assert Counter(row["split"] for row in rows) == {"dev": 30, "test": 30}
    split_of_group = {(row["group"], row["split"]) for row in rows}
    assert len(split_of_group) == 24, "look-alikes stay together"
    events = {row["event"] for row in rows}
    assert set(gold.events.values()) == events
    assert {row["outcome_event"] for row in rows} <= events | {""}
    assert {mention.article_id for mention in gold.mentions} == set(gold.articles)


def test_every_planned_event_has_an_outcome(benchmark: dict[str, Any]):
    gold = benchmark["load_gold"]()
    planned = {gold.events[m.mention_id] for m in gold.mentions if m.modality == "planned"}
    happened = {gold.events[m.mention_id] for m in gold.mentions if m.modality == "actual"}
    for row in events_table(benchmark):
        assert row["outcome"] or row["event"] not in planned, row["event"]
        if row["outcome"] == "happened":
            assert row["event"] in happened and row["outcome_event"] == row["event"]
        elif row["outcome"]:
            assert row["event"] not in happened, row["event"]


def test_coded_mentions_are_matched_by_trigger_then_by_sentence_and_type(
    benchmark: dict[str, Any],
):
    sentence = "Ankara met Athens in talks, and it rejected a plan."
    gold = [
        mention(sentence, "met", "TUR GRC", event_type="CONSULT", mention_id="gold met"),
        mention(sentence, "rejected a plan", "TUR", mention_id="gold rejected"),
        mention(sentence, "plan", "TUR", event_type="ASSAULT", mention_id="gold plan"),
    ]
    coded = [
        mention(sentence, "talks", "TUR GRC", event_type="CONSULT", mention_id="talks"),
        mention(sentence, "rejected", "TUR", event_type="ACCUSE", mention_id="rejected"),
    ]
    found = {a.mention_id: b.mention_id for a, b in benchmark["match"](gold, {"a1": coded})}
    assert found == {"gold met": "talks", "gold rejected": "rejected"}
