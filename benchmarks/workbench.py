"""How long the workbench takes for each page and each call of its API, with 100,000 events.

    python benchmarks/workbench.py --base news.duckdb [--events 100000] [--requests 40]

The dataset is made of a coded one: its articles with their mentions and events are repeated until
there are so many events, each time with other days, and with its states exchanged for others as
frequent. The addresses ask for actors, pairs, types, places and periods of it, drawn anew for each
request. Times are those from a request to the end of its answer, one after the other over loopback,
the server being a process of its own; the first request of each address is told apart. `processor`
is the server's processor time for a request in the mean, which a busy machine lengthens less.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

import duckdb
import httpx2

from dragoman.store import Dataset

DAYS_BETWEEN = 97  # from one repetition to the next
MOST_FOR_MEDIAN, MOST_FOR_MOST = 0.2, 0.5  # seconds: what a page may take

# other(country, n): what a country is exchanged for in the nth repetition; in the first, itself.
_MADE = """
CREATE TEMP MACRO h(a, b) AS (hash(a::VARCHAR || '/' || b::VARCHAR) % 1000000)::BIGINT;
CREATE TEMP TABLE times AS SELECT range::INTEGER AS n FROM range({times});
CREATE TEMP TABLE states AS
    SELECT row_number() OVER () - 1 AS number, country FROM base.mention_actors
    WHERE country IS NOT NULL;
CREATE TEMP TABLE others AS
    SELECT n, c.country, if(n = 0, c.country, states.country) AS other
    FROM times CROSS JOIN (SELECT DISTINCT country FROM states) c JOIN states
         ON states.number = h(c.country, n) % (SELECT count(*) FROM states);
CREATE TEMP TABLE ids AS
    SELECT DISTINCT n, actor_id, CASE WHEN n = 0 OR a.country IS NULL THEN actor_id
           WHEN actor_id = a.country THEN other ELSE actor_id || '-' || n END AS other
    FROM times CROSS JOIN base.mention_actors a LEFT JOIN others USING (n, country);
INSERT INTO actors BY NAME FROM base.actors;
INSERT INTO actor_roles BY NAME FROM base.actor_roles;
INSERT INTO articles BY NAME
    SELECT * EXCLUDE (n) REPLACE (
        article_id || '-' || n AS article_id, duplicate_of || '-' || n AS duplicate_of,
        published_start + n * {days} AS published_start,
        published_end + n * {days} AS published_end)
    FROM times CROSS JOIN base.articles;
INSERT INTO internal.coded_mentions BY NAME
    SELECT m.* EXCLUDE (n, corrected) REPLACE (
        mention_id || '-' || m.n AS mention_id, article_id || '-' || m.n AS article_id,
        event_id || '-' || m.n AS event_id, coalesce(other, place_country) AS place_country,
        date_start + m.n * {days} AS date_start, date_end + m.n * {days} AS date_end)
    FROM (FROM times CROSS JOIN base.internal.coded_mentions) m
         LEFT JOIN others o ON o.n = m.n AND o.country = place_country;
INSERT INTO internal.coded_mention_actors BY NAME
    SELECT p.* EXCLUDE (n, corrected) REPLACE (
        mention_id || '-' || p.n AS mention_id, coalesce(o.other, p.country) AS country,
        ids.other AS actor_id)
    FROM (FROM times CROSS JOIN base.internal.coded_mention_actors) p
         JOIN ids ON ids.n = p.n AND ids.actor_id = p.actor_id
         LEFT JOIN others o ON o.n = p.n AND o.country = p.country;
CREATE TEMP TABLE sides AS
    SELECT n, event_id, coalesce(list(other) FILTER (side), []) AS sources,
           coalesce(list(other) FILTER (NOT side), []) AS targets
    FROM (SELECT event_id, unnest(sources) AS actor_id, true AS side FROM base.events
          UNION ALL SELECT event_id, unnest(targets), false FROM base.events)
         JOIN ids USING (actor_id)
    GROUP BY ALL;
INSERT INTO events BY NAME
    SELECT e.* EXCLUDE (n) REPLACE (
        e.event_id || '-' || e.n AS event_id, outcome_event_id || '-' || e.n AS outcome_event_id,
        date_start + e.n * {days} AS date_start, date_end + e.n * {days} AS date_end,
        first_published + e.n * {days} AS first_published,
        last_published + e.n * {days} AS last_published,
        coalesce(o.other, place_country) AS place_country,
        coalesce(s.sources, []) AS sources, coalesce(s.targets, []) AS targets,
        array_to_string(s.sources, ', ') || if(s.targets = [], '', ' → ')
            || array_to_string(s.targets, ', ') || ': ' || split_part(summary, ': ', 2) AS summary)
    FROM (FROM times CROSS JOIN base.events) e
         JOIN sides s ON s.n = e.n AND s.event_id = e.event_id
         LEFT JOIN others o ON o.n = e.n AND o.country = e.place_country;
