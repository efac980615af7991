"""The coder as a codebook: a sentence, and the events it must give.

All sentences are our own. Published on Friday, 6 March 2020, unless a test says otherwise.
"""

from __future__ import annotations

from datetime import date
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.lang.en import English
from spacy.tokens import Doc

from dragoman.coding import Coder, screening
from dragoman.records import Article, Mention

PUBLISHED = date(2020, 3, 6)


@pytest.fixture(scope="module")
def coder() -> Coder:
    return Coder()


def code(coder: Coder, sentence: str, published: date | None = PUBLISHED) -> list[Mention]:
    return coder.code_text(sentence, published)


def who(mention: Mention) -> tuple[list[str], list[str]]:
    """Countries (else ids) of sources and targets."""
    return (
        [p.country or p.actor_id for p in mention.sources],
        [p.country or p.actor_id for p in mention.targets],
    )


# sentence, type, mode, CAMEO code, sources, targets
CODEBOOK = [
    # AGREE
    ("Sudan agreed to release the prisoners to Ethiopia.", "AGREE", None, "0356", "SDN", "ETH"),
    ("The US Congress approved the sale of jets to Turkey.", "AGREE", None, "030", "USA", "TUR"),
    ("Germany pledged to help Greece.", "AGREE", None, "033", "DEU", "GRC"),
    # CONSULT
    ("Poland's president met the German chancellor.", "CONSULT", None, "040", "POL DEU", ""),
    ("France held talks with Italy.", "CONSULT", None, "040", "FRA ITA", ""),
    ("Talks between Serbia and Kosovo resumed.", "CONSULT", None, "040", "SRB XKX", ""),
    ("Chinese officials visited Zambia.", "CONSULT", "visit", "042", "CHN ZMB", None),
    # SUPPORT
    ("Japan praised India.", "SUPPORT", None, "051", "JPN", "IND"),
    ("Egypt signed an agreement with Ethiopia.", "SUPPORT", None, "057", "EGY ETH", ""),
    ("The United States expressed support for Ukraine.", "SUPPORT", None, "051", "USA", "UKR"),
    # CONCEDE
    ("The government of Chad bowed to the rebels.", "CONCEDE", None, "080", "TCD", "TCD"),
    # COOPERATE
    ("India and Japan held naval exercises.", "COOPERATE", None, "062", "IND JPN", ""),
    ("Kenya shared intelligence with Uganda.", "COOPERATE", None, "064", "KEN UGA", ""),
    # AID
    ("Norway sent food to Yemen.", "AID", None, "070", "NOR", "YEM"),
    ("Uganda granted asylum to Rwandan rebels.", "AID", None, "075", "UGA", "RWA"),
    # RETREAT
    ("France withdrew its troops from Mali.", "RETREAT", "withdraw", "0874", "FRA", "MLI"),
    ("Libya freed Turkish sailors.", "RETREAT", "release", "0841", "LBY", "TUR"),
    ("Israel and Lebanon agreed a cease-fire.", "RETREAT", "ceasefire", "0871", "ISR LBN", ""),
    ("The EU lifted sanctions on Burundi.", "RETREAT", None, "085", "EU", "BDI"),
    # REQUEST
    ("Turkey wants Greece to stop its patrols.", "REQUEST", "yield", "020", "TUR", "GRC"),
    ("Qatar called for a ceasefire in Yemen.", "REQUEST", "yield", "0256", "QAT", "YEM"),
    ("Spain demanded that Morocco withdraw its ships.", "REQUEST", "yield", "0256", "ESP", "MAR"),
    # ACCUSE
    ("Ukraine accused Russia of shelling a school.", "ACCUSE", "allege", "112", "UKR", "RUS"),
    ("Albania denounced Serbia's plan.", "ACCUSE", "disapprove", "111", "ALB", "SRB"),
    ("Pakistan summoned the Indian ambassador.", "ACCUSE", "allege", "114", "PAK", "IND"),
    # REJECT
    ("Iran refused to meet the American envoy.", "REJECT", "meet", "125", "IRN", "USA"),
    ("China rejected Australian demands.", "REJECT", None, "120", "CHN", "AUS"),
    ("Russia vetoed a draft resolution on Syria.", "REJECT", "yield", "129", "RUS", "SYR"),
    # THREATEN
    ("North Korea threatened to attack Japan.", "THREATEN", "violence", "138", "PRK", "JPN"),
    ("Beijing warned Canada against the visit.", "THREATEN", None, "130", "CHN", "CAN"),
    # PROTEST
    ("Polish miners went on strike.", "PROTEST", "strike", "143", "POL", ""),
    # SANCTION
    ("Poland expelled three Russian diplomats.", "SANCTION", "expel", "166", "POL", "RUS"),
    ("Riyadh severed ties with Iran.", "SANCTION", "withdraw", "161", "SAU", "IRN"),
    ("Denmark suspended aid to Egypt.", "SANCTION", "discontinue", "162", "DNK", "EGY"),
    # MOBILIZE
    ("Russia massed troops on the border with Ukraine.", "MOBILIZE", "troops", "154", "RUS", None),
    # COERCE
    ("The EU imposed sanctions on Belarus.", "COERCE", "restrict", "163", "EU", "BLR"),
    ("Egyptian police arrested the journalists.", "COERCE", "arrest", "173", "EGY", None),
    ("Morocco deported the Spanish activists.", "COERCE", "deport", "174", "MAR", "ESP"),
    # ASSAULT
    ("Chadian troops attacked Boko Haram.", "ASSAULT", None, "190", "TCD", None),
    ("Russian warplanes bombed Syrian rebels.", "ASSAULT", "aerial", "195", "RUS", "SYR"),
    ("34 Turkish soldiers were killed by a bomb.", "ASSAULT", "explosives", "183", "", "TUR"),
]


