"""Full text over the articles, and actors by the beginning of their names.

DuckDB's own full-text extension has to be downloaded. SQLite's FTS5 comes with Python, ranks
(BM25), shows the words found, and is read by many threads while one adds to it. The index lies in a
folder of its own that goes when the workbench does; it is made in the background and kept up after
uploads.
"""

from __future__ import annotations

import logging
import re
import shutil
import sqlite3
import tempfile
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from dragoman.web.queries.names import read_names

if TYPE_CHECKING:
    from dragoman.store import Dataset

MOST_TERMS = 32
_AT_ONCE = 500
_TITLE_WEIGHT = 5.0
_SNIPPET_WORDS = 40
_ON, _OFF = "\x02", "\x03"  # around the words found; nothing of the sort is in a cleaned text

_SCHEMA = """
PRAGMA journal_mode = WAL;
PRAGMA synchronous = OFF;
CREATE TABLE articles (
    number INTEGER PRIMARY KEY, article_id TEXT UNIQUE, publisher TEXT, path TEXT,
    published_start TEXT, published_end TEXT, status TEXT);
CREATE VIRTUAL TABLE texts USING fts5 (
    title, text, tokenize = 'porter unicode61 remove_diacritics 2');
CREATE TABLE actors (
    number INTEGER PRIMARY KEY, key TEXT, name TEXT, kind TEXT, country TEXT, events INTEGER);
CREATE TABLE spellings (number INTEGER PRIMARY KEY, actor INTEGER, form TEXT);
CREATE VIRTUAL TABLE names USING fts5 (
    spelling, content = '', tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3 4');
"""

_TERM = re.compile(r'(?P<minus>(?<!\S)-)?(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))')


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text: whether it is among the words looked for."""

    text: str
    found: bool


@dataclass(frozen=True, slots=True)
class Hit:
    """An article that has the words: its title and the best passage, in pieces."""

    article_id: str
    title: list[Piece]
    passage: list[Piece]
    publisher: str | None
    path: str
    published_start: date | None
    published_end: date | None
    status: str


@dataclass(frozen=True, slots=True)
class Found:
    """What a search gives: so many articles, these of them, the most relevant first.

    `indexed` of `articles` have been looked through; the others follow while the index is made.
    """

    total: int
    hits: list[Hit]
    indexed: int
    articles: int


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An actor whose name begins so; `spelling` is the name that does, `events` how many it has."""

    key: str
    name: str
    spelling: str
    kind: str | None
    country: str | None
    events: int


