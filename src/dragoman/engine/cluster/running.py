"""The stages of a run on a cluster, one after the other."""

from __future__ import annotations

import hashlib
import json
import time
import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, astuple
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from dragoman.dictionaries import find_dictionaries
from dragoman.engine.cluster import copies, merging, tasks
from dragoman.engine.cluster.scheduling import Tasks, connected
from dragoman.engine.cluster.shards import Shard, is_url, shards
from dragoman.engine.cluster.storage import Folder, located
from dragoman.engine.cluster.tasks import PART_ARTICLES, Job
from dragoman.engine.coders import checked_actors, load_coder
from dragoman.engine.crew import usable_processes
from dragoman.engine.pipeline import existing, own_ontology, publication_day
from dragoman.engine.summary import Progress, Summary
from dragoman.engine.versions import coder_version
from dragoman.errors import UsageError

# Says that the tables are whole, and how they were made.
DATASET = "dataset.json"
_PLAN = "plan.json"


def run(
    inputs: Iterable[str | Path],
    out: str,
    *,
    scheduler: str | None = None,
    processes: int | None = None,
    published: date | str | None = None,
    actors: str | Path | None = None,
    ontology: str | Path | None = None,
    dictionaries: Sequence[str | Path] = (),
    part: int = PART_ARTICLES,
    on_progress: Callable[[Progress], None] = lambda progress: None,
) -> Summary:
    """Code articles into Parquet tables: what `engine.run` stores, for the same inputs.

    Args:
        inputs: files, folders and patterns, on a disk that all workers see, or URLs of these.
        out: a folder or its URL. What a run that was ended has left there is gone on with.
        scheduler: the address of a Dask scheduler; by default workers are started here.
        processes: how many of them; by default one for each core.
        part: so many articles are coded by one task; as much is lost with a worker.

    Raises:
        UsageError: an input or the scheduler does not exist, `out` has the tables of another run,
            or a package is missing.
        StoreError: `out` cannot be read or written.
        ModelError: the language model is missing on a worker.
        WorkerError: there are no workers, or they die again and again.
    """
    began = time.monotonic()
    located(out)  # before anything is done
    own = own_ontology(ontology)
    checked = checked_actors(actors)
    brought = find_dictionaries(dictionaries) if dictionaries else None
    verbs = tuple(brought.verbs) if brought else ()
    day, given = publication_day(published), list(map(str, inputs))
    existing(name for name in given if not is_url(name))
    found = shards(given)
    version = coder_version(verbs)
    plan: dict[str, Any] = {
        "inputs": _digest([asdict(shard) for shard in found]),
        "published": day and str(day),
        "actors": checked and _contents([checked]),
        "ontology": own and _digest(own.source),
        "dictionaries": brought and [_contents(paths) for paths in astuple(brought)],
        "coder_version": version,
        "part": part,
    }
    folder = Folder(out)
    done = _begin(folder, plan)
    if done is not None:
        return done
    job = Job(
        name=uuid.uuid4().hex[:12],
        out=folder,
        make_coder=partial(load_coder, checked, own, brought),
        published=day,
        version=version,
        verbs=verbs,
        part=part,
    )
    with connected(scheduler, processes or usable_processes()) as client:
        summary = _stages(Tasks(client, job, on_progress), found)
    summary.seconds = time.monotonic() - began
    source, file = (own.source, own.file) if own else (None, None)
    told = {"plan": plan, "summary": summary.data(), "ontology": source, "ontology_file": file}
    folder.write_json(DATASET, told)
    folder.remove("_work")
    return summary


def _stages(work: Tasks, found: Sequence[Shard]) -> Summary:
    """All stages; each waits for the one before it."""
    count = len(found)
    read = work.do("read", tasks.read, list(enumerate(found)))
    articles = sum(result["articles"] for result in read)
    work.do("repeats", copies.find_repeats, [(count,)])
    ranges = 1 + articles // copies.ARTICLES_A_TASK
    work.do("copies", copies.find_copies, [(n, ranges, count) for n in range(ranges)])
    (marks,) = work.do("marks", copies.mark, [(ranges,)])
    parts = [(n, part) for n, result in enumerate(read) for part in range(result["parts"] or 1)]
    dated = work.do("dated", tasks.code, [(*part, False) for part in parts])
    waiting = [part for part, result in zip(parts, dated, strict=True) if result["waiting"]]
    if waiting:
        work.do("texts", tasks.gather_dated, [()])
        dated += work.do("undated", tasks.code, [(*part, True) for part in waiting])
    work.do("lent", copies.lend, [()])
    version = next((v for result in dated if (v := result["register_version"])), None)
    stored = work.do("stored", tasks.store, [(n, version) for n in range(count)])
    summary = Summary(known=marks["repeats"])
    for figures in stored:
        summary.join(Summary.of(figures))
    types = [(name, count) for name in sorted(summary.types)]
    merged = work.do_again("merging", merging.merge_type, types)
    merging.merge_plans(work.job, merged)
    summary.events = sum(part.events for part in merged)
    summary.stages = dict(work.seconds)
    return summary


def _contents(paths: Iterable[Path]) -> list[str]:
    return [hashlib.sha256(path.read_bytes()).hexdigest()[:16] for path in paths]


def _digest(value: object) -> str:
    return hashlib.sha256(json.dumps(value).encode()).hexdigest()[:16]


def _begin(folder: Folder, plan: dict[str, Any]) -> Summary | None:
    """Note what is to be done; where it was done already, what that gave."""
    finished = folder.read_json(DATASET)
    earlier = finished["plan"] if finished else folder.read_json(f"_work/{_PLAN}")
    if earlier not in (None, plan):
        changed = ", ".join(name for name in plan if earlier.get(name) != plan[name])
        raise UsageError(
            f"{folder.url} has tables of another run (other {changed}): name another folder with"
            " --out, or go on with that run by the command it was begun with"
        )
    if finished:
        return Summary.of(finished["summary"])
    folder.write_json(f"_work/{_PLAN}", plan)
    return None
