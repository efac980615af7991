"""Reading: every form of input gives its Documents, every broken one its reason."""

from __future__ import annotations

import gzip
import io
import json
import os
import tarfile
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from dragoman.errors import DataFileError, UsageError
from dragoman.reading import clean, datafiles, read_documents, streams, to_article
from dragoman.reading.dates import date_in_url, parse_date, parse_value
from dragoman.records import Document

LEAD = "The foreign ministers of Norway and Finland met in Oslo on Tuesday to discuss the border."
PAGE = f"<html><head><title>Border</title></head><body><p>{LEAD}</p></body></html>"
RECORD = {
    "text": LEAD,
    "published": "2019-03-05",
    "url": "https://example.org/a",
    "title": "Border",
}


def _read(*inputs: str | Path) -> list[Document]:
    return list(read_documents(inputs))


def _write(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def _parquet(path: Path) -> None:
    pq.write_table(
        pa.Table.from_pylist([{**RECORD, "published": date(2019, 3, 5), "n": 1}] * 3), path
    )


def _warc(path: Path) -> None:
    with path.open("wb") as out:
        writer = WARCWriter(out, gzip=path.suffix == ".gz")
        for status, media, body in [
            (
                "200 OK",
                "text/html; charset=windows-1252",
                PAGE.replace("Oslo", "Å").encode("cp1252"),
            ),
            ("404 Not Found", "text/html", b"<html>no</html>"),
            ("200 OK", "image/png", b"\x89PNG"),
            ("200 OK", "text/html", PAGE.encode()),
        ]:
            headers = StatusAndHeaders(status, [("Content-Type", media)], protocol="HTTP/1.1")
            record = writer.create_warc_record(
                "https://example.org/a", "response", payload=io.BytesIO(body), http_headers=headers
            )
            writer.write_record(record)


FORMS: dict[str, Callable[[Path], object]] = {
    "a.txt": lambda p: _write(p, LEAD),
    "a.md": lambda p: _write(p, f"# Border\n\n{LEAD}"),
    "a.html": lambda p: _write(p, PAGE),
    "a.json": lambda p: _write(p, json.dumps(RECORD, indent=1)),
    "b.json": lambda p: _write(p, json.dumps([RECORD, RECORD])),
    "c.json": lambda p: _write(p, json.dumps({"total": 2, "articles": [RECORD, RECORD]})),
    "d.json": lambda p: _write(p, "\n".join([json.dumps(RECORD)] * 2)),
    "a.jsonl": lambda p: _write(p, "\n\n".join([json.dumps(RECORD)] * 2)),
    "a.csv": lambda p: _write(p, f'title,text\nBorder,"{LEAD}\n\nMore."\nBorder,"{LEAD}"\n'),
    "a.tsv": lambda p: _write(p, f"title\ttext\nBorder\t{LEAD}\n"),
    "a.parquet": _parquet,
    "a.warc": _warc,
}
COUNTS = {
    "b.json": 2,
    "c.json": 2,
    "d.json": 2,
    "a.jsonl": 2,
    "a.csv": 2,
    "a.parquet": 3,
    "a.warc": 2,
}


@pytest.mark.parametrize("zipped", [False, True], ids=["plain", "gz"])
@pytest.mark.parametrize("name", FORMS)
def test_every_form_is_read(name: str, zipped: bool, tmp_path: Path) -> None:
    path = tmp_path / name
    FORMS[name](path)
    if zipped:
        path = _write(tmp_path / f"{name}.gz", gzip.compress(path.read_bytes()))
    documents = _read(path)
    assert [d.error for d in documents] == [None] * COUNTS.get(name, 1)
    assert all(d.content.startswith(("The foreign ministers", "<html>")) for d in documents)
    assert len({d.path for d in documents}) == len(documents)
    if len(documents) > 1 and "warc" not in name:
        assert documents[1].path == f"{path}#{3 if name == 'a.jsonl' else 2}"
    assert all(to_article(d).title == "Border" for d in documents if name != "a.txt")


def test_a_compressed_web_archive_with_a_member_per_record(tmp_path: Path) -> None:
    _warc(tmp_path / "crawl.warc.gz")
    first, second = _read(tmp_path / "crawl.warc.gz")
    assert "met in Å on" in first.content
    assert first.path.startswith(f"{tmp_path}/crawl.warc.gz#urn:uuid:")
    assert second.url == "https://example.org/a"
    assert first.is_html


@pytest.mark.parametrize("name", ["a.txt", "a.html", "a.jsonl", "b.json", "a.parquet", "a.warc"])
@pytest.mark.parametrize("zipped", [False, True], ids=["plain", "gz"])
def test_standard_input_is_told_by_its_content(name: str, zipped: bool, tmp_path: Path) -> None:
    FORMS[name](tmp_path / name)
    data = (tmp_path / name).read_bytes()
    stdin = io.BytesIO(gzip.compress(data) if zipped else data)
    articles = [to_article(d) for d in read_documents(["-"], stdin=stdin)]
    assert len(articles) == COUNTS.get(name, 1)
    assert all(a.status == "coded" and LEAD[:30] in a.text for a in articles)


def test_the_keys_of_news_please() -> None:
    record = {
        "authors": ["Ann Bell", "Tom Hart"],
        "date_download": "2019-03-09 10:00:00",
        "date_modify": None,
        "date_publish": "2019-03-05 17:03:00",
        "description": "A teaser",
        "language": "en",
        "maintext": LEAD,
        "source_domain": "example.org",
        "title": "Border to reopen",
        "url": "https://example.org/a",
    }
    (document,) = read_documents(["-"], stdin=io.BytesIO(json.dumps(record).encode()))
    assert document == Document(
        path="-#1",
        content=LEAD,
        url="https://example.org/a",
        publisher="example.org",
        title="Border to reopen",
        author="Ann Bell, Tom Hart",
        published=date(2019, 3, 5),
    )


@pytest.mark.parametrize(
    "record",
    [
        {"body": LEAD, "date": "March 5, 2019"},
        {"Content": LEAD, "Publication Date": "2019-03-05T10:00:00+01:00"},
        {"article-text": LEAD, "timestamp": 1551780000},
        {"maintext": None, "description": LEAD, "pubDate": "Tue, 05 Mar 2019 10:00:00 GMT"},
    ],
)
def test_synonyms_of_the_keys(record: dict[str, object]) -> None:
    (document,) = read_documents(["-"], stdin=io.BytesIO(json.dumps(record).encode()))
    assert (document.content, document.published) == (LEAD, date(2019, 3, 5))


def test_markdown_is_read_as_text(tmp_path: Path) -> None:
    source = (
        "---\ntitle: 'Border to reopen'\ndate: 2019-03-05\nauthor: Ann Bell\n---\n"
        f"## Crossing points\n\n**{LEAD[:20]}**{LEAD[20:]}\n\n"
        "See the [agreement](https://example.org) of\nMay.\n\n![a map](map.png)\n"
    )
    (document,) = _read(_write(tmp_path / "a.md", source))
    assert document.content == f"Crossing points\n\n{LEAD}\n\nSee the agreement of\nMay.\n\n"
    assert (document.title, document.author) == ("Border to reopen", "Ann Bell")
    assert document.published == date(2019, 3, 5)


def test_folders_are_walked_in_order_without_what_is_no_article(tmp_path: Path) -> None:
    for name in ("b.txt", "a/z.txt", "a/a.txt", "c.txt/inner.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        _write(tmp_path / name, LEAD)
    for name in (".hidden.txt", "news.duckdb", "news.duckdb.wal", "style.css", "page_files/x.html"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        _write(tmp_path / name, LEAD)
    _write(tmp_path / "page.html", PAGE)
    names = [str(Path(d.path).relative_to(tmp_path)) for d in _read(tmp_path)]
    assert names == ["a/a.txt", "a/z.txt", "b.txt", "c.txt/inner.txt", "page.html"]


def test_patterns_are_expanded(tmp_path: Path) -> None:
    for name in ("b.txt", "a.txt", "c.md"):
        _write(tmp_path / name, LEAD)
    assert [Path(d.path).name for d in _read(f"{tmp_path}/*.txt")] == ["a.txt", "b.txt"]
    _write(tmp_path / "x[1].txt", LEAD)
    assert [d.error for d in _read(tmp_path / "x[1].txt")] == [None]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]
)
def test_encodings(encoding: str, tmp_path: Path) -> None:
    text = f"“{LEAD}” – Løvland"
    assert _read(_write(tmp_path / "a.txt", text.encode(encoding)))[0].content == text
    if not encoding.endswith(("le", "be")):
        rows = f"title;text\nBorder;{text}\n".encode(encoding)
        assert _read(_write(tmp_path / "a.csv", rows))[0].content == text


def test_other_alphabets_are_detected(tmp_path: Path) -> None:
    text = "Министры иностранных дел Норвегии и Финляндии встретились в Осло во вторник. " * 3
    (document,) = _read(_write(tmp_path / "a.txt", text.encode("cp1251")))
    assert document.content == text
    article = to_article(document)
    assert (article.status, article.language) == ("skipped", "ru")
    assert "English" in str(article.error)


def test_damaged_utf8_is_repaired(tmp_path: Path) -> None:
    raw = "Løvland’s minister met ".encode() + b"Erdo\xf0an \x93here\x94" + ", said Ćosić.".encode()
    (document,) = _read(_write(tmp_path / "a.txt", raw))
    assert document.content == "Løvland’s minister met Erdoðan “here”, said Ćosić."


def _broken(folder: Path) -> dict[str, str]:
    """Twelve and more broken inputs, and words of the reason that each must give."""
    lines = "".join(
        json.dumps(RECORD | {"n": n, "text": f"{n * 7919} people. {LEAD}"}) + "\n"
        for n in range(500)
    )
    _write(folder / "truncated.jsonl.gz", gzip.compress(lines.encode())[:-200])
    _write(folder / "truncated.txt.gz", gzip.compress(LEAD.encode())[:-12])
    _write(folder / "picture.txt", b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
    _write(folder / "empty.txt", b"")
    _write(folder / "blank.txt", b" \n\n ")
    _write(folder / "noise.txt", bytes(range(128, 256)) * 9 + bytes(range(32)) * 9)
    _write(folder / "menu.html", "<html><body><nav><a>Home</a><a>News</a></nav></body></html>")
    _write(folder / "keyless.json", json.dumps({"headline": "x", "views": 3}))
    _write(folder / "wrong.jsonl", '{"text": "half')
    _write(folder / "line.jsonl", json.dumps({"text": "word " * 4_000_000}))
    _write(folder / "huge.txt", "word " * 4_000_000)
    _write(folder / "bomb.txt.gz", gzip.compress(bytes(40_000_000)))
    _write(folder / "unknown.xyz", LEAD)
    _write(folder / "columns.csv", "a,b\n1,2\n")
    _write(folder / "headings.csv", "title,text\n")
    _write(folder / "lines.jsonl", "\n\n")
    _write(folder / "table.parquet", b"PAR1 and nothing")
    _write(folder / "crawl.warc", "WARC/1.0\r\nnothing\r\n")
    _write(folder / "twice.txt.gz", gzip.compress(gzip.compress(LEAD.encode())))
    with zipfile.ZipFile(folder / "archive.zip", "w") as archive:
        archive.writestr("a.txt", LEAD)
    _write(folder / "zip.gz", gzip.compress((folder / "archive.zip").read_bytes()))
    with tarfile.open(folder / "archive.tar.gz", "w:gz") as tar:
        tar.add(folder / "empty.txt")
    (folder / "directory.txt").mkdir()
    (folder / "loop").symlink_to(folder)
    (folder / "self.txt").symlink_to(folder / "self.txt")
    (folder / "dangling.txt").symlink_to(folder / "nowhere.txt")
    os.mkfifo(folder / "pipe.txt")
    return {
        "truncated.jsonl.gz": "truncated",
        "truncated.txt.gz": "truncated",
        "picture.txt": "PNG image",
        "empty.txt": "empty",
        "blank.txt": "empty",
        "noise.txt": "encoding",
        "menu.html": "no article text",
        "keyless.json": "no text",
        "wrong.jsonl#1": "not valid JSON",
        "line.jsonl#1": "10 MB",
        "huge.txt": "10 MB",
        "bomb.txt.gz": "10 MB",
        "unknown.xyz": "unknown type .xyz",
        "columns.csv": "no text",
        "headings.csv": "no article in this file",
        "lines.jsonl": "no article in this file",
        "table.parquet": "cannot be read",
        "crawl.warc": "no article in this file",
        "twice.txt.gz": "gzip file inside",
        "archive.zip": "ZIP archive",
        "zip.gz": "ZIP archive",
        "archive.tar.gz": "tar archive",
        "loop": "leads back",
        "self.txt": "symbolic link",
        "dangling.txt": "no such file",
        "pipe.txt": "pipe",
    }


def test_broken_inputs_are_failed_with_a_reason_and_stop_nothing(tmp_path: Path) -> None:
    expected = _broken(tmp_path)
    _write(tmp_path / "zz.txt", LEAD)
    articles = [to_article(d) for d in read_documents([tmp_path])]
    reasons = {str(Path(a.path).relative_to(tmp_path)): a.error for a in articles if a.error}
    assert reasons.keys() == expected.keys()
    assert {name: words for name, words in expected.items() if words not in reasons[name]} == {}
    read = [a for a in articles if not a.error]
    assert read.pop().path.endswith("zz.txt")
    assert len(read) > 200, "the good lines before the break"
    assert len({a.article_id for a in articles if a.error}) == len(expected)


def test_a_file_without_permission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = _write(tmp_path / "secret.txt", LEAD)

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    if os.geteuid() == 0:  # root may read everything
        monkeypatch.setattr(Path, "open", refuse)
    else:
        path.chmod(0)
    (document,) = _read(path)
    assert "permission" in str(document.error)


def test_missing_inputs_are_failed_documents(tmp_path: Path) -> None:
    missing, unmatched, empty = _read(tmp_path / "nowhere.txt", f"{tmp_path}/*.html", tmp_path)
    assert "check the path" in str(missing.error)
    assert "matches" in str(unmatched.error)
    assert "no article in this folder" in str(empty.error)


@pytest.mark.parametrize("name", ["a.warc", "a.warc.gz"])
def test_a_truncated_web_archive_gives_the_pages_before_the_break(
    name: str, tmp_path: Path
) -> None:
    _warc(tmp_path / name)
    whole = (tmp_path / name).read_bytes()
    first, broken = _read(_write(tmp_path / name, whole[:-150]))
    assert first.error is None
    assert "truncated" in str(broken.error)


def test_broken_rows_do_not_stop_a_table(tmp_path: Path) -> None:
    rows = f'title,text\nBorder,{LEAD}\nOil,one, two, three\nGas,\nBorder,"{LEAD}"\n'
    errors = [d.error for d in _read(_write(tmp_path / "a.csv", rows))]
    assert [bool(e) for e in errors] == [False, True, True, False]
    lines = "\n".join([json.dumps(RECORD), "{broken", '"text"', "[1]", json.dumps(RECORD)])
    errors = [d.error for d in _read(_write(tmp_path / "a.jsonl", lines))]
    assert [bool(e) for e in errors] == [False, True, True, True, False]


def test_a_truncated_json_array_gives_what_precedes_the_break(tmp_path: Path) -> None:
    text = json.dumps([RECORD] * 3)[:-20]
    *good, bad = _read(_write(tmp_path / "a.json", text))
    assert [d.error for d in good] == [None, None]
    assert "truncated" in str(bad.error)


def test_large_tables_are_streamed(tmp_path: Path) -> None:
    """The first record is there before the rest is read, even past the limit of one document."""
    filler = json.dumps(RECORD | {"text": "word " * 1000})
    path = _write(tmp_path / "a.json", "[" + ",\n".join([filler] * 3000) + "]")
    assert path.stat().st_size > streams.LIMIT
    assert next(read_documents([path])).error is None
    assert sum(d.error is None for d in _read(path)) == 3000


def test_the_same_text_has_the_same_id(tmp_path: Path) -> None:
    texts = [
        _write(tmp_path / "a.txt", LEAD),
        _write(tmp_path / "b.txt.gz", gzip.compress(LEAD.encode())),
    ]
    ids = {to_article(d).article_id for d in _read(*texts)}
    assert ids == {clean(LEAD).article_id}
    assert clean(LEAD + " Then").article_id not in ids


DATES = [
    ("2024-03-07", date(2024, 3, 7), date(2024, 3, 7)),
    ("2024-03-07T23:59:00Z", date(2024, 3, 7), date(2024, 3, 7)),
    ("20240307", date(2024, 3, 7), date(2024, 3, 7)),
    ("Thu, 07 Mar 2024 10:00:00 GMT", date(2024, 3, 7), date(2024, 3, 7)),
    ("Thursday, March 7th, 2024", date(2024, 3, 7), date(2024, 3, 7)),
    ("7 Sept. 2021", date(2021, 9, 7), date(2021, 9, 7)),
    ("13/03/2024", date(2024, 3, 13), date(2024, 3, 13)),
    ("03/13/2024", date(2024, 3, 13), date(2024, 3, 13)),
    ("03.04.2024", date(2024, 4, 3), date(2024, 4, 3)),
    ("February 2024", date(2024, 2, 1), date(2024, 2, 29)),
    ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
    ("1997", date(1997, 1, 1), date(1997, 12, 31)),
]
NO_DATES = [
    "03/04/2024",
    "2024-13-01",
    "February 30, 2020",
    "1517-10-31",
    "2190-01-01",
    "soon",
    "",
    "12",
]


@pytest.mark.parametrize(("text", "start", "end"), DATES)
def test_dates(text: str, start: date, end: date) -> None:
    assert parse_date(text) == (start, end)


@pytest.mark.parametrize("text", NO_DATES)
def test_what_is_no_certain_date(text: str) -> None:
    assert parse_date(text) is None


@pytest.mark.parametrize(
    "value", [None, True, [], float("nan"), float("inf"), -1, 10**30, "9" * 400]
)
def test_values_that_are_no_dates(value: object) -> None:
    assert parse_value(value) is None


def test_dates_in_addresses() -> None:
    assert date_in_url("https://example.org/2020/03/05/talks") == (
        date(2020, 3, 5),
        date(2020, 3, 5),
    )
    assert date_in_url("https://example.org/world/2020/mar/05/talks") == (date(2020, 3, 5),) * 2
    assert date_in_url("https://example.org/2020/03/talks") == (date(2020, 3, 1), date(2020, 3, 31))
    assert date_in_url("https://example.org/id/20203") is None


def test_the_date_that_is_given_counts_first() -> None:
    raw = f"ANKARA, March 5, 2019 (Xinhua) -- {LEAD}"
    assert clean(raw).published_basis == "dateline"
    article = clean(raw, published="March 2019")
    assert (article.published_start, article.published_end) == (date(2019, 3, 1), date(2019, 3, 31))
    assert article.published_basis == "given"
    document = Document("a", content=raw, published=date(2019, 3, 6))
    assert to_article(document).published_start == date(2019, 3, 6)
    assert to_article(document).published_basis == "given"
    assert to_article(document, published=date(2019, 3, 7)).published_start == date(2019, 3, 7)


def test_a_dateline_without_a_year_needs_it_from_elsewhere() -> None:
    raw = f"ANKARA, March 5 (Xinhua) -- {LEAD}"
    assert clean(raw).published_basis == "unknown"
    article = to_article(Document("a", content=raw, url="https://example.org/2019/03/talks"))
    assert (article.published_start, article.published_end) == (date(2019, 3, 5), date(2019, 3, 5))


@pytest.mark.parametrize("published", ["yesterday", "2190-01-01", "03/04/2024"])
def test_a_given_date_that_is_none_is_wrong_use(published: str) -> None:
    with pytest.raises(UsageError, match="YYYY-MM-DD"):
        clean(LEAD, published=published)


def test_a_malformed_data_file_is_named_with_its_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(datafiles, "lines", lambda _: iter([(3, "a\tb"), (4, "one")]))
    with pytest.raises(DataFileError, match=r"x\.tsv, line 4"):
        list(datafiles.rows("x.tsv"))
    with pytest.raises(DataFileError, match="not a regular expression"):
        datafiles.pattern("x.tsv", 4, "(")


def test_bytes_that_make_no_words_are_not_coded(tmp_path: Path) -> None:
    file = tmp_path / "invalid.txt"
    file.write_bytes(b"\xff\xfe\xfa\x80\x81" * 400)
    (article,) = map(to_article, read_documents([file]))
    assert article.status in ("failed", "skipped")
    assert article.error