@pytest.mark.parametrize(("sentence", "kind", "mode", "code_", "sources", "targets"), CODEBOOK)
def test_codebook(
    coder: Coder,
    sentence: str,
    kind: str,
    mode: str | None,
    code_: str,
    sources: str,
    targets: str | None,
) -> None:
    mentions = code(coder, sentence)
    assert [(m.event_type, m.mode, m.cameo) for m in mentions] == [(kind, mode, code_)]
    found_sources, found_targets = who(mentions[0])
    everyone = found_sources if targets is not None else found_sources + found_targets
    assert everyone[: len(sources.split())] == sources.split()
    if targets is not None:
        assert found_targets == targets.split()


@pytest.mark.parametrize(
    ("sentence", "modality"),
    [
        ("Turkey attacked Syrian troops.", "actual"),
        ("Erdogan will meet Putin.", "planned"),
        ("Erdogan and Putin are set to meet.", "planned"),
        ("The United States and Turkey are expected to begin negotiations.", "planned"),
        ("Russia said it would send troops to Mali.", "planned"),
        ("Turkey plans an attack on Syria.", "planned"),
        ("Greece met Turkey ahead of talks between Cyprus and Israel.", "planned"),
        ("Iran may expel French diplomats.", "hypothetical"),
        ("If Iran attacks Israel, oil prices will rise.", "hypothetical"),
        ("Turkey denied that it had bombed Iraq.", "denied"),
        ("Turkey did not attack Syria.", "denied"),
    ],
)
def test_modality(coder: Coder, sentence: str, modality: str) -> None:
    assert modality in [m.modality for m in code(coder, sentence)]


def test_a_refusal_is_a_rejection_and_no_denied_deed(coder: Coder) -> None:
    (mention,) = code(coder, "Israel will not release Palestinian prisoners.")
    assert (mention.event_type, mention.modality) == ("REJECT", "actual")


def test_who_must_do_something_is_asked_to(coder: Coder) -> None:
    (mention,) = code(coder, "Turkey must withdraw its troops from Syria.")
    assert (mention.event_type, who(mention)) == ("REQUEST", ([], ["TUR"]))


def test_what_one_says_another_must_do_is_a_request(coder: Coder) -> None:
    (mention,) = code(coder, "Russia said Israel must end its attacks on Syria.")
    assert mention.event_type == "REQUEST"
    assert who(mention)[0] == ["RUS"]
    assert "ISR" in who(mention)[1]


def test_what_is_called_for_is_no_event(coder: Coder) -> None:
    (mention,) = code(coder, "Britain called for sanctions against Iran.")
    assert (mention.event_type, mention.modality) == ("REQUEST", "actual")


def test_reports_keep_who_says_so(coder: Coder) -> None:
    (mention,) = code(coder, "Turkey killed 19 Syrian soldiers, Reuters reported.")
    assert mention.attributed_to == "Reuters"
    (mention,) = code(coder, "Turkey killed 19 Syrian soldiers.")
    assert mention.attributed_to is None


def test_blame_names_the_source_and_who_reports(coder: Coder) -> None:
    sentence = (
        "Ankara reported the killing of 34 Turkish soldiers in an air strike blamed on Syria."
    )
    attacks = [m for m in code(coder, sentence) if m.event_type == "ASSAULT"]
    assert {m.mode for m in attacks} == {"aerial"}
    assert (["SYR"], ["TUR"]) in map(who, attacks)
    assert {m.attributed_to for m in attacks} == {"Ankara"}


