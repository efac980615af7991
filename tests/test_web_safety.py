"""Hostile articles, other sites, strangers and too much of everything: refused, or inert."""

from __future__ import annotations

import gzip
import io
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

import httpx2
import pytest
from fastapi.testclient import TestClient
from lxml import html

from dragoman.errors import StoreError, UsageError
from dragoman.store import Dataset
from dragoman.web import create_app
from dragoman.web.safety import ANY_ADDRESS, is_allowed_host
from dragoman.web.server import _listening, serve
from workbenches import (
    ADDRESS,
    PAYLOADS,
    PlainProcess,
    make_dataset,
    make_hostile_dataset,
    opened,
    wait_until,
)

MOST_PAGES = 150


@pytest.fixture(autouse=True, scope="module")
def plain_coder() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr("dragoman.web.uploads.jobs.CodingProcess", PlainProcess)
        yield


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_dataset(tmp_path_factory.mktemp("safe") / "news.duckdb")


@pytest.fixture(scope="module")
def own_page(db: Path) -> Iterator[TestClient]:
    with opened(db) as found:
        yield found


@pytest.fixture
def client(own_page: TestClient) -> Iterator[TestClient]:
    headers = own_page.headers.copy()
    yield own_page
    own_page.headers = headers


# Hostile articles


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with opened(make_hostile_dataset(tmp_path_factory.mktemp("web") / "hostile.duckdb")) as found:
        yield found


def test_every_page_of_a_hostile_dataset_is_inert(hostile: TestClient) -> None:
    pages = dict(_crawled(hostile, ["/", "/search?q=turkey", *map(_searched, PAYLOADS)]))
    kinds = {urlsplit(path).path.split("/")[1] for path in pages}
    assert {"", "timeline", "event", "article", "search"} <= kinds
    shown = sum("alert(" in page.text_content() for page in pages.values())
    assert shown > len(PAYLOADS), "the attacks should be there to read"
    for path, page in pages.items():
        _assert_inert(path, page)


def test_names_of_uploaded_files_are_inert(hostile: TestClient) -> None:
    files = [("files", (name, b"Turkey met Russia.", "text/plain")) for name in PAYLOADS]
    sent = hostile.post("/api/v1/uploads", files=files)
    assert sent.status_code == 202, sent.text
    _wait(hostile, sent.json()["upload_id"])
    for path in ("/upload", f"/upload/{sent.json()['upload_id']}", "/"):
        _assert_inert(path, html.fromstring(hostile.get(path).text))


@pytest.mark.parametrize("path", ["events", "mentions", "articles", "search?q=turkey", "overview"])
def test_the_api_gives_hostile_texts_as_json_that_is_no_page(
    hostile: TestClient, path: str
) -> None:
    answer = hostile.get(f"/api/v1/{path}")
    assert "xss" in answer.text
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_exports_are_files_and_no_pages(hostile: TestClient) -> None:
    answer = hostile.get("/api/v1/export/mentions?format=csv")
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.headers["content-type"].startswith("text/csv")


def _searched(words: str) -> str:
    return f"/search?{urlencode({'q': words})}"


def _crawled(client: TestClient, start: list[str]) -> Iterator[tuple[str, html.HtmlElement]]:
    """Pages and what they link to."""
    waiting, seen = list(start), set(start)
    while waiting and len(seen) < MOST_PAGES * 4 and len(seen) - len(waiting) < MOST_PAGES:
        path = waiting.pop(0)
        answer = client.get(path)
        assert answer.status_code < 500, f"{path}: {answer.text}"
        if not answer.headers["content-type"].startswith("text/html"):
            continue
        page = html.fromstring(answer.text)
        yield path, page
        for link in page.xpath("//a/@href"):
            target = urlsplit(urljoin(ADDRESS + path, link))
            found = target.path + (f"?{target.query}" if target.query else "")
            own = target.netloc == urlsplit(ADDRESS).netloc
            if own and found not in seen and not target.path.startswith("/static/"):
                seen.add(found)
                waiting.append(found)


