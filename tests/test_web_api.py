"""The JSON API: what it gives, what it changes, and that it is as its OpenAPI document says."""

from __future__ import annotations

import csv
import io
import json
import re
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import networkx as nx
import pyarrow.parquet as pq
import pytest
import schemathesis
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from dragoman.errors import StoreError
from dragoman.web.criteria import Question
from dragoman.web.search import _match
from dragoman.web.workbench import NotYetError, Workbench
from workbenches import ADDRESS, PlainProcess, csrf_of, make_dataset, opened, wait_until

EXAMPLES = settings(
    max_examples=10,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)


def wrong_data_is_refused(ctx: Any, response: Any, case: Any) -> bool | None:
    """As schemathesis checks it, but for the empty fields that forms send."""
    body = case.body if isinstance(case.body, dict) else {}
    if "" in (case.query or {}).values() or "" in body.values():
        return None
    return negative_data_rejection(ctx, response, case)


CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    wrong_data_is_refused,
]


@pytest.fixture(autouse=True, scope="module")
def plain_coder() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr("dragoman.web.uploads.jobs.CodingProcess", PlainProcess)
        yield


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """Of a dataset that nobody changes."""
    with opened(make_dataset(tmp_path_factory.mktemp("api") / "news.duckdb")) as found:
        yield found


@pytest.fixture
def changed(tmp_path: Path) -> Iterator[TestClient]:
    """Of a dataset that is changed."""
    with opened(make_dataset(tmp_path / "news.duckdb")) as found:
        yield found


def get(client: TestClient, path: str) -> Any:
    answer = client.get(f"/api/v1/{path}")
    assert answer.status_code == 200, answer.text
    return answer.json()


# As the document says


@pytest.fixture
def openapi(tmp_path: Path) -> Iterator[Any]:
    with opened(make_dataset(tmp_path / "news.duckdb")) as client:
        yield schemathesis.openapi.from_asgi(
            "/api/v1/openapi.json", client.app, headers={"host": "localhost"}
        )


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_every_call_is_as_the_document_says(openapi: Any, mode: GenerationMode) -> None:
    """Calls that the document allows, and calls that it does not, are answered as it says."""
    token = csrf_of(openapi.app)
    for found in openapi.get_all_operations():
        operation = found.ok()
        if mode is GenerationMode.NEGATIVE and not _takes_anything(operation):
            continue

        @settings(EXAMPLES)
        @given(case=operation.as_strategy(generation_mode=mode))
        def check(case: schemathesis.Case) -> None:
            case.headers = {**(case.headers or {}), "host": "localhost", "x-csrf-token": token}
            case.call_and_validate(checks=CHECKS)

        check()


def _takes_anything(operation: Any) -> bool:
    return bool(operation.query or operation.body)


# Events


def test_events_are_those_that_all_criteria_hold_for(client: TestClient) -> None:
    assert get(client, "events")["total"] == 5
    assert get(client, "events?actor=Turkey&actor=EGY&since=2024-03-07")["total"] >= 1
    (event,) = get(client, "events?dyad=TUR,SYR&type=assault&confidence=0.1")["events"]
    assert event["event_type"] == "ASSAULT"
    assert event["sentence"] == "Turkey attacked Syria on Wednesday."
    assert get(client, "events?a=Turkey&b=SYR") == get(client, "events?dyad=TUR,SYR")
    assert get(client, "events?quad=verbal+conflict&unresolved=1")["total"] <= 1


def test_empty_fields_of_a_form_restrict_nothing(client: TestClient) -> None:
    empty = "actor=&dyad=&a=&b=&type=&quad=&place=&since=&until=&confidence=&upcoming=&unresolved="
    assert get(client, f"events?{empty}") == get(client, "events")


def test_pages_follow_each_other(client: TestClient) -> None:
    every = get(client, "events")["events"]
    paged = [get(client, f"events?per_page=1&page={n + 1}")["events"] for n in range(len(every))]
    assert [event for page in paged for event in page] == every
    assert get(client, "events?page=99")["events"] == []