@pytest.mark.parametrize(
    ("sentence", "start", "end", "basis"),
    [
        ("On March 1, Turkey attacked Syrian troops.", (2020, 3, 1), (2020, 3, 1), "text"),
        ("Modi met Macron on Wednesday.", (2020, 3, 4), (2020, 3, 4), "text"),
        ("Macron will meet Merkel next week.", (2020, 3, 9), (2020, 3, 15), "text"),
        ("Modi met Macron.", (2020, 3, 6), (2020, 3, 6), "published"),
        (
            "Poland said on Monday that it had expelled Russian diplomats.",
            (2020, 3, 6),
            None,
            "published",
        ),
    ],
)
def test_the_date_is_the_predicates_own(
    coder: Coder,
    sentence: str,
    start: tuple[int, int, int],
    end: tuple[int, int, int] | None,
    basis: str,
) -> None:
    (mention,) = code(coder, sentence)
    assert mention.date_start == date(*start)
    assert mention.date_end == date(*(end or start))
    assert mention.date_basis == basis


def test_without_a_publication_date_the_event_has_none(coder: Coder) -> None:
    (mention,) = code(coder, "Modi met Macron on Wednesday.", published=None)
    assert (mention.date_start, mention.date_basis, mention.date_text) == (
        None,
        "unknown",
        "Wednesday",
    )


def test_background_keeps_its_own_date(coder: Coder) -> None:
    (mention,) = code(coder, "In November 2015, Turkish troops attacked Russian soldiers.")
    assert mention.historical
    assert mention.date_start == date(2015, 11, 1)
    (mention,) = code(coder, "Turkey had attacked Syrian troops.")
    assert (mention.historical, mention.date_basis) == (True, "unknown")


def test_the_place_is_the_predicates_own(coder: Coder) -> None:
    (mention,) = code(coder, "After a night in Warsaw, Modi met Macron in Vienna.")
    assert (mention.place_name, mention.place_country) == ("Vienna", "AUT")


@pytest.mark.parametrize(
    ("sentence", "place"),
    [
        ("Israeli troops killed two militants in the town of Jenin.", "Jenin"),
        ("Turkish police arrested three Syrians in the Edirne area.", "Edirne"),
        ("Russian forces shelled Kharkiv on Wednesday.", "Kharkiv"),
        ("Macron arrived in Cairo for talks with Egypt's president.", "Cairo"),
        ("France's president will visit Ankara.", "Ankara"),
        ("France condemned the bombing in Kabul.", None),
        ("Turkey urged Greece to return to talks in Geneva.", None),
    ],
)
def test_where_is_told_by_sites_goals_and_what_is_struck(
    coder: Coder, sentence: str, place: str | None
) -> None:
    wanted = {"condemned": "ACCUSE", "urged": "REQUEST"}
    kind = next((kind for word, kind in wanted.items() if word in sentence), None)
    told = [m for m in code(coder, sentence) if kind in (None, m.event_type)]
    assert told
    assert {m.place_name for m in told} == {place}


@pytest.mark.parametrize(
    "sentence",
    [
        "Heavy rain fell over northern France on Tuesday.",
        "Shares in Tokyo struck a three-year high.",
        "The flood killed 20 people in Pakistan.",
        "Twenty people were killed in a road accident in Iran.",
        "The minister was born in Damascus in 1961.",
        "Ghana must meet the conditions of the loan.",
        "The potential for collaboration between France and Italy is great.",
    ],
)
def test_no_event(coder: Coder, sentence: str) -> None:
    assert code(coder, sentence) == []


def test_sport_is_no_war(coder: Coder) -> None:
    report = (
        "Germany attacked Brazil from the first minute of the final. The striker scored a goal "
        "before half-time and the coach praised the squad. Brazil were beaten by Germany in a "
        "match that decided the tournament, and the midfielder received the cup in the stadium."
    )
    assert code(coder, report) == []


def test_the_title_line_does_not_run_into_the_first_sentence(coder: Coder) -> None:
    (mention,) = code(coder, "Difficult days\n\nModi met Macron.")
    assert mention.sentence == "Modi met Macron."


def test_killed_and_wounded_is_one_report(coder: Coder) -> None:
    mentions = code(coder, "Turkey killed and wounded Syrian soldiers.")
    assert [m.event_type for m in mentions] == ["ASSAULT"]


def test_many_articles_come_back_in_order_and_as_if_alone(coder: Coder) -> None:
    texts = ["Modi met Macron.", "", "Poland expelled three Russian diplomats. It rained."]
    articles = [
        Article(str(i), "", text, published_start=PUBLISHED) for i, text in enumerate(texts)
    ]
    together = list(coder.code_articles(articles))
    assert [article for article, _ in together] == articles
    assert [mentions for _, mentions in together] == [coder.code_article(a) for a in articles]


