"""A web server for tests, on this machine, that answers as it is told to: well or badly."""

from __future__ import annotations

import gzip
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Reply = Callable[["_Handler"], None]

STORIES = {
    "praised": "Turkey praised Russia on Wednesday for the grain corridor that both had agreed on."
    " Officials in Ankara said that talks about a longer term would begin within the month.",
    "met": "Egypt met France in Cairo to talk about ports. Diplomats of both sides said after the"
    " session that a text would be ready before the summer begins.",
    "attacked": "Russia attacked Syria again, witnesses in the north of the country said. Hospitals"
    " there reported that they had no more beds for those who had been brought in.",
}


def page(story: str, day: str | None = None) -> bytes:
    """The page of a story, with its date where one is given."""
    dated = f'<meta property="article:published_time" content="{day}">' if day else ""
    paragraphs = "".join(f"<p>{part}</p>" for part in STORIES[story].split("\n"))
    title = STORIES[story].split(",")[0][:50]
    return (
        f"<!doctype html><html><head><title>{title}</title>{dated}</head>"
        f"<body><article><h1>{title}</h1>{paragraphs}</article></body></html>"
    ).encode()


def rss(*links: str, day: str = "Thu, 07 Mar 2024 23:30:00 -0500") -> bytes:
    """An RSS feed whose entries are of one day."""
    items = "".join(
        f"<item><title>news</title><link>{link}</link><pubDate>{day}</pubDate></item>"
        for link in links
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel>{items}</channel></rss>'.encode()


def reply(body: bytes = b"", status: int = 200, media: str = "text/html", **headers: str) -> Reply:
    """An answer; names of headers are written with _ for -."""

    def answer(handler: _Handler) -> None:
        handler.send_response(status)
        told = {"Content-Type": media, "Content-Length": str(len(body))}
        for name, value in (told | {n.replace("_", "-"): v for n, v in headers.items()}).items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def feed(body: bytes, **headers: str) -> Reply:
    return reply(body, media="application/rss+xml", **headers)


def moved(target: str, status: int = 302) -> Reply:
    return reply(status=status, Location=target)


def cached(body: bytes, etag: str) -> Reply:
    """A feed that comes once for each state that the reader knows not yet."""

    def answer(handler: _Handler) -> None:
        known = handler.headers["If-None-Match"] == etag
        (reply(status=304, ETag=etag) if known else feed(body, ETag=etag))(handler)

    return answer


def dripping(handler: _Handler) -> None:
    """Never ends, and is never silent for long."""
    handler.send_response(200)
    handler.end_headers()
    for _ in range(1000):
        handler.wfile.write(b"<p>")
        handler.wfile.flush()
        time.sleep(0.02)


def silent(handler: _Handler) -> None:
    handler.server.stop.wait(10)


def in_turn(*replies: Reply) -> Reply:
    """One answer after the other, the last for ever."""
    left = list(replies)
    return lambda handler: (left.pop(0) if len(left) > 1 else left[0])(handler)


def bomb(size: int) -> bytes:
    """Zeros that take a thousandth of the size."""
    return gzip.compress(bytes(size))


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    stop: threading.Event


class Newsroom:
    """What the server answers by path, and what it was asked.

    There is no robots.txt unless one is set.
    """

    def __init__(self, address: str) -> None:
        self.address = address
        self.replies: dict[str, Reply] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []

    def paths(self) -> list[str]:
        """What was asked for, in order, but for robots.txt."""
        return [path for path, _ in self.asked if path != "/robots.txt"]


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    newsroom: Newsroom

    def do_GET(self) -> None:
        self.newsroom.asked.append((self.path, dict(self.headers.items())))
        try:
            self.newsroom.replies.get(self.path, reply(b"", 404))(self)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def open_newsroom(host: str = "127.0.0.1") -> Iterator[Newsroom]:
    """A server for as long as the context lasts."""

    class Handler(_Handler):
        pass

    server = _Server((host, 0), Handler)
    server.stop = threading.Event()
    Handler.newsroom = Newsroom(f"http://{host}:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield Handler.newsroom
    finally:
        server.stop.set()
        server.shutdown()
        server.server_close()
        thread.join()
