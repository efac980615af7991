"""Watching feeds: what is fetched, what is refused, what is stored, and how politely."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest

from dragoman.cli import main
from dragoman.errors import DataFileError, StoreError, UsageError
from dragoman.store import Dataset
from dragoman.watching import Manners, Round, watch
from dragoman.watching.manners import backed_off, now, retry_after
from newsrooms import (
    Newsroom,
    bomb,
    cached,
    dripping,
    feed,
    in_turn,
    moved,
    open_newsroom,
    page,
    reply,
    rss,
    silent,
)
from samples import PlainCoder

HASTY = Manners(delay=0, leave=0, limit=2, tries=2)
Watch = Callable[..., list[Round]]


@pytest.fixture
def room() -> Iterator[Newsroom]:
    with open_newsroom() as newsroom:
        yield newsroom


@pytest.fixture
def db(tmp_path: Path) -> Path:
    return tmp_path / "news.duckdb"


@pytest.fixture
def look(room: Newsroom, db: Path) -> Watch:
    """Watches the newsroom's /feed for a round."""

    def once(**options: Any) -> list[Round]:
        given = {"coder": PlainCoder(), "manners": HASTY, "once": True, "allow_private": True}
        return list(watch([f"{room.address}/feed"], db, **(given | options)))

    return once


def articles(db: Path, columns: str = "path, status, error") -> list[tuple[Any, ...]]:
    with Dataset(db, read_only=True) as dataset:
        return dataset.query(f"SELECT {columns} FROM articles ORDER BY path").fetchall()


def only_error(db: Path) -> str:
    ((_, status, error),) = articles(db)
    assert status == "failed"
    return str(error)


# What is coded


def test_pages_of_new_entries_are_coded_with_their_own_date_or_that_of_the_feed(
    room: Newsroom, db: Path, look: Watch
) -> None:
    room.replies |= {
        "/feed": feed(rss("/dated", "/undated#top")),
        "/dated": reply(page("met", "2024-02-01")),
        "/undated": reply(page("praised")),
    }
    (done,) = look()
    assert articles(db, "path, published_start, published_end, published_basis, status") == [
        (f"{room.address}/dated", date(2024, 2, 1), date(2024, 2, 1), "metadata", "coded"),
        # the day by the publisher's clock; in UTC it is the next already
        (f"{room.address}/undated", date(2024, 3, 7), date(2024, 3, 7), "metadata", "coded"),
    ]
    assert done.summary.coded == 2
    assert done.summary.events == 2


def test_atom_is_read_and_relative_links_are_relative_to_where_the_feed_was_found(
    room: Newsroom, db: Path, look: Watch
) -> None:
    atom = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><entry><link href="met"/>'
        "<updated>2024-03-09T08:00:00Z</updated></entry></feed>"
    )
    room.replies |= {
        "/feed": moved("/world/atom"),
        "/world/atom": reply(atom.encode(), media="application/atom+xml"),
        "/world/met": reply(page("met")),
    }
    look()
    assert articles(db, "path, published_start") == [
        (f"{room.address}/world/met", date(2024, 3, 9))
    ]


def test_a_page_is_fetched_once_however_often_feeds_name_it(
    room: Newsroom, db: Path, look: Watch
) -> None:
    room.replies |= {
        "/feed": feed(rss("/met", "/met#2")),
        "/other": feed(rss("/met")),
        "/met": reply(page("met")),
    }
    look()
    addresses = [f"{room.address}/feed", f"{room.address}/other"]
    list(watch(addresses, db, once=True, allow_private=True, coder=PlainCoder(), manners=HASTY))
    assert room.paths().count("/met") == 1
    assert len(articles(db)) == 1


def test_an_unchanged_feed_is_not_sent_again(room: Newsroom, look: Watch) -> None:
    room.replies |= {"/feed": cached(rss("/met"), '"a"'), "/met": reply(page("met"))}
    (first,), (second,) = look(), look()
    assert not first.polled[0].unchanged
    assert second.polled[0].unchanged
    asked = [headers for path, headers in room.asked if path == "/feed"]
    assert "If-None-Match" not in asked[0]
    assert asked[1]["If-None-Match"] == '"a"'


