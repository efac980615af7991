"""Who stands where, as a table: the positions in all mentions, with their articles."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import pyarrow as pa

if TYPE_CHECKING:
    from dragoman.positions import Position
    from dragoman.records import Article
    from dragoman.store.dataset import Dataset

_SPAN = pa.struct(
    [pa.field("part", pa.string()), pa.field("start", pa.int32()), pa.field("end", pa.int32())]
)
_COLUMNS: dict[str, pa.DataType] = {
    "issue": pa.int32(),
    "label": pa.string(),
    "holder": pa.string(),
    "holder_name": pa.string(),
    "actor_id": pa.string(),
    "stance": pa.string(),
    "matter": pa.string(),
    "why": pa.string(),
    "event_type": pa.string(),
    "modality": pa.string(),
    "addressees": pa.list_(pa.string()),
    "date_start": pa.date32(),
    "date_end": pa.date32(),
    "confidence": pa.float64(),
    "sentence": pa.string(),
    "spans": pa.list_(_SPAN),
    "mention_id": pa.string(),
    "event_id": pa.string(),
    "article_id": pa.string(),
    "title": pa.string(),
    "publisher": pa.string(),
    "url": pa.string(),
    "path": pa.string(),
    "published": pa.date32(),
}


class _Readings(dict[str, str]):
    """The dataset's readings by key, to which new ones can be added.

    Args:
        dataset: it keeps them; nothing that it says is changed by them.
    """

    def __init__(self, dataset: Dataset) -> None:
        dataset_tables = dataset.query("SHOW ALL TABLES").fetchall()
        known = any(row[1:3] == ("internal", "readings") for row in dataset_tables)
        super().__init__(dataset._fetch("FROM internal.readings") if known else ())
        self._dataset = dataset
        self._new: list[str] = []

    def __setitem__(self, key: str, reading: str) -> None:
        super().__setitem__(key, reading)
        self._new.append(key)

    def keep(self) -> None:
        """Store the new ones, unless the file is open for reading only."""
        (name,) = self._dataset._fetch("SELECT current_database()")
        ((readonly,),) = self._dataset._fetch(
            "SELECT readonly FROM duckdb_databases() WHERE database_name = $name", name=name[0]
        )
        if readonly or not self._new:
            return
        rows = pa.table({"key": self._new, "reading": [self[key] for key in self._new]})
        with self._dataset._transaction(counts=False):
            self._dataset._execute(
                "CREATE TABLE IF NOT EXISTS internal.readings (key TEXT, reading TEXT)"
            )
            self._dataset._insert("internal.readings", rows)


def issues_table(dataset: Dataset) -> pa.Table:
    """See `Dataset.issues`."""
    from dragoman.language import load_model
    from dragoman.positions import find_positions

    types = dataset.event_types()
    mentions = [mention for name in types for mention in dataset.read_mentions(name)]
    articles = {key: a for name in types for key, a in dataset.read_articles(name).items()}
    names = dataset.query("SELECT actor_id, name FROM actors").fetchall()
    states = dataset.query(
        "SELECT lower(unnest([name] || aliases)), actor_id FROM actors WHERE kind = 'state'"
    ).fetchall()
    memory = _Readings(dataset)
    positions = (
        find_positions(mentions, articles, dict(names), dict(states), load_model, memory)
        if mentions
        else []
    )
    memory.keep()
    rows = [_row(position, articles[position.article_id]) for position in positions]
    return pa.Table.from_pylist(rows, schema=pa.schema(_COLUMNS))


def _row(position: Position, article: Article) -> dict[str, Any]:
    start, end = article.published_start, article.published_end
    return asdict(position) | {
        "spans": [{"part": p, "start": a, "end": b} for p, a, b in position.spans],
        "title": article.title,
        "publisher": article.publisher,
        "url": article.url,
        "path": article.path,
        "published": start if start == end else None,
    }
