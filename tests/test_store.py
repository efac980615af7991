"""The dataset's file: its tables, what is written together, and what it says when it cannot."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from conftest import ROOT
from dragoman.errors import StoreError
from dragoman.merging import duplicate_keys, merge_mentions
from dragoman.records import Actor, ActorRole, Article, Mention
from dragoman.store import Dataset
from samples import PlainCoder, article, mention

# The data contract: more columns may be added, none may go or change its name.
CONTRACT = {
    "articles": "article_id path url publisher title author text language published_start"
    " published_end published_basis date_reasons duplicate_of status error added_at dateline_day"
    " coder_version register_version",
    "mentions": "mention_id article_id event_id sentence sentence_start sentence_end trigger_text"
    " trigger_start trigger_end event_type mode contexts quad cameo score modality historical"
    " attributed_to date_start date_end date_text date_basis place_name place_country latitude"
    " longitude geonames_id confidence explanation",
    "mention_actors": "mention_id role actor_id text start end country sector organization",
    "actors": "actor_id name kind country sector aliases",
    "actor_roles": "actor_id role country sector start end organization",
    "events": "event_id event_type mode contexts quad cameo score modality date_start date_end"
    " sources targets place_name place_country latitude longitude mention_count article_count"
    " first_published last_published confidence summary outcome outcome_event_id",
    "corrections": "correction_id kind changes made_by made_at reason undone_at undone_by",
    "correction_mentions": "correction_id part mention_id article_id trigger_start trigger_end"
    " event_type changes previous",
}

STORY = article("Turkey met Russia in Sochi. Egypt praised France.", "2024-03-07")


@pytest.fixture
def dataset(tmp_path: Path):
    with Dataset(tmp_path / "news.duckdb") as opened:
        yield opened


def coded(*articles: Article) -> list[Mention]:
    return [m for _, mentions in PlainCoder().code_articles(articles) for m in mentions]


def test_the_tables_are_those_of_the_contract(dataset: Dataset):
    tables = {name for (name,) in dataset.query("SHOW TABLES").fetchall()}
    assert tables == set(CONTRACT)
    for table, columns in CONTRACT.items():
        assert dataset.query(f"FROM {table}").columns == columns.split()


def test_what_is_stored_is_what_is_read(dataset: Dataset):
    mentions = coded(STORY)
    dataset.add([STORY], mentions)
    assert dataset.read_mentions("CONSULT") + dataset.read_mentions("SUPPORT") == mentions
    assert dataset.read_articles("SUPPORT") == {STORY.article_id: replace(STORY, text="")}
    (row,) = dataset.articles().fetchall()
    told = CONTRACT["articles"].split()[:15]
    assert row[:15] == tuple(getattr(STORY, column) for column in told)
    ((start, end, text),) = dataset.query(
        'SELECT "start", "end", text FROM mention_actors WHERE actor_id = \'FRA\''
    ).fetchall()
    assert STORY.text[start:end] == text == "France"


def test_relations_are_lazy_and_become_pandas_and_arrow(dataset: Dataset):
    events = dataset.events()
    dataset.add([STORY], mentions := coded(STORY))
    dataset.replace_events([merge_mentions(mentions, {STORY.article_id: STORY})])
    assert sorted(events.df()["summary"]) == [
        "EGY → FRA: praised France",
        "RUS, TUR: met Russia in Sochi",
    ]
    assert isinstance(events.arrow(), pa.RecordBatchReader)
    assert events.filter("event_type = 'SUPPORT'").df()["targets"][0].tolist() == ["FRA"]


def test_known_articles_are_those_that_need_no_more_work(dataset: Dataset):
    failed = replace(STORY, article_id="broken", status="failed", error="empty file")
    dataset.add([STORY, failed])
    assert dataset.known_articles([STORY.article_id, "broken", "new"]) == {STORY.article_id}


def test_an_article_that_failed_is_replaced_when_it_is_mended(dataset: Dataset):
    failed = replace(STORY, article_id="broken", status="failed", error="empty file", text="")
    dataset.add([failed])
    dataset.add([replace(failed, error="binary file")])
    assert dataset.query("SELECT error FROM articles").fetchall() == [("binary file",)]
    dataset.add([STORY])
    assert dataset.query("SELECT article_id, status FROM articles").fetchall() == [
        (STORY.article_id, "coded")
    ]


def test_articles_are_found_by_the_keys_of_near_duplicates(dataset: Dataset):
    long = article(" ".join(f"word{n}" for n in range(200)), article_id="long")
    near = article(long.text + " the end", article_id="near")
    far = article(STORY.text, article_id="far")
    dataset.add([long, far], duplicate_keys=duplicate_keys([long, far]))
    found = dataset.articles_sharing(duplicate_keys([near])["near"])
    assert found == [long]


def test_a_stored_article_that_turns_out_to_be_a_repetition_loses_its_mentions(dataset: Dataset):
    earlier = replace(STORY, article_id="earlier", text=STORY.text + " So it was.")
    dataset.add([STORY], coded(STORY))
    dataset.add([earlier], coded(earlier), duplicates={STORY.article_id: "earlier"})
    statuses = dataset.query("SELECT article_id, status, duplicate_of FROM articles ORDER BY 2")
    assert statuses.fetchall() == [
        ("earlier", "coded", None),
        (STORY.article_id, "duplicate", "earlier"),
    ]
    assert {row[1] for row in dataset.mentions().fetchall()} == {"earlier"}
    assert len(dataset.mention_actors()) == 4


def test_events_are_current_until_mentions_come_or_go(dataset: Dataset):
    assert dataset.events_are_current()
    dataset.add([STORY], mentions := coded(STORY))
    assert not dataset.events_are_current()
    dataset.replace_events([merge_mentions(mentions, {STORY.article_id: STORY})])
    assert dataset.events_are_current()
    event_ids = {row[2] for row in dataset.mentions().fetchall()}
    assert event_ids == {row[0] for row in dataset.events().fetchall()}
    dataset.add([], duplicates={STORY.article_id: "another"})
    assert not dataset.events_are_current()


def test_all_of_a_batch_is_stored_or_nothing(dataset: Dataset):
    unfit = replace(coded(STORY)[0], trigger_text=None)  # type: ignore[arg-type]
    with pytest.raises(StoreError, match="NOT NULL"):
        dataset.add([STORY], [unfit])
    assert dataset.articles().fetchall() == []
    dataset.add([STORY], coded(STORY))
    assert len(dataset.articles()) == 1


def test_events_stay_when_replacing_them_is_interrupted(dataset: Dataset):
    dataset.add([STORY], mentions := coded(STORY))
    merged = merge_mentions(mentions, {STORY.article_id: STORY})
    dataset.replace_events([merged])

    def interrupted():
        yield merged
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        dataset.replace_events(interrupted())
    assert dataset.events_are_current()


def test_the_register_is_stored_whole_and_replaced_when_it_changes(dataset: Dataset):
    turkey = Actor("TUR", "Turkey", "state", "TUR", "GOV", ("Türkiye", "Turkish"))
    office = ActorRole("TUR", "member of NATO", None, None, date(1952, 2, 18))
    dataset.write_register([turkey], [office])
    dataset.write_register([turkey], [office])
    assert dataset.actors().fetchall() == [
        ("TUR", "Turkey", "state", "TUR", "GOV", ["Türkiye", "Turkish"])
    ]
    assert dataset.actor_roles().fetchall()[0][4] == date(1952, 2, 18)
    dataset.write_register([replace(turkey, name="Türkiye")], [])
    assert dataset.actors().fetchall()[0][1] == "Türkiye"
    assert dataset.actor_roles().fetchall() == []


def test_a_dataset_can_be_read_by_several_at_once(tmp_path: Path):
    path = tmp_path / "news.duckdb"
    with Dataset(path) as dataset:
        dataset.add([STORY])
    with Dataset(path, read_only=True) as one, Dataset(path, read_only=True) as two:
        assert len(one.articles()) == len(two.articles()) == 1
        with pytest.raises(StoreError, match="can only be read"):
            one.add([replace(STORY, article_id="new")])


IN_ANOTHER_PROCESS = """
import os, sys, time
from samples import PlainCoder, article
from dragoman.store import Dataset

