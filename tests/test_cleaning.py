"""What cleaning keeps and drops, as a codebook: a raw text and the paragraphs it must give."""

from __future__ import annotations

import io
import json
import unicodedata
from datetime import date
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from dragoman.reading import clean, read_documents, to_article
from dragoman.records import Article

LEAD = "The foreign ministers of Norway and Finland met in Oslo on Tuesday to discuss the border."
MORE = "They agreed to reopen two crossing points before the winter, a spokeswoman said."


def _paragraphs(raw: str) -> list[str]:
    return clean(raw).text.split("\n\n")


BOILERPLATE = [
    "Advertisement",
    "- ADVERTISEMENT -",
    "Story continues below advertisement",
    "[ad_1]",
    "[ad_2]",
    "Join the mailing list",
    "Sign up for our newsletter",
    "Subscribe to our newsletter to get the day's top stories in your inbox.",
    "The Biggest Job Board for Diplomats and Analysts - JOIN NOW",
    "Read more: Finland votes on Sunday",
    "READ MORE: Finland votes on Sunday",
    "ALSO READ | Norway's oil fund grows again",
    "Also read: Norway's oil fund grows again",
    "Click here to read the full report.",
    "Share on Facebook Share on Twitter Email Print",
    "Share this article",
    "Follow us on Twitter and Facebook",
    "We use cookies to improve your experience on our site. Read our policy.",
    "By continuing to browse this website you accept our use of cookies.",
    "Accept all cookies",
    "© 2019 Northern Herald. All rights reserved.",
    "Copyright 2019 Northern Herald",
    "All rights reserved",
    "Home | World | Business | Sport | Weather",
    "Home > News > Europe",
    "3 min read",
    "12 comments",
    "Comments are closed.",
    "Tags: Norway, Finland, border",
    "https://example.org/2019/03/05/border",
    "Please enable JavaScript to view the comments.",
    "Terms of Use",
    "Privacy Policy",
    "(Reporting by Ann Bell in Oslo; Editing by Tom Hart)",
    "With inputs from agencies",
    "Tom Hart in Helsinki contributed to this report.",
    "* * *",
    "pic.twitter.com/Ab12Cd34",
    "The two ministers at the harbour of Oslo [GETTY]",
    "The two ministers shake hands in Oslo, Norway, Tuesday, March 5, 2019. (AP Photo/Ann Bell)",
    "Photo: Ann Bell/Northern Herald",
    "FILE PHOTO: The harbour of Oslo in winter. REUTERS/Ann Bell/File Photo",
    "Ministers arrive for the talks. REUTERS/Ann Bell",
    "Minister Bell (L) greets Minister Hart (R) at the airport",
    "Photo taken on March 5, 2019 shows the harbour of Oslo. (Xinhua/Li Wei)",
    "The harbour of Oslo [File: Ann Bell/Reuters]",
    "A fishing boat off Hammerfest © Ann Bell/AFP",
    "Image caption, The ministers met at the harbour",
    '[caption id="17" width="300"]The harbour of Oslo[/caption]',
    "(adsbygoogle = window.adsbygoogle || []).push({});",
    "Eds: updates with quotes",
]


@pytest.mark.parametrize("line", BOILERPLATE)
@pytest.mark.parametrize("place", ["before", "between", "after"])
def test_boilerplate_goes(line: str, place: str) -> None:
    order = {
        "before": [line, LEAD, MORE],
        "between": [LEAD, line, MORE],
        "after": [LEAD, MORE, line],
    }
    assert _paragraphs("\n\n".join(order[place])) == [LEAD, MORE]