def _assert_inert(path: str, page: html.HtmlElement) -> None:
    for element in page.iter(html.etree.Element):
        tag = str(element.tag).lower()
        assert tag not in ("iframe", "object", "embed", "base", "style"), f"<{tag}> in {path}"
        if tag == "script":
            assert element.get("src", "").startswith("/static/") and not element.text, path
        for name, value in element.attrib.items():
            assert not name.lower().startswith("on") and name != "style", f"{name} in {path}"
            if name in ("href", "src", "action", "formaction", "xlink:href"):
                assert re.match(r"[/?#]|https?://|data:image/", value), f"{value!r} in {path}"


# Other sites


@pytest.mark.parametrize(
    "host",
    ["evil.example", "evil.example:8571", "127.0.0.1.evil.example", "localhost.evil.example",
     "127.0.0.1:8571/static/", "127.0.0.1@evil.example", "", "192.168.0.1", "[::2]", "localhost."],
)  # fmt: skip
def test_a_rebound_domain_gets_nothing(client: TestClient, host: str) -> None:
    for path in ("/", "/api/v1/overview", "/static/style.css"):
        answer = client.get(path, headers={"host": host})
        assert answer.status_code == 421
        assert "Turkey" not in answer.text


@pytest.mark.parametrize("host", ["127.0.0.1:8571", "localhost", "LOCALHOST:1", "[::1]:8571"])
def test_own_names_are_served(client: TestClient, host: str) -> None:
    assert client.get("/", headers={"host": host}).status_code == 200


def test_beyond_loopback_any_address_will_do_but_no_foreign_domain() -> None:
    allowed = {"news-desk", ANY_ADDRESS}
    assert is_allowed_host(["192.168.0.7:8571"], allowed)
    assert is_allowed_host(["[fe80::1]"], allowed)
    assert is_allowed_host(["News-Desk"], allowed)
    assert not is_allowed_host(["evil.example"], allowed)
    assert not is_allowed_host(["news-desk", "evil.example"], allowed)


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:9999"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": ADDRESS, "sec-fetch-site": "cross-site"},
    ],
)
def test_a_post_from_another_site_changes_nothing(
    client: TestClient, headers: dict[str, str]
) -> None:
    before = client.get("/api/v1/uploads").json()
    answer = client.post("/api/v1/uploads", data={"text": "Turkey met Russia."}, headers=headers)
    assert answer.status_code == 403
    assert "another site" in answer.json()["error"]["message"]
    assert client.get("/api/v1/uploads").json() == before


@pytest.mark.parametrize("token", ["", "0" * 64])
def test_a_change_without_the_token_is_refused(client: TestClient, token: str) -> None:
    before = client.get("/api/v1/uploads").json()
    sent = {"text": "Turkey met Russia."}
    as_header = client.post("/api/v1/uploads", data=sent, headers={"x-csrf-token": token})
    client.headers.pop("x-csrf-token")
    as_field = client.post("/api/v1/uploads", data=sent | {"csrf": token})
    as_json = client.post("/api/v1/corrections/1/undo", json={"by": "me"})
    assert [as_header.status_code, as_field.status_code, as_json.status_code] == [403, 403, 403]
    assert client.get("/api/v1/uploads").json() == before


def test_the_token_of_a_form_will_do(client: TestClient) -> None:
    token = client.headers.pop("x-csrf-token")
    own = {"origin": ADDRESS, "sec-fetch-site": "same-origin"}
    sent = client.post("/api/v1/uploads", data={"text": "x.", "csrf": token}, headers=own)
    assert sent.status_code == 202


