"""The cluster engine: the local engine's tables, whatever the storage and whoever is killed."""

from __future__ import annotations

import io
import os
import pickle
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

import hostile
from dragoman import engine
from dragoman.cli import main
from dragoman.coding import Coder
from dragoman.engine import Progress, Summary
from dragoman.errors import UsageError
from dragoman.importing import import_tables
from dragoman.merging.parties import side_of
from dragoman.reading import read_documents
from dragoman.reading.ranges import read_range, split
from samples import PlainCoder, make_plain, mention
from test_engine import CHAIN, STORIES, VISIT, lines

distributed = pytest.importorskip(
    "distributed", reason="the extra `cluster` is not installed: pip install 'dragoman[cluster]'"
)
from dragoman.engine.cluster import copies, running, scheduling, shards  # noqa: E402
from dragoman.engine.cluster.crews import dismiss  # noqa: E402

HERE = Path(__file__).parent
UNDATED = "Egypt attacked Syria, a witness of the events of that night said."
NEWS = [
    {"text": VISIT + " More soon."},
    *STORIES,
    STORIES[3],
    *({"text": text, "published": f"2024-03-0{day}"} for day, text in enumerate(CHAIN, start=1)),
    {"text": UNDATED},
    {"text": f"{CHAIN[0]} Read more."},
    {"text": "Le ministre turc a rencontré son homologue russe à Sotchi lundi matin."},
    {"text": ""},
    *(
        {"text": f"Russia praised Egypt in town {n}.", "published": f"2024-04-{n + 1:02}"}
        for n in range(10)
    ),
]


@pytest.fixture(scope="module")
def scheduler() -> Iterator[str]:
    """The address of a cluster of two worker processes."""
    with distributed.LocalCluster(2, threads_per_worker=1, dashboard_address=":0") as cluster:
        yield cluster.scheduler_address


@pytest.fixture(autouse=True)
def _plain_coder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "load_coder", make_plain)
    monkeypatch.setattr(shards, "SIZE", 5_000)  # so that small files are divided, too
    monkeypatch.setattr(copies, "ARTICLES_A_TASK", 10)
    monkeypatch.setattr(scheduling, "dismiss", int)  # processes serve one test after the other


def stored(db: Path) -> dict[str, list[Any]]:
    """All rows of a dataset, those that serve the program only included."""
    with duckdb.connect(str(db), read_only=True) as connection:
        tables = connection.execute(
            "SELECT table_schema || '.' || table_name FROM information_schema.tables"
        ).fetchall()
        columns = {
            "main.articles": "* EXCLUDE (added_at)",
            "internal.numbered_actors": "mention_id",
        }
        return {
            name: connection.execute(
                f"SELECT {columns.get(name, '*')} FROM {name} ORDER BY ALL"
            ).fetchall()
            for (name,) in tables
        }


def local(db: Path, *inputs: Path | str) -> dict[str, list[Any]]:
    dataset, _ = engine.run(inputs, db, coder=PlainCoder())
    dataset.close()
    return stored(db)


def imported(out: Path | str, db: Path) -> dict[str, list[Any]]:
    import_tables(out, db)[0].close()
    return stored(db)


def on_cluster(out: Path, *inputs: Path | str, **options: Any) -> Summary:
    return running.run(inputs, str(out), part=5, **options)


def test_the_tables_are_those_of_the_local_engine(tmp_path: Path, scheduler: str):
    news = lines(tmp_path / "news.jsonl", NEWS)
    expected = local(tmp_path / "local", news)
    assert len(shards.shards([news])) > 1
    summary = on_cluster(tmp_path / "out", news, scheduler=scheduler)
    assert imported(tmp_path / "out", tmp_path / "db") == expected
    assert {row[13] for row in expected["main.articles"]} == {
        "coded", "duplicate", "skipped", "failed",
    }  # fmt: skip
    here = engine.run([news], tmp_path / "again", coder=PlainCoder())[1]
    for name in ("coded", "duplicates", "known", "skipped", "failed", "mentions", "words", "types"):
        assert getattr(summary, name) == getattr(here, name), name
    assert summary.events == here.events == len(expected["main.events"])


