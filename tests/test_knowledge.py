"""The knowledge files: what a political scientist may break in them is named by file and line."""

from __future__ import annotations

import hashlib
import importlib
from pathlib import Path

import pytest

from dragoman.coding.lexicon import load_lexicon
from dragoman.coding.relevance import load_exclusions
from dragoman.errors import DataFileError, ModelError
from dragoman.language.model import load_model, model_settings
from dragoman.ontology import cameo, contexts_in, event_type, event_types, score
from dragoman.tables import read_table


def test_plover_has_its_sixteen_types_in_four_quads() -> None:
    types = event_types()
    assert len(types) == 16
    assert len({kind.quad for kind in types.values()}) == 4
    assert types["SANCTION"].quad == "material conflict"
    assert types["COOPERATE"].requires_recipient


def test_accuse_is_minus_three_the_manuals_plus_being_a_misprint() -> None:
    assert score("ACCUSE", None) == -3.0
    assert score("ACCUSE", "disapprove") == -2.0


def test_cameo_codes_keep_their_leading_zeros() -> None:
    assert cameo("0871").type == "RETREAT"
    assert cameo("0871").mode == "ceasefire"
    with pytest.raises(KeyError):
        cameo("010")


def test_contexts_are_read_off_the_words() -> None:
    assert "asylum" in contexts_in("The refugees crossed the river.")
    assert contexts_in("It rained.") == ()


def test_every_line_of_the_lexicon_loads() -> None:
    lexicon = load_lexicon()
    kinds = {line.type for lines in lexicon.verbs.values() for line in lines if line.type}
    assert kinds == set(event_types())
    assert load_exclusions().articles


def test_a_mode_rule_agrees_with_the_type_of_its_cameo_code() -> None:
    for kind, rules in load_lexicon().modes.items():
        for rule in rules:
            assert rule.mode in event_type(kind).modes


def test_specific_lines_come_before_general_ones() -> None:
    hold = load_lexicon().verbs["hold"]
    assert all(line.objects or line.prepositions for line in hold)
    meet = load_lexicon().verbs["meet"]
    assert meet[0].type is None
    assert meet[-1].type == "CONSULT"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a\tb\n1\t2\t3\n", "words.tsv, line 2: 3 cells, but there are 2 columns"),
        ("# head\na\tx\n", "words.tsv, line 2: the columns must be a, b"),
    ],
)
def test_a_malformed_table_is_named_by_line(tmp_path: Path, text: str, message: str) -> None:
    file = tmp_path / "words.tsv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(DataFileError, match=message):
        list(read_table(file, ("a", "b")))


def test_cells_missing_at_the_end_are_empty(tmp_path: Path) -> None:
    file = tmp_path / "words.tsv"
    file.write_text("# head\na\tb\nx\n", encoding="utf-8")
    assert [row.cells for row in read_table(file, ("a", "b"))] == [{"a": "x", "b": ""}]


def test_the_bundled_model_is_the_one_whose_hash_is_recorded() -> None:
    bundled = model_settings()["bundled"]
    package = importlib.import_module(bundled["package"])
    folder = Path(str(package.__file__)).parent / f"{bundled['package']}-{bundled['version']}"
    digest = hashlib.sha256((folder / "parser" / "model").read_bytes()).hexdigest()
    assert digest == bundled["parser_sha256"]


def test_a_missing_model_says_what_to_do() -> None:
    with pytest.raises(ModelError, match="no spaCy model is installed"):
        load_model("no_such_model")


def test_a_sentence_does_not_run_across_a_paragraph() -> None:
    sentences = [
        s.text.strip() for s in load_model()("Difficult talks\n\nThey met on Friday").sents
    ]
    assert sentences == ["Difficult talks", "They met on Friday"]
