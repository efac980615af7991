"""The workbench's pages: every figure leads to its evidence, and a wrong code is put right."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from importlib.resources import files
from itertools import combinations, pairwise
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from lxml import html

from dragoman.actors import Register
from dragoman.store import Dataset
from dragoman.web.criteria import Question
from dragoman.web.drawing.network import layout
from dragoman.web.drawing.projection import HEIGHT, WIDTH, project
from dragoman.web.drawing.words import marked
from dragoman.web.drawing.worldmap import bounds, outlines, shade
from dragoman.web.pages.presenting import when, without
from dragoman.web.queries.names import Names
from dragoman.web.queries.ties import Tie, network
from dragoman.web.queries.timeline import unit_end, unit_start
from workbenches import make_dataset, make_named_dataset, opened, wait_until

PATHS = [
    "/",
    "/timeline",
    "/timeline?order=reports&top=3",
    "/timeline?actor=TUR&since=2024-01-01&until=2024-12-31",
    "/dyad",
    "/dyad?a=TUR&b=RUS",
    "/dyad?a=TUR&b=RUS&by=day",
    "/network",
    "/matrix",
    "/matrix?measure=events",
    "/map",
    "/actors",
    "/actors?q=tur",
    "/actor/TUR",
    "/search",
    "/search?q=truce",
    "/articles",
    "/articles?status=duplicate",
    "/article/a1",
    "/article/a3",
    "/upload",
    "/corrections",
    "/about",
]
Page = html.HtmlElement


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with opened(make_named_dataset(tmp_path_factory.mktemp("pages") / "news.duckdb")) as found:
        yield found


@pytest.fixture
def own(tmp_path: Path) -> Iterator[TestClient]:
    """A workbench of one's own, to change."""
    with opened(make_named_dataset(tmp_path / "news.duckdb")) as found:
        yield found


def read(client: TestClient, path: str, status: int = 200) -> Page:
    """The page at an address, a redirection followed."""
    answer = client.get(path, follow_redirects=True)
    assert answer.status_code == status, answer.text
    return html.fromstring(answer.text)


def text_of(page: Page) -> str:
    return " ".join(page.xpath("string(//main)").split())


def event_of(client: TestClient, event_type: str) -> str:
    """The address of the only event of a type."""
    (address,) = read(client, f"/timeline?type={event_type}").xpath(
        '//li[@data-item]//p[@class="what"]/a/@href'
    )
    return str(address)


# Every page


@pytest.mark.parametrize("path", PATHS)
def test_a_page_has_one_heading_a_way_past_the_menu_and_nothing_inline(
    client: TestClient, path: str
) -> None:
    page = read(client, path)
    assert len(page.xpath("//h1")) == 1
    assert page.xpath("//html/@lang") == ["en-GB"]
    assert page.xpath('//a[@class="skip"]/@href') == ["#main"]
    assert not page.xpath("//@style | //style | //script[not(@src)] | //@onclick")
    for field in page.xpath('//main//input[not(@type="hidden")] | //main//select'):
        assert (
            field.get("aria-label")
            or page.xpath(f'//label[@for="{field.get("id")}"]')
            or (field.getparent().tag == "label")
        ), html.tostring(field)


@pytest.mark.parametrize("path", ["/", "/timeline", "/dyad", "/map", "/network", "/articles"])
def test_every_link_of_a_page_leads_somewhere(client: TestClient, path: str) -> None:
    for link in sorted(set(read(client, path).xpath("//a/@href"))):
        if link.startswith("/"):
            answer = client.get(link)
            assert answer.status_code in (200, 202), f"{link}: {answer.status_code}"


def test_where_all_stand_comes_when_the_sentences_are_read(client: TestClient) -> None:
    first = client.get("/issues")
    if first.status_code == 202:
        assert html.fromstring(first.text).xpath('//meta[@http-equiv="refresh"]')
    wait_until(lambda: client.get("/issues").status_code == 200)
    assert read(client, "/issues").xpath("//h1")[0].text == "Who stands where"
    assert client.get("/issue/99").status_code == 404


