"""Main text and metadata of web pages, by trafilatura and htmldate."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from typing import Any

import htmldate
import trafilatura
from trafilatura.settings import use_config

from dragoman.reading.dates import DATE, Interval, date_in_url, parse_date

for _library in ("trafilatura", "htmldate"):  # what they warn of is recorded in the Article
    logging.getLogger(_library).setLevel(logging.CRITICAL)

_PAGE = re.compile(r"<!doctype html[^>]*>|<(?:html|head|body)(?:\s[^<>]*)?>", re.IGNORECASE)
_PRUNED = [
    "//figcaption",
    "//nav",
    "//footer",
    "//form",
    "//*[contains(concat(' ', @class, ' '), ' caption ') or contains(@class, 'caption-text')]",
    "//*[contains(@class, 'cookie') or contains(@id, 'cookie')]",
]
_FREE_TEXT = (
    "//p[not(contains(@class, 'dat') or contains(@class, 'time') or contains(@class, 'publish')"
    " or contains(@class, 'byline') or contains(@class, 'meta'))]"
    "|//li|//blockquote|//img|//figure|//footer|//aside|//nav|//form"
    "|//script[not(contains(@type, 'ld+json'))]|//style|//comment()"
)
_SHORTEST_PARAGRAPH = 5  # words, for pages too short for trafilatura


@dataclass(frozen=True, slots=True)
class Page:
    """What a web page holds of an article; `published` covers a day or a month."""

    text: str
    title: str | None = None
    author: str | None = None
    publisher: str | None = None
    url: str | None = None
    published: Interval | None = None


def is_page(text: str) -> bool:
    """Whether a text is the source of a whole web page."""
    return bool(_PAGE.search(text, 0, 5000))


def read_page(html: str, url: str | None = None) -> Page:
    """The article in a page, with menus, forms and captions left out."""
    tree = trafilatura.load_html(html)
    if tree is None:
        return Page(text="", url=url)
    found = _extract(html, url)
    text = (found.text if found else "") or _plain_paragraphs(tree)
    metadata = found or trafilatura.extract_metadata(tree, default_url=url)
    address = url or (metadata.url if metadata else None)
    if not metadata:
        return Page(text=text, url=address, published=_published(tree, html, address))
    return Page(
        text=re.sub(r"^[-*•] ", "", text, flags=re.MULTILINE).replace("\n", "\n\n"),
        title=metadata.title,
        author=metadata.author.replace(";", ",") if metadata.author else None,
        publisher=metadata.sitename,
        url=address,
        published=_published(tree, html, address),
    )


def _extract(html: str, url: str | None) -> Any:
    config = use_config()
    config.set("DEFAULT", "MIN_EXTRACTED_SIZE", "100")
    config.set("DEFAULT", "MIN_OUTPUT_SIZE", "20")
    return trafilatura.bare_extraction(
        html,
        url=url,
        with_metadata=True,
        include_comments=False,
        include_tables=False,
        prune_xpath=_PRUNED,
        date_extraction_params={"extensive_search": False, "original_date": True},
        config=config,
    )


def _plain_paragraphs(tree: Any) -> str:
    """The <p> elements that hold a sentence, for pages that trafilatura finds too short."""
    outside = "not(ancestor::nav or ancestor::footer or ancestor::form or ancestor::aside)"
    texts = (" ".join(p.text_content().split()) for p in tree.xpath(f"//p[{outside}]"))
    return "\n".join(text for text in texts if len(text.split()) >= _SHORTEST_PARAGRAPH)


def _published(tree: Any, html: str, url: str | None) -> Interval | None:
    """Date of the metadata, the address or the markup, never one that the running text mentions.

    htmldate, where it finds nothing else, takes dates from the text; so the text is cut away.
    """
    for element in tree.xpath(_FREE_TEXT):
        if element.getparent() is not None:
            element.getparent().remove(element)
    found = htmldate.find_date(tree, extensive_search=False, original_date=True, url=url)
    return (_evidenced(found, html) if found else None) or (date_in_url(url) if url else None)


def _evidenced(found: str, html: str) -> Interval | None:
    """The date if the page names that day; htmldate makes up days for a month such as 2019-03."""
    day = parse_date(found)
    year, month, _ = found.split("-")
    if found.replace("-", "") in html or found.replace("-", "/") in html:
        return day
    if any(parse_date(match[0]) == day for match in re.finditer(DATE, html)):
        return day
    return (
        parse_date(f"{year}-{month}") if re.search(rf"{year}[-/]{month}(?![-/\d])", html) else None
    )