def test_the_tables_of_a_run_without_mentions_are_there(tmp_path: Path, scheduler: str):
    story = {"text": "The sky was blue all day, and nobody came.", "published": "2024-03-01"}
    news = lines(tmp_path / "news.jsonl", [story])
    assert on_cluster(tmp_path / "out", news, scheduler=scheduler).coded == 1
    for table in ("mentions", "mention_actors", "events"):
        assert pq.read_table(tmp_path / "out" / table).num_rows == 0
    there = imported(tmp_path / "out", tmp_path / "there.db")
    assert there["main.articles"] == local(tmp_path / "here.db", news)["main.articles"]


def parquet(path: Path) -> Path:
    pq.write_table(pa.Table.from_pylist(NEWS), path, row_group_size=4)
    return path


def warc(path: Path) -> Path:
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        for number, story in enumerate(NEWS[:9]):
            body = f"<html><body><article><p>{story['text']}</p></article></body></html>"
            headers = StatusAndHeaders(
                "200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1"
            )
            writer.write_record(
                writer.create_warc_record(
                    f"https://news.example/2024/03/0{number + 1}/story",
                    "response",
                    payload=io.BytesIO(body.encode()),
                    http_headers=headers,
                )
            )
    return path


@pytest.mark.parametrize(("make", "name"), [(parquet, "news.parquet"), (warc, "news.warc.gz")])
def test_parquet_and_web_archives(
    tmp_path: Path, scheduler: str, make: Callable[[Path], Path], name: str
):
    news = make(tmp_path / name)
    expected = local(tmp_path / "local", news)
    assert expected["main.mentions"]
    on_cluster(tmp_path / "out", news, scheduler=scheduler)
    assert imported(tmp_path / "out", tmp_path / "db") == expected


def without_paths(tables: dict[str, list[Any]]) -> dict[str, list[Any]]:
    """The tables, articles without what names their place and its reason."""
    articles = [row[:1] + row[2:14] for row in tables["main.articles"] if row[13] != "failed"]
    return tables | {"main.articles": articles}


def test_storage_by_url(tmp_path: Path):
    import fsspec

    news = lines(tmp_path / "news.jsonl", NEWS)
    expected = without_paths(local(tmp_path / "local", news))
    memory = fsspec.filesystem("memory")
    memory.pipe("/news/2024/news.jsonl", news.read_bytes())
    memory.pipe("/news/2024/.hidden", b"no article")
    with distributed.LocalCluster(1, processes=False, dashboard_address=":0") as cluster:
        address = cluster.scheduler_address
        running.run(["memory://news"], "memory://out", scheduler=address, part=5)
        found = imported("memory://out", tmp_path / "db")
        assert without_paths(found) == expected
        assert {row[1].partition("#")[0] for row in found["main.articles"]} == {
            "memory:///news/2024/news.jsonl"
        }
        out = f"file://{tmp_path}/out"
        running.run([f"file://{tmp_path}/*.jsonl"], out, scheduler=address, part=5)
    assert without_paths(imported(out, tmp_path / "db2")) == expected
    assert not list((tmp_path / "out").rglob("*.unfinished"))
    assert not (tmp_path / "out" / "_work").exists()


def test_a_worker_killed_in_mid_run_costs_nothing(tmp_path: Path, scheduler: str):
    news = lines(tmp_path / "news.jsonl", NEWS)
    expected = local(tmp_path / "local", news)
    with distributed.Client(scheduler) as client:
        pids = set(client.run(os.getpid).values())
    killed: list[int] = []

    def kill_one(progress: Progress) -> None:
        if progress.documents and not killed:
            killed.append(pids.pop())
            os.kill(killed[0], signal.SIGKILL)

    on_cluster(tmp_path / "out", news, scheduler=scheduler, on_progress=kill_one)
    assert killed
    assert imported(tmp_path / "out", tmp_path / "db") == expected
    with distributed.Client(scheduler) as client:
        client.wait_for_workers(2, 30)
        assert killed[0] not in client.run(os.getpid).values()