def test_an_empty_dataset_says_what_to_do(tmp_path: Path) -> None:
    Dataset(tmp_path / "empty.duckdb").close()
    with opened(tmp_path / "empty.duckdb") as client:
        assert "No articles yet" in text_of(read(client, "/"))
        for path in ("/timeline", "/dyad", "/network", "/matrix", "/map", "/actors", "/articles"):
            read(client, path)


# From a number to its sentence


def test_a_figure_leads_to_its_sentence_in_two_clicks(client: TestClient) -> None:
    (to_events,) = read(client, "/").xpath('//a[text()="ASSAULT"]/@href')
    (to_event,) = read(client, to_events).xpath('//p[@class="what"]/a/@href')
    event = read(client, to_event)
    sentence = event.xpath('//span[@class="sentence"]//text()[not(parent::span[@class="tag"])]')
    assert "".join(sentence) == "Turkey attacked Syria on Wednesday."


def test_the_timeline_is_narrowed_by_its_address(client: TestClient) -> None:
    assert "5 events" in text_of(read(client, "/timeline"))
    page = read(client, "/timeline?actor=France&quad=verbal+cooperation")
    assert "2 events" in text_of(page)
    assert page.xpath('//input[@value="verbal cooperation"]/@checked')
    (chip,) = page.xpath('//a[@class="chip"][contains(., "France")]/@href')
    assert chip == "/timeline?quad=verbal+cooperation"


def test_a_wrong_criterion_is_told_beside_the_form(client: TestClient) -> None:
    page = read(client, "/timeline?actor=Turky", 400)
    assert "did you mean Turkey" in page.xpath('string(//*[@role="alert"])')
    assert page.xpath('//input[@id="f-actor"]/@value') == ["Turky"]


def test_a_bar_of_the_strip_leads_to_its_days(client: TestClient) -> None:
    bars = read(client, "/timeline?type=ASSAULT").xpath("//svg//a[@data-start]")
    (bar,) = bars
    assert "1 material conflict" in bar.get("data-label")
    page = read(client, bar.get("href"))
    assert "1 event" in text_of(page)
    assert page.xpath('//a[text()="All time"]/@href') == ["/timeline?type=ASSAULT"]


def test_an_event_shows_who_did_what_to_whom_in_the_sentence(client: TestClient) -> None:
    page = read(client, event_of(client, "ASSAULT"))
    parts = {
        part: page.xpath(f'//blockquote//mark[contains(@class, "{part}")]/text()')
        for part in ("source", "trigger", "target")
    }
    assert parts == {"source": ["Turkey"], "trigger": ["attacked"], "target": ["Syria"]}
    assert page.xpath('//blockquote//span[@class="tag"]/text()') == ["source", "trigger", "target"]
    assert "Turkey met Russia in Sochi" in page.xpath('string(//span[@class="context"])')
    assert "a3" in page.xpath('string(//p[contains(., "Repeated by")]//@href)')


def test_a_trigger_in_an_article_leads_to_its_event(client: TestClient) -> None:
    page = read(client, "/article/a1")
    links = {
        a.text_content(): a.get("href") for a in page.xpath('//div[contains(@class, "reader")]//a')
    }
    assert set(links) == {"met", "attacked"}
    assert links["attacked"].partition("#")[0] == event_of(client, "ASSAULT")
    assert "Repeats" in text_of(read(client, "/article/a3"))


def test_a_dyad_says_who_did_what_to_whom(client: TestClient) -> None:
    page = read(client, "/dyad?a=TUR&b=SYR")
    assert "Turkey TUR and Syria SYR" in text_of(page)
    rows = [" ".join(row.text_content().split()) for row in page.xpath("//aside//tbody/tr")]
    assert rows[0].startswith("Turkey → Syria1")
    assert "No events between these two" in text_of(read(client, "/dyad?a=FRA&b=SYR"))
    assert "no actor is called" in text_of(read(client, "/dyad?a=Nowhere&b=SYR", 400))


