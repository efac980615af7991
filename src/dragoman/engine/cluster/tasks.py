"""What is done to one shard, or to a part of one: reading, coding, and what is stored of it.

Every task reads files, writes files and returns what the next stage must know, as JSON's types;
done twice, it does the same. `dated` and `undated` are the two passes of coding, as in a local
run: the articles without a day are dated with the help of the others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from dragoman.engine.batches import dated_like
from dragoman.engine.cluster import records
from dragoman.engine.cluster.crews import crew
from dragoman.engine.cluster.records import place_of
from dragoman.engine.cluster.shards import Shard
from dragoman.engine.cluster.storage import Folder, groups
from dragoman.engine.coders import ArticleCoder
from dragoman.engine.crew import Crew
from dragoman.engine.pipeline import timed
from dragoman.engine.processes import TIME_LIMIT
from dragoman.engine.summary import Summary, word_count
from dragoman.merging import duplicate_keys
from dragoman.records import Article, Mention
from dragoman.stages import stage
from dragoman.store.dataset import MOST_TEXTS
from dragoman.store.rows import table_schema, to_arrow
from dragoman.store.versions import ordered_register

if TYPE_CHECKING:
    from dragoman.dating import DatedTexts

PART_ARTICLES = 50

_KEYS = pa.schema([pa.field("key", pa.uint64()), records.PLACE])
_STORED_KEYS = table_schema("internal.duplicate_keys")
DAYS = ("article_id", "published_start", "published_end")
_TEXTS = pa.schema([records.ARTICLES.field(name) for name in ("text", "published_start")])

Result = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Job:
    """What all tasks of a run must know.

    Args:
        name: tells the run from others.
        out: where the tables go.
        make_coder: see `Crew`.
        published: the day of publication of all articles, whatever they say.
        version: of the coder.
        verbs: the user's own dictionaries, which are part of it.
        part: so many articles are coded by one task; as much is lost with a worker.
    """

    name: str
    out: Folder
    make_coder: Callable[[], ArticleCoder]
    published: date | None
    version: str
    verbs: tuple[Path, ...] = ()
    part: int = PART_ARTICLES
    time_limit: float = TIME_LIMIT

    @property
    def work(self) -> Folder:
        """Where the stages leave what the next ones read."""
        return self.out / "_work"


def read(job: Job, number: int, shard: Shard) -> Result:
    """Read and clean a shard: its articles in row groups, one for each part, and their keys."""
    counts = {"articles": 0, "parts": 0, "waiting": 0}
    keys: list[pa.Table] = []

    def parts() -> Iterator[pa.Table]:
        articles = crew(job).clean(timed(shard.documents()), job.published)
        while some := list(islice(articles, job.part)):
            rows = _read_rows(number, counts["articles"], some)
            keys.append(_key_rows(rows))
            counts["articles"] += len(some)
            counts["parts"] += 1
            counts["waiting"] += pc.sum(rows["waits"]).as_py()
            yield rows

    job.work.write_table(f"read/{number:06}.parquet", parts(), records.READ)
    found = pa.concat_tables([_KEYS.empty_table(), *keys]).sort_by("key")
    job.work.write_table(f"keys/{number:06}.parquet", groups(found), _KEYS)
    return counts


@stage("comparing")
def _read_rows(number: int, before: int, articles: Sequence[Article]) -> pa.Table:
    keys = duplicate_keys({a.article_id: a for a in articles if a.status == "coded"}.values())
    waits = [a.status == "coded" and a.published_start is None for a in articles]
    places = [place_of(number, before + row) for row in range(len(articles))]
    rows = records.articles_to_arrow(articles, places)
    found = [keys.get(a.article_id) for a in articles]
    rows = rows.append_column(records.READ.field("keys"), pa.array(found, pa.list_(pa.uint64())))
    return rows.append_column(records.READ.field("waits"), pa.array(waits, pa.bool_()))


def _key_rows(rows: pa.Table) -> pa.Table:
    keys = rows["keys"].combine_chunks()
    places = rows["place"].take(pc.list_parent_indices(keys))
    return pa.table([pc.list_flatten(keys), places], schema=_KEYS)


def marked(job: Job, rows: pa.Table) -> list[tuple[int, Article]]:
    """The articles of rows with their places: each once, and copies as such."""
    places = rows["place"].to_pylist()
    marks = _of_places(job, "marks.parquet", places)
    original = dict(zip(marks["place"].to_pylist(), marks["original"].to_pylist(), strict=True))
    found = list[tuple[int, Article]]()
    for place, article in zip(places, records.to_articles(rows), strict=True):
        if place not in original:
            found.append((place, article))
        elif name := original[place]:
            found.append((place, replace(article, status="duplicate", duplicate_of=name)))
    return found


def _of_places(job: Job, name: str, places: Sequence[int]) -> pa.Table:
    """The rows of a file that lie between the first and the last of some places."""
    some = [("place", ">=", places[0]), ("place", "<=", places[-1])] if places else None
    return job.work.read_table(name, filters=some)


def code(job: Job, number: int, part: int, waiting: bool) -> Result:
    """Code the articles of a part, those that tell their day or those that wait for the others.

    In the first pass, what is not coded is taken over too.
    """
    rows = job.work.read_group(f"read/{number:06}.parquet", part)
    articles = marked(job, rows)
    waits = dict(zip(rows["place"].to_pylist(), rows["waits"].to_pylist(), strict=True))
    to_code = [(p, a) for p, a in articles if a.status == "coded" and waits[p] == waiting]
    others = [] if waiting else [(p, a) for p, a in articles if a.status != "coded"]
    dated = _dated_texts(job.work) if waiting and to_code else None
    hired = crew(job)
    results = list(hired.code_articles([a for _, a in to_code], dated)) if to_code else []
    mentions: dict[str, Mention] = {m.mention_id: m for _, found in results for m in found}
    coded = [(p, a) for (p, _), (a, _) in zip(to_code, results, strict=True)]
    name = f"{'undated' if waiting else 'dated'}/{number:06}-{part:06}"
    told = records.mentions_to_arrow(list(mentions.values()))
    job.work.write_table(f"{name}.mentions.parquet", [told], records.MENTIONS)
    places = [place for place, _ in (*coded, *others)]
    stored = records.articles_to_arrow([a for _, a in (*coded, *others)], places)
    job.work.write_table(f"{name}.articles.parquet", [stored], records.ARTICLES)
    left = sum(a.status == "coded" and waits[p] for p, a in articles)
    words = sum(word_count(article) for _, article in coded)
    counts = {"documents": len(places), "words": words, "mentions": len(mentions)}
    version = None
    if any(article.status == "coded" for _, article in coded):
        version = _store_register(job.name, job.out, hired)
    return counts | {"waiting": left, "register_version": version}


@lru_cache(maxsize=1)
def _store_register(run: str, out: Folder, hired: Crew) -> str:
    """Write the register of actors by which the workers code, once a run; its version."""
    register = hired.register
    actors, roles, version = ordered_register(register.actors.values(), register.roles)
    for table, rows in (("actors", actors), ("actor_roles", roles)):
        schema = table_schema(table)
        out.write_table(f"{table}/register.parquet", [to_arrow(rows, schema)], schema)
    return version


@lru_cache(maxsize=1)
def _dated_texts(work: Folder) -> DatedTexts:
    from dragoman.dating import DatedTexts

    rows = work.read_table("dated.parquet").to_pydict()
    return DatedTexts(zip(rows["text"], rows["published_start"], strict=True))


def coded_names(work: Folder, what: str, number: int | None = None) -> list[str]:
    """The files of coded articles or mentions, of one shard or of all."""
    beginning = "" if number is None else f"{number:06}-"
    return [
        f"{stage}/{name}"
        for stage in ("dated", "undated")
        for name in work.names(stage)
        if name.startswith(beginning) and name.endswith(f".{what}.parquet")
    ]


def gather_dated(job: Job) -> Result:
    """Bring together the texts that help to date others; see `Dataset.dated_texts`."""
    names = coded_names(job.work, "articles")
    told = (
        (pc.field("status") == "coded")
        & (pc.field("published_start") == pc.field("published_end"))
        & (pc.field("published_basis") != "inferred")
    )
    ids = job.work.read_tables(names, columns=["article_id", "place"], filters=told)
    ids = ids.sort_by("article_id").slice(0, MOST_TEXTS)
    columns = ["article_id", *_TEXTS.names]
    chosen = pc.field("article_id").isin(ids["article_id"].combine_chunks())
    texts = job.work.read_tables(names, columns=columns, filters=chosen).sort_by("article_id")
    job.work.write_table("dated.parquet", [texts.select(_TEXTS.names)], _TEXTS)
    return {"texts": texts.num_rows}


@stage("storing")
def store(job: Job, number: int, register_version: str | None) -> Result:
    """Write the rows of `articles` for a shard, and its mentions by type for merging."""
    names = coded_names(job.work, "articles", number)
    rows = job.work.read_tables(names).sort_by("place")
    rows = _with_lent_days(job, rows)
    coded = pc.equal(rows["status"], "coded")
    for name, value in (("coder_version", job.version), ("register_version", register_version)):
        versions = pc.if_else(coded, pa.scalar(value, pa.string()), pa.scalar(None, pa.string()))
        rows = rows.append_column(name, versions)
    now = pa.scalar(np.datetime64("now", "us"), table_schema("articles").field("added_at").type)
    rows = rows.append_column("added_at", pa.repeat(now, rows.num_rows))
    schema = table_schema("articles")
    mentions = job.work.read_tables(coded_names(job.work, "mentions", number))
    _store_keys(job, number, rows["place"])
    types = sorted(pc.unique(mentions["event_type"]).to_pylist())
    by_type = (mentions.filter(pc.equal(mentions["event_type"], name)) for name in types)
    job.work.write_table(f"mentions/{number:06}.parquet", by_type, records.MENTIONS)
    job.out.write_table(f"articles/{number:06}.parquet", [rows.select(schema.names)], schema)
    return _figures(rows, mentions)


def _store_keys(job: Job, number: int, places: pa.ChunkedArray) -> None:
    """Write the keys by which a later run finds copies of these articles."""
    rows = job.work.read_table(f"read/{number:06}.parquet", columns=["place", "article_id", "keys"])
    kept = pc.and_(pc.is_valid(rows["keys"]), pc.is_in(rows["place"], pa.array(places)))
    rows = rows.filter(kept).select(_STORED_KEYS.names)
    job.out.write_table(f"duplicate_keys/{number:06}.parquet", [rows], _STORED_KEYS)


def _with_lent_days(job: Job, rows: pa.Table) -> pa.Table:
    """The rows, copies without a day with those of their originals."""
    places = rows["place"].to_pylist()
    lent = _of_places(job, "lent.parquet", places).to_pylist()
    if not lent:
        return rows
    originals = {
        row["place"]: Article(path="", text="", **{name: row[name] for name in DAYS})
        for row in lent
    }
    articles = [
        dated_like(article, originals.get(place))
        for place, article in zip(places, records.to_articles(rows), strict=True)
    ]
    return records.articles_to_arrow(articles, places)


def _figures(rows: pa.Table, mentions: pa.Table) -> Result:
    summary = Summary()
    summary.count(records.to_articles(rows), ())
    summary.mentions = mentions.num_rows
    summary.types.update(mentions["event_type"].to_pylist())
    return summary.data()
