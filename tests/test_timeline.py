"""The timeline: which events, in which order, in which form."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console, RenderableType

from dragoman.errors import UsageError
from dragoman.merging import merge_mentions
from dragoman.records import Actor, Mention
from dragoman.store import Dataset
from dragoman.views.condensed import condense, importance
from dragoman.views.data import timeline_data
from dragoman.views.dates import date_label
from dragoman.views.highlight import pieces, plain
from dragoman.views.markdown import timeline_markdown
from dragoman.views.pages import timeline_page
from dragoman.views.text import timeline_lines, timeline_text
from dragoman.views.timeline import Entry, read_timeline
from samples import article, mention

ACTORS = [
    Actor("TUR", "Turkey", "state", "TUR", None, ("Türkiye", "Turkish")),
    Actor("USA", "United States", "state", "USA", None, ("US", "American")),
    Actor("recep-tayyip-erdogan", "Recep Tayyip Erdoğan", "person", "TUR", "GOV", ("Erdoğan",)),
    Actor("NATO", "North Atlantic Treaty Organization", "igo", None, "IGO", ()),
]

REPORTS = [
    mention(
        "Turkey rejected US calls on Thursday.", "rejected", "TUR:GOV", "USA:GOV", days="2024-03-07"
    ),
    mention(
        "Erdogan met the NATO chief in January.",
        "met",
        "recep-tayyip-erdogan/TUR:GOV NATO:IGO",
        days="2024-01-01/2024-01-31",
        event_type="CONSULT",
    ),
    mention("US sanctioned it.", "sanctioned", "USA:GOV", "TUR", days="", event_type="SANCTION"),
    mention(
        "Russia will meet France on Friday.",
        "meet",
        "RUS:GOV FRA:GOV",
        days="2024-03-15",
        event_type="CONSULT",
        modality="planned",
    ),
]


def stored(path: Path, mentions: list[Mention], **columns: Any) -> Dataset:
    text = "Turkey rejected US calls on Thursday."
    story = replace(article(text, "2024-03-08", "a1"), **({"title": "A title"} | columns))
    dataset = Dataset(path)
    dataset.add([story], mentions)
    dataset.replace_events([merge_mentions(mentions, {"a1": story})])
    dataset.write_register(ACTORS, [])
    return dataset


@pytest.fixture
def dataset(tmp_path: Path) -> Iterator[Dataset]:
    with stored(
        tmp_path / "db", REPORTS, publisher="The Daily", url="https://daily.example/1"
    ) as d:
        yield d


def summaries(dataset: Dataset, **chosen: Any) -> list[str]:
    return [entry.summary for entry in read_timeline(dataset, **chosen)]


def test_events_stand_in_the_order_of_their_days_and_the_undated_ones_last(dataset: Dataset):
    assert summaries(dataset) == [
        "NATO, TUR: met the NATO chief in January",
        "TUR → USA: rejected US calls on Thursday",
        "FRA, RUS: meet France on Friday",
        "USA → TUR: sanctioned it",
    ]


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("TUR", 3),
        ("tur", 3),
        ("Turkey", 3),
        ("türkiye", 3),
        ("turkiye", 3),
        ("Erdogan", 1),
        ("recep-tayyip-erdogan", 1),
        ("nato", 1),
        ("France", 0),
        ("FRA", 1),
    ],
)
def test_actors_are_found_by_code_country_name_or_alias(dataset: Dataset, name: str, count: int):
    if count:
        assert len(summaries(dataset, actors=[name])) == count
    else:
        with pytest.raises(UsageError, match=f"no actor is called '{name}'"):
            summaries(dataset, actors=[name])


def test_several_actors_or_types_mean_any_of_them(dataset: Dataset):
    assert len(summaries(dataset, actors=["NATO", "FRA"])) == 2
    assert len(summaries(dataset, types=["consult", "SANCTION"])) == 3
    assert len(summaries(dataset, actors=["TUR"], types=["CONSULT"])) == 1


def test_an_unknown_actor_or_type_is_answered_with_those_that_are_meant(dataset: Dataset):
    with pytest.raises(UsageError, match=r"'Turky'; did you mean Turkey"):
        summaries(dataset, actors=["Turky"])
    with pytest.raises(UsageError, match=r"no event type 'MEET': there are .*CONSULT"):
        summaries(dataset, types=["meet"])


def test_a_period_holds_the_events_that_reach_into_it_and_none_without_a_date(dataset: Dataset):
    first, last = date(2024, 1, 31), date(2024, 3, 7)
    assert [s.split(":")[0] for s in summaries(dataset, since=first, until=last)] == [
        "NATO, TUR",
        "TUR → USA",
    ]
    assert summaries(dataset, since=date(2024, 3, 16)) == []


def test_the_evidence_is_the_surest_sentence_with_its_actors_marked(tmp_path: Path):
    text = "Ankara snubbed Washington."
    weak = mention(text, "snubbed", "TUR:GOV", "USA:GOV", confidence=0.4, mention_id="weak")
    sure = mention("Turkey rejected it.", "rejected", "TUR:GOV", "USA:GOV", confidence=0.9)
    sure = replace(
        sure,
        sentence_start=100,
        sentence_end=119,
        trigger_start=107,
        trigger_end=115,
        participants=(
            replace(sure.participants[0], start=100, end=106),
            replace(sure.participants[1], start=0, end=13),  # named in a sentence before
        ),
    )
    with stored(tmp_path / "db", [weak, sure]) as dataset:
        (entry,) = read_timeline(dataset)
    assert entry.sentence == "Turkey rejected it."
    assert [(name, entry.sentence[a:b]) for name, a, b in entry.spans] == [
        ("source", "Turkey"),
        ("trigger", "rejected"),
    ]
    assert entry.reports == "2 reports in 1 article"


@pytest.mark.parametrize(
    ("chosen", "found"),
    [
        ({"dyad": ("TUR", "USA")}, ["REJECT", "SANCTION"]),
        ({"dyad": ("US", "Türkiye")}, ["REJECT", "SANCTION"]),
        ({"dyad": ("Erdogan", "NATO")}, ["CONSULT"]),
        ({"dyad": ("TUR", "FRA")}, []),
        ({"quads": ["Verbal Cooperation"]}, ["CONSULT"]),
        ({"quads": ["verbal conflict", "verbal cooperation"], "until": "2024-02-01"}, ["CONSULT"]),
        ({"places": ["paris"]}, ["CONSULT"]),
        ({"places": ["FRA", "Turkey"]}, ["REJECT", "CONSULT"]),
        ({"confidence": 0.7}, ["REJECT"]),
        ({"since": "2024-03-08"}, ["CONSULT"]),
    ],
)
def test_events_are_chosen_by_dyad_quad_class_place_period_and_confidence(
    tmp_path: Path, chosen: dict[str, Any], found: list[str]
):
    reports = [
        replace(REPORTS[0], place_name="Ankara", place_country="TUR", confidence=0.9),
        replace(REPORTS[1], quad="verbal cooperation"),
        REPORTS[2],
        replace(REPORTS[3], place_name="Paris", place_country="FRA"),
    ]
    with stored(tmp_path / "db", reports) as dataset:
        assert [entry.event_type for entry in read_timeline(dataset, **chosen)] == found


@pytest.mark.parametrize(
    ("chosen", "reason"),
    [
        ({"quads": ["conflict"]}, "no event class 'conflict': there are verbal cooperation"),
        ({"places": ["Atlantis"]}, "no event has the place 'Atlantis'"),
        ({"dyad": ("TUR", "Türkiye")}, "are the same"),
        ({"confidence": 70}, "lies between 0 and 1"),
        ({"upcoming": "tomorrow"}, "'tomorrow' is no date"),
    ],
)
def test_a_criterion_that_cannot_be_is_wrong_use(
    dataset: Dataset, chosen: dict[str, Any], reason: str
):
    with pytest.raises(UsageError, match=reason):
        read_timeline(dataset, **chosen)


def plan(days: str, **more: Any) -> Mention:
    return mention(
        f"Russia will meet France {days}.",
        "meet",
        "RUS:GOV FRA:GOV",
        days=days,
        event_type="CONSULT",
        modality="planned",
        **more,
    )


@pytest.fixture
def plans(tmp_path: Path) -> Iterator[Dataset]:
    """As of 2024-03-08: a meeting that is past and untold, one that was held, one ahead."""
    held = mention(
        "Egypt met France.", "met", "EGY:GOV FRA:GOV", days="2024-03-05", event_type="CONSULT"
    )
    announced = replace(
        held, sentence="Egypt will meet France.", modality="planned", mention_id="announced"
    )
    reports = [plan("2024-03-01"), announced, held, plan("2024-03-20")]
    with stored(tmp_path / "db", reports) as opened:
        yield opened


def days_of(entries: list[Entry]) -> list[str]:
    return [str(entry.date_start) for entry in entries]


def test_upcoming_is_what_was_announced_for_days_after_whatever_came_of_it(plans: Dataset):
    assert days_of(read_timeline(plans, upcoming="2024-03-08")) == ["2024-03-20"]
    assert days_of(read_timeline(plans, upcoming="2024-03-02")) == ["2024-03-05", "2024-03-20"]
    assert days_of(read_timeline(plans, upcoming="2024-03-20")) == []


def test_unresolved_is_what_was_announced_for_days_now_past_and_never_reported(plans: Dataset):
    (entry,) = read_timeline(plans, unresolved=True)
    assert (str(entry.date_start), entry.outcome) == ("2024-03-01", "no report yet")
    assert entry.standing == "planned, no report yet"
    assert shown(timeline_text([entry]), 120)[0].endswith("(planned, no report yet)  CONSULT")


def test_in_brief_an_event_is_one_line(dataset: Dataset):
    lines = list(timeline_lines(read_timeline(dataset)))
    assert len(lines) == 4
    assert lines[1] == (
        "2024-03-07    TUR → USA: rejected US calls on Thursday  REJECT  1 report in 1 article"
    )


# Condensed


def entries(*told: tuple[str, str, float, int, str], confidence: float = 0.8) -> list[Entry]:
    """Entries of (day, type, score, articles, actors)."""
    blank = dict.fromkeys((field.name for field in fields(Entry)), None)
    return [
        Entry(
            **blank
            | {
                "event_id": f"{number:02}",
                "date_start": date.fromisoformat(day),
                "event_type": event_type,
                "score": score,
                "modality": "actual",
                "actors": actors.split(),
                "article_count": articles,
                "confidence": confidence,
            }
        )
        for number, (day, event_type, score, articles, actors) in enumerate(told)
    ]


def test_what_more_articles_tell_matters_more_and_so_does_what_is_graver_or_central():
    told = entries(
        ("2024-01-01", "ACCUSE", -3, 1, "TUR SYR"),
        ("2024-01-01", "ACCUSE", -3, 9, "TUR SYR"),
        ("2024-01-01", "ASSAULT", -9, 1, "TUR SYR"),
        ("2024-01-01", "ACCUSE", -3, 1, "PER ECU"),
        ("2024-01-01", "ACCUSE", -3, 1, "TUR"),
    )
    plain_one, often, grave, aside, alone = importance(told)
    assert min(often, grave) > plain_one > max(aside, alone)
    assert max(importance(told)) <= 1


def test_importance_is_confidence_times_the_mean_of_reports_severity_and_centrality():
    (weight,) = importance(entries(("2024-01-01", "ASSAULT", -9, 3, "TUR SYR"), confidence=0.5))
    assert weight == pytest.approx(0.5 * (1 + 0.9 + 1) / 3)


def test_the_condensed_timeline_keeps_the_order_and_does_not_repeat_itself():
    told = entries(
        ("2024-01-01", "ASSAULT", -9, 5, "TUR SYR"),
        ("2024-01-02", "ASSAULT", -9, 5, "TUR SYR"),
        ("2024-01-03", "CONSULT", 2.5, 2, "USA RUS"),
        ("2024-03-01", "RETREAT", 7.5, 2, "TUR SYR"),
    )
    assert [str(entry.date_start) for entry in condense(told, 3)] == [
        "2024-01-02",
        "2024-01-03",
        "2024-03-01",
    ]
    assert condense(told, 9) == told
    assert condense([], 3) == []


def test_what_is_denied_or_undated_is_not_condensed_and_a_plan_counts_half():
    told = entries(("2024-01-01", "AID", 10, 1, "TUR"), ("2024-01-01", "AID", 10, 1, "TUR"))
    planned = replace(told[0], modality="planned")
    assert importance([planned, told[1]])[0] == importance(told)[1] / 2
    assert (
        condense([replace(told[0], modality="denied"), replace(told[1], date_start=None)], 5) == []
    )


@pytest.mark.parametrize(
    ("start", "end", "label"),
    [
        (None, None, "date unknown"),
        ("2024-03-07", "2024-03-07", "2024-03-07"),
        ("2024-01-20", "2024-01-31", "2024-01-20/31"),
        ("2024-03-04", "2024-03-10", "2024-03-04/10"),
        ("2024-02-26", "2024-03-03", "2024-02-26/03-03"),
        ("2023-12-30", "2024-01-02", "2023-12-30/2024-01-02"),
        ("2024-02-01", "2024-02-29", "2024-02"),
        ("2024-01-01", "2024-03-31", "2024-Q1"),
        ("2024-01-01", "2024-02-29", "2024-01/02"),
        ("2023-12-01", "2024-01-31", "2023-12/2024-01"),
        ("2024-01-01", "2024-12-31", "2024"),
        ("2010-01-01", "2019-12-31", "2010/2019"),
    ],
)
def test_a_date_is_written_as_precisely_as_it_is_known(start: str, end: str, label: str):
    days = [date.fromisoformat(day) if day else None for day in (start, end)]
    assert date_label(*days) == label


def test_a_date_that_is_only_the_day_of_publication_is_marked(tmp_path: Path):
    guessed = replace(REPORTS[0], date_basis="published")
    with stored(tmp_path / "db", [guessed]) as dataset:
        assert [entry.when for entry in read_timeline(dataset)] == ["≈ 2024-03-07"]


def shown(renderable: RenderableType, width: int) -> list[str]:
    console = Console(width=width)
    with console.capture() as capture:
        console.print(renderable)
    return [line.rstrip() for line in capture.get().splitlines()]


def test_the_text_has_a_line_for_what_happened_one_for_the_words_one_for_the_source(
    dataset: Dataset,
):
    lines = shown(timeline_text(read_timeline(dataset, types=["REJECT"])), 120)
    assert lines[:3] == [
        "2024-03-07  TUR → USA: rejected US calls on Thursday  REJECT",
        "            “Turkey rejected US calls on Thursday.”",
        "            1 report in 1 article · A title · The Daily, 2024-03-08",
    ]


@pytest.mark.parametrize("width", [40, 80, 120])
def test_the_text_keeps_to_the_width_of_the_terminal(dataset: Dataset, width: int):
    lines = shown(timeline_text(read_timeline(dataset)), width)
    assert max(map(len, lines)) <= width
    assert any("(planned" in line for line in lines)


def test_an_empty_timeline_says_so(dataset: Dataset):
    assert shown(timeline_text([]), 80) == ["No events."]
    assert "No events." in timeline_markdown([])
    assert "No events." in timeline_page([])
    assert timeline_data([]) == []


# An article that tries to be more than text.
HOSTILE = (
    'Turkey <img src=x onerror=alert(1)> [bold]rejected[/bold] \x1b[31m"US"\u202e | `calls` *now*'
)


@pytest.fixture
def hostile(tmp_path: Path) -> Iterator[Dataset]:
    report = mention(HOSTILE, "rejected", "<b>TUR", "USA:GOV")
    columns = {"title": "[link=x]T[/link] <script>", "publisher": "</p>", "url": "javascript:go()"}
    with stored(tmp_path / "db", [report], **columns) as opened:
        yield opened


class Tags(HTMLParser):
    """Collects the elements and attributes of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.text += data


