"""Two actors through time, several with each other: what is counted, what turns, what is drawn."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from io import StringIO
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.errors import UsageError
from dragoman.exporting import network, write_network
from dragoman.merging import merge_mentions
from dragoman.records import Actor, Mention
from dragoman.store import Dataset
from dragoman.views import dyads
from dragoman.views.dyads.dyad import period_label, period_of
from dragoman.views.dyads.turning import turning_points
from samples import article, mention

ACTORS = [
    Actor("TUR", "Turkey", "state", "TUR", None, ("Türkiye",)),
    Actor("USA", "United States", "state", "USA", None, ("US",)),
    Actor("SYR", "Syria", "state", "SYR", None, ()),
    Actor("UN", "United Nations", "igo", None, "IGO", ()),
    Actor("YPG", "People's Protection Units", "armed group", "SYR", "REB", ()),
]

QUADS = {
    "SUPPORT": ("verbal cooperation", 5.0),
    "CONSULT": ("verbal cooperation", 2.5),
    "AID": ("material cooperation", 10.0),
    "ACCUSE": ("verbal conflict", -3.0),
    "ASSAULT": ("material conflict", -9.0),
}


def report(event_type: str, sources: str, targets: str, days: str, **more: Any) -> Mention:
    """A mention of an event that is unlike all others in the same dataset."""
    quad, score = QUADS[event_type]
    number = len(sources + targets + days)
    found = mention(
        f"{event_type} {sources} {targets} {days}.",
        event_type,
        sources,
        targets,
        days=days,
        event_type=event_type,
        **more,
    )
    return replace(found, quad=quad, score=score, cameo=f"{number:03}")


REPORTS = [
    report("SUPPORT", "TUR:GOV", "USA:GOV", "2024-01-05"),
    report("ACCUSE", "USA:GOV", "TUR:MIL", "2024-01-20"),
    report("AID", "USA", "TUR", "2024-03-02"),
    report("CONSULT", "TUR:GOV USA:GOV", "", "2024-03-31/2024-04-01"),
    # not counted: planned, a whole year, no date, two against a third, citizens, within a state
    report("CONSULT", "TUR USA", "", "2024-05-01", modality="planned"),
    report("ACCUSE", "TUR", "USA", "2023-01-01/2023-12-31"),
    report("AID", "TUR", "USA", ""),
    report("ACCUSE", "TUR USA", "SYR", "2024-02-01"),
    report("ACCUSE", "TUR USA", "", "2024-02-02"),
    report("ASSAULT", "TUR:CVL", "USA:GOV", "2024-02-03"),
    report("ASSAULT", "TUR:MIL", "TUR:CVL", "2024-02-04"),
    report("ASSAULT", "YPG/SYR:REB", "TUR:MIL", "2024-02-05"),
]


def stored(path: Path, mentions: list[Mention]) -> Dataset:
    story = article("Turkey and others.", "2024-06-01", "a1")
    dataset = Dataset(path)
    dataset.add([story], mentions)
    dataset.replace_events([merge_mentions(mentions, {"a1": story})])
    dataset.write_register(ACTORS, [])
    return dataset


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dataset]:
    with stored(tmp_path_factory.mktemp("dyads") / "db", REPORTS) as opened:
        yield opened


def rows(dataset: Dataset, a: str = "TUR", b: str = "USA", **asked: Any) -> list[dict[str, Any]]:
    relation = dataset.dyad(a, b, **asked)
    return [dict(zip(relation.columns, row, strict=True)) for row in relation.fetchall()]


def test_a_period_counts_by_quad_class_and_adds_up_the_scores(dataset: Dataset):
    january, _, march = rows(dataset)
    assert january == {
        "period": date(2024, 1, 1),
        "events": 2,
        "verbal_cooperation": 1,
        "material_cooperation": 0,
        "verbal_conflict": 1,
        "material_conflict": 0,
        "mean_score": 1.0,
        "net_cooperation": 2.0,
        "a_to_b": 5.0,
        "b_to_a": -3.0,
        "mutual": 0.0,
    }
    assert (march["period"], march["net_cooperation"]) == (date(2024, 3, 1), 12.5)
    assert (march["b_to_a"], march["mutual"]) == (10.0, 2.5)


def test_a_period_without_events_is_there_with_nothing_in_it(dataset: Dataset):
    february = rows(dataset)[1]
    assert (february["period"], february["events"]) == (date(2024, 2, 1), 0)
    assert (february["mean_score"], february["net_cooperation"]) == (None, 0.0)


def test_the_order_of_the_two_turns_the_directions_and_nothing_else(dataset: Dataset):
    for there, back in zip(rows(dataset), rows(dataset, "USA", "TUR"), strict=True):
        assert (there["a_to_b"], there["b_to_a"]) == (back["b_to_a"], back["a_to_b"])
        assert there["net_cooperation"] == back["net_cooperation"]


def test_an_event_counts_where_it_begins_if_its_days_are_known_well_enough(dataset: Dataset):
    by_day = rows(dataset, by="day")
    assert sum(row["events"] for row in by_day) == 3  # not the meeting of March 31 or April 1
    assert len(by_day) == 58
    by_week = [row["period"] for row in rows(dataset, by="week") if row["events"]]
    assert by_week == [date(2024, 1, 1), date(2024, 1, 15), date(2024, 2, 26), date(2024, 3, 25)]


def test_since_and_until_are_the_first_and_the_last_period(dataset: Dataset):
    periods = [row["period"].month for row in rows(dataset, since="2024-02-10", until="2024-05-02")]
    assert periods == [2, 3, 4, 5]


def test_a_country_is_its_state_unless_whoever_is_of_it_is_meant(dataset: Dataset):
    def count(*pair: str, **asked: Any) -> int:
        return sum(row["events"] for row in rows(dataset, *pair, **asked))

    assert count("TUR", "USA") == 4
    assert count("TUR", "USA", whole_countries=True) == 5
    assert count("TUR CVL", "USA") == 1
    assert count("TUR CVL", "TUR") == 1
    assert count("SYR", "TUR") == 1  # accused by Turkey
    assert count("YPG", "TUR") == 1
    assert count("SYR", "TUR", whole_countries=True) == 2


def test_sources_without_a_target_act_towards_each_other_only_if_the_event_is_of_that_kind(
    tmp_path: Path,
):
    together = [
        report("CONSULT", "TUR USA", "", "2024-02-02"),
        report("ACCUSE", "TUR USA", "", "2024-02-03"),
        replace(report("ACCUSE", "TUR USA", "", "2024-02-04"), sentence="They accused each other."),
    ]
    with stored(tmp_path / "db", together) as dataset:
        days = [row["period"].day for row in rows(dataset, by="day") if row["events"]]
    assert days == [2, 4]


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("TUR", "Turkey"), "'TUR' and 'Turkey' are the same"),
        (("TUR", "Atlantis"), "no actor is called 'Atlantis'"),
        (("TUR", "USA", "year"), "no period 'year': there are day, week, month"),
    ],
)
def test_what_is_no_dyad_is_wrong_use(dataset: Dataset, arguments: tuple[str], reason: str):
    with pytest.raises(UsageError, match=reason):
        dataset.dyad(*arguments)


def test_relations_are_lazy_and_become_pandas_polars_and_arrow(dataset: Dataset):
    dyad = dataset.dyad("TUR", "USA")
    assert dyad.filter("events > 0").df()["net_cooperation"].tolist() == [2.0, 12.5]
    assert dyad.pl()["events"].to_list() == [2, 0, 2]
    assert dyad.arrow().read_all().num_rows == 3
    for relation in (dataset.events(), dataset.timeline(), dataset.matrix()):
        assert len(relation.df()) == relation.pl().height == relation.arrow().read_all().num_rows


def test_what_is_not_counted_is_told(dataset: Dataset):
    dyad = dyads.read_dyad(dataset, "TUR", "USA")
    assert dyad.names == ("Turkey", "United States")
    assert dyad.left_out == 2
    assert "2 events are not counted: without a date, or dated less" in shown(dyad)


# Turning points


def test_a_series_turns_where_its_level_changes_for_good():
    quiet, war, peace = [2.0, 1.0, 3.0, 2.0, 0.0, 2.0], [-9.0, -7.0, -8.0, -9.0, -6.0], [4.0] * 6
    assert turning_points(quiet + war + peace) == [6, 11]


@pytest.mark.parametrize(
    "series",
    [
        [],
        [-9.0],
        [3.0] * 50,
        [1.0, -1.0] * 20,
        [0.0] * 20 + [-40.0] + [0.0] * 20,
        [-14.0, *[0.0] * 17, 15.0, *[0.0] * 42, -2.0],
        [1.0, 1.0, -5.0, -5.0],
    ],
)
def test_chance_a_lone_burst_and_a_short_series_are_no_turning_points(series: list[float]):
    assert turning_points(series) == []


def test_noise_turns_no_oftener_than_one_time_in_twenty():
    random = np.random.default_rng(7)
    turned = [bool(turning_points(random.normal(size=20).tolist())) for _ in range(60)]
    assert sum(turned) <= 7  # more than 7 of 60 at 5 % each: one time in a hundred


@given(st.lists(st.integers(-20, 20), max_size=30), st.integers(1, 5))
def test_turning_points_do_not_depend_on_the_unit_and_leave_room_between_them(
    values: list[int], unit: int
):
    found = turning_points(values)
    assert turning_points([value * float(unit) for value in values]) == found
    assert all(b - a >= 3 for a, b in zip([0, *found], [*found, len(values)], strict=True) if found)


def turned(path: Path) -> Dataset:
    """Half a year of support from month to month, then half a year of assaults."""
    reports = [
        report("SUPPORT" if month < 7 else "ASSAULT", "TUR", "USA", f"2023-{month:02}-10")
        for month in range(1, 13)
    ]
    return stored(path, [*reports, report("ACCUSE", "USA", "TUR", "2023-07-11")])


def test_a_turning_point_has_the_events_behind_it_the_gravest_first(tmp_path: Path):
    with turned(tmp_path / "db") as dataset:
        (point,) = dyads.read_dyad(dataset, "TUR", "USA").turning_points
    assert (point.period, point.before, point.after) == (date(2023, 7, 1), 5.0, -9.5)
    assert [entry.event_type for entry in point.events] == ["ASSAULT", "ACCUSE"]
    assert not point.ceased


def test_where_a_level_ends_for_want_of_events_the_last_ones_are_shown(tmp_path: Path):
    reports = [report("ASSAULT", "TUR", "USA", f"2023-01-{day:02}") for day in range(1, 8)]
    with stored(tmp_path / "db", reports) as dataset:
        dyad = dyads.read_dyad(dataset, "TUR", "USA", "day", until="2023-01-20")
    (point,) = dyad.turning_points
    assert point.period == date(2023, 1, 8)
    assert point.ceased
    assert [entry.date_start for entry in point.events] == [date(2023, 1, 7)]
    assert "what had been done ceased" in shown(dyad)


@pytest.mark.parametrize(
    ("by", "first", "label"),
    [
        ("day", date(2024, 12, 31), "2024-12-31"),
        ("week", date(2024, 12, 30), "2025-W01"),
        ("month", date(2024, 12, 1), "2024-12"),
    ],
)
def test_a_period_is_called_as_iso_8601_has_it(by: Any, first: date, label: str):
    assert period_of(date(2024, 12, 31), by) == first
    assert period_label(first, by) == label


# Forms


def shown(dyad: dyads.Dyad) -> str:
    from rich.console import Console

    console = Console(width=100)
    with console.capture() as capture:
        console.print(dyads.dyad_text(dyad))
    return capture.get()


def test_as_text_the_periods_with_events_are_listed(dataset: Dataset):
    text = shown(dyads.read_dyad(dataset, "TUR", "USA"))
    assert re.search(r"2024-01 +2 +1 +· +1 +· +\+1\.0 +\+2\.0 +\+5\.0 +−3\.0 +0", text)
    assert "2024-02" not in text
    assert "No turning point" in text


def test_as_csv_all_periods_are_there_with_the_columns_of_the_relation(dataset: Dataset):
    found = list(csv.DictReader(StringIO(dyads.dyad_csv(dyads.read_dyad(dataset, "TUR", "USA")))))
    assert list(found[0]) == dataset.dyad("TUR", "USA").columns
    assert [(row["period"], row["mean_score"]) for row in found][:2] == [
        ("2024-01-01", "1.0"),
        ("2024-02-01", ""),
    ]


def test_as_data_the_turning_points_have_their_events(tmp_path: Path):
    with turned(tmp_path / "db") as dataset:
        data = json.loads(json.dumps(dyads.dyad_data(dyads.read_dyad(dataset, "Turkey", "US"))))
    assert data["names"] == ["Turkey", "United States"]
    assert len(data["periods"]) == 12
    assert data["turning_points"][0]["events"][0]["event_type"] == "ASSAULT"


@pytest.mark.parametrize(
    ("name", "begins"), [("p.png", b"\x89PNG"), ("p.svg", b"<?xml"), ("p.pdf", b"%PDF")]
)
def test_a_picture_has_the_form_its_ending_says_and_is_always_the_same(
    dataset: Dataset, tmp_path: Path, name: str, begins: bytes
):
    dyad = dyads.read_dyad(dataset, "TUR", "USA")
    pictures = []
    for _ in range(2):
        dyads.draw_dyad(dyad, tmp_path / name)
        pictures.append((tmp_path / name).read_bytes())
    assert pictures[0].startswith(begins)
    assert pictures[0] == pictures[1]


def test_a_picture_names_the_actors_the_axes_the_classes_and_the_turning_points(tmp_path: Path):
    with turned(tmp_path / "db") as dataset:
        dyads.draw_dyad(dyads.read_dyad(dataset, "TUR", "USA"), tmp_path / "p.svg")
    text = (tmp_path / "p.svg").read_text("utf-8")
    for label in (
        "Turkey – United States",
        "events a month",
        "net cooperation",
        "mean score",
        *("verbal cooperation", "material cooperation", "verbal conflict", "material conflict"),
        "1  2023-07  TUR → USA: ASSAULT",
    ):
        assert label in text


def test_a_dyad_without_events_can_be_drawn(dataset: Dataset, tmp_path: Path):
    dyad = dyads.read_dyad(dataset, "UN", "USA")
    assert "No events with a date." in shown(dyad)
    for name in ("p.png", "p.html"):
        dyads.draw_dyad(dyad, tmp_path / name)
        assert (tmp_path / name).stat().st_size


class Page(HTMLParser):
    """The elements of a page, and the addresses it asks for."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.addresses: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.addresses += [v or "" for k, v in attrs if k in ("src", "href", "xlink:href")]