def test_long_articles_are_coded_in_pieces_with_true_offsets(coder: Coder) -> None:
    text = "\n\n".join(["Nothing happened here all day long."] * 3000 + ["India attacked China."])
    (mention,) = code(coder, text)
    assert text[mention.sentence_start : mention.sentence_end] == "India attacked China."


WORDS = st.sampled_from(
    [
        *("Turkey", "Russia", "Erdogan", "troops", "soldiers", "rebels", "U.S.", "Idlib", "34"),
        *("said", "met", "attack", "killed", "would", "not", "sanctions", "talks", "it", "that"),
        *("on Friday", "the", "in", "and", "with", "by", "against", ",", ".", "“", "”", "\n\n"),
    ]
)


@settings(max_examples=60, deadline=None)
@given(text=st.lists(WORDS, max_size=60).map(" ".join) | st.text(max_size=200))
def test_offsets_give_the_words_back(text: str) -> None:
    for mention in Coder().code_text(text, PUBLISHED):
        assert text[mention.sentence_start : mention.sentence_end] == mention.sentence
        assert text[mention.trigger_start : mention.trigger_end] == mention.trigger_text
        assert mention.sentence_start <= mention.trigger_start < mention.trigger_end
        assert 0 <= mention.confidence <= 1
        for participant in mention.participants:
            assert text[participant.start : participant.end] == participant.text


def test_what_is_to_be_done_is_not_dated_by_a_day_that_is_past(coder: Coder) -> None:
    (signed, *_) = code(
        coder,
        "Israel signed agreements to establish relations with Bahrain on Tuesday, the first such"
        " deals since its treaty with Jordan in 1994.",
        published="2020-09-15",
    )
    assert signed.trigger_text.startswith("signed")
    assert signed.date_start == signed.date_end == date(2020, 9, 15)


@pytest.mark.parametrize(
    ("sentence", "trigger", "start", "end"),
    [
        (
            "The island has been divided since 1974, when Turkish troops attacked Cyprus.",
            "attacked", (1974, 1, 1), (1974, 12, 31),
        ),
        (
            "They met after Monday's summit, which approved sanctions against Syria.",
            "approved sanctions", (2020, 3, 2), (2020, 3, 2),
        ),
        (
            "Chilean soldiers killed two Peruvian fishermen in the 1995 raid.",
            "killed", (1995, 1, 1), (1995, 12, 31),
        ),
        (
            "Kenya will host a summit with Uganda from March 9 to 12.",
            "host a summit", (2020, 3, 9), (2020, 3, 12),
        ),
    ],
)  # fmt: skip
def test_it_is_dated_by_what_is_told_with_it(
    coder: Coder,
    sentence: str,
    trigger: str,
    start: tuple[int, int, int],
    end: tuple[int, int, int],
) -> None:
    (mention,) = (m for m in code(coder, sentence) if m.trigger_text == trigger)
    assert (mention.date_start, mention.date_end) == (date(*start), date(*end))


@pytest.mark.parametrize(
    ("sentence", "source", "target"),
    [
        ("The Kuwait invasion was condemned by Egypt.", [], ["KWT"]),
        ("The Iraqi invasion of Kuwait was condemned by Egypt.", ["IRQ"], ["KWT"]),
        ("The 2003 Iraq invasion, led by the United States, was a mistake.", ["USA"], ["IRQ"]),
        ("Israel attacks on Gaza killed ten people.", ["ISR"], ["PSE"]),
        ("Hamas attacks killed three Israeli soldiers.", ["PSE"], ["ISR"]),
        ("Rafik Hariri's assassination was condemned by the UN.", [], ["LBN"]),
        ("Israel's assassination of a Hamas leader was condemned.", ["ISR"], ["PSE"]),
    ],
)
def test_a_name_before_a_deed_is_its_doer_or_its_victim(
    coder: Coder, sentence: str, source: list[str], target: list[str]
) -> None:
    deed = next(m for m in code(coder, sentence) if m.event_type == "ASSAULT")
    sources, targets = who(deed)
    assert sources == source
    assert targets[:1] == target


def test_the_screen_does_not_depend_on_the_order_of_words(monkeypatch: pytest.MonkeyPatch) -> None:
    weights = {"*": 0.6, "meet": -0.1, "attack": -0.2, "lake": -0.3}
    monkeypatch.setattr(screening, "_weights", lambda: weights)
    answers = set()
    for order in permutations(("meet", "attack", "lake")):
        monkeypatch.setattr(screening, "lemmas_of", lambda _, order=order: order)
        answers.add(screening.may_hold_event(Doc(English().vocab, ["lake"])[:]))
    assert len(answers) == 1
