"""Worker processes: the same results whatever their number, and no article brings a run down."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

import hostile
from dragoman.coding import Coder
from dragoman.engine import Summary, batches, pipeline, run
from dragoman.engine.crew import Crew
from dragoman.errors import ModelError, UsageError, WorkerError
from dragoman.reading import read_documents, to_article
from dragoman.store import Dataset
from hostile import HostileCoder
from test_engine import FILLER, STORIES, lines, tables

HERE = Path(__file__).parent
KINDS = [
    ("Turkey", "met", "Russia"),
    ("Egypt", "praised", "France"),
    ("Russia", "attacked", "Syria"),
]
DRAWN = random.Random(5).choices(KINDS, k=28)
MANY = [
    *STORIES,
    *(
        {"text": f"{a} {did} {b} in town {n}.{FILLER[:n]}", "published": f"2024-02-{n + 1:02}"}
        for n, (a, did, b) in enumerate(DRAWN)
    ),
    *({"text": f"Egypt attacked Syria, witness number {n} of that night said."} for n in range(9)),
]


@pytest.fixture
def with_workers(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Summary]:
    """Code with worker processes that have the hostile coder."""
    monkeypatch.setattr(pipeline, "load_coder", hostile.make)

    def code(db: Path, *inputs: Path, processes: int = 1, time_limit: float = 60.0) -> Summary:
        monkeypatch.setattr(pipeline, "Crew", partial(Crew, time_limit=time_limit))
        dataset, summary = run(inputs, db, processes=processes)
        dataset.close()
        return summary

    return code


def undisturbed(db: Path, *inputs: Path) -> dict[str, object]:
    dataset, _ = run(inputs, db, coder=HostileCoder())
    dataset.close()
    return tables(db)


@pytest.mark.parametrize(("processes", "size"), [(1, 64), (4, 3)])
def test_the_number_of_processes_and_the_size_of_batches_do_not_matter(
    tmp_path: Path, with_workers, monkeypatch: pytest.MonkeyPatch, processes: int, size: int
):
    news = lines(tmp_path / "news.jsonl", MANY)
    expected = undisturbed(tmp_path / "alone", news)
    monkeypatch.setattr(batches, "BATCH_ARTICLES", size)
    summary = with_workers(tmp_path / "db", news, processes=processes)
    assert tables(tmp_path / "db") == expected
    assert summary.mentions == len(expected["mentions"])
    again = with_workers(tmp_path / "db", news, processes=processes)
    assert (again.known, again.coded) == (len(MANY), 0)


def test_what_is_found_in_an_article_depends_on_no_other(examples: Path):
    articles = [to_article(d) for d in read_documents(sorted(examples.glob("*.txt"))[:6])]
    coder = Coder()
    together = [mentions for _, mentions in coder.code_articles(articles)]
    alone = [coder.code_article(article) for article in reversed(articles)]
    assert together == alone[::-1]


def test_workers_with_the_models_find_what_one_process_finds(tmp_path: Path, examples: Path):
    inputs = sorted(examples.glob("*.txt"))[:4]
    run(inputs, tmp_path / "alone", coder=Coder())[0].close()
    run(inputs, tmp_path / "workers", processes=2)[0].close()
    assert tables(tmp_path / "workers") == tables(tmp_path / "alone")
    assert tables(tmp_path / "alone")["mentions"]


@pytest.mark.parametrize(
    ("word", "reason"),
    [
        ("hang", "could not be coded: took longer than 9 s"),
        ("die", "could not be coded: the worker process ended (signal 9)"),
        ("swell", "could not be coded: MemoryError: no reason given"),
    ],
)
def test_an_article_that_hangs_or_kills_its_worker_fails_alone(
    tmp_path: Path, with_workers, word: str, reason: str
):
    stories = [*STORIES[3:6], {"text": f"The order was to {word} at once.", "published": "2024"}]
    news = lines(tmp_path / "news.jsonl", random.Random(1).sample(stories, len(stories)))
    summary = with_workers(tmp_path / "db", news, time_limit=9.0)
    assert [why for _, why in summary.failed] == [reason]
    assert (summary.coded, summary.mentions) == (3, 3)


def test_an_article_is_tried_again_where_its_worker_was_killed_by_somebody(
    tmp_path: Path, with_workers
):
    story = {"text": f"Turkey met Russia. They did it once {tmp_path / 'mark'}"}
    summary = with_workers(tmp_path / "db", lines(tmp_path / "news.jsonl", [story]))
    assert (summary.coded, summary.failed) == (1, [])
    assert (tmp_path / "mark").exists()


def test_a_worker_without_a_model_ends_the_run(tmp_path: Path, with_workers):
    news = lines(tmp_path / "news.jsonl", [{"text": "A new model was shown in the capital."}])
    with pytest.raises(ModelError, match="no model"):
        with_workers(tmp_path / "db", news)


def test_a_worker_that_cannot_start_ends_the_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(WorkerError, match=r"did not start \(exit code 1\)"):
        run([lines(tmp_path / "news.jsonl", STORIES)], tmp_path / "db", processes=2)


def test_no_processes_are_wrong_use(tmp_path: Path):
    with pytest.raises(UsageError, match="1 or more"):
        run([lines(tmp_path / "news.jsonl", STORIES)], tmp_path / "db", processes=0)


def start(db: Path, news: Path, seconds: float = 0.02) -> subprocess.Popen[str]:
    """Code in a process of its own, with two workers; returns when the first batch is coded."""
    command = [sys.executable, HERE / "hostile.py", db, "2", news]
    process = subprocess.Popen(
        list(map(str, command)),
        env=os.environ | {"SECONDS_AN_ARTICLE": str(seconds)},
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert process.stdout is not None
    for _ in range(5):
        process.stdout.readline()
    return process


def wait_for(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


def group_is_gone(leader: int) -> bool:
    try:
        os.killpg(leader, 0)
    except ProcessLookupError:
        return True
    return False


@pytest.mark.parametrize("seed", range(2))
def test_killed_at_any_moment_it_resumes_to_the_same_tables(tmp_path: Path, seed: int):
    news = lines(tmp_path / "news.jsonl", MANY)
    expected = undisturbed(tmp_path / "undisturbed", news)
    process = start(tmp_path / "whole", news)
    began = time.monotonic()
    process.communicate()
    lasted = time.monotonic() - began
    rng = random.Random(seed)
    for _ in range(2):
        process = start(tmp_path / "db", news)
        time.sleep(rng.uniform(0, lasted))
        process.kill()
        process.wait()
        wait_for(lambda leader=process.pid: group_is_gone(leader))  # the workers see it and end
    process = start(tmp_path / "db", news)
    process.communicate()
    assert process.returncode == 0
    assert tables(tmp_path / "db") == expected
    assert tables(tmp_path / "whole") == expected


def test_ctrl_c_in_the_terminal_keeps_what_is_coded_and_leaves_no_process(tmp_path: Path):
    process = start(tmp_path / "db", lines(tmp_path / "news.jsonl", MANY), seconds=1)
    os.killpg(process.pid, signal.SIGINT)  # to all processes of the terminal, as it does
    process.communicate()
    assert process.returncode == 1
    assert group_is_gone(process.pid)
    with Dataset(tmp_path / "db", read_only=True) as dataset:
        assert dataset.events_are_current()
        assert 0 < len(dataset.articles()) < len(MANY)


def test_a_wake_up_lost_to_ctrl_c_does_not_keep_the_crew(monkeypatch: pytest.MonkeyPatch):
    crew = Crew(hostile.make, 1)
    assert crew.register.actors
    time.sleep(0.5)  # now the worker's thread waits for more
    tasks: Any = crew._tasks
    wake, lost = tasks.not_empty.notify, iter([lambda: None])
    monkeypatch.setattr(tasks.not_empty, "notify", lambda: next(lost, wake)())
    closing = threading.Thread(target=crew.close, daemon=True)
    closing.start()
    closing.join(30)
    assert not closing.is_alive()
    assert next(lost, None) is None