@pytest.mark.parametrize("path", ["/", "/api/v1/events", "/static/style.css", "/nothing"])
def test_every_answer_forbids_foreign_scripts_and_frames(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy and "*" not in policy
    assert "frame-ancestors 'none'" in policy and "base-uri 'none'" in policy
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == ("no-cache" if "/static/" in path else "no-store")
    assert "access-control-allow-origin" not in headers


# Paths


@pytest.mark.parametrize(
    "path",
    [
        "/static/../app.py",
        "/static/%2e%2e/app.py",
        "/static/..%2fapp.py",
        "/static/%2e%2e%2f%2e%2e%2f%2e%2e%2fetc/passwd",
        "/static//etc/passwd",
        "/static/..%5capp.py",
        "/static/%00",
        "/static/",
        "/static",
        "/templates/base.html",
        "/article/..%2f..%2fetc%2fpasswd",
        "/api/v1/articles/..%2f..%2fetc%2fpasswd",
        "/api/v1/export/..%2f..%2fnews.duckdb",
    ],
)
def test_no_path_leads_out_of_the_static_folder(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code in (307, 404, 405, 422), path
    assert "import" not in answer.text and "root:" not in answer.text


def test_the_name_of_a_file_is_no_path(client: TestClient, tmp_path: Path) -> None:
    target = tmp_path / "written.txt"
    names = ["../../../../../../tmp/x.txt", str(target), "..\\..\\x.txt", "a/b/c.txt", "\x00.txt"]
    files = [("files", (name, b"Turkey met Russia %d." % n)) for n, name in enumerate(names)]
    sent = client.post("/api/v1/uploads", files=files).json()
    _wait(client, sent["upload_id"])
    assert not target.exists()
    assert all("/" not in name and "\\" not in name for name in sent["names"]), sent["names"]


# Too much


def test_a_body_beyond_the_limit_is_refused_before_it_is_read(client: TestClient) -> None:
    answer = client.post(
        "/api/v1/corrections", content=b"x" * 1_000_001, headers={"content-type": "text/plain"}
    )
    assert answer.status_code == 413
    assert "less" in answer.json()["error"]["message"]


def test_a_body_of_unknown_length_is_cut_off(client: TestClient) -> None:
    def endless() -> Iterator[bytes]:
        for _ in range(100):
            yield b"x" * 100_000

    answer = client.post(
        "/api/v1/corrections", content=endless(), headers={"content-type": "application/json"}
    )
    assert answer.status_code == 413


def test_an_upload_beyond_the_limit_is_refused(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dragoman.web.safety.MOST_UPLOADED_BYTES", 1000)
    answer = client.post("/api/v1/uploads", files={"files": ("a.txt", b"x" * 2000)})
    assert answer.status_code == 413


def test_too_many_files_are_refused(client: TestClient) -> None:
    files = [("files", (f"{n}.txt", b"x")) for n in range(501)]
    answer = client.post("/api/v1/uploads", files=files)
    assert answer.status_code == 400
    assert "500" in answer.json()["error"]["message"]


def test_an_archive_bomb_is_listed_with_its_reason(client: TestClient) -> None:
    bomb = io.BytesIO()
    with gzip.open(bomb, "wb") as file:
        for _ in range(20):
            file.write(b" " * 1_000_000)
    sent = client.post("/api/v1/uploads", files={"files": ("a.txt.gz", bomb.getvalue())})
    (failure,) = _wait(client, sent.json()["upload_id"])["failures"]
    assert "larger than" in failure["reason"]


# Strangers


def test_whoever_does_not_know_the_password_sees_the_login_page_only(db: Path) -> None:
    with opened(db, password="correct horse") as client:
        assert client.get("/timeline?actor=TUR").headers["location"] == (
            "/login?next=%2Ftimeline%3Factor%3DTUR"
        )
        assert client.get("/api/v1/events").status_code == 401
        assert client.get("/api/v1/openapi.json").status_code == 401
        assert client.post("/api/v1/uploads", data={"text": "x"}).status_code == 401
        assert client.get("/login").status_code == 200
        assert client.get("/static/style.css").status_code == 200
        forged = {"cookie": "dragoman_session=guess", "authorization": "Bearer guess"}
        assert client.get("/api/v1/events", headers=forged).status_code == 401


def test_the_password_opens_the_workbench_until_one_logs_out(db: Path) -> None:
    with opened(db, password="correct horse") as client:
        assert _log_in(client, "wrong").status_code == 401
        answer = _log_in(client, "correct horse", next="/timeline")
        assert (answer.status_code, answer.headers["location"]) == (303, "/timeline")
        cookie = answer.headers["set-cookie"].lower()
        assert "httponly" in cookie and "samesite" in cookie
        assert client.get("/api/v1/events").status_code == 200
        session = client.cookies["dragoman_session"]
        token = client.get("/api/v1/session").json()["csrf_token"]
        client.post("/logout", data={"csrf": token})
        old = {"cookie": f"dragoman_session={session}"}
        assert client.get("/api/v1/events", headers=old).status_code == 401


def test_a_script_brings_the_password_as_a_bearer_token(db: Path) -> None:
    with opened(db, password="correct horse") as client:
        client.headers["authorization"] = "Bearer correct horse"
        assert client.get("/api/v1/events").status_code == 200
        assert client.post("/api/v1/uploads", data={"text": "x."}).status_code == 202


@pytest.mark.parametrize("asked", ["//evil.example", "/\\evil.example", "http://evil.example", ""])
def test_logging_in_leads_nowhere_else(db: Path, asked: str) -> None:
    with opened(db, password="correct horse") as client:
        assert _log_in(client, "correct horse", next=asked).headers["location"] == "/"


def test_passwords_cannot_be_tried_without_end(db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with opened(db, password="correct horse") as client:
        tries = [_log_in(client, "wrong").status_code for _ in range(12)]
    assert tries[0] == 401 and tries[-1] == 429


def _log_in(client: TestClient, password: str, **more: str) -> Any:
    (token,) = html.fromstring(client.get("/login").text).xpath(
        "//form//input[@name='csrf']/@value"
    )
    return client.post("/login", data={"password": password, "csrf": token} | more)


# Only reading


def test_a_read_only_workbench_refuses_every_change(tmp_path: Path) -> None:
    with opened(make_dataset(tmp_path / "news.duckdb"), read_only=True) as client:
        schema = client.get("/api/v1/openapi.json").json()
        changes = [p for p, methods in schema["paths"].items() if "post" in methods]
        assert len(changes) >= 4
        for path in changes:
            answer = client.post(re.sub(r"\{.*?\}", "1", path), json={"by": "me"})
            assert answer.status_code == 403, path
            assert "read-only" in answer.json()["error"]["message"]
        page = client.post("/event/x/reject", data={"by": "me"})
        assert page.status_code == 403 and "read-only" in page.text
        assert client.get("/").status_code == 200
        assert client.get("/api/v1/export/events?actor=Turkey").status_code == 200


def test_read_only_workbenches_share_the_file_with_others(tmp_path: Path) -> None:
    db = make_dataset(tmp_path / "news.duckdb")
    with opened(db, read_only=True) as client, Dataset(db, read_only=True) as dataset:
        assert client.get("/api/v1/events").json()["total"] == len(dataset.events())


# Starting


def test_beyond_this_machine_a_password_is_demanded(db: Path) -> None:
    with pytest.raises(UsageError, match="--password"):
        serve(db, host="0.0.0.0", open_browser=False)
    with pytest.raises(UsageError, match="8 characters"):
        serve(db, host="0.0.0.0", password="short", open_browser=False)


def test_answers_do_not_wait_for_more_to_send() -> None:
    """asyncio turns Nagle's algorithm off only for sockets that name their protocol."""
    with _listening("127.0.0.1", None) as listener:
        assert listener.proto == socket.IPPROTO_TCP


def test_what_cannot_be_served_is_said(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="does not exist"):
        create_app(tmp_path / "none.duckdb")
    text = tmp_path / "text.duckdb"
    text.write_text("not a dataset")
    with pytest.raises(StoreError, match="not a DuckDB file"):
        create_app(text)


def test_the_command_serves_until_it_is_interrupted(tmp_path: Path) -> None:
    db = make_dataset(tmp_path / "news.duckdb")
    command = [sys.executable, "-c", "import sys; from dragoman.cli import main; sys.exit(main())"]
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        refused = subprocess.run(
            [*command, "serve", "--db", str(db), "--no-open", "--port", str(port)],
            capture_output=True, text=True, timeout=120,
        )  # fmt: skip
    assert refused.returncode == 2
    assert f"port {port} is in use" in refused.stderr
    served = subprocess.Popen(
        [*command, "serve", "--db", str(db), "--no-open", "--port", str(port)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert served.stdout
        address = served.stdout.readline().split()[0]
        assert httpx2.get(f"{address}api/v1/overview", timeout=60).json()["totals"]["articles"] == 3
        with pytest.raises(StoreError, match="in use by another process"):
            Dataset(db)
        served.send_signal(signal.SIGINT)
        assert served.wait(timeout=60) == 0, served.communicate()
        Dataset(db).close()
    finally:
        served.kill()
        served.communicate()


def _wait(client: TestClient, upload_id: str) -> dict[str, Any]:
    path = f"/api/v1/uploads/{upload_id}"
    wait_until(lambda: client.get(path).json()["state"] in ("done", "failed", "stopped"))
    return dict(client.get(path).json())
