"""What the engine costs, and what it survives.

    python benchmarks/engine.py all [INPUT ...] [--articles 300] [--sizes 1000 10000 100000]
    python benchmarks/engine.py starts [--times 5]
    python benchmarks/engine.py workers [INPUT ...] [--articles 300]
    python benchmarks/engine.py cluster [INPUT ...] [--articles 300]
    python benchmarks/engine.py memory [INPUT ...] [--sizes 1000 10000 100000]
    python benchmarks/engine.py kills [INPUT ...] [--times 50] [--seed 1]

Inputs are whatever `dragoman code` reads, by default the newswire in the folder that
DRAGOMAN_SHARED names, for `kills` the bundled examples.

`all`, in one run: whole coding against the bare parse on one core (`benchmarks/coding.py speed`),
then `starts`, `workers`, `cluster` and `memory`. It takes most of an hour on two cores.

`starts`: the seconds of whole programs by the clock, the median and the longest of several runs in
turn, and the median as a multiple of spaCy's, which imports it and loads its model.

`workers`, in one run: coding by one worker and by two (seconds by the clock, models loaded before),
by the least of three rounds of both in turn, and the time of each stage.

`cluster`, in one run: the articles coded by the local engine with two processes and by a local
cluster of two workers (seconds by the clock, from the start to the last table), whether their
tables are the same, and the seconds of the cluster's stages in all processes together.

`memory` makes larger corpora of the articles, in which names and numbers are exchanged so that none
repeats another, and prints the peak of the program and of its largest worker by corpus size. To see
the engine and not the coder, at most `--coded` articles of each hold events.

`kills` codes the inputs with two workers, ends everything with signal 9 at a random moment, and
does so again until a run is through; then with a new dataset, until it was killed often enough.
Each finished dataset is compared with one that was never disturbed.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import resource
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import duckdb

from dragoman.engine.batches import Run, in_batches
from dragoman.engine.coders import load_coder
from dragoman.engine.crew import Crew
from dragoman.language.model import model_settings
from dragoman.reading import read_documents, to_article
from dragoman.records import Article
from dragoman.store import Dataset

_ROOT = Path(__file__).resolve().parents[1]
_SHARED = Path(os.environ.get("DRAGOMAN_SHARED", _ROOT.parent / "shared")) / "data"
_NEWSWIRE = _SHARED / "corpus" / "newswire_dev.jsonl.gz"
_ROUNDS = 3
_SENTENCE = "Kenya's foreign minister condemned the government of Sudan on Monday."

Tables = dict[str, list[Any]]


def _articles(inputs: Sequence[Path], number: int) -> list[Article]:
    """The first so many articles in English."""
    found = (to_article(document) for document in read_documents(inputs or [_NEWSWIRE]))
    return list(islice((article for article in found if article.status == "coded"), number))


def parse(inputs: Sequence[Path]) -> None:
    """Print whole coding against the bare parse, on one core."""
    program = Path(__file__).with_name("coding.py")
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(cores)})  # the program inherits it, and NumPy starts no threads
    try:
        subprocess.run([sys.executable, program, "speed", *inputs], check=True)
    finally:
        os.sched_setaffinity(0, cores)


def starts(times: int) -> None:
    """Print what starting costs: bare spaCy, help, and the coding of a sentence."""
    dragoman = [sys.executable, "-c", "from dragoman.cli import main; main()"]
    package = model_settings()["bundled"]["package"]
    programs = {
        "spaCy and its model": [sys.executable, "-c", f"import spacy; spacy.load('{package}')"],
        "dragoman --help": [*dragoman, "--help"],
        "dragoman explain": [*dragoman, "explain", _SENTENCE],
    }
    seconds: dict[str, list[float]] = {name: [] for name in programs}
    subprocess.run(programs["dragoman explain"], check=True, stdout=subprocess.DEVNULL)
    for name, program in list(programs.items()) * times:
        started = time.perf_counter()
        subprocess.run(program, check=True, stdout=subprocess.DEVNULL)
        seconds[name].append(time.perf_counter() - started)
    bare, *_ = medians = [statistics.median(taken) for taken in seconds.values()]
    print(f"{'start, seconds':<20}  median  longest  to spaCy's")
    for (name, taken), median in zip(seconds.items(), medians, strict=True):
        print(f"{name:<20}  {median:6.2f}  {max(taken):7.2f}  {median / bare:10.2f}")


def workers(inputs: Sequence[Path], number: int) -> None:
    """Print two workers against one, and the time of each stage."""
    articles = _articles(inputs, number)
    words = sum(len(article.text.split()) for article in articles)
    print(f"{len(articles):,} articles, {words:,} words")
    seconds: dict[int, list[float]] = {1: [], 2: []}
    for processes in (1, 2) * _ROUNDS:
        taken, stages = _coded(articles, processes)
        seconds[processes].append(taken)
        print(f"coding, workers: {processes}          {taken:8.1f} s")
    ratio = min(seconds[1]) / min(seconds[2])
    print(f"two workers against one     {ratio:8.2f} times as fast")
    total = sum(stages.values())
    for name, spent in sorted(stages.items(), key=lambda each: -each[1]):
        print(f"  {name:14}{spent:8.1f} s{spent / total:7.1%}")


def _coded(articles: Sequence[Article], processes: int) -> tuple[float, dict[str, float]]:
    """Seconds by the clock to code and store, and those of each stage."""
    with (
        tempfile.TemporaryDirectory() as folder,
        Dataset(Path(folder) / "news.duckdb") as dataset,
        Crew(partial(load_coder, None), processes) as crew,
    ):
        for _ in crew.code_articles(articles[: 16 * processes]):
            pass  # all workers have loaded what they load
        crew.seconds.clear()
        began = time.perf_counter()
        run = Run(dataset, lambda: crew, lambda progress: None, crew.ahead)
        for batch in in_batches(articles):
            run.add(batch)
        run.add_undated()
        summary = run.finish()
        return time.perf_counter() - began, summary.stages | dict(crew.seconds)


def cluster(inputs: Sequence[Path], number: int) -> None:
    """Print what a local cluster of two workers takes against the local engine with two."""
    from dragoman.engine import cluster, run
    from dragoman.importing import import_tables

    with tempfile.TemporaryDirectory() as folder:
        news = Path(folder) / "news.jsonl"
        with news.open("w", encoding="utf-8") as file:
            for article in _articles(inputs, number):
                days = {"published": str(article.published_start or "")}
                file.write(json.dumps({"text": article.text} | days) + "\n")
        began = time.perf_counter()
        dataset, summary = run([news], Path(folder) / "here.duckdb", processes=2)
        dataset.close()
        here = time.perf_counter() - began
        began = time.perf_counter()
        there = cluster.run([news], f"{folder}/out", processes=2)
        taken = time.perf_counter() - began
        import_tables(f"{folder}/out", Path(folder) / "there.duckdb")[0].close()
        expected, found = (_tables(Path(folder) / f"{n}.duckdb") for n in ("here", "there"))
    print(f"{summary.coded:,} articles, {summary.words:,} words, {summary.mentions:,} mentions")
    print(f"local engine, two processes {here:8.1f} s")
    print(f"cluster, two workers        {taken:8.1f} s: {taken / here:.2f} times as long")
    for name, spent in sorted(there.stages.items(), key=lambda each: -each[1]):
        print(f"  {name:14}{spent:8.1f} s")
    print(f"tables: {'same' if found == expected else 'DIFFERENT'}")
    if found != expected:
        sys.exit(1)


def memory(inputs: Sequence[Path], sizes: Sequence[int], coded: int) -> None:
    """Print the peak memory of a run on corpora of several sizes, and against the first."""
    articles = _articles(inputs, 1_000)
    print(f"{'articles':>10}{'seconds':>10}{'program MB':>18}{'worker MB':>18}{'file MB':>10}")
    first: list[int] = []
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            news, db = Path(folder) / "news.jsonl", Path(folder) / "news.duckdb"
            _resample(articles, size, coded, news)
            began = time.perf_counter()
            command = [sys.executable, __file__, "peak", news, db]
            peaks = [int(peak) for peak in subprocess.check_output(command).split()]
            taken = time.perf_counter() - began
            first = first or peaks
            columns = (f"{p:10,} ({p / f:.2f})" for p, f in zip(peaks, first, strict=True))
            file = db.stat().st_size / 1e6
            print(f"{size:10,}{taken:10.0f}{''.join(columns):>36}{file:10.0f}")


def _resample(articles: Sequence[Article], size: int, coded: int, path: Path) -> None:
    """Write a corpus made of the articles; what is beyond `coded` has no capitals, hence no actors.

    Every word of a copy may get a suffix, so that no copy is like another.
    """
    rng = random.Random(1)
    with path.open("w", encoding="utf-8") as file:
        for number in range(size):
            article = articles[number % len(articles)]
            text = re.sub(r"\b[a-z]{4,}\b", lambda m: _changed(m[0], rng), article.text)
            if number >= coded:
                text = text[:120].lower()
            day = f"{2000 + number % 20}-{1 + number % 12:02}-{1 + number % 28:02}"
            file.write(json.dumps({"text": text, "published": day}) + "\n")


def _changed(word: str, rng: random.Random) -> str:
    return word if rng.random() < 0.5 else f"{word}{rng.randrange(1000)}"


def peak(inputs: Sequence[Path]) -> None:
    """Code a corpus into a dataset and print the peak megabytes of this program and a worker."""
    from dragoman.engine import run

    news, db = inputs
    run([news], db, processes=2)[0].close()
    for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN):
        print(resource.getrusage(who).ru_maxrss // 1024)


def kills(inputs: Sequence[Path], times: int, seed: int) -> None:
    """Kill runs at random moments and compare what they come to with an undisturbed one."""
    inputs = inputs or [_ROOT / "examples"]
    rng = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        undisturbed = Path(folder) / "undisturbed.duckdb"
        began = time.perf_counter()
        _start(inputs, undisturbed).wait()
        lasts = time.perf_counter() - began
        expected = _tables(undisturbed)
        print(f"undisturbed: {lasts:.1f} s, {len(expected['mentions']):,} mentions")
        killed = rounds = 0
        while killed < times:
            db = Path(folder) / f"{rounds}.duckdb"
            while not _survives(inputs, db, rng.uniform(0, lasts)):
                killed += 1
            rounds += 1
            found = _tables(db)
            same = found == expected
            print(f"killed {killed} times, dataset {rounds}: {'same' if same else 'DIFFERENT'}")
            if not same:
                _tell_differences(found, expected)
                sys.exit(1)


def _tell_differences(found: Tables, expected: Tables) -> None:
    """Print the rows that one of two datasets has and the other lacks."""
    for name, rows in expected.items():
        for sign, more, fewer in (("-", rows, found[name]), ("+", found[name], rows)):
            for row in more:
                if row not in fewer:
                    print(f"{sign} {name} {row}")


def _start(inputs: Iterable[Path], db: Path) -> subprocess.Popen[bytes]:
    program = "import sys; from dragoman.cli import main; sys.exit(main())"
    command = [sys.executable, "-c", program, "code", *inputs, "--db", db, "--processes", "2"]
    return subprocess.Popen(
        list(map(str, command)),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def _survives(inputs: Iterable[Path], db: Path, seconds: float) -> bool:
    """Whether a run is through within that time; otherwise it is killed, and its workers too."""
    process = _start(inputs, db)
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        return False
    if process.returncode:
        sys.exit(f"the run ended with {process.returncode}")
    return True


def _tables(db: Path) -> Tables:
    """All rows of a dataset, but for when they were added."""
    with duckdb.connect(str(db), read_only=True) as connection:
        columns = {"articles": "* EXCLUDE (added_at)"}
        tables = ("articles", "mentions", "mention_actors", "events", "actors", "actor_roles")
        return {
            name: connection.execute(
                f"SELECT {columns.get(name, '*')} FROM {name} ORDER BY ALL"
            ).fetchall()
            for name in tables
        }


def main() -> None:
    """Run one of the measurements; see the module's docstring."""
    parser = argparse.ArgumentParser(description="What the engine costs, and what it survives.")
    commands = parser.add_subparsers(dest="command", required=True)
    for name in ("all", "workers", "cluster", "memory", "kills", "peak"):
        commands.add_parser(name).add_argument("inputs", nargs="*", type=Path)
    for name in ("all", "workers", "cluster"):
        commands.choices[name].add_argument("--articles", type=int, default=300)
    for name in ("all", "memory"):
        commands.choices[name].add_argument(
            "--sizes", type=int, nargs="+", default=[1_000, 10_000, 100_000]
        )
        commands.choices[name].add_argument("--coded", type=int, default=1_000)
    commands.add_parser("starts").add_argument("--times", type=int, default=5)
    commands.choices["kills"].add_argument("--times", type=int, default=50)
    commands.choices["kills"].add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]  # beside other programs
    match given.command:
        case "all":
            parse(given.inputs)
            starts(times=5)
            workers(given.inputs, given.articles)
            cluster(given.inputs, given.articles)
            memory(given.inputs, given.sizes, given.coded)
        case "starts":
            starts(given.times)
        case "workers":
            workers(given.inputs, given.articles)
        case "cluster":
            cluster(given.inputs, given.articles)
        case "memory":
            memory(given.inputs, given.sizes, given.coded)
        case "peak":
            peak(given.inputs)
        case "kills":
            kills(given.inputs, given.times, given.seed)


if __name__ == "__main__":
    main()
