"""The bundled articles, read and cleaned: dates, language, no boilerplate, nothing lost."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from dragoman.merging import find_duplicates
from dragoman.reading import read_documents, to_article
from dragoman.records import Article

PUBLISHED = {
    "abraham-accords.html": ("2020-09-15", "metadata"),
    "afghan-doha.txt": ("2020-02-29", "dateline"),
    "barkhane-mali.txt": (None, "unknown"),
    "bashir-ousted.txt": ("2019-04-11", "dateline"),
    "chile-apec.html": ("2019-10-30", "dateline"),
    "congo-rwanda-washington.txt": ("2025-06-27", "dateline"),
    "earthquake-aid.md": ("2023-02-11", "given"),
    "embassy-quito.txt": ("2024-04-06", "dateline"),
    "expulsions-coastal-mirror.txt": ("2018-03-26", "dateline"),
    "expulsions-north-sea-post.html": ("2018-03-26", "metadata"),
    "farc-peace.html": ("2016-09-26", "metadata"),
    "farc-vote.txt": ("2016-10-03", "dateline"),
    "gaza-first-hostages.html": ("2025-01-20", "metadata"),
    "gaza-truce-doha.txt": ("2025-01-15", "dateline"),
    "grain-deal-istanbul.html": ("2022-07-22", "metadata"),
    "gulf-rift.csv#1": ("2017-06-05", "given"),
    "gulf-rift.csv#2": ("2021-01-05", "given"),
    "hong-kong-tear-gas.txt": ("2019-06-12", "dateline"),
    "indian-pilot.txt": (None, "unknown"),
    "iran-deal-vienna.html": ("2015-07-14", "metadata"),
    "karabakh-truce.txt": ("2020-11-10", "dateline"),
    "myanmar-coup.warc.gz": ("2021-02-01", "metadata"),
    "niger-ecowas.html": ("2023-07-30", "metadata"),
    "prespa-signing.txt": ("2018-06-17", "dateline"),
    "pretoria-truce.txt": ("2022-11-02", "dateline"),
    "razoni-sails.txt": ("2022-08-01", "dateline"),
    "ryanair-belarus.html": ("2021-05-24", "metadata"),
    "saudi-iran.jsonl#1": ("2023-03-10", "given"),
    "saudi-iran.jsonl#2": ("2023-04-06", "given"),
    "second-thomas-shoal.txt": ("2023-08-09", "dateline"),
    "seoul-martial-law.html": ("2024-12-04", "metadata"),
    "singapore-summit.txt": ("2018-06-12", "dateline"),
    "sweden-nato.txt.gz": ("2024-02-26", "dateline"),
    "trade-war.jsonl#1": ("2018-07-06", "given"),
    "trade-war.jsonl#2": ("2020-01-15", "given"),
    "trump-iran-deal.txt": ("2018-05-08", "dateline"),
}

BOILERPLATE = {
    "abraham-accords.html": ["cookies", "Support us", "AP Photo", "Read also", "Camp David left",
                             "Share on", "Filed under", "You may also like", "reader-supported"],
    "afghan-doha.txt": ["AP Photo", "Khalilzad, left", "18:40 GMT", "All rights reserved"],
    "bashir-ousted.txt": ["Nile Agency", "Additional reporting", "11 April 2019"],
    "chile-apec.html": ["Peru", "Like us on Facebook", "Weather", "27°C", "by Inés Calfuco"],
    "congo-rwanda-washington.txt": ["Rift Valley Courier"],
    "earthquake-aid.md": ["source:", "Hasmik", "Getty", "quake.jpg", "**", "](#", "newsletter",
                         "Did you like"],
    "embassy-quito.txt": ["Andes Bulletin", "EFE/Archive", "____"],
    "expulsions-coastal-mirror.txt": ["Staff and agencies", "Photo: Reuters", "got a story",
                                      "newsdesk", "Comments are closed"],
    "expulsions-north-sea-post.html": ["cookies", "Fishing", "17:05", "Follow the", "Herring"],
    "farc-peace.html": ["Crossword", "free articles left", "podcast", "Trending", "Careers",
                        "LUCÍA", "Northern Ledger"],
    "farc-vote.txt": ["Published:", "Text size", "weekly digest", "email address", "___",
                      "Northern Ledger"],
    "gaza-first-hostages.html": ["ADVERTISEMENT", "Donate", "By Miriam Adler", "Lantern Post"],
    "gaza-truce-doha.txt": ["Posted on", "Photo: AFP", "TAGS", "Leave a Reply", "â", "Ã",
                             "“Israel"],
    "grain-deal-istanbul.html": ["Jobs", "Caravel News", "Back to top", "Advertisement"],
    "gulf-rift.csv#1": ["Meridian Dispatch"],
    "gulf-rift.csv#2": ["Handout", "REUTERS"],
    "hong-kong-tear-gas.txt": ["GETTY", "date 2019", "â"],
    "indian-pilot.txt": ["Punjab Mail Service"],
    "iran-deal-vienna.html": ["cookie", "Accept all", "Weather", "By Eleanor", "Getty",
                              "centrifuge works", "Sign up", "Ferry timetable", "All rights"],
    "karabakh-truce.txt": ["SUBSCRIBE", "By Anna", "mailing list", "Telegram"],
    "myanmar-coup.warc.gz": ["cookies", "Lifestyle", "EPA-EFE", "By Thandar", "archive",
                             "Reproduction"],
    "niger-ecowas.html": ["Log in", "Football", "BREAKING", "[AFP]", "Advertisement", "WhatsApp",
                          "What Niger exports", "published in Abuja", "Kone in Abuja"],
    "prespa-signing.txt": ["Aegean Wire"],
    "pretoria-truce.txt": ["Veld Wire"],
    "razoni-sails.txt": ["By Lale", "[REUTERS]", "ADVERTISEMENT", "Also read", "newsletter"],
    "ryanair-belarus.html": ["Your privacy", "partners", "Lietuviškai", "Copy link", "supporter",
                             "Amber"],
    "second-thomas-shoal.txt": ["Typhoon Bay Herald", "RELATED STORIES", "Fishermen stay", "READ:"],
    "seoul-martial-law.html": ["ORCHID WIRE", "KST", "(Yonhap)", "Unauthorised", "Most viewed",
                               "kimchi"],
    "singapore-summit.txt": ["Source:", "Orchid Wire", "21:14:07", "Enditem", "KEY WORDS"],
    "sweden-nato.txt.gz": ["Baltic Beacon"],
    "trade-war.jsonl#2": ["[REUTERS]", "shake hands", "Subscribe", "Capital Observer"],
    "trump-iran-deal.txt": ["[ad_", "By Martin", "caption", "AP Photo", "READ MORE", "Share this",
                            "Click to share", "Source link"],
}  # fmt: skip


def name(path: str) -> str:
    """An article's name here: its file's, with the number in a file that holds several."""
    file, _, member = Path(path).name.partition("#")
    return f"{file}#{member}" if member.isdigit() else file


@pytest.fixture(scope="module")
def articles(examples: Path) -> dict[str, Article]:
    found = {name(d.path): to_article(d) for d in read_documents([str(examples)])}
    assert found
    return found


def gold() -> Iterator[dict[str, str]]:
    lines = Path(__file__).with_name("data") / "examples_gold.jsonl"
    yield from map(json.loads, lines.read_text(encoding="utf-8").splitlines())


def test_every_article_is_read(articles: dict[str, Article]) -> None:
    assert sorted(articles) == sorted(PUBLISHED)


@pytest.mark.parametrize("file", PUBLISHED)
def test_publication_date(articles: dict[str, Article], file: str) -> None:
    day, basis = PUBLISHED[file]
    expected = date.fromisoformat(day) if day else None
    article = articles[file]
    assert (article.published_start, article.published_end) == (expected, expected)
    assert article.published_basis == basis


@pytest.mark.parametrize("file", BOILERPLATE)
def test_no_boilerplate(articles: dict[str, Article], file: str) -> None:
    text = articles[file].text
    assert [snippet for snippet in BOILERPLATE[file] if snippet in text] == []


def test_no_news_is_lost(articles: dict[str, Article]) -> None:
    assert [g for g in gold() if g["sentence"] not in articles[g["file"]].text] == []


def test_the_article_in_french_is_skipped(articles: dict[str, Article]) -> None:
    others = {file for file, article in articles.items() if article.status != "coded"}
    assert others == {"barkhane-mali.txt"}
    skipped = articles["barkhane-mali.txt"]
    assert (skipped.status, skipped.language) == ("skipped", "fr")
    assert skipped.error


def test_the_story_in_two_papers_is_found_once(articles: dict[str, Article]) -> None:
    ids = {article.article_id: file for file, article in articles.items()}
    pairs = find_duplicates(articles.values())
    assert {frozenset((ids[a], ids[b])) for a, b in pairs.items()} == {
        frozenset(("expulsions-north-sea-post.html", "expulsions-coastal-mirror.txt"))
    }


def test_half_repaired_quotation_marks(articles: dict[str, Article]) -> None:
    text = articles["hong-kong-tear-gas.txt"].text
    assert "Clearly, this is no longer a peaceful assembly but a blatant, organised riot," in text
    assert "it's hard to get" in text.replace("’", "'")
    assert "Netanyahu's office said" in articles["gaza-truce-doha.txt"].text.replace("’", "'")
    assert "António Guterres" in articles["gaza-truce-doha.txt"].text