SENTENCES = [
    "Read more books, the minister said.",
    "By Monday the troops had left the town.",
    "By John Kerry's count, four rounds of talks had failed.",
    "Photo opportunities were cancelled because of the storm.",
    "Sign up to the treaty, Annan told the members.",
    "Join the alliance or face isolation, the senator warned Sweden.",
    "Share the burden, Trump told NATO members in Brussels.",
    "Subscribers to the state broadcaster's channel saw the arrest live.",
    "Advertisements for the ruling party were torn down by protesters.",
    "Cookies and tea were served before the talks in Oslo began.",
    "Google said it would stop using third-party cookies in Europe.",
    "All rights of the minority are reserved in the new constitution, he said.",
    "Copyright law was at the centre of the talks between China and the US.",
    "Follow the money, the prosecutor told the court in Tirana.",
    "Click chemistry pioneers won the Nobel prize.",
    "Reporting by Human Rights Watch showed that soldiers had fired on the crowd.",
    "More than 40 people were killed when rebels attacked the village.",
    "Related charges against the general were dropped on Friday.",
    "Home Secretary Priti Patel met her French counterpart in Calais.",
    "Images of the bombed hospital shocked the Security Council.",
    "Photos released by the army show the destroyed bridge.",
    "Video of the attack was broadcast by Hamas.",
    "Sen. John McCain (R) said Russia had invaded Georgia.",
    "Watch what they do, not what they say, the envoy told reporters.",
    "NATO - which Finland joined in 2023 - opened a new base.",
    "Trending upwards, exports to Turkey rose by nine percent.",
    "The ministry blocked access to Facebook, Twitter and WhatsApp.",
    "The story of the war was told by Reuters.",
    "The group told AFP it had released the hostages.",
    "An official [of the defence ministry] denied the report.",
    "He called the deal a disaster [sic] for Kosovo.",
    "Next: Russia must withdraw its troops, Zelensky said.",
    "Support for independent journalism was cut by the government in Budapest.",
    "Thank you for coming to Kyiv, Zelensky told the president of Poland.",
    "Contact with the rebels was broken off on Sunday.",
    "Live ammunition was used against the protesters in Yangon.",
    "Updated rules of engagement were sent to the peacekeepers.",
    "For more details of the deal, negotiators must wait until Monday.",
    "Get the troops out of Afghanistan, the parliament told the government.",
    "Print workers went on strike in Athens.",
    "Download speeds fell after the cable was cut, Estonia said.",
    'Turkey\'s president used the word "war" | and the word "peace".',
    "Disclaimers aside, the two sides agreed to meet again.",
    "This report has angered Beijing.",
    "Back to back visits by envoys calmed the border.",
    "Go to war or go home, the general told his troops.",
]


@pytest.mark.parametrize("sentence", SENTENCES)
@pytest.mark.parametrize("place", ["first", "between", "last"])
def test_sentences_of_the_article_stay(sentence: str, place: str) -> None:
    order = {"first": [sentence, LEAD], "between": [LEAD, sentence, MORE], "last": [LEAD, sentence]}
    assert _paragraphs("\n\n".join(order[place])) == order[place]


HEADS = [
    # the head of the article, and its title, author, publisher, first day
    ("Border To Reopen Before Winter", "Border To Reopen Before Winter", None, None, None),
    (
        "Border To Reopen Before Winter\n\nBy Ann Bell August 21, 2017",
        "Border To Reopen Before Winter",
        "Ann Bell",
        None,
        date(2017, 8, 21),
    ),
    (
        "Arms Control\n\nNordic Ministers Agree To Reopen Their Border\n\nBy Ann Bell",
        "Nordic Ministers Agree To Reopen Their Border",
        "Ann Bell",
        None,
        None,
    ),
    (
        "Border To Reopen Before Winter\nRadio Free Europe / Radio Liberty",
        "Border To Reopen Before Winter",
        None,
        "Radio Free Europe/Radio Liberty",
        None,
    ),
    (
        "Border to reopen\n\nBy ANN BELL and TOM HART, Associated Press\n\nMarch 5, 2019 10:20 AM",
        "Border to reopen",
        "ANN BELL and TOM HART",
        "Associated Press",
        date(2019, 3, 5),
    ),
    ("By Our Correspondent", None, None, None, None),
    ("By Ann Bell, Reuters", None, "Ann Bell", "Reuters", None),
    ("Ann Bell | VOA News", None, "Ann Bell", "Voice of America", None),
    ("Published: 5 March 2019 10:30 GMT", None, None, None, date(2019, 3, 5)),
    ("Tuesday, 5 March 2019", None, None, None, date(2019, 3, 5)),
    ("2019-03-05 10:20 Source: Xinhua", None, None, "Xinhua", date(2019, 3, 5)),
    ("World\n\nEurope\n\nMarch 5, 2019", None, None, None, date(2019, 3, 5)),
    ("date 2019-03-05 The ministers in Oslo [GETTY]", None, None, None, date(2019, 3, 5)),
    ("Posted on March 5, 2019 by Ann Bell", None, "Ann Bell", None, date(2019, 3, 5)),
]


@pytest.mark.parametrize(("head", "title", "author", "publisher", "day"), HEADS)
def test_the_head_is_read_and_removed(
    head: str, title: str | None, author: str | None, publisher: str | None, day: date | None
) -> None:
    article = clean(f"{head}\n\n{LEAD}\n\n{MORE}")
    assert article.text.split("\n\n") == [LEAD, MORE]
    assert (article.title, article.author, article.publisher) == (title, author, publisher)
    assert article.published_start == article.published_end == day
    assert article.published_basis == ("dateline" if day else "unknown")


