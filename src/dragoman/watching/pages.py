"""From the pages that feeds name to Documents."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from dragoman.errors import InputError, UnavailableError
from dragoman.reading.decoding import refuse_binary
from dragoman.reading.streams import reason
from dragoman.records import Document
from dragoman.store.feeds import Page
from dragoman.watching.answers import Answer
from dragoman.watching.fetching import Web
from dragoman.watching.manners import Manners

_HTML = {"text/html", "application/xhtml+xml"}
_UNTOLD = {"", "application/octet-stream", "text/plain"}  # the reader looks at the text itself


async def fetch_pages(
    web: Web, pages: Sequence[Page], manners: Manners
) -> list[tuple[Page, Document | UnavailableError]]:
    """Each page as a Document, or why it must be tried again later."""
    return await asyncio.gather(*(_fetch(web, page, manners) for page in pages))


async def _fetch(
    web: Web, page: Page, manners: Manners
) -> tuple[Page, Document | UnavailableError]:
    try:
        return page, _document(page, await web.fetch(page.address, most=manners.most))
    except UnavailableError as error:
        if not error.asked or page.tries + 1 < manners.tries:
            return page, error
        return page, Document(page.address, error=f"{error}, tried {manners.tries} times")
    except Exception as error:  # whatever a server sends must not stop the watch
        return page, Document(page.address, error=reason(error))


def _document(page: Page, answer: Answer) -> Document:
    if answer.media not in _HTML | _UNTOLD:
        raise InputError(f"no web page but {answer.media[:80]}: only pages and plain text are read")
    refuse_binary(answer.body[:512])
    return Document(
        page.address,
        content=answer.text,
        is_html=answer.media in _HTML,
        url=str(answer.url),
    )