DRIVER = """
import sys
from dragoman.engine.cluster import running, shards
from samples import make_plain
running.load_coder, shards.SIZE = make_plain, 5_000
news, out, scheduler = sys.argv[1:]
running.run([news], out, scheduler=scheduler, part=5, on_progress=lambda p: print(p, flush=True))
"""


def test_the_same_command_goes_on_where_the_program_was_killed(tmp_path: Path, scheduler: str):
    news = lines(tmp_path / "news.jsonl", NEWS)
    out = tmp_path / "out"
    expected = local(tmp_path / "local", news)
    driver = subprocess.Popen(
        [sys.executable, "-c", DRIVER, str(news), str(out), scheduler],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": os.pathsep.join([str(HERE), *sys.path])},
    )
    assert driver.stdout is not None
    while "documents=0" in (line := driver.stdout.readline()):
        pass
    assert line, "the run ended before it was killed"
    driver.kill()
    driver.wait()
    time.sleep(0.5)  # what was being written is, or is not
    before = {path: path.stat().st_mtime_ns for path in (out / "_work").glob("done-dated/*")}
    assert before
    seen: list[Progress] = []
    times = dict(before)

    def look(progress: Progress) -> None:
        seen.append(progress)
        times.update({path: path.stat().st_mtime_ns for path in before if path.exists()})

    on_cluster(out, news, scheduler=scheduler, on_progress=look)
    assert times == before, "nothing was done twice"
    assert imported(out, tmp_path / "db") == expected


def test_a_finished_run_is_not_done_again_and_no_other_goes_to_its_place(
    tmp_path: Path, scheduler: str, monkeypatch: pytest.MonkeyPatch
):
    news = lines(tmp_path / "news.jsonl", STORIES)
    summary = on_cluster(tmp_path / "out", news, scheduler=scheduler)
    monkeypatch.setattr(scheduling, "_kept", lambda *_: pytest.fail("done again"))
    assert on_cluster(tmp_path / "out", news, scheduler=scheduler) == summary
    with pytest.raises(UsageError, match="another run \\(other published\\): name another folder"):
        on_cluster(tmp_path / "out", news, scheduler=scheduler, published="2024-01-01")


def test_a_dataset_with_articles_takes_no_tables(tmp_path: Path, scheduler: str):
    news = lines(tmp_path / "news.jsonl", STORIES)
    on_cluster(tmp_path / "out", news, scheduler=scheduler)
    local(tmp_path / "db", news)
    with pytest.raises(UsageError, match="holds articles already"):
        import_tables(tmp_path / "out", tmp_path / "db")
    with pytest.raises(UsageError, match="no finished tables"):
        import_tables(tmp_path, tmp_path / "new")


def test_a_folder_of_articles_with_copies_undated_and_broken_ones(
    tmp_path: Path, scheduler: str, examples: Path
):
    news = tmp_path / "news"
    shutil.copytree(examples, news)
    first, second = sorted(news.glob("*.txt"))[:2]
    (news / "copy.txt").write_text(first.read_text("utf-8") + "\nRead more.", "utf-8")
    shutil.copy(second, news / "same.txt")
    (news / "broken.json").write_text("{", "utf-8")
    (news / "undated.txt").write_text(UNDATED, "utf-8")
    expected = local(tmp_path / "local", news)
    on_cluster(tmp_path / "out", news, scheduler=scheduler)
    assert imported(tmp_path / "out", tmp_path / "db") == expected


