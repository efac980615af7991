"""What a run tells of itself: the closing summary, the time of each stage, the log."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from dragoman.engine import Summary, logged, run
from dragoman.errors import UsageError
from dragoman.views.runs import profile_lines, summary_data, summary_lines
from samples import PlainCoder
from test_engine import STORIES, lines


def test_the_summary_tells_rates_failures_duplicates_and_types():
    summary = Summary(
        coded=3,
        recoded=2,
        duplicates=1,
        mentions=5,
        events=4,
        words=900,
        seconds=3.0,
        outdated=1200,
        types=Counter({"SUPPORT": 3, "ASSAULT": 2}),
        failed=[("a.txt", "the file is empty")],
    )
    assert list(summary_lines(summary, "news.duckdb")) == [
        "Failed: a.txt: the file is empty",
        "Articles: 3 coded, 2 coded anew, 1 repeating another, 1 failed.",
        "New mentions: 5: SUPPORT 3, ASSAULT 2.",
        "Events in news.duckdb: 4.",
        "900 words in 3.0 s, 300 words/s.",
        "1,200 stored articles were coded by another version of Dragoman:"
        " --recode codes them anew.",
    ]
    assert summary_data(summary)["types"] == {"SUPPORT": 3, "ASSAULT": 2}


def test_many_failures_are_counted_by_their_reasons():
    failed = [(f"{n}.txt", "the file is empty") for n in range(30)] + [("x", "binary")]
    told = list(summary_lines(Summary(failed=failed), "news.duckdb"))
    assert told[:2] == ["Failed 30: the file is empty", "Failed 1: binary"]


def test_the_time_of_each_stage_is_its_own():
    told = list(profile_lines(Summary(stages={"reading": 1.0, "parsing": 3.0})))
    assert [line.split() for line in told] == [
        ["parsing", "3.0", "s", "75.0%"],
        ["reading", "1.0", "s", "25.0%"],
    ]


def test_stages_are_timed_and_the_log_has_what_happened(tmp_path: Path):
    news = lines(tmp_path / "news.jsonl", STORIES)
    with logged(tmp_path / "log.jsonl"):
        dataset, summary = run([news], tmp_path / "db", coder=PlainCoder(breaks_on="bridge"))
        dataset.close()
    assert {"reading", "cleaning", "comparing", "storing", "merging"} <= summary.stages.keys()
    assert 0 < sum(summary.stages.values()) <= summary.seconds
    log = [json.loads(line) for line in (tmp_path / "log.jsonl").read_text("utf-8").splitlines()]
    assert [line["message"] for line in log] == [
        "batch stored",
        "article failed",
        "events merged",
        "run ended",
    ]
    assert (log[0]["articles"], log[0]["mentions"]) == (7, 3)
    assert (log[1]["path"], log[1]["reason"]) == summary.failed[0]
    assert (log[3]["coded"], log[3]["failed"]) == (4, 1)
    assert all({"time", "level", "logger"} <= line.keys() for line in log)


def test_a_log_that_cannot_be_written_is_wrong_use(tmp_path: Path):
    with pytest.raises(UsageError, match="cannot be written"), logged(tmp_path / "no" / "log"):
        pass