class Index:
    """The words of a dataset's articles and the names of its actors.

    Args:
        dataset: a cursor of its own, which it closes.
    """

    def __init__(self, dataset: Dataset) -> None:
        self._dataset = dataset
        self._folder = Path(tempfile.mkdtemp(prefix="dragoman-search-"))
        self._file = self._folder / "index.sqlite"
        self._articles = 0
        self._closing = False
        self._due = threading.Event()
        with self._open() as index:
            index.executescript(_SCHEMA)
        self._worker = threading.Thread(target=self._work, name="search", daemon=True)
        self._worker.start()
        self.update()

    def update(self) -> None:
        """Take in, in the background, what is new in the dataset."""
        self._due.set()

    def close(self) -> None:
        """End the work and remove the index."""
        self._closing = True
        self._due.set()
        self._worker.join()
        self._dataset.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def articles(
        self,
        words: str,
        *,
        publisher: str | None = None,
        since: date | None = None,
        until: date | None = None,
        reprints: bool = False,
        most: int = 20,
        after: int = 0,
    ) -> Found:
        """The articles with all the words, those where they weigh most first.

        Args:
            words: as one types them: `"a phrase"`, `-without`, `one OR other`; other forms of the
                words are found too. Whatever stands there, nothing is raised.
            publisher, since, until: who printed it, and when at the earliest and latest.
            reprints: also articles that repeat another.
            most, after: so many, after so many.
        """
        with self._open() as index:
            (indexed,) = index.execute("SELECT count(*) FROM articles").fetchone()
            match = _match(words)
            if match is None:
                return Found(0, [], indexed, max(self._articles, indexed))
            where = """FROM texts JOIN articles ON number = texts.rowid WHERE texts MATCH :match
                AND (:publisher IS NULL OR publisher = :publisher)
                AND (:since IS NULL OR published_end >= :since)
                AND (:until IS NULL OR published_start <= :until)
                AND (:reprints OR status <> 'duplicate')"""
            values = {
                "match": match,
                "publisher": publisher,
                "since": since and since.isoformat(),
                "until": until and until.isoformat(),
                "reprints": reprints,
                "most": most,
                "after": after,
            }
            (total,) = index.execute(f"SELECT count(*) {where}", values).fetchone()
            numbers = index.execute(
                f"SELECT number {where} ORDER BY bm25(texts, {_TITLE_WEIGHT}, 1.0), number"
                " LIMIT :most OFFSET :after",
                values,
            ).fetchall()
            hits = [_hit(index, number, match) for (number,) in numbers]
        return Found(total, hits, indexed, max(self._articles, indexed))

    def actors(self, beginning: str, most: int = 10) -> list[Suggestion]:
        """The actors with a name of which the words begin so, the busiest first.

        A name that is just that, or begins with it, goes before one that has it within.
        """
        terms = re.findall(r"\w+", beginning)[:MOST_TERMS]
        if not terms:
            return []
        match = " ".join(f'"{term}"*' for term in terms)
        with self._open() as index:
            rows = index.execute(
                """SELECT key, name, form, kind, country, events FROM (
                    SELECT actor, form, row_number() OVER (PARTITION BY actor
                        ORDER BY instr(lower(form), :begin) <> 1, length(form), form) AS place
                    FROM names JOIN spellings ON spellings.number = names.rowid
                    WHERE names MATCH :match) JOIN actors ON actors.number = actor
                WHERE place = 1
                ORDER BY lower(form) <> :begin, instr(lower(form), :begin) <> 1, events DESC,
                    kind IS NOT 'state', length(form), key
                LIMIT :most""",
                {"match": match, "begin": beginning.strip().lower(), "most": most},
            ).fetchall()
        return [Suggestion(*row) for row in rows]

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self._file, timeout=30)) as index, index:
            yield index

    def _work(self) -> None:
        while self._due.wait() and not self._closing:
            self._due.clear()
            try:
                self._take_actors()
                self._take_articles()
            except Exception:
                if not self._closing:
                    logging.getLogger("dragoman.web").exception("the index of texts")

    def _take_articles(self) -> None:
        stored = self._dataset.query("SELECT article_id, status FROM articles").fetchall()
        self._articles = sum(status != "failed" for _, status in stored)
        with self._open() as index:
            known = dict(index.execute("SELECT article_id, status FROM articles").fetchall())
            index.executemany(
                "UPDATE articles SET status = ? WHERE article_id = ?",
                [(s, i) for i, s in stored if known.get(i, s) != s],
            )
        new = [i for i, status in stored if i not in known and status != "failed"]
        for start in range(0, len(new), _AT_ONCE):
            if self._closing:
                return
            self._add(new[start : start + _AT_ONCE])

    def _add(self, article_ids: Sequence[str]) -> None:
        rows = self._dataset.query(
            "SELECT article_id, publisher, path, published_start::TEXT, published_end::TEXT,"
            " status, coalesce(title, ''), text FROM articles"
            " WHERE article_id IN (SELECT unnest($ids))",
            ids=list(article_ids),
        ).fetchall()
        with self._open() as index:
            for *about, title, text in rows:
                number = index.execute(
                    "INSERT INTO articles VALUES (NULL, ?, ?, ?, ?, ?, ?)", about
                ).lastrowid
                index.execute(
                    "INSERT INTO texts (rowid, title, text) VALUES (?, ?, ?)",
                    (number, _unmarked(title), _unmarked(text)),
                )

    def _take_actors(self) -> None:
        self._dataset.lend_brief()
        names = read_names(self._dataset)
        register = self._dataset.query(
            "SELECT actor_id, name, kind, country, aliases FROM actors"
        ).fetchall()
        events = dict(
            self._dataset.query(
                "SELECT key, count(DISTINCT number) FROM keyed GROUP BY key"
            ).fetchall()
        )
        others = sorted(events.keys() - {actor_id for actor_id, *_ in register})
        actors = [(key, name, kind, country) for key, name, kind, country, _ in register]
        actors += [(key, names(key), None, None) for key in others]
        aliases = {actor_id: aliases for actor_id, *_, aliases in register}
        spellings = [
            (number, form)
            for number, (key, name, *_) in enumerate(actors)
            for form in dict.fromkeys((name, key, *aliases.get(key, ())))
        ]
        with self._open() as index:
            for table in ("actors", "spellings"):
                index.execute(f"DELETE FROM {table}")
            index.execute("INSERT INTO names (names) VALUES ('delete-all')")
            index.executemany(
                "INSERT INTO actors VALUES (?, ?, ?, ?, ?, ?)",
                [(n, *actor, events.get(actor[0], 0)) for n, actor in enumerate(actors)],
            )
            index.executemany(
                "INSERT INTO spellings VALUES (?, ?, ?)",
                [(n, *spelling) for n, spelling in enumerate(spellings)],
            )
            index.executemany(
                "INSERT INTO names (rowid, spelling) VALUES (?, ?)",
                [(n, form) for n, (_, form) in enumerate(spellings)],
            )