def test_last_modified_is_given_back(room: Newsroom, look: Watch) -> None:
    day = "Thu, 07 Mar 2024 10:00:00 GMT"
    room.replies["/feed"] = feed(rss(), Last_Modified=day)
    look()
    look()
    assert room.asked[-1][1]["If-Modified-Since"] == day


def test_undated_pages_are_coded_at_the_end_of_the_round(
    room: Newsroom, db: Path, look: Watch
) -> None:
    room.replies |= {"/feed": feed(rss("/met", day="soon")), "/met": reply(page("met"))}
    told: list[dict[str, Any]] = []
    look(on_page=told.append)
    assert [(p["status"], p["published_start"], p["mentions"]) for p in told] == [
        ("coded", None, 1)
    ]
    look()
    assert room.paths().count("/met") == 1


# Resuming


def test_pages_that_were_not_reached_are_fetched_by_the_next_watch(
    room: Newsroom, db: Path, look: Watch
) -> None:
    names = ("met", "praised", "attacked")
    room.replies["/feed"] = cached(rss(*(f"/{name}" for name in names)), '"a"')
    room.replies |= {f"/{name}": reply(page(name)) for name in names}
    (cut,) = look(coder=PlainCoder(interrupt_after=1))
    assert cut.summary.interrupted
    assert len(articles(db)) == 1
    (done,) = look()
    assert done.polled[0].unchanged
    assert done.summary.coded == 2
    assert [status for _, status, _ in articles(db)] == ["coded"] * 3
    asked = len(room.asked)
    look(manners=HASTY)
    assert room.paths()[asked:] == [] or room.paths()[-1] == "/feed"


