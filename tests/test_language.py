"""A text is read as the pipeline reads it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import spacy
from spacy.lang.en import English
from spacy.tokens import Doc

from dragoman.language import Reader, load_model
from dragoman.language.model import model_settings
from dragoman.language.vectors import Vectors
from dragoman.reading import read_documents, to_article

TEXT = "She teaches music in Lima.\n\nPresident Ana Torres met Robert Smith in Quito."


def names(doc: Doc) -> list[tuple[str, str]]:
    return [(ent.text, ent.label_) for ent in doc.ents]


def newswire() -> list[str]:
    """Bundled articles, and what is hard to read."""
    folder = Path(__file__).parents[1] / "examples"
    texts = [to_article(document).text for document in read_documents([folder])]
    odd = ["", " ", "\n\n", "Lima", "Lima\n\nRobert Smith", "  Ana   Torres of the\nUN  left . "]
    return texts + odd


@pytest.mark.parametrize("text", newswire())
def test_names_are_those_that_the_model_itself_finds(text: str) -> None:
    read, expected = Reader(load_model()).read(text), load_model()(text)
    assert names(read) == names(expected)
    assert [(t.ent_iob_, t.ent_type_) for t in read] == [
        (t.ent_iob_, t.ent_type_) for t in expected
    ]


def test_the_tokenizer_is_the_model_s_own() -> None:
    bundled = model_settings()["bundled"]["package"]
    ours, its_own = load_model(bundled).tokenizer, spacy.load(bundled).tokenizer
    assert ours.to_bytes(exclude=["vocab"]) == its_own.to_bytes(exclude=["vocab"])


def test_names_of_other_components_stay() -> None:
    nlp = English()
    nlp.add_pipe("sentencizer")
    nlp.add_pipe("entity_ruler").add_patterns([{"label": "GPE", "pattern": "Lima"}])
    assert names(Reader(nlp).read(TEXT)) == [("Lima", "GPE")]
    before = spacy.load("{0.lang}_{0.meta[name]}".format(load_model()))
    before.add_pipe("entity_ruler", before="ner").add_patterns([{"label": "ORG", "pattern": "met"}])
    assert names(Reader(before).read(TEXT)) == names(before(TEXT))
    assert ("met", "ORG") in names(before(TEXT))


def test_vectors_are_those_of_the_model_whatever_was_read_before() -> None:
    nlp = load_model()
    one, other = map(nlp.make_doc, (TEXT, "Robert Smith left Lima.\n\nPresident Torres stayed."))
    recognizer: Any = nlp.get_pipe("ner")
    shared: Any = nlp.get_pipe("tok2vec")
    for model in (shared.model, recognizer.model.get_ref("tok2vec").layers[0]):
        assert Vectors.understands(model)
        vectors, fresh = Vectors(model), Vectors(model)
        np.testing.assert_allclose(vectors.of(one), model.predict([one])[0], atol=1e-4)
        assert np.array_equal(vectors.of(other), fresh.of(other))


def test_words_get_the_attributes_that_the_model_s_own_rules_give() -> None:
    text = (
        "There's no doubt: they ain't gonna let us in, and it's what y'all wanted. I gave you it."
        " The ministers didn't have to have met.\n\nWho'd better? But for her, he'd be better off."
    )
    read, expected = (
        [(t.tag_, t.pos_, t.lemma_, str(t.morph), t.dep_) for t in doc]
        for doc in (Reader(load_model()).read(text), load_model()(text))
    )
    assert read == expected


def test_paragraphs_are_parsed_as_the_model_parses_the_whole_text() -> None:
    text = (
        "Leaders meet in Quito\n\nPresident Ana Torres met Robert Smith in Quito. They signed a\n"
        'treaty\n\n"We agreed," she said\n\nand left.\n\nWhy?\n\nThe police, and rebels too\n\n'
        "Lima, Peru (AP) - Smith would not talk to us" + " about this and that" * 80 + ".\n\n.\n"
    )
    read, expected = (
        [(t.text, t.head.i, t.dep_, t.is_sent_start) for t in doc]
        for doc in (Reader(load_model()).read(text), load_model()(text))
    )
    assert read == expected
    assert sum(start for *_, start in read) > 8


def test_a_bullet_is_not_cut_off_because_of_the_line_before() -> None:
    sentences = Reader(load_model()).read("They name:\n\n* police\n* troops, and rebels.").sents
    assert [s.text.strip() for s in sentences] == [
        "They name:",
        "* police",
        "* troops, and rebels.",
    ]