def test_a_page_holds_the_picture_and_asks_for_nothing(tmp_path: Path):
    with turned(tmp_path / "db") as dataset:
        dyads.draw_dyad(dyads.read_dyad(dataset, "TUR", "USA"), tmp_path / "p.html")
    text = (tmp_path / "p.html").read_text("utf-8")
    page = Page(text)
    assert {"svg", "table", "blockquote", "mark"} <= page.tags
    assert not {"script", "link", "img", "iframe"} & page.tags
    assert all(address.startswith("#") for address in page.addresses)
    assert "default-src 'none'" in text
    assert "@import" not in text
    assert "url(http" not in text


@pytest.mark.parametrize(
    ("name", "reason"), [("p.gif", "a picture ends in"), ("none/p.png", "there is no folder")]
)
def test_a_picture_that_cannot_be_is_wrong_use(
    dataset: Dataset, tmp_path: Path, name: str, reason: str
):
    with pytest.raises(UsageError, match=reason):
        dyads.draw_dyad(dyads.read_dyad(dataset, "TUR", "USA"), tmp_path / name)


# Matrix and network


def test_the_matrix_goes_from_source_to_target_and_what_is_mutual_counts_both_ways(
    dataset: Dataset,
):
    matrix = dyads.read_matrix(dataset, ["TUR", "USA", "UN"])
    assert matrix.value("TUR", "USA", "events") == 4  # with those of a year and of no date
    assert matrix.value("USA", "TUR", "events") == 3
    assert matrix.value("USA", "TUR", "net") == -3.0 + 10.0 + 2.5
    assert matrix.value("USA", "TUR", "mean") == pytest.approx(9.5 / 3)
    assert matrix.value("UN", "TUR", "net") is None
    assert matrix.cells["USA", "TUR"].mutual == 1


