"""A worker process, seen from the one that started it."""

from __future__ import annotations

import logging
import os
import pickle
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import IO, Any, cast

from dragoman.engine.coders import ArticleCoder
from dragoman.engine.worker import Request
from dragoman.errors import ModelError, WorkerError

# Seconds that a request may take, whatever its length and for each thousand characters.
TIME_LIMIT = 60.0
_SECONDS_A_THOUSAND = 1.0
_SECONDS_TO_END = 5.0
_TOOK_TOO_LONG = 1  # the exit code of faulthandler's watchdog

# Each worker keeps to one core.
_ENVIRONMENT = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "TOKENIZERS_PARALLELISM": "false",
}
_log = logging.getLogger(__name__)


class WorkerDiedError(Exception):
    """A worker ended over a request; the message says how, for the reader."""


class Worker:
    """A worker process, which starts when it is first asked, and again where it has ended."""

    def __init__(self, make_coder: Callable[[], ArticleCoder], time_limit: float) -> None:
        self._make_coder = make_coder
        self._time_limit = time_limit
        self._process: subprocess.Popen[bytes] | None = None
        self._closed = False
        self._lock = threading.Lock()

    def ask(self, request: Request) -> tuple[Any, dict[str, float]]:
        """What was asked for, and the seconds it took by stage.

        Raises:
            WorkerDiedError: the worker took too long, or ended twice.
            ModelError: the coder cannot be made.
            WorkerError: the worker cannot be started.
        """
        limit = self._time_limit + request.characters / 1000 * _SECONDS_A_THOUSAND
        deaths = 0
        while True:
            began = float("inf")
            try:
                process = self._process or self._start()
                began = time.monotonic()
                _send(process, (limit, request))
                value, reason, seconds = pickle.load(cast(IO[bytes], process.stdout))
                break
            except (EOFError, OSError, ValueError, pickle.UnpicklingError) as broken:
                code = self._end(_SECONDS_TO_END)
                if self._closed:
                    raise WorkerDiedError("the run was ended") from broken
                if code == _TOOK_TOO_LONG and time.monotonic() - began >= limit:
                    raise WorkerDiedError(f"took longer than {limit:.0f} s") from broken
                deaths += code != 0  # with 0 it ended on purpose, between two requests
                _log.log(
                    logging.WARNING if code else logging.DEBUG,
                    "a worker has ended, another takes its place",
                    extra={"exit_code": code},
                )
                if deaths == 2:
                    raise WorkerDiedError(f"the worker process ended ({_ending(code)})") from broken
        if reason is not None:
            raise ModelError(reason)
        return value, seconds

    def close(self) -> None:
        """End the process; whoever waits for it gets an error."""
        with self._lock:
            self._closed = True
        self._end(0)

    def _start(self) -> subprocess.Popen[bytes]:
        """A new process. It sees the modules of this one, but not its `__main__`."""
        program = (
            f"import sys; sys.path[:] = {sys.path!r}\n"
            "from dragoman.engine.worker import main; main()"
        )
        with self._lock:
            if self._closed:
                raise EOFError
            self._process = process = subprocess.Popen(
                [sys.executable, "-P", "-c", program],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env=os.environ | _ENVIRONMENT,
            )
        try:
            _send(process, self._make_coder)
            pickle.load(cast(IO[bytes], process.stdout))
        except (EOFError, OSError, ValueError) as error:
            if self._closed:
                raise
            code = self._end(_SECONDS_TO_END)
            raise WorkerError(
                f"a worker process did not start ({_ending(code)}): what it wrote stands above;"
                " close other programs if memory is short"
            ) from error
        return process

    def _end(self, patience: float) -> int:
        """Wait for the process to end, then make it; its exit code."""
        with self._lock:
            process, self._process = self._process, None
        if process is None:
            return 0
        try:
            process.wait(patience)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        for stream in (process.stdin, process.stdout):
            with suppress(OSError):
                cast(IO[bytes], stream).close()
        return process.returncode


def _send(process: subprocess.Popen[bytes], value: object) -> None:
    stream = cast(IO[bytes], process.stdin)
    pickle.dump(value, stream, pickle.HIGHEST_PROTOCOL)
    stream.flush()


def _ending(code: int) -> str:
    return f"signal {-code}" if code < 0 else f"exit code {code}"
