"""Coreference read like a codebook: a text, and what its pronouns and descriptions take up."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dragoman.actors import Register, expressions
from dragoman.language import load_model
from dragoman.records import ActorLink

DAY = date(2018, 3, 5)


def taken_up(text: str, day: date = DAY) -> list[tuple[str, str]]:
    """(words, actor_id) of all that coreference links."""
    links = Register.load().link(load_model()(text), day)
    return [(x.text, x.actor_id) for x in links if x.reason.startswith("coreference")]


def sector_of(text: str, words: str) -> tuple[str | None, str | None]:
    links = Register.load().link(load_model()(text), DAY)
    (found,) = [link for link in links if link.text == words]
    return found.country, found.sector


CASES = [
    # Pronouns take up the most salient actor that agrees.
    ("Vladimir Putin arrived. He met reporters.", [("He", "vladimir-putin")]),
    ("Theresa May arrived. She met reporters.", [("She", "theresa-may")]),
    (
        "Angela Merkel met Emmanuel Macron. She thanked him.",
        [("She", "angela-merkel"), ("him", "emmanuel-macron")],
    ),
    ("Iran said it would never surrender.", [("it", "IRN")]),
    (
        "Emmanuel Macron said it was wrong for Vladimir Putin to feel that he could stay.",
        [("he", "vladimir-putin")],
    ),
    ("Turkey defended its border.", [("its", "TUR")]),
    ("FARC said they would disarm.", [("they", "FARC")]),
    ("Iranian police said they had orders.", [("they", "IRN")]),
    ("Russia and Iran agreed. They will meet again.", [("They", "RUS"), ("They", "IRN")]),
    # At the end of a text without a full stop.
    (
        "Russia and Iran agreed, said the two sides",
        [("two sides", "RUS"), ("two sides", "IRN")],
    ),
    # A person is not "it", a state not "he", one state not "they".
    ("Vladimir Putin arrived. It rained.", []),
    ("France protested. He was angry.", []),
    ("France protested. They were angry.", []),
    # "It" that stands for nobody.
    ("China protested. It is clear that the talks failed.", []),
    ("China protested. It seems that the talks failed.", []),
    ("China protested. It was Monday.", []),
    # An object is not its own clause's subject.
    ("Israel attacked it.", []),
    # Nothing is taken up before it is named.
    ("He arrived. Vladimir Putin spoke.", []),
    ("For his part, Emmanuel Macron agreed.", []),
    ("Bashar al-Assad's forces attacked. He spoke.", [("He", "bashar-al-assad")]),
    # "It was a ..." speaks of what happened.
    ("China protested. It was a mistake.", []),
    # A list is taken up as a whole, and who met is taken up together.
    (
        "The leaders of Iran and Iraq agreed. They left.",
        [("They", "IRN"), ("They", "IRQ")],
    ),
    (
        "Vladimir Putin held talks with Angela Merkel. They agreed.",
        [("They", "vladimir-putin"), ("They", "angela-merkel")],
    ),
    # Who is told does not act.
    ("Vladimir Putin told reporters they would meet.", []),
    (
        "The trial of Saddam Hussein and six of his aides opened.",
        [("his", "saddam-hussein"), ("aides", "IRQ")],
    ),
    (
        "The United States wants peace in Turkmenistan after the death of the country's president.",
        [("country", "TKM"), ("president", "TKM")],
    ),
    # Nobody where another is as near: the subject of a report, the unknown person.
    ("Vladimir Putin spoke. John Smithson arrived. He was late.", []),
    # Who speaks in a quotation.
    (
        '"We will defend our borders," Vladimir Putin said.',
        [("We", "vladimir-putin"), ("our", "vladimir-putin")],
    ),
    (
        'Ehud Barak attacked Hamas. "I will not talk to them," he said.',
        [("I", "ehud-barak"), ("them", "HAMAS"), ("he", "ehud-barak")],
    ),
    # Descriptions by office, by kind, by name.
    (
        "Turkish President Recep Tayyip Erdogan spoke. The president thanked Russia.",
        [("president", "recep-tayyip-erdogan")],
    ),
    (
        "Recep Tayyip Erdogan met Vladimir Putin. The Turkish leader was late.",
        [("Turkish leader", "recep-tayyip-erdogan")],
    ),
    (
        "Peruvian Interior Minister Raul Quispe resigned. The minister gave no reason.",
        [("minister", "PER")],
    ),
    ("The EU met Belarus. The bloc imposed sanctions.", [("bloc", "EU")]),
    ("Jens Stoltenberg warned Russia. The alliance was ready.", [("alliance", "NATO")]),
    ("The IAEA inspected the site. The agency found nothing.", [("agency", "IAEA")]),
    ("Hezbollah attacked Israel. The group denied it.", [("group", "HEZBOLLAH")]),
    ("FARC attacked Bogota. The rebels fled.", [("rebels", "FARC")]),
    ("Jordan protested. The kingdom recalled its envoy.", [("kingdom", "JOR"), ("its", "JOR")]),
    ("France protested. The kingdom did not.", []),
    ("Vladimir Putin spoke. The next president will speak too.", []),
    ("Dick Cheney spoke. The president did not.", []),
    # Pairs: one link of the phrase for each party.
    (
        "Vladimir Putin met Angela Merkel. The two leaders agreed.",
        [("two leaders", "vladimir-putin"), ("two leaders", "angela-merkel")],
    ),
    (
        "Israel attacked Hamas. Both sides agreed to a truce.",
        [("Both sides", "ISR"), ("Both sides", "HAMAS")],
    ),
    # The sides of a civil war are of one state.
    (
        "Sudan's government met the rebels. The two sides agreed.",
        [("two sides", "SDN"), ("two sides", "SDN")],
    ),
    (
        "India met China. The two countries signed a treaty.",
        [("two countries", "IND"), ("two countries", "CHN")],
    ),
    ("India met China and Japan. Two countries signed.", []),
    ("India spoke. Both countries agreed.", []),
    (
        "Turkey, Iran and Russia met. The three countries agreed.",
        [("three countries", "TUR"), ("three countries", "IRN"), ("three countries", "RUS")],
    ),
    (
        "Turkey met Russia. The two Black Sea states agreed.",
        [("two Black Sea states", "TUR"), ("two Black Sea states", "RUS")],
    ),
    # Who urges both is none of the two.
    (
        "Israel attacked Hamas. The UN urged both sides to stop.",
        [("both sides", "ISR"), ("both sides", "HAMAS")],
    ),
]


def resolved(pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Without what is owned, which the tests below are for."""
    return [pair for pair in pairs if pair[0] not in {"envoy"}]


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[text for text, _ in CASES])
def test_what_an_expression_takes_up(text: str, expected: list[tuple[str, str]]) -> None:
    assert resolved(taken_up(text)) == expected


