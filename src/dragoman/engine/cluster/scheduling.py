"""Tasks on the workers of a Dask cluster. Only this module knows Dask."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from dragoman.engine.cluster.crews import crew, dismiss
from dragoman.engine.cluster.storage import needs_extra
from dragoman.engine.cluster.tasks import Job, Result
from dragoman.engine.summary import Progress
from dragoman.errors import UsageError, WorkerError
from dragoman.stages import spent

if TYPE_CHECKING:
    from distributed import Client

_SECONDS_TO_CONNECT = 10
_SECONDS_TO_JOIN = 60
_RETRIES = 2  # of a task that fails, for storage may; one whose worker dies is always tried again


@contextmanager
def connected(scheduler: str | None, processes: int) -> Iterator[Client]:
    """The workers of a scheduler, or so many processes of one's own.

    Raises:
        UsageError: Dask is missing, or there is no such scheduler.
        WorkerError: it has no workers.
    """
    try:
        from distributed import Client, LocalCluster
    except ImportError as error:
        raise UsageError(needs_extra("--engine dask")) from error
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    if scheduler is None:
        with (
            LocalCluster(
                processes,
                threads_per_worker=1,
                dashboard_address=":0",
                silence_logs=logging.CRITICAL,
            ) as cluster,
            Client(cluster) as client,
        ):
            yield client
        return
    try:
        client = Client(scheduler, timeout=_SECONDS_TO_CONNECT)
    except (OSError, ValueError) as error:
        raise UsageError(
            f"no Dask scheduler answers at {scheduler}: start one with `dask scheduler`, and give"
            " the address that it prints, such as tcp://host:8786"
        ) from error
    with client:
        try:
            client.wait_for_workers(1, _SECONDS_TO_JOIN)
        except TimeoutError as error:
            raise WorkerError(
                f"the scheduler at {scheduler} has no workers: start some, on any machine, with"
                f" `dask worker {scheduler} --nthreads 1`"
            ) from error
        try:
            yield client
        finally:
            with suppress(OSError):  # where the scheduler is gone, its workers are
                client.run(dismiss)


class Tasks:
    """Does the tasks of a job and keeps count; `seconds` has those of each stage of the work."""

    def __init__(self, client: Client, job: Job, on_progress: Callable[[Progress], None]) -> None:
        self.job = job
        self.seconds: Counter[str] = Counter()
        self._client = client
        self._on_progress = on_progress
        self._counts: Counter[str] = Counter()

    def do(
        self, name: str, function: Callable[..., Result], arguments: Sequence[tuple[Any, ...]]
    ) -> list[Result]:
        """The results of tasks, in their order; what was done by an earlier run is not done again.

        Args:
            name: of the stage.
            function: takes the job and the arguments of a task.
        """
        done = f"done-{name}"
        names = [f"{done}/{number:06}.json" for number in range(len(arguments))]
        kept = [f"{done}/{each}" for each in self.job.work.names(done) if each.endswith(".json")]
        results = dict(zip(kept, self.job.work.read_jsons(kept), strict=True))
        for result in results.values():
            self._count(result)
        left = [each for each in zip(names, arguments, strict=True) if each[0] not in results]
        given = [(each, function, its) for each, its in left]
        for at, result in self._work(name, _kept, given):
            results[left[at][0]] = result
            self._count(result)
        return [results[each] for each in names]

    def do_again(
        self, name: str, function: Callable[..., Any], arguments: Sequence[tuple[Any, ...]]
    ) -> list[Any]:
        """The results of tasks whose results are not kept."""
        found = dict(self._work(name, _do, [(function, given) for given in arguments]))
        return [found[number] for number in range(len(arguments))]

    def _work(
        self, name: str, do: Callable[..., Any], arguments: Sequence[tuple[Any, ...]]
    ) -> Iterator[tuple[int, Any]]:
        """Results with the numbers of their tasks, as they come."""
        from distributed import CancelledError, KilledWorker, as_completed

        futures = [
            self._client.submit(
                do, self.job, *given, key=f"{self.job.name}-{name}-{number}", retries=_RETRIES
            )
            for number, given in enumerate(arguments)
        ]
        numbers = {future.key: number for number, future in enumerate(futures)}
        completed = as_completed(futures)
        try:
            for future in completed:
                result, seconds = future.result()
                self.seconds.update(seconds)
                yield numbers[future.key], result
                future.release()
        except KilledWorker as death:
            raise WorkerError(
                f"workers died again and again over one task of the stage {name!r}: give them more"
                " memory; the same command goes on where this run ended"
            ) from death
        except CancelledError as loss:
            raise WorkerError(
                "the scheduler is gone: start it and its workers again; the same command goes on"
                " where this run ended"
            ) from loss
        finally:
            self._client.cancel(futures)

    def _count(self, result: Result) -> None:
        self._counts.update({name: result.get(name, 0) for name in ("words", "mentions")})
        self._counts["documents"] += result.get("documents", 0)
        self._on_progress(Progress(**self._counts))


def _kept(
    job: Job, name: str, function: Callable[..., Result], arguments: tuple[Any, ...]
) -> tuple[Result, Counter[str]]:
    """Do a task on a worker and keep what it returns, which says that it is done."""
    result, seconds = _do(job, function, arguments)
    job.work.write_json(name, result)
    return result, seconds


def _do(
    job: Job, function: Callable[..., Any], arguments: tuple[Any, ...]
) -> tuple[Any, Counter[str]]:
    """Do a task on a worker; the seconds of each stage of its work with it."""
    spent()
    result = function(job, *arguments)
    hired = crew(job)
    seconds = Counter(spent()) + hired.seconds
    hired.seconds.clear()
    return result, seconds