def test_every_figure_leads_to_its_sentence(client: TestClient) -> None:
    """From the number of a tie to the words of the article."""
    (cell, *_) = get(client, "matrix")["cells"]
    events = get(client, f"events?a={cell['source']}&b={cell['target']}")["events"]
    story = get(client, f"events/{events[0]['event_id']}")
    mention = story["reports"][0]["mention"]
    text = get(client, f"articles/{mention['article_id']}")["text"]
    assert text[mention["sentence_start"] : mention["sentence_end"]] == mention["sentence"]
    assert text[mention["trigger_start"] : mention["trigger_end"]] == mention["trigger_text"]


def test_an_address_reads_back_as_the_same_question() -> None:
    question = Question(
        actor=("TUR", "A & B"), dyad=("TUR", "USA"), quad=("material conflict",), confidence=0.5,
        unresolved=True,
    )  # fmt: skip
    assert question.query() == (
        "actor=TUR&actor=A+%26+B&a=TUR&b=USA&quad=material+conflict&confidence=0.5&unresolved=1"
    )


@pytest.mark.parametrize(
    ("path", "status", "says"),
    [
        ("events?actor=Nobody+At+All", 400, "no actor is called"),
        ("events?type=WAR", 400, "there are"),
        ("events?dyad=TUR", 400, "two actors"),
        ("events?dyad=TUR,Turkey", 400, "the same"),
        ("events?since=yesterday", 422, "since"),
        ("events?confidence=2", 422, "confidence"),
        ("events?page=0", 422, "page"),
        ("events/none", 404, "no such event"),
        ("articles/none", 404, "no such article"),
        ("issues/99", 404, "no such issue"),
        ("uploads/none", 404, "no such upload"),
        ("nothing", 404, "nothing at this address"),
        ("export/articles", 422, "table"),
        ("dyad", 400, "two actors"),
    ],
)
def test_every_error_has_one_form(client: TestClient, path: str, status: int, says: str) -> None:
    answer = client.get(f"/api/v1/{path}")
    error = answer.json()["error"]
    assert (answer.status_code, error["status"]) == (status, status)
    assert says in error["message"]
    assert error.keys() == {"status", "title", "message", "fields"}


# Search


def test_search_finds_words_phrases_and_their_forms(client: TestClient) -> None:
    assert _found(client, "praising") == ["a2"]
    assert _found(client, "turkey syria") == ["a1"]
    assert _found(client, '"met Russia"') == ["a1"]
    assert _found(client, '"Russia met"') == []
    assert _found(client, "met -truce") == ["a1"]
    assert _found(client, "sochi OR cairo") == ["a1", "a2"]
    assert _found(client, "turkey", "&reprints=true") == ["a1", "a3"]
    assert _found(client, "met", "&since=2024-03-08") == ["a2"]


def test_search_marks_what_it_found(client: TestClient) -> None:
    (hit,) = get(client, "search?q=truce")["hits"]
    marked = [piece["text"] for piece in hit["passage"] if piece["found"]]
    assert marked == ["truce"]
    assert "".join(piece["text"] for piece in hit["title"]) == "France praised Egypt for the truce"


@pytest.mark.parametrize(
    "words",
    ['"', '""', "*", "-", "- x", "OR", "AND OR NOT", "NEAR(a b, 2)", "title:x", "a^2", "'; DROP",
     "(", ")", "{a}: b", "\x00", "x" * 500, "?" * 500, "a OR", '-"a b"', "é\ud7ff", "+", "\\", "%"],
)  # fmt: skip
def test_no_words_break_the_search(client: TestClient, words: str) -> None:
    assert client.get("/api/v1/search", params={"q": words}).status_code == 200
    assert client.get("/api/v1/actors", params={"q": words[:100]}).status_code == 200


def test_terms_of_a_search_are_only_ever_quoted() -> None:
    assert _match("NEAR(a b*) title:c") == '("NEAR(a") AND ("b*)") AND ("title:c")'
    assert _match('a OR "b c" -d -"e f') == '(("a" OR "b c")) NOT ("d" OR "e f")'
    assert _match("-only -without") is None


def test_actors_are_completed_by_any_of_their_names(client: TestClient) -> None:
    assert [actor["key"] for actor in get(client, "actors?q=Türki")] == ["TUR"]
    assert [actor["key"] for actor in get(client, "actors?q=turki")] == ["TUR"]
    assert get(client, "actors?q=EGY")[0]["events"] == 3
    assert get(client, "actors?q=nobody") == []


