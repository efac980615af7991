"""Corrections: what is put right is seen at once, stays right on later runs, and can be undone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from dragoman.engine import run
from dragoman.engine.batches import merge_all
from dragoman.errors import UsageError
from dragoman.records import Actor, ActorChange, ActorRole, Article, Changes, Mention
from dragoman.store import Dataset
from samples import PlainCoder, article

REGISTER = [
    Actor("TUR", "Turkey", "state", "TUR", None, ("Türkiye", "Turkish")),
    Actor("RUS", "Russia", "state", "RUS"),
    Actor("NATO", "North Atlantic Treaty Organization", "igo", None, "IGO"),
    Actor("a-minister", "A Minister", "person", "TUR", "GOV"),
]
OFFICES = [ActorRole("a-minister", "minister", "TUR", "GOV", date(2024, 1, 1), date(2024, 12, 31))]

STORIES = [
    article("Turkey met Russia in Sochi on the coast.", "2024-03-07", "sochi"),
    article("Turkey met Russia in the town of Sochi.", "2024-03-07", "again"),
    article("Turkey met Russia at a summit on grain.", "2024-03-20", "later"),
    article("Egypt praised France. Russia attacked Syria.", "2024-03-07", "other"),
]


@pytest.fixture
def dataset(tmp_path: Path) -> Iterator[Dataset]:
    with Dataset(tmp_path / "news.duckdb") as opened:
        opened.write_register(REGISTER, OFFICES)
        add(opened, *STORIES)
        merge_all(opened)
        yield opened


def add(dataset: Dataset, *articles: Article) -> None:
    coded = [m for _, found in PlainCoder().code_articles(articles) for m in found]
    dataset.add(articles, coded)


def mention(dataset: Dataset, article_id: str, number: int = 0) -> Mention:
    """The mentions of an article in the order of the text."""
    types = dataset.event_types()
    found = [m for t in types for m in dataset.read_mentions(t) if m.article_id == article_id]
    return sorted(found, key=lambda m: m.trigger_start)[number]


def tables(dataset: Dataset) -> dict[str, list[tuple[Any, ...]]]:
    names = ("mentions", "mention_actors", "events")
    return {name: dataset.query(f"FROM {name} ORDER BY ALL").fetchall() for name in names}


def coded(dataset: Dataset) -> list[tuple[Any, ...]]:
    """What the coder wrote; to which event it belongs and whether it is corrected stands beside."""
    rows = "SELECT * EXCLUDE (event_id, corrected) FROM internal.coded_mentions ORDER BY ALL"
    actors = "SELECT * EXCLUDE (corrected) FROM internal.coded_mention_actors ORDER BY ALL"
    return dataset.query(rows).fetchall() + dataset.query(actors).fetchall()


def groups(dataset: Dataset) -> set[frozenset[str]]:
    """The articles of each event."""
    rows = dataset.query("SELECT list(article_id) FROM mentions GROUP BY event_id").fetchall()
    return {frozenset(ids) for (ids,) in rows}


def assert_merged(dataset: Dataset) -> None:
    """The events are those that merging everything gives."""
    before = tables(dataset)
    merge_all(dataset)
    assert tables(dataset) == before


def test_a_new_type_brings_its_quad_class_score_and_code(dataset: Dataset):
    visit = mention(dataset, "later")
    dataset.correct([visit.mention_id], Changes(event_type="SANCTION"), by="Ada", reason="a ban")
    found = mention(dataset, "later")
    assert (found.event_type, found.mode, found.quad) == ("SANCTION", None, "material conflict")
    assert (found.cameo, found.score, found.confidence) == ("160", -6.0, 1.0)
    assert found.mention_id == visit.mention_id
    assert found.explanation == visit.explanation + "; corrected: event_type"
    ((event_type, quad, confidence),) = dataset.query(
        "SELECT event_type, quad, confidence FROM events WHERE event_id = $id", id=found.event_id
    ).fetchall()
    assert (event_type, quad, confidence) == ("SANCTION", "material conflict", 1.0)
    assert_merged(dataset)


def test_a_mode_goes_with_its_type(dataset: Dataset):
    (met,) = ids = [mention(dataset, "later").mention_id]
    dataset.correct(ids, Changes(mode="phone"), by="Ada")
    found = mention(dataset, "later")
    assert (found.mode, found.cameo, found.score) == ("phone", "041", 1.5)
    dataset.correct(ids, Changes(mode=""), by="Ada")
    assert mention(dataset, "later").mode is None
    dataset.correct(ids, Changes(mode="visit"), by="Ada")
    dataset.correct([met], Changes(event_type="AGREE"), by="Ada")
    assert mention(dataset, "later").mode is None
    with pytest.raises(UsageError, match="AGREE has no mode 'visit': it has none"):
        dataset.correct(ids, Changes(mode="visit"), by="Ada")


def test_days_that_a_person_gives_are_as_good_as_the_texts(dataset: Dataset):
    ids = [mention(dataset, "later").mention_id]
    dataset.correct(ids, Changes(date_start=date(2024, 3, 1)), by="Ada")
    found = mention(dataset, "later")
    assert (found.date_start, found.date_end) == (date(2024, 3, 1), date(2024, 3, 1))
    assert (found.date_basis, found.date_text) == ("text", None)
    dataset.correct(ids, Changes(undated=True), by="Ada")
    found = mention(dataset, "later")
    assert (found.date_start, found.date_end, found.date_basis) == (None, None, "unknown")


def test_actors_are_those_of_the_register_with_the_office_of_the_day(dataset: Dataset):
    met = mention(dataset, "later")
    wanted = ("a-minister", "RUS", "NATO")
    dataset.correct([met.mention_id], Changes(sources=tuple(map(ActorChange, wanted))), by="Ada")
    minister, russia, nato = mention(dataset, "later").sources
    assert (minister.country, minister.sector, minister.text) == ("TUR", "GOV", "Turkey")
    assert russia == met.sources[1], "who stays keeps all that was known"
    assert (nato.country, nato.sector, nato.text, nato.start) == (
        None,
        "IGO",
        "",
        met.trigger_start,
    )
    ((sources,),) = dataset.query(
        "SELECT sources FROM events JOIN mentions USING (event_id) WHERE article_id = 'later'"
    ).fetchall()
    assert sources == ["NATO", "RUS", "a-minister"]


def test_actors_can_be_named_by_state_and_sector_by_name_and_with_their_words(dataset: Dataset):
    ids = [mention(dataset, "other", 1).mention_id]
    dataset.correct(ids, Changes(sources=(ActorChange("TUR MIL", 22, 28),)), by="Ada")
    (army,) = mention(dataset, "other", 1).sources
    assert (army.actor_id, army.country, army.sector) == ("TUR", "TUR", "MIL")
    assert (army.text, army.start, army.end) == ("Russia", 22, 28)
    dataset.correct(ids, Changes(sources=(ActorChange("Türkiye"),), targets=()), by="Ada")
    found = mention(dataset, "other", 1)
    assert [a.actor_id for a in found.sources] == ["TUR"]
    assert found.targets == ()


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        (Changes(), "nothing is changed.*confirmed"),
        (Changes(event_type="MEET"), "no event type 'MEET': there are AGREE"),
        (Changes(modality="sure"), "no modality 'sure'"),  # type: ignore[arg-type]
        (Changes(mode="aerial"), "CONSULT has no mode 'aerial': it has visit"),
        (Changes(date_end=date(2024, 1, 1)), "a last day needs a first day"),
        (Changes(undated=True, date_start=date(2024, 1, 1)), "not known"),
        (Changes(event_type="CONSULT"), "coded already: confirm it"),
        (Changes(sources=(ActorChange("Turkeyy"),)), "did you mean.*TUR MIL"),
        (Changes(sources=(ActorChange("TUR XYZ"),)), "no actor is called 'TUR XYZ'"),
        (Changes(sources=(ActorChange("TUR", 5, 5000),)), "lie outside the article"),
    ],
)
def test_what_cannot_be_is_refused_with_what_to_do(dataset: Dataset, changes: Changes, reason: str):
    before = tables(dataset)
    with pytest.raises(UsageError, match=reason):
        dataset.correct([mention(dataset, "later").mention_id], changes, by="Ada")
    assert tables(dataset) == before
    assert dataset.corrections().fetchall() == []


def test_who_must_be_said_and_mentions_must_be(dataset: Dataset):
    met = mention(dataset, "later").mention_id
    with pytest.raises(UsageError, match="say who corrects"):
        dataset.reject([met], by=" ")
    with pytest.raises(UsageError, match="no mention 'nonsense'"):
        dataset.confirm([met, "nonsense"], by="Ada")
    with pytest.raises(UsageError, match="give one at least"):
        dataset.confirm([], by="Ada")
    dataset.reject([met], by="Ada")
    with pytest.raises(UsageError, match="rejected: undo that first"):
        dataset.confirm([met], by="Ada")


def test_a_rejected_mention_goes_and_its_event_with_it(dataset: Dataset):
    before = coded(dataset)
    met = mention(dataset, "later")
    dataset.reject([met.mention_id], by="Ada")
    assert "later" not in {m.article_id for m in dataset.read_mentions("CONSULT")}
    assert not dataset.query(
        "FROM mention_actors WHERE mention_id = $id", id=met.mention_id
    ).fetchall()
    assert not dataset.query("FROM events WHERE event_id = $id", id=met.event_id).fetchall()
    assert coded(dataset) == before
    assert_merged(dataset)


def test_the_event_of_a_corrected_report_is_left_to_the_others(dataset: Dataset):
    assert frozenset({"sochi", "again"}) in groups(dataset)
    dataset.correct(
        [mention(dataset, "again").mention_id], Changes(event_type="THREATEN"), by="Ada"
    )
    assert {frozenset({"sochi"}), frozenset({"again"})} <= groups(dataset)
    assert_merged(dataset)


def test_a_corrected_report_joins_the_event_that_it_tells_of(dataset: Dataset):
    assert frozenset({"later"}) in groups(dataset)
    ids = [mention(dataset, "later").mention_id]
    dataset.correct(ids, Changes(date_start=date(2024, 3, 6)), by="Ada")
    assert frozenset({"sochi", "again", "later"}) in groups(dataset)
    assert_merged(dataset)


def test_events_that_a_person_merges_stay_one_and_draw_their_like(dataset: Dataset):
    events = {m.event_id or "" for m in dataset.read_mentions("CONSULT")}
    assert len(events) == 2
    dataset.merge(events, by="Ada")
    assert frozenset({"sochi", "again", "later"}) in groups(dataset)
    ((days,),) = dataset.query("SELECT date_start FROM events WHERE mention_count = 3").fetchall()
    assert days == date(2024, 3, 6), "the surest report says when it was"
    assert_merged(dataset)
    add(dataset, article("Turkey met Russia at the summit on grain.", "2024-03-20", "more"))
    merge_all(dataset)
    assert frozenset({"sochi", "again", "later", "more"}) in groups(dataset)


def test_reports_that_a_person_splits_from_an_event_stay_apart(dataset: Dataset):
    dataset.split([mention(dataset, "again").mention_id], by="Ada")
    assert {frozenset({"sochi"}), frozenset({"again"})} <= groups(dataset)
    assert len({m.event_id for m in dataset.read_mentions("CONSULT")}) == 3
    assert_merged(dataset)


def test_of_a_split_and_a_merge_the_last_word_counts(dataset: Dataset):
    dataset.split([mention(dataset, "again").mention_id], by="Ada")
    dataset.merge([m.event_id or "" for m in dataset.read_mentions("CONSULT")], by="Bo")
    assert frozenset({"sochi", "again", "later"}) in groups(dataset)
    dataset.split([mention(dataset, "sochi").mention_id], by="Ada")
    assert frozenset({"again", "later"}) in groups(dataset)
    assert_merged(dataset)


def test_only_events_of_one_type_are_merged_and_only_one_event_is_split(dataset: Dataset):
    praise, attack = (mention(dataset, "other", n) for n in range(2))
    with pytest.raises(UsageError, match=r"ASSAULT, SUPPORT.*change the type first"):
        dataset.merge([praise.event_id or "", attack.event_id or ""], by="Ada")
    with pytest.raises(UsageError, match="two events at least"):
        dataset.merge([praise.event_id or ""], by="Ada")
    with pytest.raises(UsageError, match="no event 'none'"):
        dataset.merge([praise.event_id or "", "none"], by="Ada")
    with pytest.raises(UsageError, match="several events"):
        dataset.split([praise.mention_id, attack.mention_id], by="Ada")
    with pytest.raises(UsageError, match="no other mentions"):
        dataset.split([praise.mention_id], by="Ada")


def acts(dataset: Dataset) -> list[int]:
    """One correction of every kind."""
    attack = mention(dataset, "other", 1)
    return [
        dataset.correct([attack.mention_id], Changes(modality="denied"), by="Ada"),
        dataset.confirm([mention(dataset, "other").mention_id], by="Ada"),
        dataset.split([mention(dataset, "again").mention_id], by="Ada"),
        dataset.merge([m.event_id or "" for m in dataset.read_mentions("CONSULT")], by="Ada"),
        dataset.reject([mention(dataset, "later").mention_id], by="Ada"),
    ]


@pytest.mark.parametrize("newest_first", [True, False])
def test_undoing_everything_in_any_order_leaves_what_was_before(
    dataset: Dataset, newest_first: bool
):
    before = tables(dataset)
    for number in sorted(acts(dataset), reverse=newest_first):
        dataset.undo(number, by="Bo")
        assert_merged(dataset)
    assert tables(dataset) == before


def test_the_log_says_who_what_when_and_why(dataset: Dataset):
    (met,) = [mention(dataset, "later")]
    number = dataset.correct(
        [met.mention_id], Changes(event_type="AGREE", mode=""), by=" Ada ", reason="see line 3"
    )
    dataset.undo(number, by="Bo")
    log = dataset.corrections()
    ((row,),) = [[dict(zip(log.columns, found, strict=True)) for found in log.fetchall()]]
    assert (row["correction_id"], row["kind"], row["made_by"]) == (number, "change", "Ada")
    assert (row["reason"], row["undone_by"]) == ("see line 3", "Bo")
    assert row["made_at"] <= row["undone_at"]
    assert json.loads(row["changes"]) == {"event_type": "AGREE", "mode": ""}
    (about,) = row["mentions"]
    assert (about["mention_id"], about["article_id"], about["title"]) == (
        met.mention_id, "later", met.sentence[:-1],
    )  # fmt: skip
    assert json.loads(about["changes"]) == {"event_type": "AGREE"}
    assert json.loads(about["previous"]) == {"event_type": "CONSULT"}
    with pytest.raises(UsageError, match="undone already, by Bo"):
        dataset.undo(number, by="Bo")
    with pytest.raises(UsageError, match="no correction 99"):
        dataset.undo(99, by="Bo")


def test_corrections_of_one_mention_add_up_and_each_can_be_undone(dataset: Dataset):
    ids = [mention(dataset, "later").mention_id]
    first = dataset.correct(ids, Changes(event_type="AGREE"), by="Ada")
    dataset.correct(ids, Changes(modality="planned"), by="Ada")
    dataset.undo(first, by="Ada")
    found = mention(dataset, "later")
    assert (found.event_type, found.modality) == ("CONSULT", "planned")


def test_events_are_not_current_until_they_are_merged_as_a_whole(dataset: Dataset):
    assert dataset.events_are_current()
    number = dataset.confirm([mention(dataset, "later").mention_id], by="Ada")
    assert not dataset.events_are_current()
    merge_all(dataset)
    assert dataset.events_are_current()
    dataset.undo(number, by="Ada")
    assert not dataset.events_are_current()


def test_the_next_run_of_the_coder_keeps_them_in_force_and_merges_the_whole(tmp_path: Path):
    for name, text in (("one", "Turkey met Russia in Sochi."), ("two", "Egypt praised France.")):
        (tmp_path / f"{name}.txt").write_text(f"{text} It was a fine day for all.", "utf-8")

    def coded(name: str) -> Dataset:
        return run([tmp_path / name], tmp_path / "db", coder=PlainCoder(), published="2024-03-07")[
            0
        ]

    with coded("one.txt") as dataset:
        (met,) = dataset.read_mentions("CONSULT")
        dataset.correct([met.mention_id], Changes(event_type="AGREE"), by="Ada")
        assert not dataset.events_are_current()
    with coded("two.txt") as dataset:
        assert dataset.events_are_current()
        events = dataset.query("SELECT event_type FROM events ORDER BY ALL").fetchall()
    assert events == [("AGREE",), ("SUPPORT",)]


def recode(dataset: Dataset, article_id: str, **changes: Any) -> None:
    """Code an article's mentions anew as a later version of the coder might."""
    (story,) = [story for story in STORIES if story.article_id == article_id]
    ((_, found),) = PlainCoder().code_articles([story])
    of_it = "(SELECT mention_id FROM internal.coded_mentions WHERE article_id = $id)"
    with dataset._transaction():
        for table in ("internal.coded_mention_actors", "internal.coded_mentions"):
            dataset._execute(f"DELETE FROM {table} WHERE mention_id IN {of_it}", id=article_id)
        dataset._execute("DELETE FROM articles WHERE article_id = $id", id=article_id)
    dataset.add([story], [replace(m, **changes) for m in found])