DATELINES = [
    ("ANKARA, March 5 (Xinhua) -- ", "Xinhua", None),
    ("ANKARA, March 5, 2019 (Xinhua) -- ", "Xinhua", date(2019, 3, 5)),
    ("BEIJING, Jan. 3 (AFP) - ", "Agence France-Presse", None),
    ("WASHINGTON (AP) — ", "Associated Press", None),
    ("CANBERRA, Australia (AP)_ ", "Associated Press", None),
    ("MOSCOW, March 4 /TASS/. ", "TASS", None),
    ("MOSCOW, August 21, 2017 (RIA Novosti) - ", "RIA Novosti", date(2017, 8, 21)),
    ("JERUSALEM/GAZA (Reuters) - ", "Reuters", None),
    ("March 5 (Reuters) - ", "Reuters", None),
    ("SANTIAGO, Chile, Aug 3, 2020 (AFP) - ", "Agence France-Presse", date(2020, 8, 3)),
    ("New Delhi, Mar 5 (PTI) ", "Press Trust of India", None),
    ("ISTANBUL — ", None, None),
    ("ISLAMABAD: ", None, None),
    ("UNITED NATIONS, Nov. 8 (Xinhua) -- ", "Xinhua", None),
    ("LONDON, 12 March 2020 – ", None, date(2020, 3, 12)),
    ("(CNN) — ", "CNN", None),
]


@pytest.mark.parametrize(("dateline", "publisher", "day"), DATELINES)
def test_datelines_are_read_and_removed(
    dateline: str, publisher: str | None, day: date | None
) -> None:
    article = clean(f"{dateline}{LEAD}\n\n{MORE}")
    assert article.text.split("\n\n") == [LEAD, MORE]
    assert article.publisher == publisher
    assert article.published_start == day


@pytest.mark.parametrize(
    "opening",
    [
        "Ankara and Moscow agreed on March 5 to patrol the road.",
        "The Associated Press (AP) said its office in Gaza was bombed.",
        "Georgia's parliament (Reuters) is in Tbilisi.",
        "Russia, China and Iran held a naval drill in the Gulf of Oman.",
    ],
)
def test_first_sentences_that_only_resemble_datelines_stay(opening: str) -> None:
    assert _paragraphs(f"{opening}\n\n{MORE}") == [opening, MORE]


REPAIRS = [
    (
        "âThe talks have failed,â he said in Oslo on Tuesday.",
        "“The talks have failed,” he said in Oslo on Tuesday.",
    ),
    (
        "Itâs over, the minister said, and they donât know why.",
        "It’s over, the minister said, and they don’t know why.",
    ),
    ("The presidentâs party â the largest â lost.", "The president’s party – the largest – lost."),
    (
        "â€œThe talks have failed,â€\x9d he said in Oslo.",
        "“The talks have failed,” he said in Oslo.",
    ),
    (
        "Recep Tayyip ErdoÄŸan met the ministers in Ankara.",
        "Recep Tayyip Erdoğan met the ministers in Ankara.",
    ),
    ("The price rose to Â£5 in London on Monday.", "The price rose to £5 in London on Monday."),
    (
        "Marks &amp; Spencer left Russia &quot;for good&quot;.",
        'Marks & Spencer left Russia "for good".',
    ),
    (
        "The château near Amiens and To Lâm of Vietnam, the âge d'or.",
        "The château near Amiens and To Lâm of Vietnam, the âge d'or.",
    ),
    (
        "The <b>army</b> took the <a href='/x'>airport</a>.<br>It fell at dawn.",
        "The army took the airport.\n\nIt fell at dawn.",
    ),
    ("The minister\u00a0said\u200b no\tto the offer.\x07", "The minister said no to the offer."),
    ("Cafe\u0301s were closed in Paris.", "Cafés were closed in Paris."),
]


@pytest.mark.parametrize(("raw", "repaired"), REPAIRS)
def test_characters_are_repaired(raw: str, repaired: str) -> None:
    assert clean(raw).text == repaired


def test_paragraphs_that_run_into_each_other_are_split() -> None:
    raw = "They said: “We have what we need there.”The Biggest Job Board for Spies - JOIN NOW"
    assert clean(raw).text == "They said: “We have what we need there.”"
    raw = 'The army left."We are free," a man said. The town was quiet.'
    assert _paragraphs(raw) == ["The army left.", '"We are free," a man said. The town was quiet.']


