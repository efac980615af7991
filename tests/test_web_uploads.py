"""Uploads are read and coded by a process of their own, which may die without harm."""

from __future__ import annotations

import gzip
import threading
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from dragoman.errors import InputError
from dragoman.records import Article
from dragoman.web.uploads.process import CodingProcess, Stopped
from dragoman.web.uploads.sent import Pasted, Sent, shown_name
from workbenches import PlainProcess, make_dataset, opened, wait_until

SENTENCE = "France and Germany signed an agreement on defence in Paris on Monday."


@pytest.fixture(scope="module")
def process() -> Iterator[CodingProcess]:
    found = CodingProcess()
    yield found
    found.close()


def sent(folder: Path, **files: bytes) -> Sent:
    for number, content in enumerate(files.values()):
        (folder / str(number)).write_bytes(content)
    return Sent(folder, [name.replace("_", ".") for name in files], None, date(2024, 3, 7))


def test_what_was_sent_is_read_and_coded_elsewhere(process: CodingProcess, tmp_path: Path) -> None:
    upload = sent(tmp_path, a_txt=SENTENCE.encode(), b_txt_gz=gzip.compress(b"Nothing happened."))
    (batch,) = process.batches(upload)
    assert [article.path for article in batch] == ["upload/a.txt", "upload/b.txt.gz"]
    (coded, other) = process.code_articles(batch)
    assert [mention.event_type for mention in coded[1]] == ["SUPPORT"]
    assert coded[0].published_start == date(2024, 3, 7)
    assert other[1] == []


def test_a_process_that_died_is_started_again(process: CodingProcess, tmp_path: Path) -> None:
    upload = sent(tmp_path, a_txt=SENTENCE.encode())
    assert list(process.batches(upload))
    assert process._running
    process._running[0].kill()
    with pytest.raises(InputError, match="in parts"):
        list(process.batches(upload))
    assert list(process.batches(upload))


def test_a_closed_process_stops_whoever_waits_for_it(tmp_path: Path) -> None:
    closed = CodingProcess()
    closed.close()
    with pytest.raises(Stopped):
        list(closed.batches(sent(tmp_path, a_txt=b"x")))


def test_no_more_than_so_many_articles_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dragoman.web.uploads.sent.MOST_DOCUMENTS", 2)
    lines = b"".join(b'{"text": "Article %d is a text in English."}\n' % n for n in range(5))
    *read, last = sent(tmp_path, news_jsonl=lines).articles()
    assert [article.path for article in read] == ["upload/news.jsonl#1", "upload/news.jsonl#2"]
    assert last.status == "failed"
    assert "only the first 2" in (last.error or "")


def test_a_pasted_text_keeps_what_is_known_of_it(tmp_path: Path) -> None:
    pasted = Pasted(SENTENCE, "A title", "A paper", "https://paper.example/1")
    (article,) = Sent(tmp_path, [], pasted, date(2024, 3, 7)).articles()
    assert (article.title, article.publisher) == ("A title", "A paper")
    assert article.url == "https://paper.example/1"
    assert article.path.startswith("pasted/")


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\a\\b.txt", "b.txt"),
        ("a\x00b\n.txt", "ab.txt"),
        ("x" * 300 + ".csv.gz", "x" * 193 + ".csv.gz"),
        ("///", "a file"),
        ("نص.txt", "نص.txt"),
    ],
)
def test_a_name_is_shown_without_folders_and_what_does_not_print(name: str, shown: str) -> None:
    assert shown_name(name) == shown


def test_closing_the_workbench_keeps_what_is_coded(tmp_path: Path) -> None:
    """Nothing is stored as failed because the server ended."""
    db = make_dataset(tmp_path / "news.duckdb")
    with opened(db) as client:
        for n in range(3):
            client.post("/api/v1/uploads", data={"text": f"{SENTENCE} It was day {n}."})
        time.sleep(1)
    with opened(db) as client:
        assert client.get("/api/v1/overview").json()["totals"]["failed"] == 0


def test_an_upload_is_stopped_on_demand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    begin = threading.Event()

    class WaitingProcess(PlainProcess):
        def batches(self, sent: Sent) -> Iterator[list[Article]]:
            begin.wait(60)
            return super().batches(sent)

    monkeypatch.setattr("dragoman.web.uploads.jobs.CodingProcess", WaitingProcess)
    with opened(make_dataset(tmp_path / "news.duckdb")) as client:
        sends = [{"text": f"Turkey met Egypt on day {n}."} for n in range(2)]
        first, second = (client.post("/api/v1/uploads", data=d).json()["upload_id"] for d in sends)
        path = "/api/v1/uploads"
        assert client.post(f"{path}/{second}/stop").status_code == 202
        begin.set()
        wait_until(lambda: client.get(f"{path}/{second}").json()["state"] == "stopped")
        assert client.get(f"{path}/{first}").json()["state"] == "done"
        assert client.get("/api/v1/overview").json()["totals"]["articles"] == 4
