"""What was sent in one upload, and the articles in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from dragoman.records import Article, Document

MOST_DOCUMENTS = 10_000
_LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Pasted:
    """A text from the clipboard, with what is known of it."""

    text: str
    title: str | None = None
    publisher: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Sent:
    """Files, which lie under their numbers in a folder, with their names; and a pasted text.

    `published` is the day of publication of all, whatever they say themselves.
    """

    folder: Path
    names: list[str]
    pasted: Pasted | None
    published: date | None

    def articles(self) -> Iterator[Article]:
        """The articles, no more than MOST_DOCUMENTS of them; the last then says so."""
        from dragoman.reading import to_article

        for number, document in enumerate(self._documents()):
            if number == MOST_DOCUMENTS:
                why = f"only the first {MOST_DOCUMENTS:,} articles of an upload are read"
                rest = Document(document.path, error=f"{why}: `dragoman code` reads any number")
                yield to_article(rest)
                return
            yield to_article(document, self.published)

    def _documents(self) -> Iterator[Document]:
        from dragoman.reading import read_stream

        if self.pasted is not None:
            yield Document(
                f"pasted/{datetime.now(UTC):%Y-%m-%dT%H:%M:%S}",
                content=self.pasted.text,
                title=self.pasted.title or None,
                publisher=self.pasted.publisher or None,
                url=self.pasted.url or None,
            )
        for number, name in enumerate(self.names):
            with (self.folder / str(number)).open("rb") as stream:
                yield from read_stream(f"upload/{name}", stream)


def shown_name(name: str) -> str:
    """A file's name as it is shown: without folders and what does not print."""
    name = re.split(r"[/\\]", name)[-1]
    return "".join(c for c in name if c.isprintable())[-_LONGEST_NAME:].strip() or "a file"
