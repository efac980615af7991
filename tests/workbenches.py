"""Workbenches for tests: small datasets, some of them hostile, and a coder of one's own process."""

from __future__ import annotations

import atexit
import hashlib
import hmac
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient

from dragoman.actors import Register
from dragoman.engine.batches import in_batches, merge_all
from dragoman.records import Article
from dragoman.store import Dataset
from dragoman.web import create_app
from dragoman.web.uploads.sent import Sent
from samples import PlainCoder, article, mention

ADDRESS = "http://127.0.0.1:8571"


class PlainProcess(PlainCoder):
    """In place of `CodingProcess`: codes in this process, by `PlainCoder`."""

    def batches(self, sent: Sent) -> Iterator[list[Article]]:
        """What was sent, in batches."""
        return in_batches(sent.articles())

    def close(self) -> None:
        """Nothing is open."""


@contextmanager
def opened(db: Path, **options: Any) -> Iterator[TestClient]:
    """A browser at the workbench of a dataset; it brings the token with everything it changes."""
    app = create_app(db, **options)
    with TestClient(app, base_url=ADDRESS, follow_redirects=False) as client:
        if "password" not in options:
            client.headers["x-csrf-token"] = csrf_of(app)
            wait_until(lambda: _is_indexed(client))
        yield client


def csrf_of(app: Any) -> str:
    """The token of an application without a password."""
    return hmac.new(app.state.workbench.secret, b"", hashlib.sha256).hexdigest()


def wait_until(done: Callable[[], object]) -> None:
    """Wait for what is done in the background."""
    for _ in range(1200):
        if done():
            return
        time.sleep(0.05)
    raise AssertionError("it is still not done")


def _is_indexed(client: TestClient) -> bool:
    found = client.get("/api/v1/search?q=x").json()
    articles = client.get("/api/v1/overview").json()["totals"]
    return bool(found["indexed"] == articles["articles"] - articles["failed"])


def make_dataset(db: Path) -> Path:
    """Five events between states, told in three articles, one of them a reprint."""
    return Path(shutil.copy(_dataset(), db))


def make_named_dataset(db: Path) -> Path:
    """The same with the names of the whole register."""
    return Path(shutil.copy(_named_dataset(), db))


def _once(make: Callable[[Path], None]) -> Callable[[], Path]:
    """Makes a dataset for all tests of a process, to be copied."""

    @cache
    def made() -> Path:
        folder = Path(tempfile.mkdtemp(prefix="dragoman-tests-"))
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        make(folder / "news.duckdb")
        return folder / "news.duckdb"

    return made


@_once
def _dataset(db: Path) -> None:
    talks = "Turkey met Russia in Sochi on Thursday. Turkey attacked Syria on Wednesday."
    praise = "France praised Egypt for the truce. France met Egypt in Cairo."
    reprint = f"{talks} So it was reported."
    articles = [article(talks, article_id="a1"), article(praise, "2024-03-09", article_id="a2")]
    coded = list(PlainCoder().code_articles(articles))
    with Dataset(db) as dataset:
        dataset.write_register(PlainCoder.register.actors.values(), PlainCoder.register.roles)
        dataset.add(
            [*articles, _copy_of(article(reprint, article_id="a3"), "a1")],
            [m for _, found in coded for m in found]
            + [mention(praise, "praised", "FRA", "EGY", article_id="a2", days="2024-04-01",
                       event_type="SUPPORT", modality="planned", mention_id="planned")],
        )  # fmt: skip
        merge_all(dataset)


@_once
def _named_dataset(db: Path) -> None:
    register = Register.load()
    with Dataset(make_dataset(db)) as dataset:
        dataset.write_register(register.actors.values(), register.roles)


def _copy_of(copy: Article, original: str) -> Article:
    return replace(copy, status="duplicate", duplicate_of=original)


PAYLOADS = [
    "<script>alert('xss')</script>",
    "<img src=x onerror=alert('xss')>",
    "\"><svg onload=alert('xss')>",
    "' autofocus onfocus=alert('xss') x='",
    "{{ 7 * 7 }}{% raw %}",
    "</textarea></title></style><script src=//evil.example/xss></script>",
    "javascript:alert('xss')",
]


def make_hostile_dataset(db: Path) -> Path:
    """Articles whose text, title, publisher, author, address and file name are attacks."""
    articles, mentions = [], []
    for number, payload in enumerate(PAYLOADS):
        text = f"Turkey met {payload} Russia in {payload} on Thursday."
        about = dict.fromkeys(("title", "publisher", "author", "path"), f"{payload} {number}")
        item = replace(
            article(text, article_id=f"x{number}"), url=f"javascript:alert({number})", **about
        )
        articles.append(item)
        mentions.append(
            replace(
                mention(text, "met", "TUR", f"RUS {payload.replace(' ', '')}",
                        article_id=item.article_id, event_type="CONSULT"),
                attributed_to=payload,
                place_name=payload,
                date_text=payload,
                explanation=payload,
            )
        )  # fmt: skip
    failed = replace(
        article("", article_id="failed"), status="failed", error=PAYLOADS[1], path=PAYLOADS[0]
    )
    with Dataset(db) as dataset:
        dataset.write_register(PlainCoder.register.actors.values(), PlainCoder.register.roles)
        dataset.add([*articles, failed], mentions)
        merge_all(dataset)
    return db