def test_the_network_counts_as_the_dyad_does(client: TestClient) -> None:
    page = read(client, "/network")
    ties = {row[0].text_content(): int(row[1].text_content()) for row in page.xpath("//tbody/tr")}
    assert ties == {"Egypt – France": 2, "Russia – Turkey": 1, "Syria – Turkey": 1}


# Putting it right


def correct(client: TestClient, address: str, act: str, **fields: str | list[str]) -> Page:
    """Send a form of an event's page, and see where that leads."""
    answer = client.post(f"{address}/{act}", data={"by": "Ada", **fields})
    assert answer.status_code == 303, answer.text
    return read(client, answer.headers["location"])


def test_a_wrong_type_is_put_right_and_back(own: TestClient) -> None:
    address = event_of(own, "ASSAULT")
    form = {"event_type": "COERCE", "modality": "actual", "sources": "TUR", "targets": "SYR"}
    days = {"date_start": "2024-03-06", "date_end": "2024-03-06"}
    page = correct(own, address, "change", reason="no violence", **form, **days)
    assert "COERCE" in page.xpath('string(//p[@class="crumb"])')
    history = page.xpath('string(//ol[@class="history"])')
    assert "event type ASSAULT → COERCE" in history
    assert "Ada" in history
    assert "no violence" in history
    (undo,) = page.xpath('//form[contains(@action, "/undo")]/@action')
    mention = page.xpath('//li[@class="report"]/@id')[0].removeprefix("m-")
    answer = own.post(undo, data={"by": "Ada", "back": mention})
    again = read(own, answer.headers["location"])
    assert "ASSAULT" in again.xpath('string(//p[@class="crumb"])')
    assert "undone by Ada" in again.xpath('string(//ol[@class="history"])')


def test_only_what_differs_is_changed(own: TestClient) -> None:
    form = read(own, event_of(own, "ASSAULT")).xpath('//form[contains(@action, "/change")]')[0]
    fields = {name: value for name, value in form.fields.items() if value is not None}
    correct(
        own, event_of(own, "ASSAULT"), "change", **{**fields, "by": "Ada", "targets": "SYR MIL"}
    )
    log = own.get("/api/v1/corrections").json()["corrections"]
    assert [list(entry["changes"]) for entry in log] == [["targets"]]


def test_what_is_no_event_goes_and_comes_back(own: TestClient) -> None:
    address = event_of(own, "ASSAULT")
    log = correct(own, address, "reject")
    assert "Rejected" in text_of(log)
    read(own, address, 404)
    own.post(log.xpath('//form[contains(@action, "/undo")]/@action')[0], data={"by": "Ada"})
    assert event_of(own, "ASSAULT")


def test_events_are_confirmed_merged_and_parted(own: TestClient) -> None:
    assert "Confirmed" in text_of(correct(own, event_of(own, "ASSAULT"), "confirm"))
    page = read(own, "/timeline?type=CONSULT")
    first, second = page.xpath('//p[@class="what"]/a/@href')
    merged = correct(own, first, "merge", other=f"http://127.0.0.1:8571{second}?x#y")
    assert "2 reports" in text_of(merged)
    mentions = [i.removeprefix("m-") for i in merged.xpath('//li[@class="report"]/@id')]
    now = merged.xpath('//form[contains(@action, "/split")]/@action')[0].removesuffix("/split")
    parted = correct(own, now, "split", mention=mentions[:1])
    assert parted.xpath("//h2/text()")[0] == "1 report"