def test_article_text_stays_text_in_a_page(hostile: Dataset):
    page = Tags(timeline_page(read_timeline(hostile), "<em>asked</em>"))
    assert not {"img", "script", "em", "a"} & set(page.tags)
    assert not any(name.startswith("on") for name, _ in page.attributes)
    assert not any("javascript" in (value or "") for _, value in page.attributes)
    for piece in (
        "<img src=x onerror=alert(1)>",
        "[bold]",
        "<script>",
        "<em>asked</em>",
        "<b>TUR",
    ):
        assert piece in page.text


def test_article_text_stays_text_on_a_terminal(hostile: Dataset):
    text = "\n".join(shown(timeline_text(read_timeline(hostile)), 200))
    assert "[bold]rejected[/bold]" in text
    assert "[link=x]T[/link]" in text
    assert "\x1b" not in text
    assert "\u202e" not in text


def test_article_text_stays_text_in_markdown(hostile: Dataset):
    text = timeline_markdown(read_timeline(hostile))
    assert r"\<img src=x onerror=alert(1)\> \[bold\]rejected\[/bold\]" in text
    assert r"\| \`calls\` \*now\*" in text
    assert "javascript" not in text


def test_a_page_needs_nothing_else_and_links_to_the_article(dataset: Dataset):
    page = timeline_page(read_timeline(dataset), "TUR")
    links = re.findall(r'(?:src|href)="([^"]*)"', page)
    assert set(links) == {"https://daily.example/1"}
    assert "default-src 'none'" in page
    assert "prefers-color-scheme: dark" in page
    assert page.count("<li ") == 4
    assert page.index("January 2024") < page.index("March 2024") < page.index("Date unknown")


