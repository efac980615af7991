"""Web pages: the article is kept, the page around it goes, dates are what the page says."""

from __future__ import annotations

from datetime import date

import pytest

from dragoman.reading import clean, to_article
from dragoman.reading.decoding import decode
from dragoman.records import Document

LEAD = "The foreign ministers of Norway and Finland met in Oslo on Tuesday to discuss the border."
MORE = "They agreed to reopen two crossing points before the winter, a spokeswoman said."
LAST = "The border had been closed since 2018, when a row over fishing broke out."

FULL = f"""<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">
<title>Border To Reopen Before Winter | Northern Herald</title>
<meta property="og:site_name" content="Northern Herald">
<meta property="og:title" content="Border To Reopen Before Winter">
<meta name="author" content="Ann Bell">
<link rel="canonical" href="https://herald.example/news/border">
<meta property="article:published_time" content="2019-03-05T10:20:00+01:00">
<meta property="article:modified_time" content="2021-11-09T10:20:00+01:00"></head><body>
<div id="cookie-banner"><p>We use cookies to give you the best experience.</p></div>
<nav><ul><li><a href="/">Home</a></li><li><a href="/w">World</a></li></ul></nav>
<main><article><h1>Border To Reopen Before Winter</h1><p class="byline">By Ann Bell</p>
<time datetime="2019-03-05">March 5, 2019</time>
<figure><img src="a.jpg"><figcaption>The ministers in Oslo. Photo: Tom Hart</figcaption></figure>
<p>{LEAD}</p><p>{MORE}</p><div class="ad">Advertisement</div><h2>Difficult questions</h2>
<p>{LAST}</p><p>Read more: <a href="/x">Oil fund grows again</a></p>
<div class="share"><a>Share on Facebook</a> <a>Tweet</a></div></article>
<aside><h3>Most read</h3><ul><li><a href="/1">Whale seen off Bergen</a></li></ul></aside></main>
<footer><p>© 2026 Northern Herald. All rights reserved. Privacy Policy</p></footer></body></html>"""


def _page(body: str, head: str = "") -> str:
    title = "<title>Border to reopen before winter</title>"
    return f"<html><head>{title}{head}</head><body>{body}</body></html>"


def test_an_article_is_taken_out_of_its_page() -> None:
    article = clean(FULL)
    assert article.text.split("\n\n") == [LEAD, MORE, "Difficult questions", LAST]
    assert article.title == "Border To Reopen Before Winter"
    assert (article.author, article.publisher) == ("Ann Bell", "Northern Herald")
    assert article.url == "https://herald.example/news/border"
    assert (article.published_start, article.published_end) == (date(2019, 3, 5), date(2019, 3, 5))
    assert article.published_basis == "metadata"


BODIES = {
    "a single paragraph": (
        f'<div><a href="/">Home</a></div><p>{LEAD}</p><p>© 2020 Herald</p>',
        [LEAD],
    ),
    "lines in a div": (
        f'<div><a href="/">Home</a> | <a href="/w">World</a></div>'
        f"<div>{LEAD}<br><br>{MORE}<br><br>{LAST}</div>",
        [LEAD, MORE, LAST],
    ),
    "a layout of tables": (
        f'<table><tr><td><a href="/">Home</a><br><a href="/w">World</a></td>'
        f"<td><p>{LEAD}</p><p>{MORE}</p></td></tr></table>",
        [LEAD, MORE],
    ),
}


@pytest.mark.parametrize("name", BODIES)
def test_short_and_old_pages(name: str) -> None:
    body, paragraphs = BODIES[name]
    assert clean(_page(body)).text.split("\n\n") == paragraphs


def test_html_in_a_record_is_told_by_its_content() -> None:
    fragment = f"<p>{LEAD}</p>\n<p>{MORE}</p><script>alert(1)</script><style>p {{}}</style>"
    assert to_article(Document("a#1", content=fragment)).text.split("\n\n") == [LEAD, MORE]
    assert to_article(Document("a#1", content=FULL)).text == clean(FULL).text


EMPTY = [
    "<html><body></body></html>",
    "<html><body><nav><a>Home</a><a>News</a></nav><script>var x = 1</script></body></html>",
    '<html><body><div><a href="a">Home</a> <a href="b">Business news</a></div></body></html>',
    "<html><body><p>We use cookies on this site to improve your visit.</p></body></html>",
    "<html>" + "<div>" * 20_000 + LEAD,
]


@pytest.mark.parametrize("page", EMPTY, ids=range(len(EMPTY)))
def test_pages_without_an_article_fail(page: str) -> None:
    article = clean(page)
    assert (article.status, article.text) == ("failed", "")
    assert "no article text" in str(article.error)


DAYS = {
    "structured data": (
        '<script type="application/ld+json">{"@type": "NewsArticle", '
        '"datePublished": "2019-03-05T08:00Z", "dateModified": "2021-01-01"}</script>',
        (date(2019, 3, 5), date(2019, 3, 5)),
    ),
    "a meta tag": ('<meta name="date" content="2019-03-05">', (date(2019, 3, 5), date(2019, 3, 5))),
    "a month only": ('<meta name="date" content="2019-03">', (date(2019, 3, 1), date(2019, 3, 31))),
    "the address": (
        '<link rel="canonical" href="https://herald.example/2019/03/05/border">',
        (date(2019, 3, 5), date(2019, 3, 5)),
    ),
    "no date": ("", (None, None)),
}


@pytest.mark.parametrize("name", DAYS)
def test_the_date_is_the_pages_and_not_one_that_the_text_mentions(name: str) -> None:
    head, days = DAYS[name]
    text = f"<p>{LEAD}</p><p>In statements of 2020-02-02 and January 5, 2018, they said no.</p>"
    article = clean(_page(text + "<footer>Updated 2026-01-01. © 2026</footer>", head))
    assert (article.published_start, article.published_end) == days


def test_the_byline_in_the_text_dates_a_page_without_metadata() -> None:
    article = clean(
        _page(
            "<h2>Border to reopen</h2><p>By Ann Bell</p><p>March 5, 2019</p>"
            f"<p>{LEAD}</p><p>{MORE}</p>"
        )
    )
    assert article.text.split("\n\n") == [LEAD, MORE]
    assert (article.author, article.published_start) == ("Ann Bell", date(2019, 3, 5))


def test_the_declared_encoding_of_a_page_counts() -> None:
    page = _page(f"<p>{LEAD} Čaputová agreed.</p>", '<meta charset="windows-1250">')
    assert "Čaputová" in clean(page.encode("cp1250")).text


@pytest.mark.parametrize("encoding", ["punycode", "-Punycode-", "idna"])
def test_a_page_is_not_in_an_encoding_of_domain_names(encoding: str) -> None:
    """Their decoders take time that grows with the square of the length: hours for a large page."""
    raw = f'<meta charset="{encoding}"><p>{LEAD}'.encode() + b"\xe9-" + b"a" * 3_000_000
    assert decode(raw).startswith("<meta")