def _hit(index: sqlite3.Connection, number: int, match: str) -> Hit:
    row = index.execute(
        f"""SELECT article_id, highlight(texts, 0, '{_ON}', '{_OFF}'),
            snippet(texts, 1, '{_ON}', '{_OFF}', '…', {_SNIPPET_WORDS}), publisher, path,
            published_start, published_end, status
        FROM texts JOIN articles ON number = texts.rowid
        WHERE texts MATCH ? AND texts.rowid = ?""",
        (match, number),
    ).fetchone()
    article_id, title, passage, publisher, path, start, end, status = row
    return Hit(
        article_id,
        list(_pieces(title)),
        list(_pieces(passage)),
        publisher,
        path,
        date.fromisoformat(start) if start else None,
        date.fromisoformat(end) if end else None,
        status,
    )


def _pieces(marked: str) -> Iterator[Piece]:
    for number, text in enumerate(re.split(f"[{_ON}{_OFF}]", marked)):
        if text:
            yield Piece(text, found=number % 2 == 1)


def _unmarked(text: str) -> str:
    return text.replace(_ON, " ").replace(_OFF, " ")


def _match(words: str) -> str | None:
    """What FTS5 is asked; None where nothing is looked for.

    Every term stands in quotation marks, so that none of FTS5's own operators can.
    """
    wanted: list[list[str]] = []
    unwanted: list[str] = []
    joined = False
    for term in list(_TERM.finditer(re.sub(r"[\x00-\x1f]", " ", words)))[:MOST_TERMS]:
        if term["word"] == "OR" and wanted:
            joined = True
        elif re.search(r"\w", text := term["phrase"] or term["word"] or ""):
            quoted = f'"{text}"'
            if term["minus"]:
                unwanted.append(quoted)
            elif joined:
                wanted[-1].append(quoted)
            else:
                wanted.append([quoted])
            joined = False
    if not wanted:
        return None
    match = " AND ".join(_any(terms) for terms in wanted)
    return f"({match}) NOT {_any(unwanted)}" if unwanted else match


def _any(terms: Iterable[str]) -> str:
    return f"({' OR '.join(terms)})"
