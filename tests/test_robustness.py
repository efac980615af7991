"""Whatever a text holds, it is coded within a time that its length explains, with true offsets."""

from __future__ import annotations

import gzip
import io
import json
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from dragoman.coding import Coder
from dragoman.engine import run
from dragoman.reading import clean, read_documents
from dragoman.store import Dataset
from dragoman.times import find_times
from test_engine import lines

SAID = "Turkey's president on Friday met Russia's foreign minister in Sochi"
BROKEN = "\ud800"

HOSTILE = {
    "a sentence of 10,000 tokens": " and ".join([SAID] * 850),
    "a list of 2,000 countries": ", ".join(["Turkey", "Russia", "Egypt", "France"] * 500) + ".",
    "one character": "a" * 100_000,
    "one character with blanks": "a " * 5_000,
    "full stops": "." * 50_000,
    "line breaks": "\n" * 50_000,
    "blanks": "x" + " " * 100_000 + "y",
    "digits": "1" * 50_000,
    "dates": "2024-03-07 " * 1_000,
    "1,000 nested quotations": "“" * 1_000 + SAID + "”" * 1_000 + ".",
    "1,000 brackets": "(" * 1_000 + SAID + ")" * 1_000,
    "1,000 times said": "Turkey said that " * 1_000 + "Russia attacked Syria.",
    "1,500 times of": "the minister " + "of the president " * 1_500 + "met Russia.",
    "control characters": "".join(map(chr, range(32))) * 50 + SAID + "\x00\x07\x1b.",
    "right-to-left marks": f"\u202e{SAID}\u202c\u200f. \u2066{SAID}\u2069.",
    "emoji": f"👩‍👩‍👧‍👦🇹🇷 {SAID} 🎉🎉. " * 20,
    "combining marks": "e\u0301\u0301" * 5_000 + SAID + ".",
    "zero width": "\u200b".join(SAID) + ".",
    "half a surrogate pair": f"{SAID} {BROKEN}.",
    "names only": " ".join(["Recep Tayyip Erdogan", "Vladimir Putin"] * 500) + " met.",
    "1,000 joined by hyphens": "-".join(["Turkey", "Russia"] * 500) + " met.",
    "capitals": f"{SAID}. ".upper() * 50,
}


@pytest.fixture(scope="module")
def coder() -> Coder:
    made = Coder()
    made.code_text(SAID)  # loads what is loaded lazily
    return made


def check(coder: Coder, text: str) -> None:
    """Code a text and see that all words stand where they are said to."""
    sound = text.replace(BROKEN, "\ufffd")
    for mention in coder.code_text(text, published="2024-03-08"):
        assert sound[mention.sentence_start : mention.sentence_end] == mention.sentence
        assert sound[mention.trigger_start : mention.trigger_end] == mention.trigger_text
        assert mention.sentence_start <= mention.trigger_start
        assert mention.trigger_end <= mention.sentence_end
        assert 0 <= mention.confidence <= 1
        for actor in mention.participants:
            assert sound[actor.start : actor.end] == actor.text


@pytest.mark.parametrize("what", HOSTILE)
def test_hostile_texts_are_coded_in_time_with_true_offsets(coder: Coder, what: str):
    text = HOSTILE[what]
    began = time.process_time()
    check(coder, text)
    clean(text)
    assert time.process_time() - began < 10 + len(text) / 1_000, "far from any time limit"


WORDS = (
    "Turkey Russia's president met attacked said that not will Friday in of and 2024 May he UN U.S."
)
ODD = [*',.“”"(-—…🎉\u202e\u200b\x00\ufeff', "\n\n", "\n", "\t", "May 5", "the two", BROKEN]
PIECES = st.sampled_from([*WORDS.split(), *ODD])


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(PIECES | st.text(max_size=5), max_size=80))
def test_any_sequence_of_words_and_odd_characters(coder: Coder, pieces: list[str]):
    check(coder, " ".join(pieces))
    check(coder, "".join(pieces))


@settings(max_examples=200, deadline=None)
@given(st.lists(PIECES | st.text(max_size=5), max_size=40))
def test_times_stand_where_they_are_said_to(pieces: list[str]):
    text = " ".join(pieces)
    for time_expression in find_times(text, published="2024-03-08"):
        assert text[time_expression.start : time_expression.end] == time_expression.text


def test_deeply_nested_html():
    page = "<div>" * 20_000 + f"<p>{SAID}.</p>" + "</div>" * 20_000
    began = time.process_time()
    assert clean(f"<html><body>{page}</body></html>").status in ("coded", "failed")
    assert time.process_time() - began < 30


def warc_bomb(path: Path, size: int) -> None:
    """A web archive of a page that says it is gzipped, and unpacks to `size` zeros."""
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        headers = [("Content-Type", "text/html"), ("Content-Encoding", "gzip")]
        for body in (gzip.compress(bytes(size)), gzip.compress(f"<p>{SAID}.</p>".encode())):
            writer.write_record(
                writer.create_warc_record(
                    "http://example.org/bomb",
                    "response",
                    payload=io.BytesIO(body),
                    http_headers=StatusAndHeaders("200 OK", headers, protocol="HTTP/1.1"),
                )
            )


def test_decompression_bombs_are_named_and_what_follows_is_read(tmp_path: Path):
    warc_bomb(tmp_path / "bomb.warc.gz", 200_000_000)
    (tmp_path / "bomb.jsonl.gz").write_bytes(gzip.compress(bytes(600_000_000), 1))
    documents = list(read_documents([tmp_path]))
    assert ["MB of text" in (d.error or "") for d in documents] == [True, True, False]
    assert SAID in documents[2].content


def test_half_surrogates_anywhere_are_stored_as_replacement_characters(
    tmp_path: Path, coder: Coder
):
    story = dict.fromkeys(("title", "author", "publisher", "url"), f"http://example.org/{BROKEN}")
    story["text"] = f"{SAID}. It was a fine day for all of them {BROKEN}."
    empty = {"text": "", "url": BROKEN, "title": BROKEN}
    run([lines(tmp_path / "news.jsonl", [story, empty])], tmp_path / "db", coder=coder)[0].close()
    with Dataset(tmp_path / "db", read_only=True) as dataset:
        rows = dataset.query("SELECT status, url, text FROM articles ORDER BY status").fetchall()
    assert [status for status, *_ in rows] == ["coded", "failed"]
    assert rows[0][1] == "http://example.org/\ufffd"
    assert rows[0][2].endswith("\ufffd.")


@settings(max_examples=100, deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.just(SAID),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from(["text", "title", "date_publish", "url"]), inner)
        ),
    )
)
def test_any_json_is_an_article_or_has_a_reason(value: object):
    line = json.dumps(value).encode()
    for document in read_documents(["-"], stdin=io.BytesIO(line + b"\n")):
        assert document.error or clean(document.content).status in ("coded", "skipped", "failed")