def test_the_matrix_of_nobody_in_particular_is_that_of_the_busiest(dataset: Dataset):
    assert dyads.read_matrix(dataset, most=3).actors == ["TUR", "USA", "SYR"]


def test_the_matrix_as_text_csv_and_data(dataset: Dataset):
    matrix = dyads.read_matrix(dataset, ["TUR", "USA"])
    lines = list(dyads.matrix_lines(matrix))
    assert lines[2:] == ["       TUR    USA", "TUR         +14.5", "USA   +9.5"]
    assert dyads.matrix_csv(matrix, "events") == "source,TUR,USA\nTUR,,4\nUSA,3,\n"
    data = json.loads(json.dumps(dyads.matrix_data(matrix)))
    assert data["actors"] == ["TUR", "USA"]
    assert {(p["source"], p["target"], p["events"]) for p in data["pairs"]} == {
        ("TUR", "USA", 4),
        ("USA", "TUR", 3),
    }


@pytest.mark.parametrize("measure", ["net", "mean", "events"])
def test_the_matrix_can_be_drawn(dataset: Dataset, tmp_path: Path, measure: Any):
    for actors in (["TUR", "USA", "YPG"], ["UN"]):
        matrix = dyads.read_matrix(dataset, actors)
        for name in ("m.svg", "m.html"):
            dyads.draw_matrix(matrix, measure, tmp_path / name)
            assert "source" in (tmp_path / name).read_text("utf-8")


@pytest.mark.parametrize(
    ("name", "read"), [("n.graphml", nx.read_graphml), ("n.gexf", nx.read_gexf)]
)
def test_a_network_is_what_it_was_when_read_again(
    dataset: Dataset, tmp_path: Path, name: str, read: Any
):
    assert write_network(dataset, tmp_path / name) == (5, 7)
    again = read(tmp_path / name)
    assert again.nodes["TUR"]["label"] == "Turkey"
    assert again.edges["USA", "TUR"]["weight"] == 3
    assert again.edges["USA", "TUR"]["net_cooperation"] == 9.5
    assert again.edges["TUR", "USA"]["first_day"] == "2023-01-01"
    assert set(again.edges) == set(network(dataset).edges)


def test_a_network_in_another_form_is_wrong_use(dataset: Dataset, tmp_path: Path):
    with pytest.raises(UsageError, match=r"a network ends in \.graphml or \.gexf"):
        write_network(dataset, tmp_path / "n.dot")
