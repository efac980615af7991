"""Worker processes, among which documents and articles are divided.

What comes back is in the order of what went in, so that nothing depends on how many workers there
are or which of them is the quickest. A worker that dies or hangs costs one article, no more.
"""

from __future__ import annotations

import os
import pickle
import tempfile
import threading
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import replace
from datetime import date
from functools import cached_property
from itertools import count
from pathlib import Path
from queue import PriorityQueue
from typing import TYPE_CHECKING, Any, Self, cast

from dragoman.engine.coders import ArticleCoder, Registered
from dragoman.engine.processes import TIME_LIMIT, Worker, WorkerDiedError
from dragoman.engine.worker import Cleaning, Coding, Listing, Request
from dragoman.errors import WorkerError
from dragoman.reading import to_article
from dragoman.records import Article, Document, Mention

if TYPE_CHECKING:
    from dragoman.dating import DatedTexts

# A worker takes less than 1 GB; half of the machine's memory is left to others.
_WORKER_MEMORY = 1024**3
# How much is read ahead of what is coded.
_DOCUMENTS_AHEAD, _CHARACTERS_AHEAD = 64, 2_000_000
# A batch has work for so many workers.
_WORKERS_A_BATCH = 4
# Another worker starts when so many requests wait for each that there is.
_WAITING_A_WORKER = 8
_SECONDS_TO_WAKE = 0.1


def usable_processes() -> int:
    """As many workers as there are cores for this process, and memory for them."""
    with suppress(AttributeError, ValueError, OSError):  # not on every system
        memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
        cores = len(os.sched_getaffinity(0))
        return max(1, min(cores, memory // 2 // _WORKER_MEMORY))
    return os.cpu_count() or 1


class Crew:
    """Cleans documents and codes articles in worker processes; an `ArticleCoder`.

    Args:
        make_coder: called in each worker when it codes its first article; must be picklable.
        processes: the most workers; they start as there is work for them.
        time_limit: seconds that an article may take, apart from one for each thousand characters;
            one that takes longer comes back as failed.
    """

    def __init__(
        self,
        make_coder: Callable[[], ArticleCoder],
        processes: int,
        time_limit: float = TIME_LIMIT,
    ) -> None:
        self.processes = processes
        self.seconds: Counter[str] = Counter()
        self._make_coder = make_coder
        self._time_limit = time_limit
        self._tasks: PriorityQueue[tuple[int, int, Request | None, Future[Any]]] = PriorityQueue()
        self._numbers = count()
        self._workers: list[Worker] = []
        self._threads: list[threading.Thread] = []
        self._lock = threading.Lock()
        self._dated: tuple[DatedTexts, Path] | None = None
        self._folder = tempfile.TemporaryDirectory(prefix="dragoman-")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def ahead(self) -> int:
        """How many batches a `Run` does well to hand over before it stores the first."""
        return 1 + self.processes // _WORKERS_A_BATCH

    @cached_property
    def register(self) -> Registered:
        """The actors that the workers know."""
        return cast(Registered, self._ask(Listing(), 0).result())

    def clean(
        self, documents: Iterable[Document], published: date | None = None
    ) -> Iterator[Article]:
        """The articles of some documents; see `reading.to_article`."""
        ahead: deque[tuple[Document, Future[Article]]] = deque()
        characters = 0
        for document in documents:
            ahead.append((document, self._ask_to_clean(document, published)))
            characters += len(document.content)
            while len(ahead) > _DOCUMENTS_AHEAD or characters > _CHARACTERS_AHEAD:
                characters -= len(ahead[0][0].content)
                yield _cleaned(*ahead.popleft())
        while ahead:
            yield _cleaned(*ahead.popleft())

    def code_articles(
        self, articles: Iterable[Article], dated: DatedTexts | None = None
    ) -> Iterator[tuple[Article, list[Mention]]]:
        """See `Coder.code_articles`. The work begins at once, not when the first is asked for."""
        file = self._file(dated) if dated else None
        coded = [(article, self._ask(Coding(article, file), 1)) for article in articles]
        return (_coded(*each) for each in coded)

    def close(self) -> None:
        """End all workers, whatever they do."""
        for worker in self._workers:
            worker.close()
        # More than once, for Ctrl+C in the midst of a `put` may have cost a wake-up.
        while alive := [thread for thread in self._threads if thread.is_alive()]:
            for _ in alive:
                self._tasks.put((-1, next(self._numbers), None, Future()))
            for thread in alive:
                thread.join(_SECONDS_TO_WAKE)
        self._folder.cleanup()

    def _ask_to_clean(self, document: Document, published: date | None) -> Future[Article]:
        if document.error is None:
            return self._ask(Cleaning(document, published), 0)
        done = Future[Article]()
        done.set_result(to_article(document))
        return done

    def _ask(self, request: Request, rank: int) -> Future[Any]:
        """Put a request in the queue, before those of a higher rank."""
        answer = Future[Any]()
        self._tasks.put((rank, next(self._numbers), request, answer))
        few = len(self._workers) < self.processes
        if few and self._tasks.qsize() > _WAITING_A_WORKER * len(self._workers):
            worker = Worker(self._make_coder, self._time_limit)
            thread = threading.Thread(target=self._serve, args=(worker,), daemon=True)
            self._workers.append(worker)
            self._threads.append(thread)
            thread.start()
        return answer

    def _serve(self, worker: Worker) -> None:
        """Hand one worker what is next, as long as there is something."""
        while True:
            _, _, request, answer = self._tasks.get()
            if request is None:
                return
            try:
                value, seconds = worker.ask(request)
            except Exception as error:
                answer.set_exception(error)
                continue
            with self._lock:
                self.seconds.update(seconds)
            answer.set_result(value)

    def _file(self, dated: DatedTexts) -> Path:
        """The texts as a file, for they are too many to be sent with each article."""
        if self._dated is None or self._dated[0] is not dated:
            path = Path(self._folder.name) / f"dated-{next(self._numbers)}"
            try:
                with path.open("wb") as file:
                    pickle.dump(dated, file, pickle.HIGHEST_PROTOCOL)
            except OSError as error:
                raise WorkerError(
                    f"the workers' files cannot be written to {path.parent}: {error.strerror};"
                    " free some space there, or set TMPDIR to another folder"
                ) from error
            self._dated = dated, path
        return self._dated[1]


def _cleaned(document: Document, answer: Future[Article]) -> Article:
    try:
        return answer.result()
    except WorkerDiedError as death:
        return to_article(replace(document, error=f"could not be cleaned: {death}"))


def _coded(
    article: Article, answer: Future[tuple[Article, list[Mention]]]
) -> tuple[Article, list[Mention]]:
    try:
        return answer.result()
    except WorkerDiedError as death:
        return replace(article, status="failed", error=f"could not be coded: {death}"), []
