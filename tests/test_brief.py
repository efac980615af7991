"""The dataset in brief: after every change its tables are as if made anew."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dragoman.engine.batches import merge_all
from dragoman.records import ActorChange, Changes
from dragoman.store import Dataset
from samples import PlainCoder, article, mention

_ROWS = {
    "brief_events": "SELECT * EXCLUDE (number) FROM brief_events",
    "brief_mentions": "SELECT event_id, m.* EXCLUDE (number, mention) FROM brief_mentions m",
    "brief_actors": "SELECT event_id, mention_id, a.* EXCLUDE (number, mention)"
    " FROM brief_actors a JOIN (SELECT mention, mention_id FROM brief_mentions) USING (mention)",
    "keyed": "SELECT event_id, mention_id, k.* EXCLUDE (number, mention)"
    " FROM keyed k JOIN (SELECT mention, mention_id FROM brief_mentions) USING (mention)",
    "tied": "SELECT event_id, t.* EXCLUDE (number) FROM tied t",
}

TOLD = [
    article("Turkey met Russia in Sochi. Turkey attacked Syria.", "2024-03-07", "a"),
    article("Turkey met Russia in the town. Egypt praised France.", "2024-03-08", "b"),
    article("Russia met Turkey on the coast. France attacked Egypt.", "2024-03-20", "c"),
]


@pytest.fixture
def dataset(tmp_path: Path) -> Iterator[Dataset]:
    coded = [m for _, found in PlainCoder().code_articles(TOLD) for m in found]
    text = "Syria met each other in Ankara."
    alone = mention(text, "met", "SYR TUR:MIL", article_id="d", event_type="CONSULT")
    with Dataset(tmp_path / "news.duckdb") as opened:
        opened.write_register(PlainCoder.register.actors.values(), PlainCoder.register.roles)
        opened.add([*TOLD, article(text, article_id="d")], [*coded, alone])
        merge_all(opened)
        opened.lend_brief()
        yield opened


def tables(dataset: Dataset) -> dict[str, list[tuple[Any, ...]]]:
    """The tables with identifiers in place of numbers."""
    dataset.lend_brief()
    return {
        name: dataset.query(
            f"FROM ({sql}{'' if name == 'brief_events' else ' JOIN brief_events USING (number)'})"
            " ORDER BY ALL"
        ).fetchall()
        for name, sql in _ROWS.items()
    }


def assert_current(dataset: Dataset) -> None:
    """The tables are those of whoever opens the file now."""
    with Dataset(dataset.path) as other:
        assert tables(dataset) == tables(other)


def mentions(dataset: Dataset, event_type: str) -> list[str]:
    return sorted(m.mention_id for m in dataset.read_mentions(event_type))


def test_corrections_of_all_kinds_and_undoing_them(dataset: Dataset) -> None:
    before = tables(dataset)
    assert all(before.values())
    met, attacked = mentions(dataset, "CONSULT"), mentions(dataset, "ASSAULT")
    events = [m.event_id or "" for m in dataset.read_mentions("ASSAULT")]
    acts = [
        lambda: dataset.correct(met[:1], Changes(event_type="ACCUSE"), by="x"),
        lambda: dataset.correct(attacked[:1], Changes(targets=(ActorChange("EGY"),)), by="x"),
        lambda: dataset.confirm(met, by="x"),
        lambda: dataset.reject(attacked[1:], by="x"),
        lambda: dataset.merge(events, by="x"),
    ]
    for act in acts:
        number = act()
        assert tables(dataset) != before
        assert_current(dataset)
        dataset.undo(number, by="x")
        assert_current(dataset)
        assert tables(dataset) == before


def test_corrections_one_upon_the_other(dataset: Dataset) -> None:
    met = mentions(dataset, "CONSULT")
    for mention_id in met:
        dataset.correct([mention_id], Changes(event_type="ASSAULT"), by="x")
    for mention_id in met[1:]:
        dataset.reject([mention_id], by="x")
    assert_current(dataset)


def test_new_articles_count_when_they_are_merged(dataset: Dataset) -> None:
    before = tables(dataset)
    new = article("Syria attacked Russia. Turkey met Russia.", "2024-03-07", "new")
    dataset.add([new], [m for _, found in PlainCoder().code_articles([new]) for m in found])
    assert tables(dataset) == before
    merge_all(dataset)
    assert tables(dataset) != before
    assert_current(dataset)


def test_an_article_that_turns_out_to_repeat_another_takes_its_reports_along(
    dataset: Dataset,
) -> None:
    before = tables(dataset)
    dataset.add([article("Turkey met Russia.", "2024-03-07", "new")], duplicates={"b": "a"})
    assert len(tables(dataset)["brief_mentions"]) < len(before["brief_mentions"])
    assert_current(dataset)


def test_cursors_share_the_tables_and_each_sees_what_is_new(dataset: Dataset) -> None:
    with dataset.cursor() as one, dataset.cursor() as other:
        assert tables(one) == tables(other)
        one.reject(mentions(one, "ASSAULT"), by="x")
        assert tables(other) == tables(dataset)
        assert_current(other)
