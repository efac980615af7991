"""Reading and coding in a process of its own.

The language model keeps Python's lock for seconds at a time, during which no page would be served;
and a file that breaks a parser, or unpacks to more than the memory holds, ends that process only.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import cached_property
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, Any

from dragoman.errors import DataFileError, InputError, ModelError
from dragoman.records import Article, Mention
from dragoman.web.uploads.sent import Sent

if TYPE_CHECKING:
    from dragoman.actors import Register
    from dragoman.dating import DatedTexts

Coded = list[tuple[Article, list[Mention]]]
_AT_ONCE = 8  # articles: progress is seen after so many


class Stopped(BaseException):
    """Ends a run early, as Ctrl-C does: what is coded by then is kept."""


class CodingProcess:
    """A coder (see `engine.ArticleCoder`) that reads and codes elsewhere.

    The process starts when there is something to do, and again where it has died.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._closed = False
        self._running: tuple[Any, Connection] | None = None

    @cached_property
    def register(self) -> Register:
        """The register of actors that come with Dragoman, by which the process codes."""
        from dragoman.actors import Register

        return Register.load()

    def batches(self, sent: Sent) -> Iterator[list[Article]]:
        """What was sent, read and cleaned, in batches for a `Run`.

        Raises:
            InputError: the process died of it.
        """
        try:
            self._call(_begin, sent)
            while batch := self._call(_read_on):
                yield batch
        except EOFError as error:
            raise InputError(
                "reading it broke the reader, or took more memory than there is: send it in parts"
            ) from error

    def code_articles(
        self, articles: Iterable[Article], dated: DatedTexts | None = None
    ) -> Iterator[tuple[Article, list[Mention]]]:
        """See `Coder.code_articles`. Raises EOFError where the process dies of it."""
        articles = list(articles)
        at_once = len(articles) if dated else _AT_ONCE  # texts of a whole dataset are sent once
        for start in range(0, len(articles), at_once):
            yield from self._call(_code, articles[start : start + at_once], dated)

    def close(self) -> None:
        """End the process, whatever it does; whoever waits for it gets `Stopped`."""
        self._closed = True
        self._end()

    def _call(self, function: Callable[..., Any], *arguments: Any) -> Any:
        connection = self._connection()
        try:
            connection.send((function, arguments))
            error, value = connection.recv()
        except (EOFError, OSError) as broken:
            self._end()
            if self._closed:
                raise Stopped from broken
            raise EOFError("the coder's process has ended") from broken
        if error:
            raise error(value) if error is ModelError else RuntimeError(value)
        return value

    def _connection(self) -> Connection:
        with self._lock:
            if self._closed:
                raise Stopped
            if self._running is None:
                context = get_context("spawn")
                here, there = context.Pipe()
                process = context.Process(target=_serve, args=(there,), daemon=True)
                process.start()
                there.close()
                self._running = process, here
            return self._running[1]

    def _end(self) -> None:
        with self._lock:
            if self._running is not None:
                process, connection = self._running
                process.kill()
                process.join()
                connection.close()
                self._running = None


def _serve(connection: Connection) -> None:
    """Do what is asked for, one thing after the other, until nobody asks any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the server, which then ends us
    with suppress(OSError):
        os.nice(5)  # pages first
    with suppress(EOFError, OSError):
        while True:
            function, arguments = connection.recv()
            answer: tuple[type[Exception] | None, Any]
            try:
                answer = None, function(*arguments)
            except (ModelError, DataFileError) as error:
                answer = ModelError, str(error)
            except Exception as error:
                answer = RuntimeError, f"{type(error).__name__}: {error}"
            connection.send(answer)


class _State:
    """What the process keeps between calls."""

    batches: Iterator[list[Article]] = iter(())
    coder: Any = None


def _begin(sent: Sent) -> None:
    from dragoman.engine import in_batches

    _State.batches = in_batches(sent.articles())


def _read_on() -> list[Article]:
    return next(_State.batches, [])


def _code(articles: list[Article], dated: DatedTexts | None) -> Coded:
    from dragoman.coding import Coder

    _State.coder = _State.coder or Coder()
    return list(_State.coder.code_articles(articles, dated))
