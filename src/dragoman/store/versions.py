"""Which versions of coder and register have coded what, and coding it anew."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from itertools import starmap
from operator import itemgetter
from typing import TypeVar

import pyarrow as pa

from dragoman.records import Actor, ActorRole, Article, Mention
from dragoman.store.corrections import Corrections, put_in_force
from dragoman.store.rows import (
    ACTOR_COLUMNS,
    ARTICLE_COLUMNS,
    ROLE_COLUMNS,
    participants_to_arrow,
    to_arrow,
)

_Record = TypeVar("_Record", Actor, ActorRole)

MENTIONS = "internal.coded_mentions"
ACTORS = "internal.coded_mention_actors"

_OF_ARTICLES = "article_id IN (SELECT unnest($ids::TEXT[]))"
_FORGET = (
    f"DELETE FROM {ACTORS} WHERE mention_id IN (SELECT mention_id FROM {MENTIONS}"
    f" WHERE {_OF_ARTICLES})",
    f"DELETE FROM {MENTIONS} WHERE {_OF_ARTICLES}",
)
# What is inferred of the days of an article holds for its copies.
_PASS_ON = """
UPDATE articles SET published_start = o.published_start, published_end = o.published_end
FROM (SELECT * FROM articles WHERE article_id IN (SELECT unnest($ids::TEXT[]))) o
WHERE articles.date_reasons = 'repeats article ' || o.article_id
"""


class Versions(Corrections):
    """The register of actors, and what was coded by an earlier version of it or of the coder."""

    def write_register(self, actors: Iterable[Actor], roles: Iterable[ActorRole]) -> None:
        """Store the register of actors, where it differs from the stored one.

        Which words the change is about is kept for `outdated`.
        """
        actors, roles, version = ordered_register(actors, roles)
        if self._meta("register_version") == version:
            return
        with self._transaction():
            ((number,),) = self._fetch(
                "SELECT coalesce(max(number), 0) + 1 FROM internal.register_versions"
            )
            self._execute(
                "INSERT INTO internal.register_versions VALUES ($number, $version)",
                number=number,
                version=version,
            )
            if number > 1:
                self._write_changes(number, actors, roles)
            for table, records in (("actors", actors), ("actor_roles", roles)):
                self._execute(f"DELETE FROM {table}")
                self._insert(table, to_arrow(records, self._schema(table)))
            self._set_meta("register_version", version)

    def outdated(self, coder_version: str) -> tuple[list[str], list[str]]:
        """The articles that are to be coded anew, by article_id: dated ones, and the others.

        They are those coded by another version of the coder, and those coded by another register
        that may name an actor in which it differs from the stored one. The rest of the latter
        count as coded by the stored one from now on.
        """
        from dragoman.actors.changes import concerned  # which loads spaCy

        changes: dict[str, list[frozenset[str]]] = {}
        dated, undated, current = list[str](), list[str](), list[str]()
        for article_id, coder, register, text, told in self._stream(
            "SELECT article_id, coder_version, register_version, text,"
            " published_basis NOT IN ('inferred', 'unknown') FROM articles"
            " WHERE status = 'coded' AND coder_version IS NOT NULL AND (coder_version <> $coder"
            "  OR register_version IS DISTINCT FROM $register) ORDER BY article_id",
            coder=coder_version,
            register=self._meta("register_version"),
        ):
            if coder == coder_version:
                if register not in changes:
                    changes[register] = self.cursor()._changes_since(register)
                if not concerned(text, changes[register]):
                    current.append(article_id)
                    continue
            (dated if told else undated).append(article_id)
        with self._transaction(counts=False):
            self._execute(
                f"UPDATE articles SET register_version = $register WHERE {_OF_ARTICLES}",
                register=self._meta("register_version"),
                ids=current,
            )
        return dated, undated

    def count_outdated(self, coder_version: str) -> int:
        """The number of articles that another version of the coder has coded."""
        ((number,),) = self._fetch(
            "SELECT count(*) FROM articles WHERE status = 'coded' AND coder_version <> $coder",
            coder=coder_version,
        )
        return int(number)

    def read_again(self, article_ids: Collection[str]) -> list[Article]:
        """Articles as they were before they were coded, in the order of their ids."""
        rows = self._fetch(
            f"SELECT {', '.join(ARTICLE_COLUMNS)} FROM articles WHERE {_OF_ARTICLES}"
            " ORDER BY article_id",
            ids=list(article_ids),
        )
        return [Article(*row) for row in rows]

    def replace_coding(
        self, articles: Sequence[Article], mentions: Sequence[Mention], coder_version: str
    ) -> None:
        """Put new mentions of stored articles in place of theirs, all or none of them.

        The days of the articles are set too. Corrections stay in force.
        """
        ids = [article.article_id for article in articles]
        with self._transaction():
            self._forget_mentions(ids)
            self._insert_mentions(mentions)
            self._lend_days(articles)
            self._execute(
                "UPDATE articles SET published_start = d.published_start,"
                " published_end = d.published_end, published_basis = d.published_basis,"
                " date_reasons = d.date_reasons, coder_version = $coder,"
                " register_version = $register"
                " FROM days d WHERE articles.article_id = d.article_id",
                coder=coder_version,
                register=self._meta("register_version"),
            )
            self._connection.unregister("days")
            self._execute(_PASS_ON, ids=ids)
            put_in_force(self, ids)

    def _lend_days(self, articles: Sequence[Article]) -> None:
        names = ("article_id", "published_start", "published_end", "published_basis")
        schema = self._schema("articles")
        fields = [schema.field(name) for name in (*names, "date_reasons")]
        self._connection.register("days", to_arrow(articles, pa.schema(fields)))

    def _insert_mentions(self, mentions: Sequence[Mention]) -> None:
        self._insert(MENTIONS, to_arrow(mentions, self._schema("mentions")))
        participants = participants_to_arrow(mentions, self._schema("mention_actors"))
        self._insert(ACTORS, participants)

    def _forget_mentions(self, article_ids: Collection[str]) -> None:
        for statement in _FORGET:
            self._execute(statement, ids=list(article_ids))

    def _write_changes(
        self, number: int, actors: Iterable[Actor], roles: Iterable[ActorRole]
    ) -> None:
        from dragoman.actors.changes import words_of_changes  # which loads spaCy

        changes = words_of_changes(self._register(), (actors, roles))
        words = [{"number": number, "words": sorted(each)} for each in changes]
        schema = self._schema("internal.register_changes")
        self._insert("internal.register_changes", pa.Table.from_pylist(words, schema=schema))

    def _register(self) -> tuple[list[Actor], list[ActorRole]]:
        actors = self._fetch(f"SELECT {', '.join(ACTOR_COLUMNS)} FROM actors")
        columns = ", ".join(f'"{name}"' for name in ROLE_COLUMNS)
        roles = self._fetch(f"SELECT {columns} FROM actor_roles")
        return (
            [replace(actor, aliases=tuple(actor.aliases)) for actor in starmap(Actor, actors)],
            [ActorRole(*row) for row in roles],
        )

    def _changes_since(self, register_version: str) -> list[frozenset[str]]:
        rows = self._fetch(
            "SELECT words FROM internal.register_changes WHERE number > (SELECT max(number)"
            " FROM internal.register_versions WHERE version = $version)",
            version=register_version,
        )
        return [frozenset(words) for (words,) in rows]


def ordered_register(
    actors: Iterable[Actor], roles: Iterable[ActorRole]
) -> tuple[list[Actor], list[ActorRole], str]:
    """A register in the order of its rows, and its version."""
    ordered_actors, actor_texts = _ordered(actors)
    ordered_roles, role_texts = _ordered(roles)
    both = f"({actor_texts}, {role_texts})"
    return ordered_actors, ordered_roles, hashlib.sha256(both.encode()).hexdigest()[:12]


def _ordered(records: Iterable[_Record]) -> tuple[list[_Record], str]:
    """Records in the order of their representations, and that of their list."""
    pairs = sorted(((repr(record), record) for record in records), key=itemgetter(0))
    return [record for _, record in pairs], f"[{', '.join(text for text, _ in pairs)}]"
