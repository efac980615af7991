"""Which articles repeat others, and which reports tell of one event."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.merging import find_duplicates, merge_mentions
from dragoman.records import Event, Mention
from samples import article, mention

STORY = (
    "The two foreign ministers met on the margins of a security conference and spoke about the"
    " grain corridor, the release of prisoners and the reopening of two border crossings that"
    " had been closed since the autumn. Neither side gave details, but diplomats who followed the"
    " conversation called it frank and said that a second round might follow before the summer,"
    " once the experts of both ministries had gone through the list of open questions."
)
OTHER = (
    "Farmers blocked the motorway near the capital with some two hundred tractors to demand lower"
    " fuel taxes. The police diverted traffic and made no arrests; the minister of agriculture"
    " invited three of their leaders to a conversation next week, an offer that the largest of"
    " the unions declined at once, calling the plans of the government an insult to the country."
)


def test_a_copy_with_a_line_of_advertising_repeats_the_earlier_article():
    first = article(STORY, "2024-03-07", "first")
    copy = article(STORY + " Join our mailing list for more.", "2024-03-08", "copy")
    other = article(OTHER, "2024-03-07", "other")
    assert find_duplicates([first, copy, other]) == {"copy": "first"}


def test_the_earliest_published_is_the_original_then_the_smaller_id_and_undated_ones_come_last():
    undated = article(STORY, None, "a")
    late = article(STORY, "2024-03-09", "b")
    early_too = article(STORY, "2024-03-07", "d")
    early = article(STORY, "2024-03-07", "c")
    assert find_duplicates([undated, late, early_too, early]) == {"a": "c", "b": "c", "d": "c"}


def test_two_stories_that_share_a_sentence_are_not_duplicates():
    half = STORY[: len(STORY) // 3]
    assert find_duplicates([article(STORY), article(f"{half} {OTHER}")]) == {}


def test_texts_too_short_for_word_triples_are_compared_whole():
    one, same, other = (article(t, None, i) for t, i in (("Yes", "1"), ("yes!", "2"), ("No", "3")))
    assert find_duplicates([one, same, other]) == {"2": "1"}


def test_an_update_of_an_update_repeats_what_it_resembles_not_the_first():
    words = [f"word{n}" for n in range(200)]
    texts = {"a": words[:100], "b": words[15:115], "c": words[30:130]}
    days = {"a": "2024-03-01", "b": "2024-03-02", "c": "2024-03-03"}
    articles = [article(" ".join(texts[i]), days[i], i) for i in "abc"]
    assert find_duplicates(articles) == {"b": "a", "c": "b"}


@given(st.permutations([STORY, STORY[:-40], STORY + " More.", OTHER, OTHER[:-9], "Short"]))
def test_duplicates_do_not_depend_on_the_order_of_reading(texts: list[str]):
    articles = [article(text, "2024-03-07") for text in texts]
    assert find_duplicates(articles) == find_duplicates(sorted(articles, key=lambda a: a.text))


def merged(*mentions: Mention) -> list[Event]:
    ids = {m.article_id for m in mentions}
    articles = {i: article("-", f"2024-03-1{n}", i) for n, i in enumerate(sorted(ids))}
    events, event_ids = merge_mentions(mentions, articles)
    assert set(event_ids) == {m.mention_id for m in mentions}
    assert set(event_ids.values()) == {event.event_id for event in events}
    assert sum(event.mention_count for event in events) == len(mentions)
    return events


REJECTED = "Turkey rejected US calls not to activate the missiles, officials said."


def test_reports_of_one_day_by_the_same_parties_are_one_event():
    (event,) = merged(
        mention(REJECTED, "rejected", "TUR:GOV", "USA:GOV", article_id="a1", confidence=0.9),
        mention("Ankara snubbed Washington.", "snubbed", "TUR:GOV", "USA", article_id="a2"),
        mention("It snubbed Washington again.", "snubbed", "TUR", "USA:GOV", article_id="a1"),
    )
    assert event.summary == "TUR → USA: rejected US calls not to activate the missiles"
    assert (event.mention_count, event.article_count) == (3, 2)
    assert (event.sources, event.targets) == (("TUR",), ("USA",))
    assert (str(event.first_published), str(event.last_published)) == ("2024-03-10", "2024-03-11")
    assert event.confidence == 0.9


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"days": "2024-03-14"}, "a week later it is another event"),
        ({"event_type": "ACCUSE"}, "of another type"),
        ({"targets": "RUS:GOV"}, "against another state"),
        ({"sources": "TUR:CVL"}, "by others than the government"),
        ({"sources": "USA:GOV", "targets": "TUR:GOV"}, "in the other direction"),
        ({"modality": "denied"}, "said not to have happened"),
        ({"modality": "hypothetical"}, "only supposed"),
        ({"modality": "demanded"}, "only asked for"),
        ({"days": ""}, "at an unknown time"),
    ],
)
def test_what_differs_is_another_event(changed: dict[str, str], why: str):
    first = {"sources": "TUR:GOV", "targets": "USA:GOV"}
    one = mention(REJECTED, "rejected", **first)
    two = mention(REJECTED, "rejected", **(first | changed), mention_id="two")
    assert len(merged(one, two)) == 2, why


def test_two_armed_groups_of_one_country_stay_two():
    one = mention("The YPG left.", "left", "YPG/SYR:REB")
    two = mention("The FSA left.", "left", "FSA/SYR:REB")
    assert sorted(event.summary for event in merged(one, two)) == ["FSA: left", "YPG: left"]


def test_nameless_parties_are_the_same_within_an_article_only():
    one = mention(
        "Gunmen killed villagers.", "killed", "gunmen:REB", "villagers:CVL", mention_id="1"
    )
    again = mention("Villagers were killed.", "killed", "gunmen:REB", "villagers:CVL")
    far = mention(
        "Gunmen killed villagers.", "killed", "gunmen:REB", "villagers:CVL", article_id="2"
    )
    assert sorted(event.mention_count for event in merged(one, again, far)) == [1, 2]


def test_a_plan_and_what_came_of_it_are_one_event_that_has_happened():
    plan = mention("They will meet on Friday.", "meet", "TUR:GOV RUS:GOV", modality="planned")
    deed = mention("They met on Friday in Sochi.", "met", "RUS:GOV TUR:GOV")
    (event,) = merged(plan, deed)
    assert event.modality == "actual"
    assert event.summary == "RUS, TUR: met on Friday in Sochi"
    (planned,) = merged(plan)
    assert (planned.modality, planned.event_id) == ("planned", event.event_id)


def test_a_vague_report_joins_the_only_event_that_its_days_overlap():
    day = mention("They met on Monday.", "met", "TUR RUS", days="2024-03-04")
    week = mention("They met this week.", "met", "TUR RUS", days="2024-03-04/2024-03-10")
    (event,) = merged(week, day)
    assert (str(event.date_start), str(event.date_end)) == ("2024-03-04", "2024-03-04")

    later = mention("They met on Friday.", "met", "TUR RUS", days="2024-03-08")
    assert len(merged(week, day, later)) == 3, "with two meetings that week, it founds its own"

    year = mention("They met in 2024.", "met", "TUR RUS", days="2024-01-01/2024-12-31")
    assert len(merged(year, day)) == 2, "a year is too long to say which day"


DAYS = ["", "2024-03-04", "2024-03-05", "2024-03-04/2024-03-10", "2024-03-01/2024-03-31"]
REPORTS = [
    mention(REJECTED, "rejected", sources, "USA", days=days, modality=m, article_id=a)
    for days in DAYS
    for sources in ("TUR:GOV", "TUR")
    for a in ("a1", "a2")
    for m in ("actual", "planned")
]


@given(st.randoms(use_true_random=False))
def test_events_do_not_depend_on_the_order_of_mentions(rng: random.Random):
    assert merged(*rng.sample(REPORTS, len(REPORTS))) == merged(*REPORTS)


@pytest.mark.parametrize(
    ("sentence", "trigger", "summary"),
    [
        (REJECTED, "rejected", "rejected US calls not to activate the missiles"),
        ("It attacked, killing twelve soldiers.", "attacked", "attacked, killing twelve soldiers"),
        ("It warned that it would act, if needed.", "warned", "warned that it would act"),
        (
            "It signed a treaty on fishing while others left.",
            "signed",
            "signed a treaty on fishing",
        ),
        (
            "It lost 1,200 men in the battle of the pass.",
            "lost",
            "lost 1,200 men in the battle of the pass",
        ),
        ("It met\n  the   others.", "met", "met the others"),
        ('"They may attack us," the minister said.', "attack", "attack us"),
    ],
)
def test_the_summary_is_the_clause_from_the_trigger_on(sentence: str, trigger: str, summary: str):
    (event,) = merged(mention(sentence, trigger, "TUR:GOV", "USA:GOV"))
    assert event.summary == f"TUR → USA: {summary}"


def test_a_long_clause_is_cut_at_a_word():
    (event,) = merged(mention("It urged " + "very " * 40 + "much.", "urged", "NATO", "RUS:MIL"))
    assert event.summary.startswith("NATO → RUS: urged very very")
    assert event.summary.endswith("very …")
    assert len(event.summary) < 110