def test_a_correction_finds_its_mention_by_the_trigger_when_it_is_coded_anew(dataset: Dataset):
    met = mention(dataset, "later")
    dataset.correct([met.mention_id], Changes(modality="planned"), by="Ada")
    recode(dataset, "later", mention_id="new", confidence=0.9, trigger_end=met.trigger_end + 7)
    found = mention(dataset, "later")
    assert (found.mention_id, found.modality, found.confidence) == ("new", "planned", 1.0)
    ((about,),) = dataset.corrections().project("mentions[1].mention_id").fetchall()
    assert about == "new"
    dataset.undo(1, by="Ada")
    assert mention(dataset, "later").modality == "actual"


def test_splits_merges_and_rejections_outlast_recoding_too(dataset: Dataset):
    dataset.split([mention(dataset, "again").mention_id], by="Ada")
    dataset.reject([mention(dataset, "later").mention_id], by="Ada")
    recode(dataset, "again", mention_id="again anew")
    recode(dataset, "later", mention_id="later anew")
    merge_all(dataset)
    assert {frozenset({"sochi"}), frozenset({"again"})} <= groups(dataset)
    assert frozenset({"later"}) not in groups(dataset)


def test_a_correction_waits_where_its_mention_is_not_coded_any_more(dataset: Dataset):
    dataset.confirm([mention(dataset, "later").mention_id], by="Ada")
    recode(dataset, "later", trigger_start=0, trigger_end=6, mention_id="elsewhere")
    assert mention(dataset, "later").confidence == 0.5
    ((about,),) = dataset.corrections().project("mentions[1].mention_id").fetchall()
    assert about is None
    dataset.undo(1, by="Ada")


