"""Exported tables hold what the dataset holds, in forms that other programs read."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from dragoman.errors import StoreError, UsageError
from dragoman.exporting import FORMATS, export
from dragoman.merging import merge_mentions
from dragoman.records import Actor
from dragoman.store import Dataset
from samples import PlainCoder, article

TABLES = [
    "articles",
    "mentions",
    "mention_actors",
    "actors",
    "actor_roles",
    "events",
    "corrections",
    "correction_mentions",
]
TEXT = 'Turkey met Russia in Sochi, "gladly", and left;\nwithout a word. Egypt praised France.'


@pytest.fixture
def dataset(tmp_path: Path):
    story = article(TEXT)
    ((_, mentions),) = PlainCoder().code_articles([story])
    with Dataset(tmp_path / "news.duckdb") as opened:
        opened.add([story], mentions)
        opened.replace_events([merge_mentions(mentions, {story.article_id: story})])
        opened.write_register([Actor("TUR", "Turkey", "state", "TUR", None, ("Türkiye",))], [])
        yield opened


@pytest.mark.parametrize("layout", FORMATS)
def test_every_table_becomes_a_file(dataset: Dataset, tmp_path: Path, layout: str):
    written = export(dataset, tmp_path / "out" / "deep", layout)
    assert [path.name for path in written] == [f"{table}.{layout}" for table in TABLES]
    assert sorted((tmp_path / "out" / "deep").iterdir()) == sorted(written)


def test_parquet_keeps_types_lists_and_text(dataset: Dataset, tmp_path: Path):
    export(dataset, tmp_path / "out", "parquet")
    for table in TABLES:
        written = pq.read_table(tmp_path / "out" / f"{table}.parquet")
        assert written.to_pylist() == dataset.query(f"FROM {table}").arrow().read_all().to_pylist()


def test_json_lines_hold_one_object_a_row_with_lists_as_lists(dataset: Dataset, tmp_path: Path):
    export(dataset, tmp_path / "out", "jsonl")
    lines = (tmp_path / "out" / "events.jsonl").read_text("utf-8").splitlines()
    by_type = {(event := json.loads(line))["event_type"]: event for line in lines}
    assert by_type["CONSULT"]["sources"] == ["RUS", "TUR"]
    assert by_type["SUPPORT"]["date_start"] == "2024-03-06"
    (line,) = (tmp_path / "out" / "articles.jsonl").read_text("utf-8").splitlines()
    assert json.loads(line)["text"] == TEXT


def test_csv_quotes_text_and_writes_lists_as_json(dataset: Dataset, tmp_path: Path):
    export(dataset, tmp_path / "out", "csv")
    with (tmp_path / "out" / "articles.csv").open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    assert row["text"] == TEXT
    with (tmp_path / "out" / "events.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["event_type"]: row for row in csv.DictReader(file)}
    assert json.loads(rows["CONSULT"]["sources"]) == ["RUS", "TUR"]
    with (tmp_path / "out" / "actors.csv").open(encoding="utf-8", newline="") as file:
        assert json.loads(next(csv.DictReader(file))["aliases"]) == ["Türkiye"]


def test_exporting_again_replaces_its_own_files_and_leaves_others(dataset: Dataset, tmp_path: Path):
    out = tmp_path / "it's out"
    export(dataset, out, "csv")
    (out / "notes.txt").write_text("mine")
    (out / "events.csv").write_text("old")
    export(dataset, out, "csv")
    assert (out / "notes.txt").read_text() == "mine"
    assert (out / "events.csv").read_text("utf-8").startswith("event_id,event_type,")


def test_a_dataset_opened_for_reading_can_be_exported(dataset: Dataset, tmp_path: Path):
    dataset.close()
    with Dataset(dataset.path, read_only=True) as reading:
        assert len(export(reading, tmp_path / "out")) == len(TABLES)


def test_what_cannot_be_is_said(dataset: Dataset, tmp_path: Path):
    with pytest.raises(
        UsageError,
        match="no export format 'weis': there are parquet, csv, jsonl, and for the events gdelt",
    ):
        export(dataset, tmp_path / "out", "weis")
    assert not (tmp_path / "out").exists()
    (tmp_path / "file").touch()
    with pytest.raises(UsageError, match="is a file"):
        export(dataset, tmp_path / "file", "csv")
    (tmp_path / "blocked" / ".events.csv.unfinished").mkdir(parents=True)
    with pytest.raises(StoreError, match="File exists"):
        export(dataset, tmp_path / "blocked", "csv")