"""


def make(base: Path, path: Path, events: int) -> None:
    """Write a dataset of some `events` events made of those of `base`."""
    with tempfile.TemporaryDirectory() as folder:
        current = Path(shutil.copy(base, folder))
        with Dataset(current) as dataset:  # which brings the tables up to date
            times = -(-events // len(dataset.events()))
        Dataset(path).close()
        with duckdb.connect(str(path)) as connection:
            connection.execute(f"ATTACH '{current}' AS base (READ_ONLY)")
            connection.execute(_MADE.format(times=times, days=DAYS_BETWEEN))


class Questions:
    """Draws what an analyst may ask of a dataset; what is frequent is drawn often.

    Args:
        seed: the same one draws the same.
    """

    def __init__(self, path: Path, seed: int = 0) -> None:
        self._chance = random.Random(seed)
        with Dataset(path, read_only=True) as dataset:

            def column(sql: str) -> list:
                rows = dataset.query(f"{sql} USING SAMPLE 2000 (reservoir, 1)").fetchall()
                return [row[0] if len(row) == 1 else row for row in rows]

            self._actors = column("SELECT country FROM mention_actors WHERE country IS NOT NULL")
            self._pairs = column(
                "SELECT s.country, t.country FROM mention_actors s JOIN mention_actors t"
                " USING (mention_id) WHERE s.role = 'source' AND t.role = 'target'"
                " AND s.country < t.country"
            )
            self._types = column("SELECT event_type FROM events")
            self._quads = column("SELECT quad FROM events")
            self._places = column(
                "SELECT place_country FROM events WHERE place_country IS NOT NULL"
            )
            self._days = column("SELECT date_start FROM events WHERE date_start IS NOT NULL")
            self._events = column("SELECT event_id FROM events")
            self._articles = column("SELECT article_id FROM articles")
            self._words = [
                word
                for text in column("SELECT sentence FROM mentions")
                for word in text.split()
                if word.isalpha() and len(word) > 3
            ]

    def pick(self, kind: str) -> str:
        """One of the actors, events, articles, words …"""
        return str(self._chance.choice(getattr(self, f"_{kind}")))

    def pair(self) -> dict[str, str]:
        """A dyad."""
        a, b = self._chance.choice(self._pairs)
        return {"a": a, "b": b}

    def criteria(self) -> dict[str, str]:
        """Some criteria, from none to several."""
        since, until = sorted((self.pick("days"), self.pick("days")))
        able: list[dict[str, str]] = [
            {"actor": self.pick("actors")},
            {"type": self.pick("types")},
            {"quad": self.pick("quads")},
            {"place": self.pick("places")},
            {"since": since, "until": until},
            {"confidence": "0.5"},
            {"unresolved": "1"},
            {"upcoming": since},
            self.pair(),
        ]
        chosen = self._chance.sample(able, self._chance.choice((0, 1, 1, 1, 2, 2, 3)))
        return {name: value for some in chosen for name, value in some.items()}

    def number(self, most: int) -> str:
        """A number from 1."""
        return str(self._chance.randint(1, most))


def addresses(q: Questions) -> dict[str, Callable[[], str]]:
    """What is asked for, by the name of the page or call."""

    def with_query(path: str, values: dict[str, str]) -> str:
        return f"{path}?{urlencode(values)}" if values else path

    def asked(path: str, **more: str) -> Callable[[], str]:
        return lambda: with_query(path, q.criteria() | more)

    def of_a_pair(path: str) -> Callable[[], str]:
        return lambda: with_query(path, q.pair() | {"by": "month"})

    api = "/api/v1"
    return {
        "overview": lambda: "/",
        "timeline": asked("/timeline"),
        "timeline, page": lambda: with_query("/timeline", {"page": q.number(200)}),
        "timeline, condensed": asked("/timeline", top="20"),
        "event": lambda: f"/event/{q.pick('events')}",
        "article": lambda: f"/article/{q.pick('articles')}",
        "articles": lambda: with_query("/articles", {"page": q.number(200)}),
        "dyads": lambda: "/dyad",
        "dyad": of_a_pair("/dyad"),
        "matrix": asked("/matrix"),
        "network": asked("/network"),
        "map": asked("/map"),
        "actors": lambda: "/actors",
        "actor": lambda: f"/actor/{q.pick('actors')}",
        "search": lambda: with_query("/search", {"q": q.pick("words")}),
        "corrections": lambda: "/corrections",
        "upload": lambda: "/upload",
        "about": lambda: "/about",
        "reference": lambda: "/api",
        "API overview": lambda: f"{api}/overview",
        "API events": asked(f"{api}/events"),
        "API event": lambda: f"{api}/events/{q.pick('events')}",
        "API distribution": asked(f"{api}/distribution"),
        "API mentions": asked(f"{api}/mentions"),
        "API articles": lambda: with_query(f"{api}/articles", {"page": q.number(200)}),
        "API article": lambda: f"{api}/articles/{q.pick('articles')}",
        "API dyad": of_a_pair(f"{api}/dyad"),
        "API matrix": asked(f"{api}/matrix"),
        "API network": asked(f"{api}/network"),
        "API places": asked(f"{api}/places"),
        "API search": lambda: with_query(f"{api}/search", {"q": q.pick("words")}),
        "API actors": lambda: with_query(f"{api}/actors", {"q": q.pick("words")[:3]}),
        "API actor": lambda: f"{api}/actors/{q.pick('actors')}",
        "API corrections": lambda: f"{api}/corrections",
        "API uploads": lambda: f"{api}/uploads",
        "API session": lambda: f"{api}/session",
        # Last: while issues are found for the first time, which takes minutes, all else is slower.
        "API issues": lambda: f"{api}/issues",
        "API issue": lambda: f"{api}/issues/{q.number(20)}",
        "issues": lambda: "/issues",
        "issue": lambda: f"/issue/{q.number(20)}",
    }


@contextmanager
def served(path: Path) -> Iterator[tuple[httpx2.Client, int]]:
    """A client of a server and its process, once all is indexed; says how long that took."""
    began = time.perf_counter()
    command = [sys.executable, "-c", "import dragoman.cli; dragoman.cli.main()"]
    process = subprocess.Popen(
        [*command, "serve", "--db", str(path), "--no-open"], stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout
        address = process.stdout.readline().split()[0]
        print(f"served after {time.perf_counter() - began:.1f} s", end="", flush=True)
        with httpx2.Client(base_url=address, timeout=600, follow_redirects=True) as client:
            while not _is_indexed(client):
                time.sleep(0.5)
            print(f", indexed after {time.perf_counter() - began:.1f} s", flush=True)
            yield client, process.pid
    finally:
        process.terminate()
        process.wait()


def _is_indexed(client: httpx2.Client) -> bool:
    found = client.get("/api/v1/search", params={"q": "the"}).json()
    return 0 < found["articles"] == found["indexed"]


def report(path: Path, requests: int, only: str) -> None:
    """Ask, and print the times in milliseconds; a star marks what takes longer than it may."""
    questions = Questions(path)
    print(f"{'':<22}{'first':>8}{'median':>8}{'95 %':>8}{'most':>8}{'processor':>11}   ms")
    with served(path) as (client, server):
        for name, address in addresses(questions).items():
            if not re.search(only, name):
                continue
            first = asked_for(client, address())
            busy = processor_seconds(server)
            others = sorted(asked_for(client, address()) for _ in range(requests))
            busy = (processor_seconds(server) - busy) / requests
            median = statistics.median(others)
            most = others[int(0.95 * len(others))]
            slow = "*" if median > MOST_FOR_MEDIAN or most > MOST_FOR_MOST else ""
            figures = "".join(f"{1000 * t:>8.0f}" for t in (first, median, most, others[-1]))
            print(f"{name:<22}{figures}{1000 * busy:>11.0f} {slow}", flush=True)


def asked_for(client: httpx2.Client, path: str) -> float:
    """The seconds that an answer takes."""
    began = time.perf_counter()
    answer = client.get(path)
    seconds = time.perf_counter() - began
    if answer.status_code >= 500 or (answer.status_code >= 400 and "/issue" not in path):
        raise SystemExit(f"{path}: {answer.status_code} {answer.text[:500]}")
    return seconds


def processor_seconds(process: int) -> float:
    """The processor time that a process has taken so far; 0 where the system does not tell."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def main() -> None:
    """Make the dataset, unless it is there already, and measure."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--base", type=Path, required=True, help="a coded dataset")
    parser.add_argument("--events", type=int, default=100_000)
    parser.add_argument("--requests", type=int, default=40, help="of each page and call")
    parser.add_argument("--only", default="", help="those whose names have this pattern")
    parser.add_argument("--made", type=Path, help="where the dataset is, or is to be kept")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = given.made or Path(folder) / "made.duckdb"
        if not path.exists():
            make(given.base, path, given.events)
        with Dataset(path, read_only=True) as dataset:
            sizes = (len(dataset.events()), len(dataset.mentions()), len(dataset.articles()))
        print("{:,} events, {:,} mentions, {:,} articles".format(*sizes))
        report(path, given.requests, given.only)


if __name__ == "__main__":
    main()