def test_markdown_has_the_sentence_as_a_quotation_and_a_link(dataset: Dataset):
    text = timeline_markdown(read_timeline(dataset, types=["REJECT"]))
    assert "## March 2024" in text
    assert "- **2024-03-07** **TUR → USA**: rejected US calls on Thursday — REJECT" in text
    assert "  > “Turkey rejected US calls on Thursday.”" in text
    assert "[A title](<https://daily.example/1>), The Daily, 2024-03-08" in text


def test_data_is_json_with_the_columns_of_events_and_the_evidence(dataset: Dataset):
    (entry,) = json.loads(json.dumps(timeline_data(read_timeline(dataset, types=["REJECT"]))))
    assert entry["date_start"] == "2024-03-07"
    assert entry["sources"] == ["TUR"]
    assert entry["published"] == "2024-03-08"
    assert {"part": "trigger", "start": 7, "end": 15} in entry["spans"]


def test_pieces_of_a_sentence_put_together_give_it_back():
    spans = [("source", 0, 6), ("trigger", 7, 15), ("target", 4, 9)]
    cut = list(pieces("Turkey rejected it", spans))
    assert cut == [("Turkey", "source"), (" ", None), ("rejected", "trigger"), (" it", None)]
    assert len(plain(HOSTILE)) == len(HOSTILE)