def _found(client: TestClient, words: str, more: str = "") -> list[str]:
    from urllib.parse import quote

    hits = get(client, f"search?q={quote(words)}{more}")["hits"]
    return sorted(hit["article_id"] for hit in hits)


# Exports


def test_exports_have_what_was_asked_for(client: TestClient) -> None:
    events = _file(client, "events?type=SUPPORT&type=ASSAULT")
    rows = list(csv.DictReader(io.StringIO(events.decode())))
    assert {row["event_type"] for row in rows} == {"SUPPORT", "ASSAULT"}
    assert json.loads(rows[0]["sources"])
    lines = _file(client, "mentions?format=jsonl&actor=SYR").decode().splitlines()
    assert {json.loads(line)["article_id"] for line in lines} == {"a1"}
    actors = pq.read_table(io.BytesIO(_file(client, "mention_actors?format=parquet&actor=SYR")))
    assert set(actors["actor_id"].to_pylist()) == {"TUR", "SYR"}
    graph = nx.read_graphml(io.BytesIO(_file(client, "network?actor=SYR")))
    assert set(graph.nodes) == {"TUR", "SYR"}


def _file(client: TestClient, path: str) -> bytes:
    answer = client.get(f"/api/v1/export/{path}")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-disposition"].startswith("attachment")
    return answer.content


# Changes


def test_a_correction_is_in_force_at_once_and_is_undone(changed: TestClient) -> None:
    (event,) = get(changed, "events?dyad=TUR,SYR")["events"]
    made = changed.post(
        "/api/v1/corrections",
        json={
            "kind": "change",
            "events": [event["event_id"]],
            "changes": {"event_type": "ACCUSE"},
            "by": "Ada",
            "reason": "words only",
        },
    )
    assert made.status_code == 201, made.text
    (now,) = get(changed, "events?dyad=TUR,SYR")["events"]
    assert (now["event_type"], [now["event_id"]]) == ("ACCUSE", made.json()["event_ids"])
    (logged,) = get(changed, "corrections")["corrections"]
    assert (logged["made_by"], logged["reason"]) == ("Ada", "words only")
    number = made.json()["correction_id"]
    undone = changed.post(f"/api/v1/corrections/{number}/undo", json={"by": "Bob"})
    assert undone.status_code == 200, undone.text
    assert get(changed, "events?dyad=TUR,SYR")["events"] == [event]
    (logged,) = get(changed, "corrections")["corrections"]
    assert logged["undone_by"] == "Bob"


def test_what_is_kept_is_made_anew_after_a_change(changed: TestClient) -> None:
    before = get(changed, "overview")["totals"]["mentions"]
    (event,) = get(changed, "events?dyad=TUR,SYR")["events"]
    rejected = {"kind": "reject", "events": [event["event_id"]], "by": "Ada"}
    assert changed.post("/api/v1/corrections", json=rejected).status_code == 201
    assert get(changed, "overview")["totals"]["mentions"] == before - 1


def test_corrections_are_exported_as_gold_records(changed: TestClient) -> None:
    assert changed.get("/api/v1/export/gold").status_code == 400
    (event,) = get(changed, "events?dyad=TUR,SYR")["events"]
    rejected = {"kind": "reject", "events": [event["event_id"]], "by": "Ada"}
    assert changed.post("/api/v1/corrections", json=rejected).status_code == 201
    (link,) = re.findall(r'href="(/api/v1/export/[^"]*)"', changed.get("/corrections").text)
    gold = _file(changed, link.removeprefix("/api/v1/export/")).decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(gold))
    assert (row["event_type"], row["sentence"]) == (
        "NONE", "<s>Turkey</s> <e>attacked</e> <t>Syria</t> on Wednesday.",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("correction", "status"),
    [
        ({"kind": "reject", "mentions": ["none"], "by": "Ada"}, 400),
        ({"kind": "reject", "by": "Ada"}, 400),
        ({"kind": "reject", "mentions": ["planned"], "by": " "}, 422),
        ({"kind": "reject", "mentions": ["planned"]}, 422),
        ({"kind": "merge", "events": [], "by": "Ada"}, 400),
        ({"kind": "paint", "mentions": ["planned"], "by": "Ada"}, 422),
        ({"kind": "change", "mentions": ["planned"], "changes": {"event_type": "WAR"}, "by": "A"},
         400),
    ],
)  # fmt: skip
def test_a_correction_that_cannot_be_is_refused(
    changed: TestClient, correction: dict[str, Any], status: int
) -> None:
    answer = changed.post("/api/v1/corrections", json=correction)
    assert answer.status_code == status, answer.text
    assert get(changed, "corrections")["total"] == 0


