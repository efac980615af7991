"""What the parse of a text gives, and where names are sought."""

from __future__ import annotations

from spacy.lang.en import English
from spacy.tokens import Doc, Span

from dragoman.coding import Coder
from dragoman.language import Reader, load_model

TEXT = "She teaches music in Lima.\n\nPresident Ana Torres met Robert Smith in Quito."


def has_meeting(sentence: Span) -> bool:
    return "met" in sentence.text.split()


def names(doc: Doc) -> list[tuple[str, str]]:
    return [(ent.text, ent.label_) for ent in doc.ents]


def test_names_are_found_only_where_they_matter() -> None:
    doc = Reader(load_model()).read(TEXT, has_meeting)
    everywhere = load_model()(TEXT)
    assert doc.text == TEXT
    assert doc.has_annotation("ENT_IOB")
    assert {ent.sent.start for ent in doc.ents} == {list(doc.sents)[1].start}
    assert {("Robert Smith", "PERSON"), ("Quito", "GPE")} <= {*names(doc)} & {*names(everywhere)}
    assert [t.head.i for t in doc] == [t.head.i for t in everywhere]


def test_no_sentence_and_no_text_have_no_names() -> None:
    assert not Reader(load_model()).read(TEXT[:26], lambda sentence: False).ents
    assert not Reader(load_model()).read("", has_meeting).ents


def test_a_pipeline_that_does_not_end_with_names_is_used_as_it_is() -> None:
    nlp = English()
    nlp.add_pipe("sentencizer")
    nlp.add_pipe("entity_ruler").add_patterns([{"label": "GPE", "pattern": "Lima"}])
    assert names(Reader(nlp).read(TEXT, has_meeting)) == [("Lima", "GPE")]


def test_names_matter_where_a_word_tells_an_event_by_itself() -> None:
    matters = Coder().codebook.names_matter
    text = "Tickets cost ten dollars this year.\n\nThe premier visited a ticket office this year."
    assert [matters(sentence) for sentence in load_model()(text).sents] == [False, True]


def test_a_full_name_is_found_wherever_it_stands() -> None:
    doc = Reader(load_model()).read("Robert Smith teaches music in Lima.", has_meeting)
    assert ("Robert Smith", "PERSON") in names(doc)


def test_words_get_the_attributes_that_the_model_s_own_rules_give() -> None:
    text = (
        "There's no doubt: they ain't gonna let us in, and it's what y'all wanted. I gave you it."
        " The ministers didn't have to have met.\n\nWho'd better? But for her, he'd be better off."
    )
    read, expected = (
        [(t.tag_, t.pos_, t.lemma_, str(t.morph), t.dep_) for t in doc]
        for doc in (Reader(load_model()).read(text, has_meeting), load_model()(text))
    )
    assert read == expected
