"""The pipeline: nothing twice, nothing lost, whatever the order and wherever it stops."""

from __future__ import annotations

import json
import random
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import dragoman
from dragoman.engine import Progress, Summary, batches, run
from dragoman.engine.crew import Crew
from dragoman.errors import ModelError, StoreError, UsageError
from dragoman.merging import events
from dragoman.store import Dataset
from samples import PlainCoder

FILLER = (
    " Officials on both sides called the conversation frank and useful, and said that the experts"
    " of the ministries would go on with it in the coming weeks, without giving further details."
    " The agenda held the border crossings, the price of gas, the fate of the prisoners and the"
    " question of who pays for the damage that the floods of last spring did to the railway line."
)
VISIT = "Turkey met Russia in Sochi." + FILLER
# Three dispatches, each repeating most of the one before: the last is unlike the first.
LONG = [f"The minister said that plan {n} of group {n} was good." for n in range(30)]
CHAIN = [" ".join(LONG[start : start + 22]) for start in (0, 4, 8)]

STORIES = [
    {"text": VISIT, "published": "2024-03-07"},
    {"text": VISIT + " Read more below.", "published": "2024-03-08"},
    {"text": VISIT + " All rights reserved.", "published": "2024-03-06"},
    {"text": "Egypt praised France in the council of ministers.", "published": "2024-03-07"},
    {"text": "In a speech that was long, Egypt praised France again.", "published": "2024-03-07"},
    {"text": "Russia attacked Syria near the old bridge at dawn.", "published": "2024-03-09"},
    {"text": "There was no news at all from the capital on this day.", "published": "2024-03-09"},
]


def lines(path: Path, stories: list[dict[str, str]]) -> Path:
    path.write_text("".join(json.dumps(story) + "\n" for story in stories), "utf-8")
    return path


def coded(db: Path, *inputs: Path, coder: PlainCoder | None = None) -> Summary:
    dataset, summary = run(inputs, db, coder=coder or PlainCoder())
    dataset.close()
    return summary


def tables(db: Path) -> dict[str, list[tuple[Any, ...]]]:
    """All that is stored, but for where it was read and when."""
    with Dataset(db, read_only=True) as dataset:
        rows = {
            "articles": "SELECT * EXCLUDE (path, added_at, status, error), status, error"
            " FROM articles ORDER BY ALL",
            "mentions": "FROM mentions ORDER BY ALL",
            "mention_actors": "FROM mention_actors ORDER BY ALL",
            "events": "FROM events ORDER BY ALL",
        }
        return {table: dataset.query(sql).fetchall() for table, sql in rows.items()}


def test_a_run_codes_merges_and_counts(tmp_path: Path):
    summary = coded(tmp_path / "db", lines(tmp_path / "news.jsonl", STORIES))
    assert (summary.coded, summary.duplicates, summary.mentions, summary.events) == (5, 2, 4, 3)
    assert summary.words == sum(len(STORIES[n]["text"].split()) for n in (2, 3, 4, 5, 6))
    stored = tables(tmp_path / "db")
    praise = next(row for row in stored["events"] if row[1] == "SUPPORT")
    assert praise[16:18] == (2, 2), "two articles report it"


def test_of_near_duplicates_the_earliest_is_coded_and_the_others_point_to_it(tmp_path: Path):
    coded(tmp_path / "db", lines(tmp_path / "news.jsonl", STORIES))
    with Dataset(tmp_path / "db") as dataset:
        found = dataset.query(
            "SELECT a.published_start::TEXT, o.published_start::TEXT FROM articles a"
            " JOIN articles o ON a.duplicate_of = o.article_id ORDER BY ALL"
        ).fetchall()
    assert found == [("2024-03-07", "2024-03-06"), ("2024-03-08", "2024-03-06")]


def test_running_twice_adds_nothing(tmp_path: Path):
    news = lines(tmp_path / "news.jsonl", STORIES)
    coded(tmp_path / "db", news)
    before = tables(tmp_path / "db")
    again = PlainCoder()
    summary = coded(tmp_path / "db", news, coder=again)
    assert tables(tmp_path / "db") == before
    assert again.coded == []
    assert (summary.known, summary.coded, summary.mentions) == (len(STORIES), 0, 0)


