"""How long corrections take in a large dataset, and what the views over them cost.

    python benchmarks/corrections.py --base news.duckdb [--size 300000] [--acts 10]

The mentions are made of those of a coded dataset as in scale.py, and merged. Times are medians in
milliseconds, of this process' processor time and by the clock, with two threads for DuckDB.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import scale

from dragoman.engine.batches import merge_all
from dragoman.records import ActorChange, Changes
from dragoman.store import Dataset

_READS = {
    "types": "SELECT event_type, count(*) FROM {mentions} GROUP BY ALL",
    "an event": "SELECT * FROM {mentions} WHERE event_id = 'none'",
    "parties": "SELECT event_id, list(DISTINCT actor_id) FROM {actors} JOIN {mentions}"
    " USING (mention_id) GROUP BY ALL",
}
_VIEWS = {"mentions": "mentions", "actors": "mention_actors"}
_TABLES = {"mentions": "internal.coded_mentions", "actors": "internal.coded_mention_actors"}


def prepare(base: Path, path: Path, size: int) -> None:
    """Make a merged dataset of so many mentions, with the register of `base`."""
    scale.make(base, path, size)
    with duckdb.connect(str(path)) as connection:
        connection.execute(f"ATTACH '{base}' AS base (READ_ONLY)")
        for table in ("actors", "actor_roles"):
            connection.execute(f"INSERT INTO {table} FROM base.{table}")
    with Dataset(path) as dataset:
        merge_all(dataset)


def acts(dataset: Dataset, number: int) -> Iterator[tuple[str, Callable[[], object]]]:
    """Acts of all kinds, each on other mentions, and what takes the last one back."""
    chosen = dataset.query(
        "SELECT any_value(mention_id), event_id FROM mentions JOIN events USING (event_id)"
        " WHERE events.event_type = 'CONSULT' AND events.mention_count BETWEEN 2 AND 9"
        " GROUP BY event_id ORDER BY hash(event_id) LIMIT $n",
        n=number * 7,
    ).fetchall()
    kinds: dict[str, Callable[[str, str], int]] = {
        "change type": lambda m, _: dataset.correct([m], Changes(event_type="AGREE"), by="x"),
        "change actors": lambda m, _: dataset.correct(
            [m], Changes(sources=(ActorChange("TUR MIL"),)), by="x"
        ),
        "confirm": lambda m, _: dataset.confirm([m], by="x"),
        "reject": lambda m, _: dataset.reject([m], by="x"),
        "split": lambda m, _: dataset.split([m], by="x"),
        "merge": lambda _, event: dataset.merge([event, chosen[-1][1]], by="x"),
    }
    for (mention, event), kind in zip(chosen[:-1], list(kinds) * number, strict=False):
        yield kind, lambda m=mention, e=event, k=kind: kinds[k](m, e)
        yield "undo", lambda: dataset.undo(len(dataset.corrections()), by="x")


def measured(run: Callable[[], object]) -> tuple[float, float]:
    """Milliseconds of the processor, and by the clock."""
    busy, began = time.process_time(), time.perf_counter()
    run()
    return (time.process_time() - busy) * 1000, (time.perf_counter() - began) * 1000


def report(times: dict[str, list[tuple[float, float]]]) -> None:
    """Print the medians."""
    print(f"{'':24}{'processor':>10}{'clock':>10}")
    for name, found in times.items():
        busy, clock = (statistics.median(column) for column in zip(*found, strict=True))
        print(f"{name:24}{busy:>10.0f}{clock:>10.0f}")


def main() -> None:
    """Make the dataset, correct it and read it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--base", type=Path, required=True, help="a coded dataset")
    parser.add_argument("--size", type=int, default=300_000)
    parser.add_argument("--acts", type=int, default=10, help="of each kind")
    options = parser.parse_args()
    times: dict[str, list[tuple[float, float]]] = {}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "made.duckdb"
        prepare(options.base, path, options.size)
        with Dataset(path) as dataset:
            dataset.query("SET threads = 2")
            for name, act in acts(dataset, options.acts):
                times.setdefault(name, []).append(measured(act))
            for name, sql in _READS.items():
                for where, names in (("views", _VIEWS), ("tables", _TABLES)):
                    rows = dataset.query(sql.format(**names))
                    times[f"{name}, {where}"] = [measured(rows.fetchall) for _ in range(5)]
        report(times)


if __name__ == "__main__":
    main()