@pytest.mark.parametrize(
    "glued",
    ["The firm Amazon.Com said no.", "The U.S.-led force left.", "J.R.R. Ali of St.Petersburg"],
)
def test_points_within_names_do_not_split(glued: str) -> None:
    assert clean(f"{LEAD} {glued}").text == f"{LEAD} {glued}"


def test_hard_wrapped_lines_are_joined() -> None:
    raw = (
        "The foreign ministers of Norway and Finland met in Oslo on Tuesday to\n"
        "discuss the border. They agreed to reopen two crossing points before\n"
        "the winter, and to meet again in a Russian-\n"
        "speaking town near the border in the spring, a spokeswoman said.\n"
        "\n"
        "The talks had been broken off a year ago, when Finland closed all of\n"
        "the crossings.\n"
    )
    first, second = _paragraphs(raw)
    assert first.startswith("The foreign ministers") and "Oslo on Tuesday to discuss" in first
    assert (
        second
        == "The talks had been broken off a year ago, when Finland closed all of the crossings."
    )


def test_lines_are_paragraphs_where_they_are_not_wrapped() -> None:
    assert _paragraphs(f"{LEAD}\n{MORE}") == [LEAD, MORE]


def test_a_paragraph_broken_within_a_sentence_is_joined() -> None:
    raw = f"{LEAD}\n\nThe minister resigned one day after he\n\nhad lost the vote in parliament."
    assert (
        _paragraphs(raw)[1]
        == "The minister resigned one day after he had lost the vote in parliament."
    )


def test_the_list_of_related_stories_goes_with_its_headlines() -> None:
    raw = f"{LEAD}\n\n{MORE}\n\nRelated stories\n\nFinland votes on Sunday\n\nOil fund grows again"
    assert _paragraphs(raw) == [LEAD, MORE]


def test_menus_go() -> None:
    raw = f"News\n\nSport\n\nWeather\n\nOur shop\n\n{LEAD}\n\n{MORE}"
    assert _paragraphs(raw) == [LEAD, MORE]


def test_subheads_stay() -> None:
    assert _paragraphs(f"{LEAD}\n\nDifficult questions\n\n{MORE}") == [
        LEAD,
        "Difficult questions",
        MORE,
    ]


def test_a_given_title_is_not_repeated_in_the_text() -> None:
    raw = f"Border To Reopen Before Winter\n\n{LEAD}"
    record = json.dumps({"title": "Border to reopen before winter - BBC News", "text": raw})
    (document,) = read_documents(["-"], stdin=io.BytesIO(record.encode()))
    article = to_article(document)
    assert (article.title, article.text) == ("Border to reopen before winter", LEAD)


@pytest.mark.parametrize(
    "raw", ["Turkey, US sign deal", "Troops leave\n\nTalks begin\n\nShops open"]
)
def test_a_text_of_headlines_only_is_kept_as_text(raw: str) -> None:
    assert clean(raw).text == raw
    assert clean(raw).title is None


def test_pull_quotes_are_kept_once() -> None:
    assert _paragraphs(f"{LEAD}\n\n{MORE}\n\n{LEAD}") == [LEAD, MORE]


WILD = st.text(
    alphabet=st.one_of(
        st.sampled_from(
            list("aAbBtTsS.,:;!?“”\"'’-–— \n\n|()[]<>/&;#@0123456789âÂ€\x00\x85\u2028\ufffd")
        ),
        st.characters(),
    ),
    max_size=300,
)
MOSAIC = st.lists(
    st.sampled_from(
        [
            LEAD,
            MORE,
            *BOILERPLATE,
            *SENTENCES[:10],
            *(head for head, *_ in HEADS),
            "Difficult questions",
            "<p>",
            "<html>",
            "&lt;html&gt;",
            "&amp;lt;p&amp;gt;",
            "WASHINGTON (AP) — ",
            "By Ann Bell",
            "â",
            "News",
        ]
    ),
    max_size=8,
).flatmap(lambda parts: st.sampled_from(["\n\n", "\n", " ", ""]).map(lambda gap: gap.join(parts)))


def _is_clean(article: Article) -> None:
    text = article.text
    assert clean(text).text == text
    assert not [c for c in text if unicodedata.category(c) == "Cc" and c != "\n"]
    assert unicodedata.is_normalized("NFC", text)
    assert text == text.strip()
    assert (
        (article.status == "failed") == (text == "") == (article.error is not None and text == "")
    )