# Uploads


def test_what_is_uploaded_is_coded_searched_and_merged(changed: TestClient) -> None:
    upload = _upload(
        changed,
        data={"text": "France attacked Syria in the spring.", "published": "2024-05-02"},
        files=[("files", ("visit.txt", b"Egypt met Syria in Cairo. That was all."))],
    )
    assert upload["state"] == "done"
    assert upload["names"] == ["visit.txt", "pasted text"]
    assert (upload["documents"], upload["mentions"], upload["coded"]) == (2, 2, 2)
    for arrival in upload["arrivals"]:
        (event_id,) = arrival["event_ids"]
        assert get(changed, f"events/{event_id}")["event"]["event_id"] == event_id
    assert get(changed, "events?dyad=FRA,SYR")["events"][0]["published"] == "2024-05-02"
    wait_until(lambda: len(_found(changed, "spring")) == 1)


def test_what_cannot_be_coded_is_listed_with_its_reason(changed: TestClient) -> None:
    known = b"Turkey met Russia in Sochi on Thursday. Turkey attacked Syria on Wednesday."
    upload = _upload(
        changed,
        files=[
            ("files", ("empty.txt", b"")),
            ("files", ("program.exe", b"MZ\x90\x00\x00\x00")),
            ("files", ("good.txt", known + b" It was cold.")),
        ],
    )
    assert upload["state"] == "done"
    assert [failure["name"] for failure in upload["failures"]] == [
        "upload/empty.txt",
        "upload/program.exe",
    ]
    assert "empty" in upload["failures"][0]["reason"]
    assert upload["duplicates"] + upload["coded"] == 1


def test_the_same_article_is_not_coded_twice(changed: TestClient) -> None:
    sent = {"text": "France met Egypt in Paris. It was the first time."}
    first, again = _upload(changed, data=sent), _upload(changed, data=sent)
    assert (first["coded"], again["coded"], again["known"]) == (1, 0, 1)
    assert again["arrivals"] == first["arrivals"]
    assert [upload["upload_id"] for upload in get(changed, "uploads")] == [
        again["upload_id"],
        first["upload_id"],
    ]


def test_nothing_is_no_upload(client: TestClient) -> None:
    answer = client.post("/api/v1/uploads", data={"text": "  "})
    assert answer.status_code == 400
    assert "nothing was sent" in answer.json()["error"]["message"]


def _upload(client: TestClient, **sent: Any) -> dict[str, Any]:
    answer = client.post("/api/v1/uploads", **sent)
    assert answer.status_code == 202, answer.text
    path = f"uploads/{answer.json()['upload_id']}"
    wait_until(lambda: get(client, path)["state"] in ("done", "failed", "stopped"))
    return dict(get(client, path))


# What takes long


def test_what_takes_long_keeps_the_workbench_neither_waiting_nor_open(tmp_path: Path) -> None:
    bench = Workbench(make_dataset(tmp_path / "news.duckdb"))
    done = threading.Event()
    with pytest.raises(NotYetError):
        bench.soon("slow", lambda dataset: done.wait(60), 0.01)
    began = time.monotonic()
    bench.close()
    done.set()
    assert time.monotonic() - began < 20


def test_what_took_long_is_kept(tmp_path: Path) -> None:
    bench = Workbench(make_dataset(tmp_path / "news.duckdb"))
    assert bench.soon("slow", lambda dataset: len(dataset.events()), None) == 5
    assert bench.soon("slow", lambda dataset: 0, None) == 5
    with pytest.raises(StoreError):
        bench.soon("broken", lambda dataset: dataset.query("SELECT nothing"), None)
    bench.close()


# The reference


def test_the_reference_page_has_every_call(client: TestClient) -> None:
    page = client.get("/api").text
    document = get(client, "openapi.json")
    for path, methods in document["paths"].items():
        for method, call in methods.items():
            assert f"{method.upper()} {path}<" in page
            assert len(call["description"]) > 20, "every call says what it does"
    assert ADDRESS not in page
