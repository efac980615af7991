"""Which articles repeat others, and which reports tell of one event."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
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


DISPATCH = (
    "The Kenyan cutter Umoja stopped the trawler Sea Harvest off Lamu on Tuesday and led it into"
    " the port of Mombasa, where inspectors counted 47 tonnes of tuna for which, they said, there"
    " was no licence. Captain Juma Odhiambo told the Coast Gazette that the crew of 23 had come"
    " from Vietnam and Indonesia. The owner, Blue Lagoon of Colombo, may be fined 180,000 dollars."
)
PARAPHRASE = (
    "On Tuesday a vessel of the coast guard, the Kenyan ship Umoja, halted the fishing boat Sea"
    " Harvest near Lamu. It was escorted to Mombasa harbour: officers there found 47 tonnes of tuna"
    " aboard, caught without a permit by their account. The 23 men of the crew are from Vietnam and"
    " Indonesia, so Captain Juma Odhiambo informed the Coast Gazette, and a penalty of 180,000"
    " dollars threatens Blue Lagoon of Colombo, whose vessel it is. Subscribe to our newsletter!"
)
MARKET = (
    "The Harbour Index of the Valletta exchange closed at {} on {}, {} points up, as {} shares of"
    " Melita Bank and {} of Gozo Lines changed hands. Turnover rose to {} million euros, brokers"
    " at Strait Street Securities said; of the {} stocks traded, most of those that gained were"
    " banks, and most of those that fell were shipping companies with business in the east."
)


def test_a_paraphrase_repeats_what_has_its_names_and_figures():
    first, other = article(DISPATCH, "2024-03-05", "a"), article(PARAPHRASE, "2024-03-06", "b")
    assert find_duplicates([other, first]) == {"b": "a"}


def test_the_same_report_of_another_day_is_no_duplicate():
    days = [
        (3101.2, "Monday", 14.3, 5210, 877, 6.1, 22),
        (3127.9, "Tuesday", 26.7, 4983, 1020, 7.4, 25),
    ]
    assert find_duplicates([article(MARKET.format(*figures)) for figures in days]) == {}


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


@settings(deadline=None)
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


@pytest.mark.parametrize(
    ("sources", "why"),
    [
        ("USA", "the state is its government"),
        ("USA:LEG", "senators belong to it"),
        ("kerry/USA:GOV", "as does a minister"),
    ],
)
def test_a_part_of_a_state_is_within_it(sources: str, why: str):
    whole = mention("US officials rebuked Iran.", "rebuked", "USA:GOV", "IRN/IRN:GOV")
    part = mention("They rebuked Iran.", "rebuked", sources, "IRN/IRN", article_id="a2")
    assert len(merged(whole, part)) == 1, why


def test_two_persons_are_not_one_because_both_are_of_one_government():
    one = mention("Kerry met Zarif.", "met", "kerry/USA:GOV zarif/IRN:GOV", event_type="CONSULT")
    two = mention("Moniz met Salehi.", "met", "moniz/USA:GOV salehi/IRN:GOV", event_type="CONSULT")
    assert len(merged(one, two)) == 2


def test_a_report_that_leaves_out_a_party_is_of_the_event_that_the_fuller_one_tells():
    full = mention("Turkey shelled Kurdish YPG posts near Kobani.", "shelled", "TUR:MIL", "YPG:REB")
    part = mention(
        "Posts near Kobani were shelled, the YPG said.", "shelled", "", "YPG:REB", article_id="a2"
    )
    (event,) = merged(part, full)
    assert (event.sources, event.targets) == (("TUR",), ("YPG",))


def test_two_meetings_of_the_same_ministers_a_week_apart_stay_two():
    talks = [
        mention(text, trigger, "TUR:GOV GRC/GRC:GOV", days=days, event_type="CONSULT", article_id=a)
        for a, days, trigger, text in [
            ("a1", "2024-03-08", "met", "The ministers met on Friday and spoke about the islands."),
            ("a2", "2024-03-15", "met", "The ministers met on Friday and spoke about the islands."),
            ("a3", "2024-03-15", "talks", "Friday's talks about the islands were frank."),
        ]
    ]
    assert sorted(event.mention_count for event in merged(*talks)) == [1, 2]


def test_what_an_article_announces_beside_a_visit_that_took_place_is_another_visit():
    ministers = {"sources": "DEU:GOV USA:GOV", "event_type": "CONSULT"}
    visit = mention("The minister's visit to Washington.", "visit", **ministers, days="2024-03-08")
    plan = mention("She will visit Berlin.", "visit", **ministers, days="", modality="planned")
    assert len(merged(visit, plan)) == 2


def test_who_consults_alone_with_several_of_a_state_is_not_who_consults_with_another():
    troops = mention("He visited the troops.", "visited", "USA:GOV USA:MIL", event_type="CONSULT")
    talks = mention("They will talk.", "talk", "USA PSE", event_type="CONSULT", article_id="a2")
    assert len(merged(troops, talks)) == 2


def test_one_actor_praises_different_things_in_one_article():
    praise = {"sources": "ZWE:GOV", "event_type": "SUPPORT", "days": "2024-03-08"}
    bridge = mention("The commission hailed the new bridge at Kazungula.", "hailed", **praise)
    rhino = mention("It applauded the gift of a rhino.", "applauded", **praise)
    again = mention("The bridge at Kazungula was welcomed.", "welcomed", **praise)
    assert sorted(e.mention_count for e in merged(bridge, rhino, again)) == [1, 2]


MEETING = {"sources": "TUR:GOV RUS:GOV", "event_type": "CONSULT", "days": "2024-03-15"}


def test_a_plan_and_what_came_of_it_are_one_event_that_has_happened():
    plan = mention("They will meet on Friday.", "meet", **MEETING, modality="planned")
    deed = mention("They met on Friday in Sochi.", "met", **MEETING, article_id="a2")
    echo = mention("Friday's talks were frank.", "talks", **MEETING, article_id="a3")
    (event,) = merged(plan, deed, echo)
    assert (event.modality, event.outcome) == ("actual", "happened")
    assert event.outcome_event_id == event.event_id
    assert event.summary == "RUS, TUR: met on Friday in Sochi"
    (planned,) = merged(plan)
    assert (planned.modality, planned.outcome) == ("planned", "no report yet")
    assert (planned.outcome_event_id, planned.event_id) == (None, event.event_id)


@pytest.mark.parametrize(
    ("sentence", "trigger", "outcome", "modality"),
    [
        ("Friday's talks were called off.", "talks", "cancelled", "denied"),
        ("The meeting has been postponed.", "meeting", "postponed", "planned"),
    ],
)
def test_a_plan_that_is_given_up_or_put_off(
    sentence: str, trigger: str, outcome: str, modality: str
):
    plan = mention("They will meet on Friday.", "meet", **MEETING, modality="planned")
    news = mention(sentence, trigger, **MEETING, article_id="a2")
    (event,) = merged(plan, news)
    assert (event.outcome, event.outcome_event_id, event.modality) == (outcome, None, modality)


def test_a_plan_that_another_event_undoes_points_to_it():
    plan = mention("They will meet on Friday.", "meet", **MEETING, modality="planned")
    undone = mention(
        "Turkey cancelled the talks with Russia.", "cancelled the talks", "TUR:GOV", "RUS:GOV",
        article_id="a2",
    )  # fmt: skip
    consult, reject = sorted(merged(plan, undone), key=lambda event: event.event_type)
    assert (consult.outcome, consult.outcome_event_id) == ("cancelled", reject.event_id)
    assert reject.outcome is None


def test_a_plan_put_off_points_to_the_later_meeting():
    plan = mention("They will meet on Friday.", "meet", **MEETING, modality="planned")
    news = mention("The meeting is postponed.", "meeting", **MEETING, article_id="a2")
    later = mention(
        "They met at last.", "met", **(MEETING | {"days": "2024-03-21"}), article_id="a3"
    )
    put_off, held = sorted(merged(plan, news, later), key=lambda event: str(event.date_start))
    assert (put_off.outcome, put_off.outcome_event_id) == ("postponed", held.event_id)
    assert held.outcome is None


def test_reprints_are_reports_but_no_further_articles():
    told = mention(REJECTED, "rejected", "TUR:GOV", "USA:GOV")
    ((event,), _) = merge_mentions([told], {"a1": article("-", article_id="a1")}, {"a1": 3})
    assert (event.mention_count, event.article_count, event.confidence) == (4, 1, told.confidence)


def test_a_vague_report_joins_the_only_event_that_its_days_overlap():
    day = mention("They met on Monday.", "met", "TUR RUS", days="2024-03-04")
    week = mention("They met this week.", "met", "TUR RUS", days="2024-03-04/2024-03-10")
    (event,) = merged(week, day)
    assert (str(event.date_start), str(event.date_end)) == ("2024-03-04", "2024-03-04")

    later = mention("They met on Friday.", "met", "TUR RUS", days="2024-03-08")
    assert len(merged(week, day, later)) == 3, "with two meetings that week, it founds its own"

    year = mention("They met in 2024.", "met", "TUR RUS", days="2024-01-01/2024-12-31")
    assert len(merged(year, day)) == 2, "a year is too long to say which day"


def test_a_report_of_unknown_day_joins_the_only_event_of_the_week_before_it():
    day = mention("They met on Monday.", "met", "TUR:GOV RUS:GOV", days="2024-03-04")
    soon = mention("The meeting was frank.", "meeting", "TUR:GOV RUS:GOV", days="", article_id="a2")
    assert len(merged(day, soon)) == 1
    again = mention("They met on Friday.", "met", "TUR:GOV RUS:GOV", days="2024-03-08")
    assert len(merged(day, soon, again)) == 3
    long_ago = mention("They met once.", "met", "TUR:GOV RUS:GOV", days="2024-01-08")
    assert len(merged(long_ago, soon)) == 2


DAYS = ["", "2024-03-04", "2024-03-05", "2024-03-04/2024-03-10", "2024-03-01/2024-03-31"]
REPORTS = [
    mention(text, trigger, sources, "USA", days=days, modality=m, article_id=f"a{n % 7}")
    for n, (text, trigger) in enumerate(
        [
            (REJECTED, "rejected"),
            ("Ankara put off a visit of US envoys on trade.", "put off a visit"),
            ("It is to meet the envoys over steel tariffs.", "meet"),
        ]
    )
    for days in DAYS
    for sources in ("TUR:GOV", "TUR", "TUR:MIL", "erdogan/TUR:GOV", "")
    for m in ("actual", "planned", "denied")
]


@settings(deadline=None, max_examples=10)
@given(st.randoms(use_true_random=False))
def test_events_do_not_depend_on_the_order_of_mentions(rng: random.Random):
    assert merged(*rng.sample(REPORTS, len(REPORTS))) == merged(*REPORTS)


@settings(deadline=None, max_examples=10)
@given(st.randoms(use_true_random=False))
def test_an_event_whose_reports_stay_the_same_keeps_its_identifier(rng: random.Random):
    articles = {f"a{n}": article("-", f"2024-03-1{n}", f"a{n}") for n in range(7)}

    def told(mentions: list[Mention]) -> dict[frozenset[str], str]:
        _, ids = merge_mentions(mentions, articles)
        return {
            frozenset(m for m in ids if ids[m] == event_id): event_id for event_id in ids.values()
        }

    half = told(rng.sample(REPORTS, len(REPORTS) // 2))
    whole = told(REPORTS)
    assert all(half[reports] == whole[reports] for reports in half.keys() & whole.keys())


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
