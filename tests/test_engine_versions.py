"""Which version coded what is recorded, and only what a new version changes is coded anew."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from dragoman.actors.changes import concerned, words_of_changes
from dragoman.engine import Summary, batches, run
from dragoman.engine.versions import coder_version
from dragoman.records import Actor, ActorRole, Changes
from dragoman.store import Dataset
from samples import PlainCoder, PlainRegister
from test_engine import STORIES, lines, tables


class Corrected(PlainCoder):
    """A coder of a later version, which finds fewer events in France and is surer of the others."""

    def code_articles(self, articles, dated=None):  # type: ignore[no-untyped-def]
        for article, mentions in super().code_articles(articles, dated):
            found = (m for m in mentions if "France again" not in m.sentence)
            yield article, [replace(mention, confidence=0.9) for mention in found]


@pytest.fixture
def another_version(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "coder_version", lambda: "9.9+new")


@contextmanager
def earlier_version() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(batches, "coder_version", coder_version)
        yield


def coded(
    db: Path, *inputs: Path, coder: PlainCoder | None = None, recode: bool = False
) -> Summary:
    dataset, summary = run(inputs, db, coder=coder or PlainCoder(), recode=recode)
    dataset.close()
    return summary


def versions(db: Path) -> set[tuple[str, str | None, bool]]:
    with Dataset(db, read_only=True) as dataset:
        return set(
            dataset.query(
                "SELECT status, coder_version, register_version IS NOT NULL FROM articles"
            ).fetchall()
        )


def test_the_version_is_on_every_row(tmp_path: Path):
    coded(tmp_path / "db", lines(tmp_path / "news.jsonl", STORIES))
    assert versions(tmp_path / "db") == {
        ("coded", coder_version(), True),
        ("duplicate", None, False),
    }
    assert coder_version().startswith("0.1.0+")
    assert coder_version([tmp_path / "news.jsonl"]) != coder_version(), "own verbs make another"


def test_nothing_is_coded_anew_by_the_same_version(tmp_path: Path):
    coded(tmp_path / "db", lines(tmp_path / "news.jsonl", STORIES))
    again = PlainCoder()
    assert coded(tmp_path / "db", coder=again, recode=True).recoded == 0
    assert again.coded == []


def test_another_version_is_told_of_and_codes_anew_when_asked(tmp_path: Path, another_version):
    with earlier_version():
        coded(tmp_path / "db", lines(tmp_path / "news.jsonl", STORIES))
    assert coded(tmp_path / "db", tmp_path / "news.jsonl", coder=Corrected()).outdated == 5
    summary = coded(tmp_path / "db", coder=Corrected(), recode=True)
    assert (summary.recoded, summary.outdated, summary.coded) == (5, 0, 0)
    coded(tmp_path / "new", tmp_path / "news.jsonl", coder=Corrected())
    assert tables(tmp_path / "db") == tables(tmp_path / "new")


def test_corrections_stay_when_articles_are_coded_anew(tmp_path: Path, another_version):
    news = lines(tmp_path / "news.jsonl", STORIES)
    with earlier_version():
        coded(tmp_path / "db", news)
    with Dataset(tmp_path / "db") as dataset:
        ((attack,),) = dataset.query(
            "SELECT mention_id FROM mentions WHERE event_type = 'ASSAULT'"
        ).fetchall()
        dataset.correct([attack], Changes(event_type="THREATEN"), by="Ana")
    coded(tmp_path / "db", coder=Corrected(), recode=True)
    with Dataset(tmp_path / "db", read_only=True) as dataset:
        found = dataset.query("SELECT event_type, confidence FROM mentions ORDER BY ALL").fetchall()
        assert [event_type for event_type, _ in found] == ["CONSULT", "SUPPORT", "THREATEN"]
        assert set(dataset.events().df()["event_type"]) == {"CONSULT", "SUPPORT", "THREATEN"}


@pytest.mark.parametrize("coded_before", [0, 2, 4])
def test_coding_anew_goes_on_where_it_was_interrupted(
    tmp_path: Path, another_version, coded_before: int
):
    news = lines(tmp_path / "news.jsonl", STORIES)
    with earlier_version():
        coded(tmp_path / "db", news)
    interrupted = Corrected(interrupt_after=coded_before)
    summary = coded(tmp_path / "db", coder=interrupted, recode=True)
    assert (summary.recoded, summary.interrupted) == (coded_before, True)
    assert coded(tmp_path / "db", coder=Corrected(), recode=True).recoded == 5 - coded_before
    coded(tmp_path / "new", news, coder=Corrected())
    assert tables(tmp_path / "db") == tables(tmp_path / "new")


def test_an_article_that_fails_now_keeps_what_was_found(tmp_path: Path, another_version):
    news = lines(tmp_path / "news.jsonl", STORIES)
    with earlier_version():
        coded(tmp_path / "db", news)
    summary = coded(tmp_path / "db", coder=PlainCoder(breaks_on="bridge"), recode=True)
    assert (summary.recoded, len(summary.failed), summary.outdated) == (4, 1, 1)
    assert len(tables(tmp_path / "db")["mentions"]) == 4


class France(PlainRegister):
    actors = {  # noqa: RUF012
        **PlainRegister.actors,
        "FRA": Actor("FRA", "France", "other", "FRA", None, ("Council of Ministers",)),
    }


def test_a_new_register_concerns_only_what_may_name_its_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    coded(tmp_path / "db", lines(tmp_path / "news.jsonl", STORIES))
    coder = PlainCoder()
    monkeypatch.setattr(coder, "register", France(), raising=False)
    assert coded(tmp_path / "db", coder=coder, recode=True).recoded == 2, "two name France"
    assert coded(tmp_path / "db", coder=coder, recode=True).recoded == 0
    with Dataset(tmp_path / "db", read_only=True) as dataset:
        known = dataset.query(
            "SELECT DISTINCT register_version FROM articles WHERE status = 'coded'"
        )
        assert len(known.fetchall()) == 1


ANN = Actor("ann-brown", "Ann Brown", "person", "GBR", "GOV", ("Anne Brown",))
BODY = Actor("RSC", "River Safety Council", "igo", None, "IGO", ("RSC",))
TERM = ActorRole("ann-brown", "mayor", "GBR", "GOV")


@pytest.mark.parametrize(
    ("old", "new", "yes", "no"),
    [
        (([ANN], []), ([ANN], []), (), ("Ann Brown spoke.",)),
        (([ANN], []), ([ANN], [TERM]), ("Mayor Brown spoke.", "ANNE came."), ("It browned.",)),
        (([], []), ([BODY], []), ("The RSC met.", "A river council on safety."), ("A river.",)),
        (([BODY], []), ([replace(BODY, aliases=())], []), ("The RSC met.",), ("A council met.",)),
    ],
)
def test_which_texts_a_change_of_the_register_concerns(
    old, new, yes: Iterable[str], no: Iterable[str]
):
    changes = words_of_changes(old, new)
    assert all(concerned(text, changes) for text in yes)
    assert not any(concerned(text, changes) for text in no)


def test_without_a_day_an_article_is_dated_anew(tmp_path: Path, another_version):
    text = (
        "KHARTOUM, April 11 (Wire) - Egypt attacked Syria. President Bush met Tony Blair in 2003."
    )
    news = lines(tmp_path / "news.jsonl", [{"text": text}])

    class Dating(PlainCoder):
        def __init__(self, year: str) -> None:
            super().__init__()
            self.year = year

        def code_articles(self, articles, dated=None):  # type: ignore[no-untyped-def]
            for article in articles:
                assert (article.published_basis, article.dateline_day) == ("unknown", "April 11")
                found = replace(article, published_basis="inferred", date_reasons=self.year)
                yield from super().code_articles([found], dated)

    with earlier_version():
        coded(tmp_path / "db", news, coder=Dating("2003"))
    coded(tmp_path / "db", coder=Dating("2004"), recode=True)
    with Dataset(tmp_path / "db", read_only=True) as dataset:
        assert dataset.query("SELECT date_reasons FROM articles").fetchall() == [("2004",)]
