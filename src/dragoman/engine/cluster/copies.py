"""Which articles of all shards are the same, or near-copies, as the local engine sees it.

Of articles with the same identity the first is kept, the one that tells its day before all others.
Near-copies are found among the articles that have a duplicate key in common: each task has the
keys of a range, takes the articles that share one of them, and finds the originals among these as
`find_duplicates` does. The earliest original that any task finds is the one.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from dragoman.engine.cluster import records
from dragoman.engine.cluster.records import PLACE, shard_of
from dragoman.engine.cluster.storage import groups
from dragoman.engine.cluster.tasks import DAYS, Job, Result, coded_names
from dragoman.merging import find_duplicates
from dragoman.records import Article
from dragoman.stages import stage

# A task has the keys of some so many articles.
ARTICLES_A_TASK = 50_000
_KEYS = 1 << 64  # as many as there may be

_TEXT = pa.string()
_REPEATS = pa.schema([PLACE])
_COPIES = pa.schema([PLACE, ("article_id", _TEXT), ("original", _TEXT), ("day", pa.date32())])
_MARKS = pa.schema([PLACE, ("article_id", _TEXT), ("original", _TEXT)])
_REPRINTS = pa.schema([("article_id", _TEXT), ("number", pa.int32())])
_LENT = pa.schema([PLACE, *(records.ARTICLES.field(name) for name in DAYS)])


@stage("comparing")
def find_repeats(job: Job, shards: int) -> Result:
    """Find all articles but one of each identity."""
    names = [f"read/{number:06}.parquet" for number in range(shards)]
    rows = job.work.read_tables(names, columns=["article_id", "waits", "place"])
    rows = rows.sort_by([(name, "ascending") for name in ("article_id", "waits", "place")])
    ids = rows["article_id"].combine_chunks()
    again = pc.equal(ids[1:], ids[:-1]) if len(ids) > 1 else pa.array([], pa.bool_())
    repeats = rows["place"].slice(1).filter(again).sort()
    table = pa.table([repeats], schema=_REPEATS)
    job.work.write_table("repeats.parquet", [table], _REPEATS)
    return {"repeats": table.num_rows}


@stage("comparing")
def find_copies(job: Job, number: int, tasks: int, shards: int) -> Result:
    """Find the near-copies among the articles that share a key of one of `tasks` ranges."""
    low, high = (_KEYS * n // tasks for n in (number, number + 1))
    in_range = (pc.field("key") >= pa.scalar(low, pa.uint64())) & (
        pc.field("key") <= pa.scalar(high - 1, pa.uint64())
    )
    names = [f"keys/{shard:06}.parquet" for shard in range(shards)]
    rows = job.work.read_tables(names, filters=in_range)
    repeats = job.work.read_table("repeats.parquet")["place"]
    rows = rows.filter(pc.invert(pc.is_in(rows["place"], repeats)))
    shared = _shared(rows)
    articles = _articles(job, np.unique(shared["place"].to_numpy()))
    keys = defaultdict[str, list[int]](list)
    for key, place in zip(shared["key"].to_pylist(), shared["place"].to_pylist(), strict=True):
        keys[articles[place].article_id].append(key)
    by_id = {article.article_id: (place, article) for place, article in articles.items()}
    found = find_duplicates(articles.values(), keys)
    copies = [
        {"place": by_id[copy][0], "article_id": copy, "original": original}
        | {"day": by_id[original][1].published_end}
        for copy, original in found.items()
    ]
    table = pa.Table.from_pylist(copies, schema=_COPIES)
    job.work.write_table(f"copies/{number:06}.parquet", [table], _COPIES)
    return {"copies": len(copies)}


def _shared(rows: pa.Table) -> pa.Table:
    """The rows whose key another article has too."""
    counts = rows["key"].value_counts()
    several = counts.field("values").filter(pc.greater(counts.field("counts"), 1))
    return rows.filter(pc.is_in(rows["key"], several))


def _articles(job: Job, places: np.ndarray[Any, Any]) -> dict[int, Article]:
    """What of the articles of some places decides on copies."""
    columns = ["place", "article_id", "published_end", "text"]
    found: dict[int, Article] = {}
    numbers = shard_of(places)
    for shard in np.unique(numbers).tolist():
        here = pa.array(places[numbers == shard])
        rows = job.work.read_table(
            f"read/{shard:06}.parquet", columns=columns, filters=pc.field("place").isin(here)
        )
        for row in rows.to_pylist():
            place = row.pop("place")
            found[place] = Article(path="", **row)
    return found


@stage("comparing")
def mark(job: Job, tasks: int) -> Result:
    """Bring together what repeats what, by place, and how often each article is repeated."""
    names = [f"copies/{number:06}.parquet" for number in range(tasks)]
    copies = job.work.read_tables(names).sort_by(
        [("place", "ascending"), ("day", "ascending"), ("original", "ascending")]
    )  # days that are not known come last
    earliest = {row["place"]: row for row in reversed(copies.to_pylist())}
    marks = [{name: row[name] for name in _MARKS.names} for row in earliest.values()]
    repeats = job.work.read_table("repeats.parquet")["place"].to_pylist()
    marks += [{"place": place} for place in repeats]
    table = pa.Table.from_pylist(marks, schema=_MARKS).sort_by("place")
    job.work.write_table("marks.parquet", groups(table), _MARKS)
    original = {row["article_id"]: row["original"] for row in earliest.values()}
    number = Counter(above for copy in original for above in _chain(copy, original))
    counts = pa.table([list(number), list(number.values())], schema=_REPRINTS)
    job.work.write_table("reprints.parquet", [counts], _REPRINTS)
    return {"copies": len(original), "repeats": len(repeats)}


def _chain(copy: str, original: dict[str, str]) -> Iterator[str]:
    """What an article repeats, what that repeats, and so on."""
    above = original.get(copy)
    while above:
        yield above
        above = original.get(above)


@stage("comparing")
def lend(job: Job) -> Result:
    """Find the days that copies without one have of what they repeat; see `Run`."""
    marks = job.work.read_table("marks.parquet").to_pylist()
    original = {row["article_id"]: row["original"] for row in marks if row["original"]}
    names = coded_names(job.work, "articles")
    undated = (pc.field("status") == "duplicate") & ~pc.field("published_start").is_valid()
    copies = job.work.read_tables(names, columns=["place", "article_id"], filters=undated)
    wanted = {a for copy in copies["article_id"].to_pylist() for a in _chain(copy, original)}
    above = pc.field("article_id").isin(pa.array(sorted(wanted), _TEXT))
    rows = job.work.read_tables(names, columns=_LENT.names, filters=above).to_pylist()
    days = {row["article_id"]: row for row in rows if row["published_start"]}
    lent = [
        days[name] | {"place": copy["place"]}
        for copy in copies.to_pylist()
        if (name := next((a for a in _chain(copy["article_id"], original) if a in days), None))
    ]
    table = pa.Table.from_pylist(lent, schema=_LENT).sort_by("place")
    job.work.write_table("lent.parquet", groups(table), _LENT)
    return {"lent": len(lent)}