def test_what_cannot_be_is_told_on_the_event_s_page(own: TestClient) -> None:
    address = event_of(own, "ASSAULT")
    for act, form in (
        ("confirm", {"by": " "}),
        ("change", {"by": "Ada", "sources": "Nobody at all", "targets": "SYR"}),
        ("merge", {"by": "Ada", "other": "/event/none"}),
    ):
        answer = own.post(f"{address}/{act}", data=form)
        assert answer.status_code == 400
        page = html.fromstring(answer.text)
        assert page.xpath('string(//*[@role="alert"])').startswith("Not changed: ")
        assert page.xpath('//form[contains(@action, "/change")]')


def test_a_read_only_workbench_offers_no_change(tmp_path: Path) -> None:
    with opened(make_dataset(tmp_path / "news.duckdb"), read_only=True) as client:
        page = read(client, event_of(client, "ASSAULT"))
        assert not page.xpath('//form[@method="post"]')
        assert "read-only" in text_of(read(client, "/upload"))


# Pieces


def test_marks_may_overlap() -> None:
    found = marked(
        "Turkey met <Russia>", [("source", 0, 6), ("trigger", 7, 19), ("target", 11, 19)]
    )
    assert found == (
        '<mark class="source" title="source">Turkey</mark> '
        '<mark class="trigger" title="trigger">met </mark>'
        '<mark class="trigger target" title="trigger, target">&lt;Russia&gt;</mark>'
    )


def test_names_are_put_beside_codes() -> None:
    names = Names({"TUR": "Turkey", "NATO": "North Atlantic Treaty Organization"})
    assert names("TUR CVL") == "Turkey, civilians"
    assert names("protesters") == "protesters"
    sources, targets = names.sides("TUR, men → NATO: met, they said → so")
    assert [(p.name, p.is_code) for p in sources] == [("Turkey", True), ("men", False)]
    assert [p.key for p in targets] == ["NATO"]


def test_a_criterion_is_taken_away() -> None:
    asked = Question(actor=("TUR", "RUS"), dyad=("A", "B"), since=date(2024, 1, 1))
    assert without(asked, "actor", "TUR").actor == ("RUS",)
    assert without(asked, "a", "A").dyad is None
    assert without(asked, "since", "2024-01-01").since is None


@pytest.mark.parametrize(
    ("unit", "day", "first", "last"),
    [
        ("week", date(2024, 2, 29), date(2024, 2, 26), date(2024, 3, 3)),
        ("month", date(2024, 2, 29), date(2024, 2, 1), date(2024, 2, 29)),
        ("quarter", date(2024, 12, 31), date(2024, 10, 1), date(2024, 12, 31)),
        ("year", date(2024, 2, 29), date(2024, 1, 1), date(2024, 12, 31)),
        ("decade", date(1999, 12, 31), date(1990, 1, 1), date(1999, 12, 31)),
    ],
)
def test_units_of_time(unit: str, day: date, first: date, last: date) -> None:
    assert unit_start(day, unit) == first  # type: ignore[arg-type]
    assert unit_end(first, unit) == last  # type: ignore[arg-type]


def test_days_are_written_with_a_dash() -> None:
    assert when(date(2024, 1, 20), date(2024, 1, 31)) == "2024-01-20–31"
    assert when(None, None) == "date unknown"


def test_the_map_holds_the_world_and_knows_its_states() -> None:
    for place in ((0, 0), (-179.9, 70), (179.9, -50), (11, 83)):
        x, y = project(*place)
        assert 0 <= x <= WIDTH
        assert 0 <= y <= HEIGHT
    shapes = outlines()
    assert all(re.fullmatch(r"(M\d+ \d+l[-\d ]+z)+", shape.path) for shape in shapes)
    states = {key for key, actor in Register.load().actors.items() if actor.kind == "state"}
    known = {shape.country for shape in shapes} - {""}
    assert known <= states
    assert {"TUR", "CHN", "PSE", "TWN", "XKX", "SSD"} <= known


def test_shades_of_the_map_follow_the_factor() -> None:
    assert [shade(n, 1000) for n in (0, 1, 10, 100, 1000)] == [0, 1, 2, 4, 5]
    steps = bounds(1000)
    assert steps[0][:2] == (1, 1)
    assert steps[-1][2] == 1000
    assert all(low == before + 1 for (*_, before), (_, low, _) in pairwise(steps))


