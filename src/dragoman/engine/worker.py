"""A worker process: it cleans documents and codes articles, one after the other, as it is asked.

It is started by a `Crew`. Requests come as pickles on its standard input, answers go out on its
standard output. It ends by itself when nobody asks any more, when a request takes longer than its
limit, and now and then between two requests, to give back memory (the language model keeps every
word that it has seen).
"""

from __future__ import annotations

import faulthandler
import gc
import os
import pickle
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dragoman.engine.coders import ArticleCoder, failed
from dragoman.errors import DataFileError, ModelError
from dragoman.garbage import uncollected
from dragoman.imports import defer_spacy_commands
from dragoman.reading import to_article
from dragoman.records import Actor, ActorRole, Article, Document, Mention
from dragoman.stages import spent, stage

if TYPE_CHECKING:
    from dragoman.dating import DatedTexts

_MOST_REQUESTS = 10_000
_FEWEST_REQUESTS = 200
_LARGE = 900 * 1024**2  # bytes: a worker that took as much ends after _FEWEST_REQUESTS
_MOST_MEMORY = 4 * 1024**3  # bytes: a request that needs more fails


@dataclass(frozen=True, slots=True)
class Cleaning:
    """A request for the Article of a document."""

    document: Document
    published: date | None

    @property
    def characters(self) -> int:
        return len(self.document.content)


@dataclass(frozen=True, slots=True)
class Coding:
    """A request for an article, dated where it was not, with its mentions.

    `dated` is a pickled `DatedTexts`.
    """

    article: Article
    dated: Path | None

    @property
    def characters(self) -> int:
        return len(self.article.text)


@dataclass(frozen=True, slots=True)
class Listing:
    """A request for the register by which the worker codes."""

    characters = 0


@dataclass(frozen=True, slots=True)
class Listed:
    """What a dataset holds of a register (see `coders.Registered`)."""

    actors: dict[str, Actor]
    roles: tuple[ActorRole, ...]


Request = Cleaning | Coding | Listing


def main() -> None:
    """Answer requests. The first pickle is a function that makes a coder.

    Requests come with the seconds they may take; answers are three: what was asked for, or None;
    why it cannot be had at all, or None; and the seconds that each stage took.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the one who asks
    requests = sys.stdin.buffer
    with suppress(EOFError, BrokenPipeError), os.fdopen(os.dup(1), "wb") as answers:
        os.dup2(2, 1)  # what a library prints must not stand among the answers
        _limit_memory()
        defer_spacy_commands()
        hands = _Hands(pickle.load(requests))
        for number in range(_MOST_REQUESTS):
            if number == 0:
                _answer(answers, "ready")
            limit, request = pickle.load(requests)
            try:
                value = hands.do(request, limit)
            except (ModelError, DataFileError) as error:
                _answer(answers, (None, str(error), {}))
                continue
            _answer(answers, (value, None, spent()))
            if hands.exhausted or (number >= _FEWEST_REQUESTS and _peak_memory() > _LARGE):
                break


def _answer(stream: Any, value: object) -> None:
    pickle.dump(value, stream, pickle.HIGHEST_PROTOCOL)
    stream.flush()


class _Hands:
    """Does what is asked, and makes the coder when it is first needed."""

    def __init__(self, make_coder: Callable[[], ArticleCoder]) -> None:
        self._make_coder = make_coder
        self.exhausted = False

    def do(self, request: Request, limit: float) -> object:
        match request:
            case Cleaning(document, published):
                with _at_most(limit), stage("cleaning"):
                    return to_article(document, published)
            case Coding(article, dated):
                coder, texts = self._coder, _dated_texts(dated) if dated else None
                with _at_most(limit):
                    return self._code(coder, article, texts)
            case Listing():
                register = self._coder.register
                return Listed(dict(register.actors), tuple(register.roles))

    @cached_property
    def _coder(self) -> ArticleCoder:
        with stage("loading models"), uncollected():
            try:
                coder = self._make_coder()
                gc.freeze()  # or it would be searched for what is no longer used, time and again
                return coder
            except (ModelError, DataFileError):
                raise
            except Exception as error:  # not the fault of the article at hand
                raise ModelError(f"the coder does not start: {error!r}") from error

    def _code(
        self, coder: ArticleCoder, article: Article, dated: DatedTexts | None
    ) -> tuple[Article, list[Mention]]:
        try:
            ((article, mentions),) = coder.code_articles([article], dated)
        except (ModelError, DataFileError):
            raise
        except Exception as error:
            self.exhausted = isinstance(error, MemoryError)
            return failed(article, error), []
        return article, mentions


@lru_cache(maxsize=1)
def _dated_texts(path: Path) -> DatedTexts:
    with path.open("rb") as file:
        texts: DatedTexts = pickle.load(file)
    return texts


@contextmanager
def _at_most(seconds: float) -> Iterator[None]:
    """End the process where this takes longer, even inside a library that does not return."""
    with Path(os.devnull).open("w") as nowhere:
        faulthandler.dump_traceback_later(seconds, exit=True, file=nowhere)
        try:
            yield
        finally:
            faulthandler.cancel_dump_traceback_later()


def _limit_memory() -> None:
    with suppress(ImportError, ValueError, OSError):  # not on every system, nor where it is lower
        import resource

        _, most = resource.getrlimit(resource.RLIMIT_DATA)
        resource.setrlimit(resource.RLIMIT_DATA, (_MOST_MEMORY, most))


def _peak_memory() -> int:
    """The most bytes that the process has taken; 0 where the system does not say."""
    try:
        import resource
    except ImportError:
        return 0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024