def test_an_article_that_turns_out_to_be_a_repetition_takes_its_corrected_mentions_along(
    dataset: Dataset,
):
    dataset.confirm([mention(dataset, "later").mention_id], by="Ada")
    add(dataset, earlier := article("Turkey met Russia.", "2024-03-19", "earlier"))
    dataset.add([], duplicates={"later": earlier.article_id})
    assert "later" not in {m.article_id for m in dataset.read_mentions("CONSULT")}
    assert not dataset.query("FROM internal.corrected_mentions").fetchall()


def test_a_plan_forgets_what_a_rejected_report_said_came_of_it(dataset: Dataset):
    plan = article("Turkey met Russia on dams.", "2024-05-02", "plan")
    deed = article("Turkey met Russia on dams and rivers.", "2024-05-04", "deed")
    ((_, (told,)), (_, (done,))) = PlainCoder().code_articles([plan, deed])
    day = date(2024, 5, 3)
    told = replace(told, modality="planned", date_start=day, date_end=day)
    dataset.add([plan, deed], [told, replace(done, date_start=day, date_end=day)])
    merge_all(dataset)
    outcome = "SELECT outcome FROM events JOIN mentions USING (event_id) WHERE article_id = 'plan'"
    assert dataset.query(outcome).fetchall() == [("happened",)]
    dataset.reject([mention(dataset, "deed").mention_id], by="Ada")
    assert dataset.query(outcome).fetchall() == [("no report yet",)]
    assert_merged(dataset)