def test_the_network_stands_the_same_and_apart() -> None:
    ties = [Tie(a, b, 1, 1, 0, 0, 0, 2.0, 2.0) for a, b in combinations("ABCDEFGH", 2) if a < "C"]
    found = network(ties)
    assert layout(found) == layout(found)
    for (ax, ay), (bx, by) in combinations(layout(found).values(), 2):
        assert ((ax - bx) ** 2 + (ay - by) ** 2) ** 0.5 > 40


# Colours


def _palettes() -> Iterator[dict[str, str]]:
    style = files("dragoman.web").joinpath("static", "style.css").read_text("utf-8")
    for theme in ("light", "dark"):
        (block,) = re.findall(rf'\[data-theme="{theme}"\] {{(.*?)}}', style, re.DOTALL)
        yield dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", block))


def _channels(colour: str) -> list[float]:
    values = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    return [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in values]


def _contrast(a: str, b: str) -> float:
    """WCAG 2.2's contrast ratio."""
    weights = (0.2126, 0.7152, 0.0722)
    dark, light = sorted(
        sum(w * v for w, v in zip(weights, _channels(colour), strict=True)) for colour in (a, b)
    )
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("palette", list(_palettes()), ids=["light", "dark"])
def test_text_can_be_read_on_its_ground(palette: dict[str, str]) -> None:
    texts = ("ink", "soft", "accent", "cooperation-text", "conflict-text", "bad", "good")
    for ground in ("paper", "raised"):
        for text in texts:
            assert _contrast(palette[text], palette[ground]) >= 4.5, (text, ground)
    for part in ("source", "target", "trigger", "date", "place"):
        assert _contrast(palette["ink"], palette[part]) >= 4.5, part
        assert _contrast(palette[f"{part}-line"], palette["paper"]) >= 3, part
    assert _contrast(palette["on-accent"], palette["accent"]) >= 4.5


# Linear RGB as those see it who lack a kind of cone: Viénot, Brettel and Mollon, "Digital video
# colourmaps for checking the legibility of displays by dichromats" (Color Research 24, 1999).
_BLINDNESS = {
    "protanopia": [(0.11238, 0.88762, 0.0), (0.11238, 0.88762, 0.0), (0.00401, -0.00401, 1.0)],
    "deuteranopia": [(0.29275, 0.70725, 0.0), (0.29275, 0.70725, 0.0), (-0.02234, 0.02234, 1.0)],
}


@pytest.mark.parametrize("palette", list(_palettes()), ids=["light", "dark"])
@pytest.mark.parametrize("blindness", _BLINDNESS)
def test_the_colour_blind_tell_the_four_classes_apart(
    palette: dict[str, str], blindness: str
) -> None:
    kinds = [
        f"{force}-{kind}"
        for force in ("verbal", "material")
        for kind in ("cooperation", "conflict")
    ]
    seen = {}
    for kind in kinds:
        linear = _channels(palette[kind])
        mixed = [
            sum(w * v for w, v in zip(row, linear, strict=True)) for row in _BLINDNESS[blindness]
        ]
        seen[kind] = _lab(mixed)
    for a, b in combinations(kinds, 2):
        distance = sum((x - y) ** 2 for x, y in zip(seen[a], seen[b], strict=True)) ** 0.5
        assert distance > 25, (a, b)


def _lab(linear: list[float]) -> tuple[float, float, float]:
    """CIELAB of linear RGB."""
    r, g, b = (min(max(v, 0.0), 1.0) for v in linear)
    xyz = (
        (0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505,
        0.2126 * r + 0.7152 * g + 0.0722 * b,
        (0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089,
    )
    x, y, z = (v ** (1 / 3) if v > 0.008856 else 7.787 * v + 16 / 116 for v in xyz)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)