@settings(max_examples=150, deadline=None)
@given(WILD)
@example("&amp;amp;lt;b&amp;gt;")
@example("<html x\n")
def test_cleaning_any_text_twice_changes_nothing(raw: str) -> None:
    _is_clean(clean(raw))


@settings(max_examples=150, deadline=None)
@given(MOSAIC)
def test_cleaning_any_mosaic_twice_changes_nothing(raw: str) -> None:
    _is_clean(clean(raw))


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_give_an_article(raw: bytes) -> None:
    _is_clean(clean(raw))


MESSY_DATES = {
    "000": (date(2024, 3, 7), "dateline"),
    "001": (date(2017, 8, 21), "dateline"),
    "004": (None, "unknown"),
}
MESSY_NOISE = ("GETTY", "JOIN NOW", "WMD", "Dorian", "mailing list", "Radio Free", "date 2024")


def test_the_messy_articles(shared: Path) -> None:
    articles = [to_article(d) for d in read_documents([shared / "data/corpus/messy"])]
    for article, (key, (day, basis)) in zip(articles, MESSY_DATES.items(), strict=True):
        assert Path(article.path).name.startswith(key)
        assert (article.published_start, article.published_basis) == (day, basis)
        assert article.status == "coded"
        assert not [noise for noise in MESSY_NOISE if noise in article.text]
        assert article.text.endswith((".", "”", '"'))


def test_the_newswire_is_neither_failed_nor_skipped(shared: Path) -> None:
    documents = read_documents([shared / "data/corpus/newswire_dev.jsonl.gz"])
    articles = [to_article(d) for d in documents]
    assert len(articles) == 1226
    assert {a.status for a in articles} == {"coded"}
    assert {a.published_basis for a in articles} == {"given"}


TANGLES = [
    "Home > ", "facebook messenger ", "all cookies ", "A", "Aa-", "By Ann Bell ", "© Aa ",
    "[a", "<a ", "Mar 5 ", "(AP Photo ", "| a", "read more: ", "bin al ", "â", "{{", "share on ",
]  # fmt: skip


@pytest.mark.parametrize("unit", TANGLES)
def test_repetitive_text_does_not_tangle_the_patterns(unit: str) -> None:
    """Each would take hours if a pattern could match it in many ways."""
    for length in (650, 20_000):
        _is_clean(clean((unit * length)[:length] + " said it would leave."))


HEADLINE = "Border to reopen before winter"
MENU = ["Skip to content", "MENU", "Home\nWorld\nPolitics\nBusiness\nOpinion"]
DUMPS = {
    "a cable channel's page": [
        *MENU, HEADLINE, "By Ann Bell\n@annbell", "Published 12:30 PM EST, Mon March 4, 2019",
        "Facebook Tweet Email Link", LEAD, MORE, "Related article\nOil fund grows again",
        "Advertisement", "More from World\nStorm hits Bergen\nPope visits Malta",
        "© 2019 Cable News. All Rights Reserved.",
    ],
    "an agency's page": [
        f"{HEADLINE} | Reuters\nMarch 4, 2019 / 10:20 AM / 2 years ago\nAnn Bell\n2 Min Read",
        f"OSLO (Reuters) - {LEAD}", MORE, "Reporting by Ann Bell; Editing by Tom Hart",
        "Our Standards: The Thomson Reuters Trust Principles.",
    ],
    "a broadcaster's page": [
        "BBC News", HEADLINE, "4 March 2019", "Share", "Image source, Getty Images",
        "Image caption,", "The ministers met in Oslo", LEAD, MORE,
        "You may also be interested in:", "Why Svalbard is divided", "More on this story",
    ],
    "an update on the wire": [
        f"UPDATE 2-{HEADLINE}", "* Two crossing points to open",
        "* Sweden silent (Adds quotes, background)", "By Ann Bell", "March 4, 2019",
        f"OSLO, March 4 (Reuters) - {LEAD}", MORE,
    ],
    "an aggregator's dump": ["date 2019-03-04\n[ad_1]", LEAD, MORE, "[ad_2]", "Source link"],
    "a state agency's page": [
        HEADLINE, "Monday, 04 March 2019 12:00 AM", f"OSLO, Mar. 04 (MNA) – {LEAD}", MORE,
        "MNA/PR 4550123", "News ID 143020",
    ],
}  # fmt: skip


@pytest.mark.parametrize("name", DUMPS)
def test_dumps_of_whole_pages(name: str) -> None:
    article = clean("\n\n".join(DUMPS[name]))
    assert article.text.split("\n\n") == [LEAD, MORE]
    assert article.published_start == date(2019, 3, 4)
    assert article.title in {HEADLINE, None}
