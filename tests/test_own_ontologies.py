"""Event types of one's own: read from a file, learned from examples, coded, kept, evaluated."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from dragoman.coding import Coder
from dragoman.engine import code
from dragoman.errors import DataFileError, UsageError
from dragoman.evaluation import evaluate
from dragoman.exporting import export_events
from dragoman.ontology import Ontology, read_ontology
from dragoman.records import Changes
from dragoman.store import Dataset
from workbenches import opened

LABOUR = Path(__file__).parents[1] / "ontologies" / "labour_disputes"

SMALL = """
name = "Lawsuits over the climate"

[types.SUIT]
definition = "Someone sues over emissions."
examples = ["<s>Farmers</s> <e>sued</e> <t>the power company</t> over floods."]
lexicon = \"\"\"
sue	V						subj	obj
\"\"\"
"""


@pytest.fixture(scope="module")
def labour() -> Ontology:
    return read_ontology(LABOUR / "labour.toml")


@pytest.fixture(scope="module")
def coder(labour: Ontology) -> Coder:
    return Coder(ontology=labour)


@pytest.fixture(scope="module")
def dataset(
    coder: Coder, labour: Ontology, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Dataset]:
    path = tmp_path_factory.mktemp("own") / "labour.duckdb"
    with Dataset(path) as empty:
        empty.adopt(labour)
    with code([LABOUR / "articles"], path, coder=coder) as coded:
        yield coded


def small(tmp_path: Path, old: str, new: str) -> Path:
    assert old in SMALL
    path = tmp_path / "own.toml"
    path.write_text(SMALL.replace(old, new), encoding="utf-8")
    return path


def test_marks_give_triggers_and_actors(tmp_path: Path) -> None:
    ontology = read_ontology(small(tmp_path, "", ""))
    (example,) = ontology.examples
    assert example.text == "Farmers sued the power company over floods."
    assert [(kind, example.text[a:b]) for kind, (a, b) in example.triggers] == [("SUIT", "sued")]
    assert [example.text[a:b] for a, b in example.actors] == ["Farmers", "the power company"]
    assert ontology.types["SUIT"].score is None
    assert ontology.types["SUIT"].quad == ""


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("<e>sued</e>", "sued", "own.toml: types.SUIT.examples: number 1 marks no event"),
        ("</e>", "", "types.SUIT.examples: number 1: <e> is not closed"),
        ("[types.SUIT]", "[types.suit]", "types.suit: write the name of a type in capitals"),
        ("definition", "meaning", "types.SUIT.meaning: no such key: there are definition"),
        ('examples = ["', 'quad = "war"\nexamples = ["', "types.SUIT.quad: 'war' is none of"),
        ('examples = ["', 'score = 12\nexamples = ["', "types.SUIT.score: 12 is not between"),
        ('examples = ["', 'score = "1"\nexamples = ["', "types.SUIT.score: must be a number"),
        ("Lawsuits over the climate", "PLOVER", "name: give the ontology a name of its own"),
        ("[types.SUIT]", "[types.SUIT", "own.toml is not valid TOML"),
    ],
)
def test_errors_name_file_and_key(tmp_path: Path, old: str, new: str, complaint: str) -> None:
    with pytest.raises(UsageError) as error:
        read_ontology(small(tmp_path, old, new))
    assert complaint in str(error.value)


def test_a_lexicon_line_is_named_by_key_and_line(tmp_path: Path) -> None:
    path = small(tmp_path, "sue\tV", "sue\tX")
    with pytest.raises(DataFileError, match=r"own.toml, types.SUIT.lexicon, line 1: pos must be"):
        code([LABOUR / "articles"], tmp_path / "x.duckdb", ontology=path)


@pytest.mark.parametrize(
    ("sentence", "kind", "source", "target"),
    [
        ("Dockers at Rotterdam walked out on Tuesday.", "STRIKE", "Dockers", ""),
        ("Granite Motors locked out 300 welders and painters.", "LOCKOUT", "Granite Motors", ""),
        ("Nokia laid off 1,200 engineers in Oulu.", "DISMISSAL", "Nokia", "engineers"),
        ("A judge ordered the nurses back to work.", "INJUNCTION", "judge", "nurses"),
    ],
)
def test_codes_the_types_of_the_ontology(
    coder: Coder, sentence: str, kind: str, source: str, target: str
) -> None:
    mentions = [m for m in coder.code_text(sentence) if m.event_type == kind]
    assert mentions, sentence
    assert source in " ".join(p.text for p in mentions[0].sources)
    assert target in " ".join(p.text for p in mentions[0].targets)
    assert mentions[0].cameo == ""


def test_modality_and_days_are_read_as_for_plover(coder: Coder) -> None:
    (mention,) = coder.code_text("Nurses will strike next Friday.", published="2024-06-04")
    assert (mention.event_type, mention.modality) == ("STRIKE", "planned")
    assert mention.date_start is not None and mention.date_start.isoformat() == "2024-06-14"


@pytest.mark.parametrize(
    "sentence",
    [
        "The mayor opened a new library on Sunday.",
        "Teachers praised the exhibition in Lyon.",
        "The central bank left its main rate unchanged.",
    ],
)
def test_other_news_has_none_of_them(coder: Coder, sentence: str) -> None:
    assert coder.code_text(sentence) == []


def test_lexicon_lines_are_enough(tmp_path: Path) -> None:
    path = small(tmp_path, 'examples = ["<s>Farmers</s> <e>sued</e> <t>the power company</t> over'
                 ' floods."]\n', "")  # fmt: skip
    (mention,) = Coder(ontology=read_ontology(path)).code_text("Greenpeace sued Shell in London.")
    assert mention.event_type == "SUIT"
    assert (mention.score, mention.quad) == (None, "")


def test_pairs_are_plovers_only(coder: Coder) -> None:
    with pytest.raises(UsageError, match="only PLOVER's types"):
        coder.code_pair("Unite struck Ford.", (0, 5), (13, 17))


def test_better_than_chance_on_sentences_that_it_has_not_seen(coder: Coder) -> None:
    scored = evaluate(LABOUR / "gold.csv", coder)
    assert scored.macro_f1 > 0.6
    assert scored.confident.value > 0.8


def test_a_dataset_keeps_its_ontology(dataset: Dataset, labour: Ontology, tmp_path: Path) -> None:
    assert dataset.ontology() == labour
    found = {kind for (kind,) in dataset.query("SELECT event_type FROM events").fetchall()}
    assert {"STRIKE", "LOCKOUT", "SETTLEMENT"} <= found <= set(labour.types)
    assert dataset.timeline(types=["strike"]).fetchall()
    with pytest.raises(UsageError, match="no event type 'ASSAULT': there are STRIKE"):
        dataset.timeline(types=["ASSAULT"])
    with pytest.raises(UsageError, match="name another file"):
        dataset.adopt(read_ontology(small(tmp_path, "", "")))
    with pytest.raises(UsageError, match="export its `tables`"):
        export_events(dataset, tmp_path, "gdelt")


def test_corrections_know_the_types(dataset: Dataset) -> None:
    ((mention_id,),) = dataset.query(
        "SELECT mention_id FROM mentions WHERE event_type = 'BALLOT' LIMIT 1"
    ).fetchall()
    dataset.correct([mention_id], Changes(event_type="STRIKE"), by="a reader")
    ((kind, quad, score),) = dataset.query(
        "SELECT event_type, quad, score FROM mentions WHERE mention_id = $id", id=mention_id
    ).fetchall()
    assert (kind, quad, score) == ("STRIKE", "material conflict", -6.5)
    with pytest.raises(UsageError, match="no event type 'AID'"):
        dataset.correct([mention_id], Changes(event_type="AID"), by="a reader")


def test_the_workbench_shows_the_types_and_offers_them(
    coder: Coder, labour: Ontology, tmp_path: Path
) -> None:
    db = tmp_path / "labour.duckdb"
    with Dataset(db) as empty:
        empty.adopt(labour)
    code([LABOUR / "articles"], db, coder=coder).close()
    with opened(db) as client:
        assert "STRIKE" in client.get("/timeline?type=STRIKE").text
        found = client.get("/api/v1/events?type=STRIKE").json()["events"]
        assert {event["event_type"] for event in found} == {"STRIKE"}
        page = client.get(f"/event/{found[0]['event_id']}").text
        assert re.search(r"<option[^>]*>\s*LOCKOUT", page)
        assert not re.search(r"<option[^>]*>\s*ASSAULT", page)
        for view in ("/", "/matrix", "/network", "/map", "/actors", "/issues"):
            assert client.get(view).status_code in (200, 202)