def test_an_article_that_kills_its_process_fails_alone(
    tmp_path: Path, scheduler: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(running, "load_coder", hostile.make)
    stories = [STORIES[3], {"text": "The order was to die at once.", "published": "2024"}]
    news = lines(tmp_path / "news.jsonl", stories)
    summary = on_cluster(tmp_path / "out", news, scheduler=scheduler)
    assert [why for _, why in summary.failed] == [
        "could not be coded: the worker process ended (signal 9)"
    ]
    assert (summary.coded, summary.mentions) == (1, 1)


def test_workers_with_the_models_find_what_one_process_finds(
    tmp_path: Path, scheduler: str, examples: Path, monkeypatch: pytest.MonkeyPatch
):
    from dragoman.engine.coders import load_coder

    monkeypatch.setattr(running, "load_coder", load_coder)
    monkeypatch.setattr(scheduling, "dismiss", dismiss)
    monkeypatch.setattr(shards, "SIZE", 1_000_000)
    inputs = sorted(examples.glob("*.txt"))[:2]
    engine.run(inputs, tmp_path / "local", coder=Coder())[0].close()
    on_cluster(tmp_path / "out", *inputs, scheduler=scheduler)
    assert imported(tmp_path / "out", tmp_path / "db") == stored(tmp_path / "local")
    assert stored(tmp_path / "db")["main.events"]


def test_no_scheduler_and_no_dask_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    news = lines(tmp_path / "news.jsonl", STORIES)
    monkeypatch.setattr(scheduling, "_SECONDS_TO_CONNECT", 1)
    with pytest.raises(UsageError, match=r"no Dask scheduler answers at tcp://127\.0\.0\.1:1"):
        on_cluster(tmp_path / "out", news, scheduler="tcp://127.0.0.1:1")
    with pytest.raises(UsageError, match="no Dask scheduler answers at nonsense://host"):
        on_cluster(tmp_path / "out", news, scheduler="nonsense://host")
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(UsageError, match=r"pip install 'dragoman\[cluster\]'"):
        on_cluster(tmp_path / "out", news)


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ([], "name its file with --db"),
        (["--out", "x"], "add --engine dask"),
        (["--engine", "dask"], "with --out"),
        (["--engine", "dask", "--out", "x", "--db", "y"], "without --db"),
        (["--engine", "dask", "--out", "nowhere://x"], "nowhere://x cannot be reached"),
        (["--engine", "dask", "--out", "x", "memory://none"], "nothing at memory://none"),
        (["--engine", "dask", "--out", "x", "-"], "standard input cannot be divided"),
    ],
)
def test_wrong_options(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys, options: list[str], told: str
):
    monkeypatch.chdir(tmp_path)
    lines(tmp_path / "news.jsonl", STORIES)
    assert main(["code", "news.jsonl", *options]) == 2
    assert told in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["news.jsonl"]


@pytest.mark.parametrize("size", [1, 40, 700, 5_000])
@pytest.mark.parametrize("name", ["news.jsonl", "news.parquet"])
def test_ranges_of_a_file_give_what_the_whole_gives(tmp_path: Path, name: str, size: int):
    news = tmp_path / name
    if news.suffix == ".parquet":
        parquet(news)
    else:
        lines(news, NEWS)
        news.write_text(news.read_text("utf-8").replace("\n", "\n\n", 3) + '{"text": "the last"}')
    with news.open("rb") as stream:
        ranges = split(name, stream, size)
        parts = [list(read_range(str(news), stream, part)) for part in ranges]
    assert [document for part in parts for document in part] == list(read_documents([news]))
    assert len(ranges) > 1


def test_what_cannot_be_divided_is_read_whole(tmp_path: Path):
    for name, head in (("news.txt", b"News."), ("news.jsonl", b"\xff\xfe{"), ("a.warc", b"WARC/")):
        assert split(name, io.BytesIO(head * 1000), 100) == []


def test_parties_are_the_same_objects_after_they_were_sent():
    side = side_of(mention("Turkey met Russia.", "met", "TUR:GOV RUS:GOV").participants)
    assert pickle.loads(pickle.dumps(side)) is side
