"""What all requests share: the open dataset, who may do what, and results kept until it changes."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable, Collection, Hashable, Iterator
from concurrent.futures import Future, wait
from pathlib import Path
from typing import Annotated, Any, TypeVar, cast

from fastapi import Depends, Request

from dragoman.errors import UsageError
from dragoman.store import Dataset
from dragoman.web.search import Index
from dragoman.web.uploads import Uploads

T = TypeVar("T")
# Seconds that the end waits for what is in the making.
_PATIENCE = 10.0

LOOPBACK = ("localhost", "127.0.0.1", "::1")


class NotYetError(Exception):
    """What was asked for is being made, and takes longer than a page may."""


class Workbench:
    """One dataset, served.

    Args:
        db: an existing dataset's file; it stays open until `close`.
        read_only: open it so that other programs may read it too, and refuse every change.
        password: what a visitor must know; None lets everyone in who reaches the address.
        allowed_hosts: the names by which the server may be called, see `safety`.

    Raises:
        UsageError: there is no such file.
        StoreError: it is not a dataset, or another program has it open.
    """

    def __init__(
        self,
        db: Path,
        *,
        read_only: bool = False,
        password: str | None = None,
        allowed_hosts: Collection[str] = LOOPBACK,
    ) -> None:
        if not db.exists():
            raise UsageError(f"{db} does not exist: `dragoman code INPUT... --db {db}` makes it")
        self.dataset = Dataset(db, read_only=read_only)
        self.read_only = read_only
        self.password = password
        self.allowed_hosts = frozenset(allowed_hosts)
        self.secret = secrets.token_bytes(32)
        self.sessions: set[str] = set()
        self.search = Index(self.dataset.cursor())
        self.uploads = Uploads(self.dataset.cursor(), self.search.update)
        self._soon: dict[Hashable, Future[Any]] = {}

    def soon(self, key: Hashable, make: Callable[[Dataset], T], seconds: float | None) -> T:
        """What `Dataset.kept` gives, if it is there within some seconds; else it is made meanwhile.

        Raises:
            NotYetError: it is still being made.
        """

        if key not in self._soon or self._soon[key].done():
            self._soon[key] = Future()
            # The server ends without waiting for it, as it would for the thread of an executor.
            work = threading.Thread(target=self._fulfil, args=(self._soon[key], key, make))
            work.daemon = True
            work.start()
        try:
            return cast(T, self._soon[key].result(seconds))
        except TimeoutError:
            raise NotYetError from None

    def _fulfil(self, future: Future[T], key: Hashable, make: Callable[[Dataset], T]) -> None:
        try:
            with self.dataset.cursor() as dataset:
                future.set_result(dataset.kept(key, lambda: make(dataset)))
        except Exception as error:
            future.set_exception(error)

    def close(self) -> None:
        """End the work in the background and release the file.

        What is being made for `soon` is waited for a little. If it is not done then, it holds the
        file until the program ends; nothing of it need be written.
        """
        self.uploads.close()
        self.search.close()
        if not wait(self._soon.values(), _PATIENCE).not_done:
            self.dataset.close()


def workbench(request: Request) -> Workbench:
    """The workbench that a request is about."""
    return cast(Workbench, request.app.state.workbench)


Bench = Annotated[Workbench, Depends(workbench)]


def connected(bench: Bench) -> Iterator[Dataset]:
    """The dataset for one request, with its tables in brief.

    Requests run in threads, and each needs its own connection.
    """
    with bench.dataset.cursor() as dataset:
        dataset.lend_brief()
        yield dataset


Db = Annotated[Dataset, Depends(connected)]