@pytest.mark.parametrize("seed", range(5))
def test_the_order_and_the_number_of_runs_do_not_matter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
):
    stories = STORIES + [
        {"text": text, "published": f"2024-03-0{day}"} for day, text in enumerate(CHAIN, start=1)
    ]
    summary = coded(tmp_path / "at once", lines(tmp_path / "news.jsonl", stories))
    assert (summary.coded, summary.duplicates) == (6, 4)
    rng = random.Random(seed)
    shuffled = rng.sample(stories, len(stories))
    cut = rng.randrange(1, len(stories))
    monkeypatch.setattr(batches, "BATCH_ARTICLES", rng.randint(1, 4))
    coded(tmp_path / "in parts", lines(tmp_path / "one.jsonl", shuffled[:cut]))
    coded(tmp_path / "in parts", lines(tmp_path / "two.jsonl", shuffled[cut:]))
    assert tables(tmp_path / "in parts") == tables(tmp_path / "at once")


@pytest.mark.parametrize("coded_before", range(5))
def test_ctrl_c_leaves_whole_articles_with_events_and_the_next_run_goes_on(
    tmp_path: Path, coded_before: int
):
    news = lines(tmp_path / "news.jsonl", STORIES)
    summary = coded(tmp_path / "db", news, coder=PlainCoder(interrupt_after=coded_before))
    assert summary.interrupted
    assert summary.coded == coded_before
    with Dataset(tmp_path / "db") as dataset:
        assert dataset.events_are_current()
        assert len(dataset.articles()) == coded_before

    assert not coded(tmp_path / "db", news).interrupted
    coded(tmp_path / "undisturbed", news)
    assert tables(tmp_path / "db") == tables(tmp_path / "undisturbed")