def test_ctrl_c_while_fetching_ends_the_watch_and_keeps_what_waits(
    room: Newsroom, db: Path, look: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    room.replies |= {"/feed": feed(rss("/met")), "/met": reply(page("met"))}

    async def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("dragoman.watching.rounds.fetch_pages", interrupted)
        (cut,) = look(once=False)
    assert cut.summary.interrupted
    (done,) = look()
    assert done.summary.coded == 1


def test_it_waits_until_the_next_feed_is_due_and_ends_on_ctrl_c(
    room: Newsroom, db: Path, look: Watch
) -> None:
    room.replies["/feed"] = feed(rss())
    pauses: list[float] = []

    def sleep(seconds: float) -> None:
        pauses.append(seconds)
        Dataset(db).close()  # nothing keeps others from it meanwhile
        if len(pauses) == 2:
            raise KeyboardInterrupt

    rounds = look(once=False, sleep=sleep, interval=timedelta(minutes=10))
    assert [len(done.polled) for done in rounds] == [1, 0]
    assert 598 <= pauses[0] <= 661


def test_a_dataset_in_use_is_tried_again(
    room: Newsroom, db: Path, look: Watch, caplog: pytest.LogCaptureFixture
) -> None:
    room.replies["/feed"] = feed(rss())
    pauses: list[float] = []
    other: list[Dataset] = []

    def sleep(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 1:
            other.append(Dataset(db, read_only=True))
        elif len(pauses) == 2:
            other.pop().close()
        else:
            raise KeyboardInterrupt

    assert len(look(once=False, sleep=sleep)) == 2
    assert pauses[1] == 60
    assert "is already open in this program" in caplog.text
    with Dataset(db, read_only=True), pytest.raises(StoreError):
        look()


# Politeness


def test_we_say_who_we_are_and_what_we_understand(room: Newsroom, look: Watch) -> None:
    room.replies["/feed"] = feed(rss())
    look()
    (_, robots), (_, asked) = room.asked
    assert asked["User-Agent"].startswith("dragoman/")
    assert asked["Host"] == room.address.removeprefix("http://")
    assert asked["Accept-Encoding"] == "gzip"
    assert robots["User-Agent"] == asked["User-Agent"]


def test_robots_txt_is_asked_once_and_kept_to(room: Newsroom, db: Path, look: Watch) -> None:
    room.replies |= {
        "/robots.txt": reply(
            b"User-agent: *\nDisallow: /\n\nUser-agent: Dragoman\nDisallow: /*/private\n"
        ),
        "/feed": feed(rss("/met", "/eu/private/1")),
        "/met": reply(page("met")),
    }
    look()
    assert [path for path, _ in room.asked] == ["/robots.txt", "/feed", "/met"]
    assert articles(db) == [
        (
            f"{room.address}/eu/private/1",
            "failed",
            f"{room.address}/robots.txt forbids it to dragoman",
        ),
        (f"{room.address}/met", "coded", None),
    ]


def test_a_redirect_does_not_lead_past_robots_txt(room: Newsroom, db: Path, look: Watch) -> None:
    room.replies |= {
        "/robots.txt": reply(b"User-agent: *\nDisallow: /closed\n"),
        "/feed": feed(rss("/open")),
        "/open": moved("/closed"),
    }
    look()
    assert "/closed" not in room.paths()
    assert "forbids it" in only_error(db)


def test_a_server_whose_robots_txt_fails_is_not_asked(room: Newsroom, look: Watch) -> None:
    room.replies |= {"/robots.txt": reply(status=500), "/feed": feed(rss("/met"))}
    (done,) = look()
    assert room.paths() == []
    assert done.polled[0].feed.error == "the server answers 500 Internal Server Error"


@pytest.mark.parametrize("robots", [reply(status=404), reply(b"\xff\x00<html>nonsense", 200)])
def test_without_rules_all_is_allowed(room: Newsroom, look: Watch, robots: Any) -> None:
    room.replies |= {"/robots.txt": robots, "/feed": feed(rss())}
    (done,) = look()
    assert done.polled[0].feed.error is None


def test_requests_to_a_host_keep_their_distance(
    room: Newsroom, look: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    room.replies |= {
        "/robots.txt": reply(b"User-agent: *\nCrawl-delay: 7\n"),
        "/feed": feed(rss("/met", "/praised")),
    }
    pauses = _sleeps(monkeypatch)
    look(manners=replace(HASTY, delay=3))
    # after robots.txt, which tells the longer delay, after the feed and after the first page
    assert [round(pause) for pause in pauses if pause] == [3, 7, 7]


def test_a_host_that_asks_for_too_long_a_pause_waits_for_a_later_round(
    room: Newsroom, look: Watch
) -> None:
    room.replies |= {
        "/robots.txt": reply(b"User-agent: *\nCrawl-delay: 1e300\n"),
        "/feed": feed(rss("/met", "/praised")),
    }
    (done,) = look(interval=timedelta(days=9))
    assert room.paths() == ["/feed"]
    assert done.put_off == 2
    assert 86_000 < done.pause <= 86_400


def test_429_leaves_the_host_alone_as_long_as_it_asks(
    room: Newsroom, db: Path, look: Watch
) -> None:
    room.replies |= {
        "/feed": cached(rss("/met", "/praised"), '"a"'),
        "/met": in_turn(reply(status=429, Retry_After="1800"), reply(page("met"))),
        "/praised": reply(page("praised")),
    }
    (done,) = look()
    assert done.put_off == 2
    assert room.paths() == ["/feed", "/met"]
    assert articles(db) == []
    (again,) = look()
    assert again.put_off == 0
    with Dataset(db) as dataset, dataset._transaction():
        dataset._execute("UPDATE internal.feed_pages SET next_try = next_try - INTERVAL 1 HOUR")
    look()
    assert [status for _, status, _ in articles(db)] == ["coded", "coded"]


def test_a_feed_that_fails_is_polled_the_later_the_oftener_it_failed(
    room: Newsroom, db: Path, look: Watch
) -> None:
    room.replies["/feed"] = reply(status=503, Retry_After="7200")
    (done,) = look()
    told = done.polled[0].feed
    assert told.failures == 1
    assert told.error == "the server answers 503 Service Unavailable"
    assert done.pause > 7190
    (again,) = look()  # --once does not break a promise
    assert again.polled == []


@pytest.mark.parametrize(
    ("failures", "least", "most"), [(0, 10, 11), (1, 20, 22), (3, 80, 88), (99, 1440, 1584)]
)
def test_pauses_double_up_to_a_day(failures: int, least: int, most: int) -> None:
    pause = backed_off(timedelta(minutes=10), failures)
    assert timedelta(minutes=least) <= pause <= timedelta(minutes=most)


@pytest.mark.parametrize(
    ("told", "seconds"),
    [
        (None, 0),
        ("120", 120),
        ("-5", 0),
        ("9" * 400, 86400),
        ("soon", 0),
        ("Thu, 07 Mar 2024 10:00:00 GMT", 0),
        ("Thu, 07 Mar 99999 10:00:00 GMT", 0),
    ],
)
def test_retry_after(told: str | None, seconds: float) -> None:
    assert retry_after(told) == seconds


def test_retry_after_a_time() -> None:
    told = format_datetime(datetime.now(UTC) + timedelta(minutes=5), usegmt=False)
    assert 290 < retry_after(told) <= 300


# Servers that do badly


BAD_ANSWERS: list[tuple[Any, str]] = [
    (reply(status=500), "the server answers 500 Internal Server Error, tried 2 times"),
    (reply(status=599), "the server answers 599, tried 2 times"),
    (reply(b"cut", Content_Length="900"), "the connection failed"),
    (reply(b"more than is told", Content_Length="4"), "no article text"),
    (reply(page("met"), Content_Length="x"), "the connection failed"),
    (reply(page("met"), Content_Length="9999999999"), "larger than 5 MB"),
    (reply(page("met"), Content_Length="99999999999999999999999"), "the connection failed"),
    (reply(page("met"), Content_Encoding="br"), "packed as br, which was not asked for"),
    (reply(bomb(8_000_000), Content_Encoding="gzip"), "larger than 5 MB"),
    (reply(bomb(1000)[:-9], Content_Encoding="gzip"), "truncated"),
    (reply(bomb(2)[:12] + b"!" * 40, Content_Encoding="gzip"), "damaged"),
    (reply(b"x" * 5_000_001), "larger than 5 MB"),
    (reply(b"%PDF-1.7", media="application/pdf"), "no web page but application/pdf"),
    (reply(b"%PDF-1.7 \xff"), "not text but a PDF"),
    (reply(bytes(range(256)) * 40, media="text/html; charset=utf-8"), "not text"),
    (reply(status=404), "the server answers 404 Not Found"),
    (reply(status=304), "the server answers 304 Not Modified"),
    (reply(status=301), "the server answers 301 Moved Permanently"),
    (reply(b""), "the document is empty"),
    (moved("/page"), "redirects more than 5 times"),
    (moved("file:///etc/passwd"), "redirects to what cannot be fetched: not an address of"),
    (moved("//[::1"), "redirects to what cannot be fetched"),
    (moved("http://me:secret@127.0.0.1/"), "with a user name or password"),
]


def test_what_a_server_does_badly_is_recorded_with_its_reason(
    room: Newsroom, db: Path, look: Watch
) -> None:
    pages = [f"/{number}" for number in range(len(BAD_ANSWERS))]
    room.replies |= {"/feed": feed(rss(*pages, "/page"))}
    room.replies |= {path: answer for path, (answer, _) in zip(pages, BAD_ANSWERS, strict=True)}
    room.replies["/page"] = moved("/page")
    first, *_ = look(), look()  # what may mend itself is tried again
    assert first[0].put_off == 7
    told = {path: (status, error) for path, status, error in articles(db)}
    for path, (_, why) in zip(pages, BAD_ANSWERS, strict=True):
        status, error = told[f"{room.address}{path}"]
        assert status == "failed"
        assert why in error
    asked = len(room.paths())
    look()
    assert room.paths()[asked:] == ["/feed"]  # none is asked for ever


@pytest.mark.parametrize("answer", [silent, dripping])
def test_a_server_that_stalls_is_left(room: Newsroom, look: Watch, answer: Any) -> None:
    room.replies |= {"/feed": feed(rss("/page")), "/page": answer}
    begun = now()
    (done,) = look(manners=replace(HASTY, limit=1.5))
    assert done.put_off == 1
    assert now() - begun < timedelta(seconds=9)


def test_a_server_that_is_gone_is_tried_again(db: Path, caplog: pytest.LogCaptureFixture) -> None:
    with open_newsroom() as closed:
        address = closed.address
    (done,) = watch([f"{address}/feed"], db, once=True, allow_private=True, manners=HASTY)
    assert done.polled[0].feed.failures == 1
    assert f"{address}/feed: the connection failed" in caplog.text


def test_lies_about_encodings_do_no_harm(room: Newsroom, db: Path, look: Watch) -> None:
    story = page("met")
    answers = {
        "/damaged": reply(story + "\xe6".encode("cp1252"), media="text/html; charset=utf-8"),
        "/utf16": reply(story.decode().encode("utf-16"), media="text/html; charset=iso-8859-1"),
        "/slow": reply(story + b"\xe9", media="text/html; charset=punycode"),
        "/unknown": reply(story + b"\xe9\xe9", media="text/html; charset=none-such"),
        "/text": reply(story + b" ", media="text/plain"),
        "/untold": reply(story + b"  ", media=""),
    }
    room.replies |= {"/feed": feed(rss(*answers)), **answers}
    look()
    assert {(status, error) for _, status, error in articles(db)} == {
        ("coded", None),
        ("duplicate", None),
    }
    texts = {text for (text,) in articles(db, "text")}
    assert all("Egypt met France in Cairo to talk about ports." in text for text in texts)


def test_gzip_is_undone_whether_it_is_told_or_not(room: Newsroom, look: Watch) -> None:
    import gzip

    room.replies |= {
        "/feed": feed(gzip.compress(rss("/told", "/lie"))),
        "/told": reply(gzip.compress(page("met")), Content_Encoding="gzip"),
        "/lie": reply(page("praised"), Content_Encoding="gzip"),
    }
    (done,) = look()
    assert done.summary.coded == 2


# Feeds that do badly


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (page("met"), "no RSS or Atom feed: give the address of the feed, not of the site"),
        (b"", "no RSS or Atom feed"),
        (b"\x00\x01" * 500, "not text"),
        (bomb(8_000_000), "larger than 2 MB"),
    ],
)
def test_what_is_no_feed_is_told(room: Newsroom, look: Watch, body: bytes, why: str) -> None:
    room.replies["/feed"] = feed(body)
    (done,) = look()
    assert why in str(done.polled[0].feed.error)


def test_malformed_feeds_are_read_as_far_as_they_go(room: Newsroom, look: Watch) -> None:
    broken = rss("/met").replace(b"news", b"news & <b>more").replace(b"</channel></rss>", b"")
    room.replies |= {"/feed": feed(broken), "/met": reply(page("met"))}
    (done,) = look()
    assert done.summary.coded == 1


def test_a_feed_is_in_the_encoding_that_it_declares(room: Newsroom, db: Path, look: Watch) -> None:
    told = '<?xml version="1.0" encoding="iso-8859-2"?>' + rss("/Čas").decode().split("?>", 1)[1]
    room.replies["/feed"] = feed(told.encode("iso-8859-2"))
    look()
    assert room.paths() == ["/feed", "/%C4%8Cas"]


def test_entities_of_a_feed_do_not_multiply(room: Newsroom, look: Watch) -> None:
    laughs = "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(9))
    text = f'<!DOCTYPE rss [<!ENTITY l0 "ha">{laughs}]>' + rss("/met").decode().split("?>", 1)[1]
    room.replies |= {
        "/feed": feed(text.replace("news", "&l9;").encode()),
        "/met": reply(page("met")),
    }
    (done,) = look()
    assert done.summary.coded == 1


def test_files_on_this_machine_are_not_entities_of_a_feed(
    room: Newsroom, tmp_path: Path, look: Watch
) -> None:
    (tmp_path / "secret").write_text("/secret")
    text = (
        f'<!DOCTYPE rss [<!ENTITY s SYSTEM "{(tmp_path / "secret").as_uri()}">]>'
        + rss("&s;").decode().split("?>", 1)[1]
    )
    room.replies["/feed"] = feed(text.encode())
    look()
    assert "/secret" not in room.paths()


def test_a_feed_has_its_most_entries(room: Newsroom, look: Watch) -> None:
    room.replies["/feed"] = feed(rss(*(f"/{n}" for n in range(50))))
    (done,) = look(manners=replace(HASTY, entries=7))
    assert done.polled[0].new == 7


HOSTILE_LINKS = [
    "file:///etc/passwd",
    "javascript:alert(1)",
    "data:text/html,hello",
    "ftp://127.0.0.1/a",
    "http://[::1",
    "http:///etc",
    "http://me:secret@127.0.0.1/a",
    "http://127.0.0.1:99999/",
    "http://" + "a" * 3000,
    "http://" + "a" * 70 + ".test/",
    "gopher://127.0.0.1",
]


def test_entries_that_lead_elsewhere_are_refused(room: Newsroom, db: Path, look: Watch) -> None:
    room.replies |= {"/feed": feed(rss(*HOSTILE_LINKS, "/met")), "/met": reply(page("met"))}
    (done,) = look()
    assert done.summary.coded == 1
    assert room.paths() == ["/feed", "/met"]
    assert len(done.summary.failed) + done.put_off == len(HOSTILE_LINKS)


# Private addresses


def test_this_machine_and_private_networks_are_asked_only_where_that_is_allowed(
    room: Newsroom, look: Watch
) -> None:
    (done,) = look(allow_private=False)
    assert room.asked == []
    assert "127.0.0.1, a private or special address: only with --allow-private" in str(
        done.polled[0].feed.error
    )


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0",
        "100.64.0.1", "192.0.0.8", "198.18.0.1", "192.88.99.1", "224.0.0.1", "240.0.0.1",
        "255.255.255.255", "::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fec0::1", "ff02::1",
        "::ffff:127.0.0.1", "::7f00:1", "64:ff9b::7f00:1", "64:ff9b:1::1", "2002:7f00:1::",
        "2001::1", "2001:db8::1",
    ],
)  # fmt: skip
def test_special_addresses(host: str) -> None:
    from dragoman.watching.addresses import is_public

    assert not is_public(host)