@pytest.mark.parametrize(
    ("text", "words", "actor"),
    [
        # What a pronoun owns is its referent's, with the sector of the noun.
        ("Bashar al-Assad spoke. His forces attacked.", "forces", ("SYR", "MIL")),
        ("Iran recalled its ambassador.", "ambassador", ("IRN", "GOV")),
        ("Hezbollah praised its fighters.", "fighters", ("LBN", "UAF")),
        # A counterpart is of the same kind as the one whose it is.
        (
            "Russian army chief General Valery Gerasimov met his Turkish counterpart.",
            "Turkish counterpart",
            ("TUR", "MIL"),
        ),
        # The government is that of who speaks of it.
        (
            "Iraq attacked Kuwait. Iraq threatened Kuwait again. Kuwaiti officials said "
            "the government was ready.",
            "government",
            ("KWT", "GOV"),
        ),
    ],
)
def test_what_belongs_to_the_referent(
    text: str, words: str, actor: tuple[str | None, str | None]
) -> None:
    assert sector_of(text, words) == actor


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(
        st.sampled_from(
            [
                *("Putin", "Iran", "Hamas", "Angela Merkel", "the", "two", "both", "leaders"),
                *("sides", "he", "his", "its", "they", "she", "it", "said", '"', "we", ".", ","),
                *("counterpart", "Turkish", "minister", "and", "group", "met", "\n\n"),
            ]
        ),
        max_size=16,
    )
)
def test_only_pairs_share_a_span(words: list[str]) -> None:
    text = " ".join(words)
    links = Register.load().link(load_model()(text), DAY)
    for before, after in pairwise(links):
        same = (before.start, before.end) == (after.start, after.end)
        assert before.end <= after.start or (same and is_plural(before))
    assert all(text[link.start : link.end] == link.text for link in links)


def is_plural(link: ActorLink) -> bool:
    return link.reason.startswith("coreference")


def test_the_data_files_hold_together() -> None:
    actors = Register.load().actors
    ids = {i for line in expressions.descriptions().values() for i in line.ids}
    assert ids <= set(actors)
    assert expressions.pronouns() and expressions.pairs() and expressions.genders()
