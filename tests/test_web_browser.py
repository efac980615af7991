"""The workbench in a real browser: by mouse, by keyboard, in the dark, on a small screen."""

from __future__ import annotations

import re
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import uvicorn

from dragoman.web import create_app
from workbenches import PlainProcess, make_named_dataset, wait_until

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update",
]  # fmt: skip
SMALL = [
    "/", "/timeline", "/dyad?a=TUR&b=RUS", "/network", "/matrix", "/map", "/actors", "/actor/TUR",
    "/articles", "/article/a1", "/upload", "/about",
]  # fmt: skip


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if CHROMIUM is None:
        pytest.skip("no chromium: `apt-get install chromium` brings it")
    with playwright.sync_playwright() as started:
        found = started.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield found
        found.close()


@pytest.fixture
def address(browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Where a workbench of one's own is served."""
    monkeypatch.setattr("dragoman.web.uploads.jobs.CodingProcess", PlainProcess)
    app = create_app(make_named_dataset(tmp_path / "news.duckdb"))
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    wait_until(lambda: server.started)
    wait_until(lambda: app.state.workbench.search.actors("turkey"))  # names are completed
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(timeout=20)


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """The overview in a window; whatever the browser complains of fails the test."""
    yield from _window(browser, address)


def _window(browser: Browser, address: str, **options: Any) -> Iterator[Page]:
    context = browser.new_context(base_url=address, **options)
    found = context.new_page()
    complaints: list[str] = []
    found.on("pageerror", lambda error: complaints.append(str(error)))
    found.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
    found.goto("/")
    yield found
    context.close()
    assert not complaints


def test_from_a_number_to_its_sentence_put_right_and_undone(page: Page) -> None:
    page.get_by_role("link", name="ASSAULT").click()
    assert page.get_by_role("heading", level=1).inner_text() == "1 event"
    page.locator(".event a").first.click()
    assert page.locator(".sentence mark.trigger").inner_text().endswith("attacked")

    page.get_by_label("Type", exact=True).select_option("COERCE")
    assert page.get_by_label("Mode").input_value() == ""
    page.locator("#by-change").fill("Ada")
    page.get_by_role("button", name="Change").click()
    assert "COERCE" in page.locator(".crumb").inner_text()

    page.get_by_role("button", name="Undo").click()
    assert "ASSAULT" in page.locator(".crumb").inner_text()
    assert "undone by Ada" in page.locator(".history").inner_text()
    assert page.locator("#by-change").input_value() == "Ada", "who corrects is remembered"


def test_filters_narrow_and_stand_in_the_address(page: Page) -> None:
    page.goto("/timeline")
    page.get_by_label("Actor takes part").press_sequentially("turk")
    page.get_by_role("option").filter(has_text="Turkey").first.click()
    assert page.get_by_label("Actor takes part").input_value() == "TUR"
    page.get_by_role("button", name="Show").click()
    page.wait_for_url("**actor=TUR**", wait_until="domcontentloaded")
    page.get_by_role("heading", level=1, name="2 events").wait_for()
    page.get_by_label("Order").select_option("newest")
    page.wait_for_url("**order=newest**", wait_until="domcontentloaded")
    page.locator(".chip").first.click()
    page.get_by_role("heading", level=1, name="5 events").wait_for()


def test_a_stretch_drawn_over_the_strip_is_the_period(page: Page) -> None:
    page.goto("/timeline")
    box = page.locator(".brushable").bounding_box()
    assert box
    middle = box["y"] + 40
    page.mouse.move(box["x"] + 2, middle)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.4, middle, steps=6)
    page.mouse.up()
    page.wait_for_url("**since=*")
    assert re.search(r"since=2024-03-\d\d&until=2024-03-\d\d", page.url)
    page.get_by_role("link", name="All time").click()
    assert "since" not in page.url


def test_by_keyboard_alone(page: Page) -> None:
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("?")
    assert page.get_by_role("dialog").is_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("g")
    page.keyboard.press("t")
    page.wait_for_url("**/timeline")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    page.wait_for_url("**/event/*")
    page.keyboard.press("e")
    assert page.evaluate("document.activeElement.id") == "c-type"
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    page.keyboard.type("truce")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=truce")
    assert page.locator("mark", has_text="truce").count()


def test_light_and_dark_are_remembered(page: Page) -> None:
    def ground() -> str:
        return str(page.evaluate("getComputedStyle(document.body).backgroundColor"))

    before = ground()
    page.get_by_role("button", name="Light or dark").click()
    after = ground()
    assert after != before
    page.goto("/timeline")
    assert ground() == after


def test_a_pasted_text_is_coded_before_one_s_eyes(page: Page) -> None:
    page.goto("/upload")
    page.get_by_label("Text").fill("Egypt met Turkey in Cairo on Monday.")
    page.get_by_label("Title").fill("Talks in Cairo")
    page.get_by_label("Published on").fill("2024-05-07")
    page.get_by_role("button", name="Code").click()
    page.get_by_text("Done: 1 article coded").wait_for(timeout=20_000)
    page.locator(".event a").first.click()
    assert "Turkey" in page.get_by_role("heading", level=1).inner_text()


def test_dropped_files_are_named(page: Page, tmp_path: Path) -> None:
    page.goto("/upload")
    file = tmp_path / "cairo.txt"
    file.write_text("France attacked Syria on Monday.")
    page.locator("#u-files").set_input_files(file)
    assert page.locator("[data-chosen]").inner_text() == "cairo.txt"
    page.get_by_role("button", name="Code").click()
    page.get_by_text("Done: 1 article coded").wait_for(timeout=20_000)


def test_the_map_is_zoomed_and_the_network_pulled_about(page: Page) -> None:
    page.goto("/map")
    picture = page.locator(".map")
    before = picture.get_attribute("viewBox")
    page.get_by_role("button", name="Nearer").click()
    assert picture.get_attribute("viewBox") != before
    page.get_by_role("button", name="Whole world").click()
    assert picture.get_attribute("viewBox") == before

    page.goto("/network")
    circle = page.locator(".node circle").first
    box = circle.bounding_box()
    assert box
    place = circle.get_attribute("cx")
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + 60, box["y"] + 40, steps=5)
    page.mouse.up()
    assert circle.get_attribute("cx") != place
    assert page.url.endswith("/network"), "pulling is no click"


def test_no_page_scrolls_sideways_on_a_small_screen(browser: Browser, address: str) -> None:
    for page in _window(browser, address, viewport={"width": 360, "height": 740}):
        event = page.goto("/timeline") and page.locator(".event a").first.get_attribute("href")
        for path in (*SMALL, str(event)):
            page.goto(path)
            wider = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert wider <= 0, path


def test_all_of_it_works_without_scripts(browser: Browser, address: str) -> None:
    for page in _window(browser, address, java_script_enabled=False):
        page.goto("/timeline")
        page.get_by_label("material conflict").check()
        page.get_by_role("button", name="Show").click()
        page.locator(".event a").first.click()
        page.locator("#by-change").fill("Ada")
        page.get_by_role("button", name="It is right").click()
        assert "Confirmed" in page.locator(".history").inner_text()
