"""The processes that clean and code for a worker of the cluster, one for each of its threads.

They are those of the local engine: an article that takes too long, or brings its process down,
fails alone; the models are loaded once; and they end when their worker does, however it ends.
"""

from __future__ import annotations

import pickle
import threading
from typing import TYPE_CHECKING

from dragoman.engine.crew import Crew
from dragoman.engine.versions import coder_version
from dragoman.errors import WorkerError

if TYPE_CHECKING:
    from dragoman.engine.cluster.tasks import Job

_crews: dict[int, tuple[bytes, Crew]] = {}
_lock = threading.Lock()


def crew(job: Job) -> Crew:
    """The crew of one process that works for this thread, with the coder of a job.

    Raises:
        WorkerError: another version of Dragoman is installed here.
    """
    thread, wanted = threading.get_ident(), pickle.dumps((job.make_coder, job.time_limit))
    having, found = _crews.get(thread, (b"", None))
    if found and having == wanted:
        return found
    if found:
        found.close()
    here = coder_version(job.verbs)
    if here != job.version:
        raise WorkerError(
            f"a worker of the cluster has version {here} of the coder, this program has"
            f" {job.version}: install the same Dragoman, with the same models, on all machines"
        )
    made = Crew(job.make_coder, 1, job.time_limit)
    with _lock:
        _crews[thread] = wanted, made
    return made


def dismiss() -> None:
    """End the processes of this worker."""
    with _lock:
        ending = list(_crews.values())
        _crews.clear()
    for _, each in ending:
        each.close()