dataset = Dataset(sys.argv[1])
number = 0
while True:
    item = article(f"Turkey met Russia {number} times.")
    ((_, mentions),) = PlainCoder().code_articles([item])
    dataset.add([item], mentions)
    number += 1
    if number == 3:
        print("ready", flush=True)
"""


def other_process(path: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", IN_ANOTHER_PROCESS, str(path)],
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parent)},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    assert process.stdout.readline() == "ready\n"
    return process


def test_a_second_writer_is_told_who_holds_the_file_and_a_kill_loses_no_article(tmp_path: Path):
    path = tmp_path / "news.duckdb"
    process = other_process(path)
    try:
        with pytest.raises(StoreError, match=f"in use by another process .number {process.pid}"):
            Dataset(path)
    finally:
        process.send_signal(signal.SIGKILL)
        process.communicate()
    with Dataset(path) as dataset:
        stored = dataset.query(
            "SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM mentions),"
            " (SELECT count(*) FROM mention_actors)"
        )
        ((articles, mentions, actors),) = stored.fetchall()
    assert articles >= 3
    assert mentions == articles
    assert actors == 2 * articles


def test_files_that_are_no_dataset_are_named_as_such(tmp_path: Path):
    text, folder, other = tmp_path / "a.txt", tmp_path / "folder", tmp_path / "other.duckdb"
    text.write_text("no database\n" * 1000)
    folder.mkdir()
    duckdb.connect(str(other)).execute("CREATE TABLE penguins (name TEXT)").close()
    for path, reason in [
        (text, "is not a DuckDB file"),
        (folder, "is a folder"),
        (other, "is a DuckDB file, but not a Dragoman dataset"),
        (tmp_path / "no" / "such.duckdb", "its folder does not"),
    ]:
        with pytest.raises(StoreError, match=reason):
            Dataset(path)
    with pytest.raises(StoreError, match="does not exist"):
        Dataset(tmp_path / "none.duckdb", read_only=True)
    assert not (tmp_path / "none.duckdb").exists()
    with duckdb.connect(str(other)) as untouched:
        assert untouched.execute("SHOW TABLES").fetchall() == [("penguins",)]


def test_a_dataset_of_a_later_version_is_left_alone(tmp_path: Path):
    path = tmp_path / "news.duckdb"
    Dataset(path).close()
    with duckdb.connect(str(path)) as connection:
        connection.execute("UPDATE internal.meta SET value = '99' WHERE key = 'schema_version'")
    with pytest.raises(StoreError, match="version 99"):
        Dataset(path)


def older(path: Path, version: int) -> None:
    """Make a dataset of an older version, with what a coded and merged one holds."""
    with Dataset(path.with_suffix(".now")) as now:
        now.add([STORY], mentions := coded(STORY))
        now.replace_events([merge_mentions(mentions, {STORY.article_id: STORY})])
    with duckdb.connect(str(path)) as connection:
        connection.execute((ROOT / "tests" / "data" / "schema_2.sql").read_text("utf-8"))
        connection.execute(f"ATTACH '{path.with_suffix('.now')}' AS now (READ_ONLY)")
        for table in ("articles", "mentions", "mention_actors", "events"):
            columns = ", ".join(f'"{name}"' for name in connection.table(table).columns)
            connection.execute(f"INSERT INTO {table} SELECT {columns} FROM now.{table}")
        if version == 1:
            connection.execute("ALTER TABLE events DROP outcome")
            connection.execute("ALTER TABLE events DROP outcome_event_id")
        connection.execute(
            f"UPDATE internal.meta SET value = '{version}' WHERE key = 'schema_version'"
        )


@pytest.mark.parametrize("version", [1, 2])
def test_an_older_dataset_is_brought_up_to_date_when_it_is_written(tmp_path: Path, version: int):
    path = tmp_path / "news.duckdb"
    older(path, version)
    with pytest.raises(StoreError, match="run `dragoman code` on it once"):
        Dataset(path, read_only=True)
    definitions = (
        "SELECT sql FROM (SELECT schema_name, table_name, sql FROM duckdb_tables() UNION ALL"
        " SELECT schema_name, view_name, sql FROM duckdb_views() WHERE NOT internal) ORDER BY ALL"
    )
    with Dataset(path) as dataset, Dataset(tmp_path / "new.duckdb") as new:
        assert dataset.events_are_current() == (version == 2)
        assert dataset.read_mentions("CONSULT") + dataset.read_mentions("SUPPORT") == [
            replace(mention, event_id=found.event_id)
            for mention in coded(STORY)
            for found in dataset.read_mentions(mention.event_type)
        ]
        if version == 2:
            assert dataset.query(definitions).fetchall() == new.query(definitions).fetchall()
    Dataset(path, read_only=True).close()


def test_reprints_of_reprints_are_those_of_the_first(dataset: Dataset):
    copy = replace(STORY, article_id="copy", status="duplicate", duplicate_of=STORY.article_id)
    copies_copy = replace(copy, article_id="copy's copy", duplicate_of="copy")
    dataset.add([STORY, copy, copies_copy], mentions := coded(STORY))
    assert dataset.reprints()[STORY.article_id] == 2
    articles = {STORY.article_id: STORY}
    dataset.replace_events([merge_mentions(mentions, articles)])
    assert not dataset.events_are_current()
    dataset.replace_events([merge_mentions(mentions, articles, dataset.reprints())])
    assert dataset.events_are_current()


def test_a_full_disk_is_called_by_its_name_and_loses_nothing(tmp_path: Path):
    path = tmp_path / "news.duckdb"
    with Dataset(path) as dataset:
        dataset.add([STORY])
        limits = resource.getrlimit(resource.RLIMIT_FSIZE)
        ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, limits[1]))
        try:
            big = replace(STORY, article_id="big", text=os.urandom(2_000_000).hex())
            with pytest.raises(StoreError, match="full"):
                dataset.add([big])
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, limits)
            signal.signal(signal.SIGXFSZ, ignored)
    with Dataset(path) as dataset:
        assert dataset.known_articles([STORY.article_id, "big"]) == {STORY.article_id}


def test_mentions_can_be_given_by_hand(dataset: Dataset):
    one = mention("Turkey rejected US calls.", "rejected", "TUR:GOV", "USA:GOV", days="")
    dataset.add([replace(STORY, article_id="a1")], [one])
    assert dataset.read_mentions("REJECT") == [one]
