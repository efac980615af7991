"""Opening, reading and writing the dataset's file."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from importlib.resources import files
from pathlib import Path

import duckdb
import pyarrow as pa

from dragoman.errors import StoreError
from dragoman.records import Article, Mention
from dragoman.store.connection import Writes
from dragoman.store.corrections import put_in_force
from dragoman.store.failures import explained
from dragoman.store.issues import issues_table
from dragoman.store.recovery import connect
from dragoman.store.rows import ARTICLE_COLUMNS
from dragoman.store.versions import Versions

TABLES = (
    "articles",
    "mentions",
    "mention_actors",
    "actors",
    "actor_roles",
    "events",
    "corrections",
    "correction_mentions",
)
SCHEMA_VERSION = 4
MOST_TEXTS = 20_000


class Dataset(Versions):
    """A dataset of events in one DuckDB file, created where it does not exist.

    What it holds comes as relations (see `Relations`). Everything that writes does so in one
    transaction: whatever interrupts it, the file holds whole articles.

    Args:
        path: the file.
        read_only: open an existing file without writing; several processes may do so at once.

    Raises:
        StoreError: there is no such file to read, it is not a dataset, or it is in use.
    """

    def __init__(self, path: str | Path, *, read_only: bool = False) -> None:
        self.path = Path(path)
        self._writes = Writes()
        with explained(self.path):
            self._connection = connect(self.path, read_only=read_only)
        try:
            self._check_schema(read_only)
        except BaseException:
            self._connection.close()
            raise

    def issues(self) -> duckdb.DuckDBPyRelation:
        """Who stands where on disputed matters: a row for each actor's stance in each report.

        Columns: `issue` (a number, the most disputed first) and its `label`; `holder` (a state's
        code for its government, otherwise the body or person) and `holder_name`; `stance`
        (favours, opposes, or denies, to have done it) on a `matter`, and `why`, the words that lead
        to it; `addressees`; what `mentions` has of type, modality, days, sentence and confidence;
        `spans` (part, start, end in the sentence); `title`, `publisher`, `url`, `path` and
        `published` of the article. Sentences are parsed when they are first asked about, some 250
        mentions a second; what that gave is kept in the file, unless it is open for reading only.

        Raises:
            ModelError: no English model is installed.
        """
        return self._connection.from_arrow(issues_table(self))

    def _repr_html_(self) -> str:
        from dragoman.notebooks import dataset_card

        return dataset_card(self)

    def known_articles(self, article_ids: Collection[str]) -> set[str]:
        """Those of the given articles that are stored already, apart from those that failed."""
        return {
            article_id
            for (article_id,) in self._fetch(
                "SELECT article_id FROM articles"
                " WHERE status <> 'failed' AND article_id IN (SELECT unnest($ids::TEXT[]))",
                ids=list(article_ids),
            )
        }

    def read_article(self, article_id: str) -> Article | None:
        """A stored article; None where there is no such article."""
        rows = self._fetch(
            f"SELECT {', '.join(ARTICLE_COLUMNS)} FROM articles WHERE article_id = $id",
            id=article_id,
        )
        return Article(*rows[0]) if rows else None

    def add(
        self,
        articles: Sequence[Article],
        mentions: Sequence[Mention] = (),
        *,
        duplicate_keys: Mapping[str, Sequence[int]] | None = None,
        duplicates: Mapping[str, str] | None = None,
        coder_version: str | None = None,
    ) -> None:
        """Store articles with their mentions, all or none of them.

        An article that failed before, or whose path did, is replaced.

        Args:
            articles: each with an `article_id` that is not stored.
            mentions: of these articles.
            duplicate_keys: by article_id, the keys under which `articles_sharing` finds it.
            duplicates: stored articles that turn out to repeat an earlier one, by article_id;
                they become duplicates, lose their mentions, and have its days where they do
                not tell their own.
            coder_version: of the coder that found the mentions; None where nothing was coded here.
        """
        keys = [{"article_id": i, "keys": k} for i, k in (duplicate_keys or {}).items()]
        with self._transaction():
            self._execute(
                "DELETE FROM articles WHERE status = 'failed'"
                " AND (article_id IN (SELECT unnest($ids::TEXT[]))"
                "      OR path IN (SELECT unnest($paths::TEXT[])))",
                ids=[article.article_id for article in articles],
                paths=[article.path for article in articles],
            )
            self._insert("articles", self._article_rows(articles, coder_version))
            self._insert_mentions(mentions)
            schema = self._schema("internal.duplicate_keys")
            self._insert("internal.duplicate_keys", pa.Table.from_pylist(keys, schema=schema))
            self._changes_only(self._events_told_by(duplicates or {}))
            self._demote(duplicates or {})
            put_in_force(self, [*(article.article_id for article in articles), *(duplicates or ())])

    def _article_rows(self, articles: Sequence[Article], coder_version: str | None) -> pa.Table:
        names = (*ARTICLE_COLUMNS, "added_at", "coder_version", "register_version")
        schema = self._schema("articles")
        register_version = self._meta("register_version") if coder_version else None
        added_at = datetime.now(UTC).replace(tzinfo=None)
        coded = [article.status == "coded" for article in articles]
        columns = [[getattr(article, name) for article in articles] for name in ARTICLE_COLUMNS]
        columns += [[added_at] * len(articles)]
        columns += [[v if c else None for c in coded] for v in (coder_version, register_version)]
        return pa.table(columns, schema=pa.schema([schema.field(name) for name in names]))

    def articles_sharing(self, keys: Collection[int]) -> list[Article]:
        """The stored articles that have one of the given duplicate keys, with their originals."""
        rows = self._fetch(
            "WITH sharing AS (SELECT DISTINCT article_id FROM"
            "   (SELECT article_id, unnest(keys) AS key FROM internal.duplicate_keys)"
            "   WHERE key IN (SELECT unnest($keys::UBIGINT[])))"
            f" SELECT {', '.join(ARTICLE_COLUMNS)} FROM articles WHERE article_id IN (FROM sharing)"
            " OR article_id IN (SELECT duplicate_of FROM articles SEMI JOIN sharing"
            "   USING (article_id) WHERE duplicate_of IS NOT NULL)",
            keys=list(keys),
        )
        return [Article(*row) for row in rows]

    def dated_texts(self) -> list[tuple[str, date]]:
        """Text and day of coded articles whose day is told, no more than MOST_TEXTS of them.

        The article_ids being digests, those with the lowest are a sample.
        """
        return self._fetch(
            "SELECT text, published_start FROM articles WHERE status = 'coded'"
            " AND published_start = published_end AND published_basis <> 'inferred'"
            f" ORDER BY article_id LIMIT {MOST_TEXTS}"
        )

    def _events_told_by(self, article_ids: Iterable[str]) -> set[str]:
        rows = self._fetch(
            "SELECT DISTINCT event_id FROM mentions WHERE event_id IS NOT NULL"
            " AND article_id IN (SELECT unnest($ids::TEXT[]))",
            ids=list(article_ids),
        )
        return {event_id for (event_id,) in rows}

    def _demote(self, duplicates: Mapping[str, str]) -> None:
        for article_id, original in duplicates.items():
            self._execute(
                "UPDATE articles SET status = 'duplicate', duplicate_of = $original,"
                " coder_version = NULL, register_version = NULL WHERE article_id = $id",
                id=article_id,
                original=original,
            )
            self._execute(
                "UPDATE articles SET published_start = o.published_start,"
                " published_end = o.published_end, published_basis = 'inferred',"
                " date_reasons = 'repeats article ' || o.article_id"
                " FROM (FROM articles WHERE article_id = $original) o"
                " WHERE articles.article_id = $id AND o.published_start IS NOT NULL"
                " AND articles.published_basis IN ('inferred', 'unknown')",
                id=article_id,
                original=original,
            )
        self._forget_mentions(list(duplicates))

    def _check_schema(self, read_only: bool) -> None:
        tables = self._fetch(
            "SELECT table_schema || '.' || table_name FROM information_schema.tables"
        )
        if ("internal.meta",) not in tables:
            if tables or read_only:
                raise StoreError(
                    f"{self.path} is a DuckDB file, but not a Dragoman dataset: choose another name"
                )
            self._run_script("schema.sql")
        version = int(self._meta("schema_version") or 0)
        if 0 < version < SCHEMA_VERSION and read_only:
            raise StoreError(
                f"{self.path} has version {version} of the tables: run `dragoman code` on it once,"
                " which brings it up to date"
            )
        while 0 < version < SCHEMA_VERSION:
            version += 1
            self._run_script(f"upgrade_{version}.sql")
        if version != SCHEMA_VERSION:
            raise StoreError(
                f"{self.path} has version {version} of the tables, this program knows version"
                f" {SCHEMA_VERSION}: use the Dragoman that wrote it, or code the articles again"
            )

    def _run_script(self, name: str) -> None:
        with self._transaction():
            self._execute(files("dragoman.store").joinpath(name).read_text("utf-8"))