def test_ctrl_c_while_merging_leaves_the_articles_and_the_next_run_merges(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    news = lines(tmp_path / "news.jsonl", STORIES)

    def pressed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(events, "_event", pressed)
        with pytest.raises(KeyboardInterrupt):
            coded(tmp_path / "db", news)
    assert tables(tmp_path / "db")["events"] == []
    coded(tmp_path / "db", news)
    coded(tmp_path / "undisturbed", news)
    assert tables(tmp_path / "db") == tables(tmp_path / "undisturbed")


def test_one_article_that_cannot_be_coded_does_not_stop_the_others(tmp_path: Path):
    news = lines(tmp_path / "news.jsonl", STORIES)
    summary = coded(tmp_path / "db", news, coder=PlainCoder(breaks_on="bridge"))
    assert (summary.coded, summary.duplicates) == (4, 2)
    ((path, reason),) = summary.failed
    assert path == f"{news}#6"
    assert reason == "could not be coded: ValueError: no rule for bridge"

    mended = coded(tmp_path / "db", news)
    assert (mended.coded, mended.known) == (1, len(STORIES) - 1), "it is tried again"
    coded(tmp_path / "undisturbed", news)
    assert tables(tmp_path / "db") == tables(tmp_path / "undisturbed")


def test_a_missing_model_is_not_the_articles_fault(tmp_path: Path):
    class NoModel(PlainCoder):
        def code_articles(self, articles, dated=None):  # type: ignore[no-untyped-def]
            raise ModelError("no model")

    with pytest.raises(ModelError):
        coded(tmp_path / "db", lines(tmp_path / "news.jsonl", STORIES), coder=NoModel())
    assert tables(tmp_path / "db")["articles"] == []


def test_unreadable_inputs_are_kept_once_with_their_reason_until_they_are_mended(tmp_path: Path):
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "empty.txt").touch()
    (folder / "picture.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20)
    (folder / "good.txt").write_text(STORIES[3]["text"], "utf-8")
    for _ in range(2):
        summary = coded(tmp_path / "db", folder)
        assert [Path(path).name for path, _ in summary.failed] == ["empty.txt", "picture.txt"]
        assert all(reason for _, reason in summary.failed)
        statuses = [row[-2] for row in tables(tmp_path / "db")["articles"]]
        assert sorted(statuses) == ["coded", "failed", "failed"]
    (folder / "empty.txt").write_text(STORIES[5]["text"], "utf-8")
    coded(tmp_path / "db", folder)
    statuses = [row[-2] for row in tables(tmp_path / "db")["articles"]]
    assert sorted(statuses) == ["coded", "coded", "failed"]


def test_articles_in_other_languages_are_skipped_with_the_reason(tmp_path: Path):
    french = tmp_path / "french.txt"
    french.write_text("Le ministre turc a rencontré son homologue russe à Sotchi lundi matin.")
    ((path, reason),) = coded(tmp_path / "db", french).skipped
    assert path == str(french)
    assert "(fr)" in reason
    assert tables(tmp_path / "db")["articles"][0][-2] == "skipped"


def test_the_same_text_in_two_files_is_one_article(tmp_path: Path):
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(STORIES[3]["text"], "utf-8")
    summary = coded(tmp_path / "db", tmp_path / "a.txt", tmp_path / "b.txt")
    assert (summary.coded, summary.known) == (1, 1)


def test_progress_reaches_every_document(tmp_path: Path):
    news = lines(tmp_path / "news.jsonl", STORIES)
    seen: list[Progress] = []
    run([news], tmp_path / "db", coder=PlainCoder(), on_progress=seen.append)[0].close()
    assert seen[-1].documents == len(STORIES)
    assert seen == sorted(seen, key=lambda progress: (progress.documents, progress.words))


def test_the_coder_is_made_only_when_something_is_to_be_coded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    news = lines(tmp_path / "news.jsonl", STORIES)
    coded(tmp_path / "db", news)
    monkeypatch.setattr(Crew, "code_articles", lambda *_: pytest.fail("loaded in vain"))
    dragoman.code([news], db=tmp_path / "db").close()


def test_code_returns_the_dataset_open_for_questions(tmp_path: Path):
    news = lines(tmp_path / "news.jsonl", STORIES)
    with dragoman.code([str(news)], db=str(tmp_path / "db"), coder=PlainCoder()) as dataset:
        assert set(dataset.events().df()["event_type"]) == {"CONSULT", "SUPPORT", "ASSAULT"}
        with pytest.raises(StoreError, match="already open"):
            Dataset(tmp_path / "db", read_only=True)


def test_a_given_day_goes_before_that_of_the_article(tmp_path: Path):
    news = lines(tmp_path / "news.jsonl", STORIES[3:4])
    with dragoman.code([news], tmp_path / "db", published="2020-02-20", coder=PlainCoder()) as ds:
        assert str(ds.events().df()["date_start"][0].date()) == "2020-02-19"


@pytest.mark.parametrize(
    ("inputs", "day", "reason"),
    [
        (["no such folder"], None, "no file or folder 'no such folder'"),
        (["."], "yesterday", "'yesterday' is no date"),
    ],
)
def test_wrong_use_is_told_before_a_file_is_made(
    tmp_path: Path, inputs: list[str], day: str | None, reason: str
):
    with pytest.raises(UsageError, match=reason):
        dragoman.code(inputs, tmp_path / "db", published=day)
    assert not (tmp_path / "db").exists()


def test_memory_does_not_grow_with_the_corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(batches, "BATCH_ARTICLES", 10)
    sizes: list[int] = []
    add = batches.Run.add
    monkeypatch.setattr(
        batches.Run, "add", lambda self, batch: (sizes.append(len(batch)), add(self, batch))
    )
    stories = [
        {"text": f"Egypt praised France for the {n}th time in the council."} for n in range(35)
    ]
    coded(tmp_path / "db", lines(tmp_path / "news.jsonl", stories))
    assert sizes == [10, 10, 10, 5]


class Remembering(PlainCoder):
    """Keeps which articles it was given with which dated texts."""

    def __init__(self) -> None:
        super().__init__()
        self.given: list[tuple[list[str], bool]] = []

    def code_articles(self, articles, dated=None):  # type: ignore[no-untyped-def]
        articles = list(articles)
        self.given.append(([article.text[:5] for article in articles], dated is not None))
        return super().code_articles(articles, dated)


def test_undated_articles_wait_for_the_dated_ones_of_their_run(tmp_path: Path):
    undated = {"text": "Egypt attacked Syria, a witness of the events of that night said."}
    coder = Remembering()
    coded(tmp_path / "db", lines(tmp_path / "news.jsonl", [undated, *STORIES[3:6]]), coder=coder)
    assert coder.given == [(["Egypt", "In a ", "Russi"], False), (["Egypt"], True)]
    with Dataset(tmp_path / "db", read_only=True) as dataset:
        assert len(dataset.dated_texts()) == 3


def test_an_undated_copy_is_of_the_day_of_its_original(tmp_path: Path):
    copy = {"text": VISIT + " Read more below."}
    coded(tmp_path / "db", lines(tmp_path / "news.jsonl", [copy, STORIES[0]]))
    with Dataset(tmp_path / "db", read_only=True) as dataset:
        ((start, end, basis, reasons, original),) = dataset.query(
            "SELECT published_start, published_end, published_basis, date_reasons, duplicate_of"
            " FROM articles WHERE status = 'duplicate'"
        ).fetchall()
    assert start == end == date(2024, 3, 7)
    assert (basis, reasons) == ("inferred", f"repeats article {original}")
