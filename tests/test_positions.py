"""Who stands where: what a report is about, for or against, and which reports are of one issue."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from rich.console import Console

from dragoman.errors import DataFileError, UsageError
from dragoman.language import load_model
from dragoman.positions import Position, find_positions
from dragoman.positions.phrases import gerund
from dragoman.positions.signs import signs
from dragoman.positions.topics import find_topics
from dragoman.records import Actor, Mention
from dragoman.store import Dataset
from dragoman.views.positions import (
    issue_text,
    issues_data,
    issues_markdown,
    issues_page,
    issues_text,
    read_issues,
)
from samples import article, mention

NAMES = {"TUR": "Turkey", "USA": "United States", "RUS": "Russia", "EGY": "Egypt", "SYR": "Syria"}
STATES = {name.lower(): code for code, name in NAMES.items()}
STATES |= {"syrian": "SYR", "russian": "RUS"}


def told(
    sentence: str,
    trigger: str,
    event_type: str,
    source: str = "TUR:GOV",
    target: str = "",
    *,
    days: str = "2024-03-07",
    article_id: str = "a1",
    **columns: str,
) -> Mention:
    """A mention whose actors stand where they are named."""
    found = mention(
        sentence, trigger, source, target, days=days, event_type=event_type, article_id=article_id
    )
    placed = []
    for actor in found.participants:
        name = NAMES.get(actor.country or "", actor.actor_id)
        match = re.search(name, sentence)
        start, end = match.span() if match else (0, 0)
        placed.append(replace(actor, text=name, start=start, end=end))
    return replace(found, participants=tuple(placed), **columns)


@pytest.mark.parametrize(
    ("sentence", "trigger", "event_type", "matters"),
    [
        ("Turkey called for a ceasefire.", "called", "REQUEST", ["+ ceasefire"]),
        ("Turkey called for an end to the war.", "called", "REQUEST", ["- war"]),
        ("Turkey urged Russia to lift the blockade.", "urged", "REQUEST", ["- blockade"]),
        (
            "Turkey rejected calls not to activate the missiles.",
            "rejected",
            "REJECT",
            ["+ activation of missiles"],
        ),
        ("Turkey refused to recognize Syria.", "refused", "REJECT", ["- recognition of Syria"]),
        (
            "Turkey accused Russia of supporting terrorism.",
            "accused",
            "ACCUSE",
            ["- support for terrorism"],
        ),
        ("Turkey voiced concern over the new dam.", "voiced", "ACCUSE", ["- dam"]),
        (
            "Turkey regretted the veto against the resolution.",
            "regretted",
            "ACCUSE",
            ["+ resolution"],
        ),
        ("Turkey denounced the impending protest.", "denounced", "ACCUSE", ["- impending protest"]),
        (
            "Turkey rejected demands that it halt uranium enrichment.",
            "rejected",
            "REJECT",
            ["+ uranium enrichment"],
        ),
        ("Turkey welcomed any effort to end that war.", "welcomed", "SUPPORT", ["- war"]),
        ("Turkey praised Russia for its decision.", "praised", "SUPPORT", ["+ decision"]),
        ("Turkey warned against an invasion.", "warned", "THREATEN", ["- invasion"]),
        ("Turkey warned that gunmen had joined the rebels.", "warned", "THREATEN", []),
        (
            "Turkey warned Russia not to deploy missiles.",
            "warned",
            "THREATEN",
            ["- deployment of missiles"],
        ),
        ("Turkey threatened to impose tariffs.", "threatened", "THREATEN", ["+ tariffs"]),
        ("Turkey lifted martial law on Monday.", "lifted", "CONCEDE", ["- martial law"]),
        (
            "Turkey agreed to suspend a plan to annex the valley.",
            "agreed",
            "AGREE",
            ["- annexation of valley"],
        ),
        (
            "Turkey called for dialogue and an immediate truce.",
            "called",
            "REQUEST",
            ["+ dialogue", "+ truce"],
        ),
        (
            "Turkey demanded that power be handed to a civilian government.",
            "demanded",
            "REQUEST",
            ["+ handing power to civilian government"],
        ),
        ("Turkey criticised Russia.", "criticised", "ACCUSE", []),
        ("Turkey called on Monday.", "called", "REQUEST", []),
    ],
)
def test_what_a_report_is_about_and_whether_for_or_against(
    sentence: str, trigger: str, event_type: str, matters: list[str]
):
    target = "RUS:GOV" if "Russia" in sentence else "SYR" if "Syria" in sentence else ""
    report = told(sentence, trigger, event_type, target=target)
    topics = find_topics(load_model()(sentence), report)
    assert [f"{'+' if topic.sign > 0 else '-'} {topic.label}" for topic in topics] == matters
    assert all(sentence[t.start : t.end] for t in topics)


def test_the_words_that_lead_to_a_matter_are_given():
    sentence = "Turkey rejected calls not to activate the missiles."
    (topic,) = find_topics(load_model()(sentence), told(sentence, "rejected", "REJECT"))
    assert topic.path == ("rejected", "calls", "not")


REPORTS = [
    told(
        "Turkey signed a water agreement with Syria.",
        "signed",
        "SUPPORT",
        "TUR:GOV SYR:GOV",
        days="2024-03-01",
    ),
    told("Egypt denounced the accord.", "denounced", "ACCUSE", "EGY:GOV", days="2024-03-02"),
    told(
        "Egypt welcomed the Syrian water agreement.",
        "welcomed",
        "SUPPORT",
        "EGY:GOV",
        days="2024-05-01",
        article_id="a2",
    ),
    told(
        "Turkey accused Russia of arming rebels.",
        "accused",
        "ACCUSE",
        "TUR:GOV",
        "RUS:GOV",
        article_id="a3",
    ),
    told("Russia denied the accusations.", "denied", "REJECT", "RUS:GOV", article_id="a3"),
    told("Russia called for restraint.", "called", "REQUEST", "RUS:GOV", article_id="a4"),
]
# In the articles the sentences follow each other.
REPORTS = [
    replace(
        report,
        sentence_start=at,
        sentence_end=at + len(report.sentence),
        trigger_start=report.trigger_start + at,
        trigger_end=report.trigger_end + at,
        participants=tuple(
            replace(p, start=p.start + at, end=p.end + at) for p in report.participants
        ),
    )
    for at, report in zip((0, 100, 0, 0, 100, 0), REPORTS, strict=True)
]
ARTICLES = {f"a{n}": replace(article("…", "2024-05-02", f"a{n}"), title=None) for n in range(1, 5)}


def positions(reports: list[Mention] = REPORTS) -> list[Position]:
    return find_positions(reports, ARTICLES, NAMES, STATES, load_model, {})


def stances(found: list[Position], label: str) -> list[str]:
    return [f"{p.holder_name} {p.stance} {p.date_start}" for p in found if label in p.label]


def test_reports_of_one_matter_are_one_issue_whatever_they_call_it():
    assert stances(positions(), "water agreement") == [
        "Egypt opposes 2024-03-02",
        "Egypt favours 2024-05-01",
        "Syria favours 2024-03-01",
        "Turkey favours 2024-03-01",
    ]


def test_who_denies_an_accusation_stands_on_what_the_accusation_is_about():
    assert stances(positions(), "support for rebels") == [
        "Russia denies 2024-03-07",
        "Turkey opposes 2024-03-07",
    ]


def test_disputed_issues_come_first_and_are_numbered_without_gaps():
    found = positions()
    assert sorted({p.issue for p in found}) == [1, 2, 3]
    assert found[-1].label.startswith("restraint")


def test_who_is_for_the_withdrawal_of_troops_is_not_on_one_side_with_who_is_for_the_troops():
    reports = [
        told("Turkey urged the withdrawal of Syrian troops.", "urged", "REQUEST", "TUR:GOV"),
        told("Russia praised the Syrian troops.", "praised", "SUPPORT", "RUS:GOV", article_id="a2"),
    ]
    assert len({p.issue for p in positions(reports)}) == 2


def test_who_is_for_the_deployment_of_missiles_is_for_the_missiles():
    reports = [
        told("Turkey urged the deployment of Russian missiles.", "urged", "REQUEST", "TUR:GOV"),
        told("Egypt rejected Russian missiles.", "rejected", "REJECT", "EGY:GOV", article_id="a2"),
    ]
    assert [(p.issue, p.holder, p.stance) for p in positions(reports)] == [
        (1, "EGY", "opposes"),
        (1, "TUR", "favours"),
    ]


def test_the_order_of_the_mentions_does_not_matter():
    shuffled = list(REPORTS)
    Random(7).shuffle(shuffled)
    assert positions(shuffled) == positions()


@pytest.mark.parametrize("modality", ["hypothetical", "demanded"])
def test_what_is_only_supposed_or_demanded_is_nobody_s_position(modality: str):
    report = told("Turkey welcomed the plan for a canal.", "welcomed", "SUPPORT", modality=modality)
    assert positions([report]) == []


def test_denied_support_is_opposition():
    report = told("Turkey does not back the canal.", "back", "SUPPORT", modality="denied")
    assert [(p.stance, p.matter) for p in positions([report])] == [("opposes", "canal")]


def test_the_same_matter_of_other_countries_is_another_issue():
    reports = [
        told("Turkey urged a ceasefire.", "urged", "REQUEST", "TUR:GOV", "SYR", article_id="a1"),
        told("Russia urged a ceasefire.", "urged", "REQUEST", "RUS:GOV", "EGY", article_id="a2"),
    ]
    assert len({p.issue for p in positions(reports)}) == 2


@pytest.mark.parametrize(
    ("verb", "noun"),
    [
        ("sell", "selling"),
        ("stop", "stopping"),
        ("die", "dying"),
        ("use", "using"),
        ("visit", "visiting"),
        ("flee", "fleeing"),
    ],
)
def test_verbs_as_nouns(verb: str, noun: str):
    assert gerund(load_model()(f"They {verb}.")[1]) == noun


def test_a_malformed_sign_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "signs.tsv").write_text("words\tpos\tkind\tnoun\nhalt\tV\tagin\t\n")
    monkeypatch.setattr("dragoman.positions.signs._DATA", tmp_path)
    with pytest.raises(DataFileError, match="line 2: unknown kind 'agin'"):
        signs.__wrapped__()


@pytest.fixture
def dataset(tmp_path: Path) -> Iterator[Dataset]:
    with Dataset(tmp_path / "db") as found:
        found.add(list(ARTICLES.values()), REPORTS)
        states = [Actor(code, name, "state", code) for code, name in NAMES.items()]
        states[-1] = replace(states[-1], aliases=("Syrian",))
        found.write_register(states, [])
        yield found


def test_the_positions_are_a_relation(dataset: Dataset):
    table = dataset.issues().df()
    assert set(table["stance"]) == {"favours", "opposes", "denies"}
    assert {"issue", "label", "holder", "matter", "why", "sentence", "path"} <= set(table.columns)


def test_a_dataset_without_mentions_has_no_issues(tmp_path: Path):
    with Dataset(tmp_path / "empty") as empty:
        assert read_issues(empty) == []


def test_a_change_of_stance_is_said(dataset: Dataset):
    (issue,) = read_issues(dataset, issue="water")
    assert {stand.name: stand.summary for stand in issue.stands} == {
        "Egypt": "opposes, later favours",
        "Syria": "favours",
        "Turkey": "favours",
    }
    assert issue.is_disputed


def test_issues_are_found_by_number_words_and_actor(dataset: Dataset):
    assert [i.number for i in read_issues(dataset)] == [1, 2]
    assert [i.number for i in read_issues(dataset, issue="2")] == [2]
    assert [i.label for i in read_issues(dataset, issue="restraint")] != []
    assert [s.name for i in read_issues(dataset, actors=["Egypt"]) for s in i.stands] == ["Egypt"]
    with pytest.raises(UsageError, match="no issue is called 'fish'"):
        read_issues(dataset, issue="fish")


def test_who_is_accused_is_said(dataset: Dataset):
    (issue,) = read_issues(dataset, issue="rebels")
    assert issue.addressed == {"blamed": {"Russia": 1}}


def test_every_form_has_the_words(dataset: Dataset):
    issues = read_issues(dataset)
    console = Console(width=100)
    with console.capture() as capture:
        console.print(issue_text(issues))
    page, markdown = issues_page(issues), issues_markdown(issues)
    data = json.dumps(issues_data(issues))
    plain_page = re.sub(r"</?mark[^>]*>", "", page)
    for form in (capture.get(), plain_page, markdown, data):
        assert "Egypt denounced the accord." in form
    assert "<script" not in page
    assert "http" not in page.replace("http-equiv", "")


def test_the_list_says_who_is_on_which_side(dataset: Dataset):
    console = Console(width=100)
    with console.capture() as capture:
        console.print(issues_text(read_issues(dataset)))
    assert "denies: Russia" in capture.get()
    assert "opposes: Turkey" in capture.get()


def test_sentences_are_parsed_once_and_their_readings_kept(dataset: Dataset, monkeypatch):
    revision, first = dataset.revision, dataset.issues().df()
    monkeypatch.setattr("dragoman.language.load_model", None)
    assert dataset.issues().df().equals(first)
    assert dataset.revision == revision