@pytest.mark.parametrize(
    "host", ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::"]
)
def test_open_addresses(host: str) -> None:
    from dragoman.watching.addresses import is_public

    assert is_public(host)


def test_a_redirect_to_a_private_address_is_refused(
    room: Newsroom, db: Path, look: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dragoman.watching.addresses.is_public", lambda ip: ip == "127.0.0.1")
    with open_newsroom("127.0.0.2") as inside:
        room.replies |= {
            "/feed": feed(rss("/open", f"{inside.address}/direct")),
            "/open": moved(f"{inside.address}/secret"),
        }
        look(allow_private=False)
        assert inside.asked == []
    assert all("127.0.0.2, a private or special" in error for *_, error in articles(db))


def test_a_name_is_looked_up_once_and_what_was_found_is_what_is_asked(
    room: Newsroom, db: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else a name that leads to an open address first and to a private one then (rebinding)."""
    answers = _names(monkeypatch, ["127.0.0.1"])
    monkeypatch.setattr("dragoman.watching.addresses.is_public", lambda ip: ip == "127.0.0.1")
    port = room.address.rpartition(":")[2]
    room.replies["/feed"] = feed(rss())
    (done,) = watch([f"http://news.test:{port}/feed"], db, once=True, manners=HASTY)
    assert done.polled[0].feed.error is None
    assert len(answers) == len(room.asked) == 2
    assert room.asked[-1][1]["Host"] == f"news.test:{port}"


def test_a_name_with_one_private_address_among_others_is_refused(
    room: Newsroom, db: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _names(monkeypatch, ["8.8.8.8", "127.0.0.1"])
    (done,) = watch(["http://news.test/feed"], db, once=True, manners=HASTY)
    assert "news.test is at 127.0.0.1" in str(done.polled[0].feed.error)


def test_the_next_address_is_asked_where_the_first_cannot_be_reached(
    room: Newsroom, db: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _names(monkeypatch, ["127.0.0.3", "127.0.0.1"])
    port = room.address.rpartition(":")[2]
    room.replies["/feed"] = feed(rss())
    feeds = [f"http://news.test:{port}/feed"]
    (done,) = watch(feeds, db, once=True, allow_private=True, manners=HASTY)
    assert done.polled[0].feed.error is None


# The command


def test_the_command_prints_a_line_an_article(
    room: Newsroom, db: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    _code_plainly(monkeypatch)
    room.replies |= {
        "/feed": feed(rss("/met", "/gone")),
        "/met": reply(page("met")),
    }
    arguments = ["watch", f"{room.address}/feed", "--db", str(db), "--once", "--allow-private"]
    assert main([*arguments, "--json"]) == 0
    out, err = capsys.readouterr()
    lines = [json.loads(line) for line in out.splitlines()]
    assert {(line["page"], line["status"], line["mentions"]) for line in lines} == {
        (f"{room.address}/met", "coded", 1),
        (f"{room.address}/gone", "failed", 0),
    }
    assert lines[0]["published_start"] in (None, "2024-03-07")
    assert f"{room.address}/gone: the server answers 404 Not Found" in err
    assert "1 feeds; articles: 1 coded, 1 failed; 1 new mentions, 1 events" in err


def test_the_command_fails_where_no_feed_answers(
    room: Newsroom, db: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["watch", f"{room.address}/none", "--db", str(db), "--once"]) == 1
    assert "1 feeds (1 failed); articles: none new" in capsys.readouterr().out


@pytest.mark.parametrize("address", ["news.example", "file:///etc/passwd", "ftp://a.test/feed"])
def test_what_is_no_web_address_is_wrong_use(
    db: Path, address: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["watch", address, "--db", str(db), "--once"]) == 2
    assert f"{address!r} is no feed: not an address of http or https" in capsys.readouterr().err
    assert not db.exists()


def test_actors_are_checked_before_anything_is_fetched(
    room: Newsroom, db: Path, tmp_path: Path, look: Watch
) -> None:
    (tmp_path / "actors.csv").write_text("no such columns\n1\n")
    with pytest.raises(DataFileError):
        look(actors=tmp_path / "actors.csv")
    assert room.asked == []
    assert not db.exists()


def test_a_watch_needs_a_feed(db: Path) -> None:
    with pytest.raises(UsageError, match="no feed to watch"):
        list(watch([], db))


@pytest.fixture(autouse=True)
def _logger() -> Iterator[None]:
    """The command sends the log to standard error; afterwards it is as it was."""
    logger = logging.getLogger("dragoman")
    before = logger.handlers
    yield
    logger.handlers = before


def _code_plainly(monkeypatch: pytest.MonkeyPatch) -> None:
    from dragoman.watching import rounds

    monkeypatch.setattr(
        "dragoman.watching.watch",
        lambda *given, **options: rounds.watch(
            *given, **options, coder=PlainCoder(), manners=HASTY
        ),
    )


def _names(monkeypatch: pytest.MonkeyPatch, addresses: list[str]) -> list[str]:
    """Lets news.test have some addresses; gives the names that are looked up."""
    asked: list[str] = []

    async def lookup(_: object, host: str, port: int, **__: object) -> list[Any]:
        asked.append(host)
        return [(None, None, None, "", (address, port)) for address in addresses]

    monkeypatch.setattr("asyncio.base_events.BaseEventLoop.getaddrinfo", lookup)
    return asked


def _sleeps(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Lets the pauses between requests pass at once; gives them."""
    import time

    asked: list[float] = []
    clock = time.monotonic

    async def sleep(seconds: float) -> None:
        asked.append(seconds)

    monkeypatch.setattr("dragoman.watching.hosts.asyncio.sleep", sleep)
    monkeypatch.setattr("dragoman.watching.hosts.time.monotonic", lambda: clock() + sum(asked))
    return asked
