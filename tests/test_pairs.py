"""The event between two given actors: `Coder.code_pair`."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman.coding import Coder
from dragoman.coding.eventmodel import Pair
from dragoman.errors import UsageError
from dragoman.ontology import event_types
from dragoman.records import PairCoding


@pytest.fixture(scope="module")
def coder() -> Coder:
    return Coder()


def between(coder: Coder, sentence: str, source: str, target: str) -> PairCoding:
    start, end = sentence.index(source), sentence.index(target)
    return coder.code_pair(sentence, (start, start + len(source)), (end, end + len(target)))


@pytest.mark.parametrize(
    ("sentence", "source", "target", "kind"),
    [
        ("Ghana's president met his Ivorian counterpart in Accra.", "Ghana", "Ivorian", "CONSULT"),
        ("Oslo accused Moscow of spying on its navy.", "Oslo", "Moscow", "ACCUSE"),
        ("Canberra gave Dili ten million dollars for schools.", "Canberra", "Dili", "AID"),
        (
            "Egyptian police arrested six journalists.",
            "Egyptian police",
            "six journalists",
            "COERCE",
        ),
        ("Gunmen shelled a base of the Malian army.", "Gunmen", "Malian", "ASSAULT"),
        ("Lima recalled its ambassador to Quito.", "Lima", "Quito", "SANCTION"),
    ],
)
def test_the_type_between_two_actors(
    coder: Coder, sentence: str, source: str, target: str, kind: str
) -> None:
    assert between(coder, sentence, source, target).event_type == kind


def test_scores_are_the_probabilities_of_the_sixteen_types(coder: Coder) -> None:
    coding = between(coder, "Oslo accused Moscow of spying.", "Oslo", "Moscow")
    assert set(coding.scores) == set(event_types())
    assert 0 < sum(coding.scores.values()) <= 1.0001
    assert coding.event_type == max(coding.scores, key=coding.scores.__getitem__)


def test_mode_and_modality_come_from_the_parse(coder: Coder) -> None:
    coding = between(coder, "Poland's president will visit Ukraine on Monday.", "Poland", "Ukraine")
    assert (coding.event_type, coding.mode, coding.modality) == ("CONSULT", "visit", "planned")


def test_the_target_may_stand_first(coder: Coder) -> None:
    coding = between(coder, "The minister was arrested by soldiers.", "soldiers", "The minister")
    assert coding.event_type == "COERCE"


@pytest.mark.parametrize(("source", "target"), [((0, 4), (90, 95)), ((3, 3), (5, 9))])
def test_spans_that_cannot_be_are_refused(
    coder: Coder, source: tuple[int, int], target: tuple[int, int]
) -> None:
    with pytest.raises(UsageError, match="empty or lies outside"):
        coder.code_pair("Oslo accused Moscow.", source, target)


def test_one_actor_may_lie_within_the_other(coder: Coder) -> None:
    sentence = "A Turkish court jailed a critic of the Turkish president."
    assert coder.code_pair(sentence, (0, 15), (2, 9)).event_type == "COERCE"


def test_a_source_may_stand_alone(coder: Coder) -> None:
    assert coder.code_pair("Thousands of Greeks went on strike.", (0, 19)).event_type == "PROTEST"


def test_many_pairs_are_coded_as_each_alone(coder: Coder) -> None:
    longer = (
        "Oslo accused Moscow of spying on its navy, as Rome and Cairo had done in March already."
    )
    sentences = ("Oslo accused Moscow of spying.", "Rome praised Cairo for its patience.", longer)
    pairs = [Pair(sentence, (0, 4), (13, 18)) for sentence in sentences]
    alone = [coder.code_pair(pair.sentence, pair.source, pair.target) for pair in pairs]
    assert list(coder.code_pairs(pairs)) == alone


@settings(max_examples=30, deadline=None)
@given(text=st.text(min_size=4, max_size=80))
def test_any_text_has_scores(text: str) -> None:
    coding = Coder().code_pair(text, (0, 1), (len(text) - 1, len(text)))
    assert coding.event_type in event_types()
