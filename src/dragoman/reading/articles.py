"""From a Document to an Article: main text, cleaning, dating, language, identity."""

from __future__ import annotations

import hashlib
import re
from dataclasses import fields, replace
from datetime import date
from pathlib import Path
from typing import Any

from dragoman.errors import InputError, UsageError
from dragoman.reading import dates
from dragoman.reading.cleaning import clean_text
from dragoman.reading.dates import Interval
from dragoman.reading.decoding import decode, refuse_binary
from dragoman.reading.heads import Findings
from dragoman.reading.languages import identify
from dragoman.reading.markdown import read_markdown
from dragoman.reading.paragraphs import ends_sentence
from dragoman.reading.patterns import publishers
from dragoman.reading.repair import repair
from dragoman.reading.streams import LIMIT, reason, too_large
from dragoman.reading.webpages import Page, is_page, read_page
from dragoman.records import Article, Document, PublishedBasis, encodable

_SITE_NAME = 3  # words: a page title this short may be the name of the site
_SITE = re.compile(r"\s+(?:[|–—·»]|-)\s+([^|–—·»]{2,40})$")


def clean(
    raw: str | bytes, path: str | Path | None = None, published: date | str | None = None
) -> Article:
    """Clean one document, text or HTML, into an Article.

    `path` names it (and tells Markdown by its suffix); `published` is its date where it is known:
    a date or a string such as "2024-03-07", "March 2024" or "2024". An unusable document gives an
    Article with status "failed" and the reason. Raises UsageError if `published` is no date.
    """
    given = _given(published)
    name = "" if path is None else str(path)
    try:
        document = _document(raw, name)
    except InputError as error:
        document = Document(name, error=reason(error))
    return _article(document, given)


def to_article(document: Document, published: date | None = None) -> Article:
    """Clean a Document into an Article; `published` overrides the date that the document tells.

    Documents with an error come out as "failed", those in another language than English as
    "skipped", each with the reason in `error`.
    """
    return _article(document, _given(published))


def _given(published: date | str | None) -> Interval | None:
    if published is None:
        return None
    interval = dates.parse_value(published)
    if interval is None:
        raise UsageError(
            f"{published!r} is no publication date; give it as YYYY-MM-DD, YYYY-MM or YYYY, "
            "not before 1800 nor in the future"
        )
    return interval


def _document(raw: str | bytes, name: str) -> Document:
    if isinstance(raw, bytes):
        refuse_binary(raw[:512])
        raw = decode(raw)
    if len(raw) > LIMIT:
        raise too_large()
    if name.lower().endswith((".md", ".markdown")):
        return read_markdown(name, raw)
    return Document(name, content=raw)


def _article(document: Document, given: Interval | None) -> Article:
    if document.error is not None:
        return _encodable(_failed(document, document.error))
    try:
        return _encodable(_cleaned(document, given))
    except Exception as error:  # a page that breaks a parser must not stop the run
        return _encodable(_failed(document, reason(error)))


def _encodable(article: Article) -> Article:
    values = {field.name: getattr(article, field.name) for field in fields(article)}
    texts: dict[str, Any] = {n: encodable(v) for n, v in values.items() if isinstance(v, str)}
    return replace(article, **texts)


def _failed(document: Document, why: str) -> Article:
    identity = document.content or f"{document.path}\n{why}"
    return Article(
        article_id=_digest(identity),
        path=document.path,
        text="",
        url=document.url,
        publisher=document.publisher,
        title=document.title,
        author=document.author,
        status="failed",
        error=why,
    )


def _digest(content: str) -> str:
    return hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _cleaned(document: Document, given: Interval | None) -> Article:
    page = _page(document)
    title = _known_title(document, page)
    text, findings = clean_text(page.text, title)
    if not text or (_is_html(document) and not any(map(ends_sentence, text.split("\n\n")))):
        return _failed(document, _no_text(document))
    published, basis = _published(document, page, findings, given)
    article = Article(
        article_id=_digest(document.content),
        path=document.path,
        text=text,
        url=document.url or page.url,
        publisher=_line(document.publisher or page.publisher or findings.publisher),
        title=title or _without_site(findings.title, None) or _line(page.title),
        author=_author(document.author or page.author or findings.author),
        language=identify(text),
        published_start=published[0] if published else None,
        published_end=published[1] if published else None,
        published_basis=basis,
        dateline_day=None if published else findings.day,
    )
    if article.language == "en":
        return article
    why = f"in another language than English ({article.language}); translate it to have it coded"
    return replace(article, status="skipped", error=why)


def _page(document: Document) -> Page:
    if _is_html(document):
        return read_page(document.content, document.url)
    return Page(text=document.content)


def _is_html(document: Document) -> bool:
    return document.is_html or is_page(document.content)


def _no_text(document: Document) -> str:
    if not document.content.strip():
        return "the document is empty"
    if _is_html(document):
        return "no article text in this page: only menus, scripts or notices; save the full article"
    return "no article text: nothing is left without boilerplate; check the file"


def _published(
    document: Document, page: Page, findings: Findings, given: Interval | None
) -> tuple[Interval | None, PublishedBasis]:
    """The first of: given with the run or the record, the page's metadata, the article's head."""
    if given or document.published:
        key = (document.published, document.published) if document.published else None
        return given or key, "given"
    metadata = page.published or (dates.date_in_url(document.url) if document.url else None)
    if metadata:
        refined = dates.complete(findings.day, metadata) if findings.day else None
        return (refined if refined and metadata[0] != metadata[1] else metadata), "metadata"
    return (findings.published, "dateline") if findings.published else (None, "unknown")


def _line(text: str | None) -> str | None:
    """Metadata as one clean line, None if nothing is in it."""
    return " ".join(repair(text).split()) or None if text else None


def _known_title(document: Document, page: Page) -> str | None:
    """The title in the metadata, None where it may be the name of the site alone."""
    title = _without_site(_line(document.title or page.title), page.publisher)
    sure = document.title or (title and len(title.split()) > _SITE_NAME)
    return title if sure else None


def _without_site(title: str | None, publisher: str | None) -> str | None:
    site = _SITE.search(title) if title else None
    if title and site and (site[1] in publishers() or site[1] == publisher):
        return title[: site.start()]
    return title


def _author(author: str | None) -> str | None:
    line = _line(author)
    return re.sub(r"^(?:[Bb]y|BY)\s+", "", line) if line else None
