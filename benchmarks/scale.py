"""How long merging takes, and how much memory, for many mentions.

    python benchmarks/merging.py scale --base news.duckdb [--sizes 10000 100000 1000000]

The mentions are those of a coded dataset, sampled and changed: three reports to a story, whose
states are exchanged for others as frequent, four to an article, 1,000 a day. A report may leave out
the targets or the place, drop words, take others, give no day, or tell of it beforehand.
Each size is merged in a process of its own, with two threads for DuckDB: from reading the mentions
out of the file until the events are stored in it.
"""

from __future__ import annotations

import math
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import duckdb

from dragoman.engine.batches import merge_all
from dragoman.store import Dataset

REPORTS_A_DAY = 1_000
REPORTS_A_STORY = 3
REPORTS_AN_ARTICLE = 4

# h(a, b, ...): a number that looks random and is the same on every run. A story's states are drawn
# from all mentions' actors, so that frequent ones stay frequent.
_MADE = """
CREATE TEMP MACRO h(a, b) AS (hash(a::VARCHAR || '/' || b::VARCHAR) % 1000000)::BIGINT;
CREATE TEMP TABLE states AS
    SELECT row_number() OVER () - 1 AS number, country FROM base.mention_actors
    WHERE country IS NOT NULL;
CREATE TEMP TABLE models AS
    SELECT row_number() OVER (ORDER BY mention_id) - 1 AS number, m.*,
           coalesce(m.date_start, a.published_start, DATE '2000-01-01') AS day
    FROM base.mentions m JOIN base.articles a USING (article_id);
CREATE TEMP TABLE made AS
    SELECT r, r // {story} AS story, DATE '2001-01-01' +
           (h('day', r // {both}) % {days})::INTEGER AS day,
           r // {both} * {story} + r % {story} AS article,
           (h('late', article) % 5 - 1)::INTEGER AS late, models.* EXCLUDE (day)
    FROM range({size}) t(r) JOIN models
         ON models.number = h('model', r // {story}) % (SELECT count(*) FROM models);
INSERT INTO articles BY NAME
    SELECT DISTINCT 'a' || article AS article_id, 'made' AS path, '' AS text,
           'given' AS published_basis,
           day + late AS published_start, day + late AS published_end, 'coded' AS status,
           TIMESTAMP '2001-01-01' AS added_at
    FROM made;
INSERT INTO internal.coded_mentions BY NAME
    SELECT made.* EXCLUDE (r, story, day, article, late, number)
           REPLACE ('m' || r AS mention_id, 'a' || article AS article_id, NULL AS event_id,
                    array_to_string(list_filter(string_split(sentence, ' '),
                        lambda word, i: h(word, r + i) % 6 > 0), ' ') || ' ' ||
                    (SELECT sentence[:60] FROM models WHERE number = h('more', r) % 400)
                        AS sentence,
                    CASE WHEN late < 0 THEN 'planned' ELSE modality END AS modality,
                    CASE WHEN h('basis', r) % 6 = 0 THEN NULL WHEN h('basis', r) % 6 < 3
                         THEN day + greatest(late, 0) ELSE day END AS date_start,
                    CASE WHEN h('basis', r) % 6 = 0 THEN NULL WHEN h('basis', r) % 6 < 3
                         THEN day + greatest(late, 0)
                         ELSE day + if(h('week', r) % 10 = 0, 6, 0) END AS date_end,
                    CASE WHEN h('basis', r) % 6 = 0 THEN 'unknown' WHEN h('basis', r) % 6 < 3
                         THEN 'published' ELSE 'text' END AS date_basis,
                    if(h('place', r) % 2 = 0, place_name, NULL) AS place_name)
    FROM made;
INSERT INTO internal.coded_mention_actors BY NAME
    SELECT 'm' || r AS mention_id, role, text, "start", "end", sector, organization,
           coalesce(states.country, p.country) AS country,
           CASE WHEN p.country IS NULL THEN actor_id WHEN actor_id = p.country THEN states.country
                ELSE actor_id || '-' || lower(states.country) END AS actor_id
    FROM made JOIN base.mention_actors p USING (mention_id) LEFT JOIN states
         ON p.country IS NOT NULL
         AND states.number = h(p.country, story) % (SELECT count(*) FROM states)
    WHERE role = 'source' OR h('target', r) % 7 > 0;
"""


def make(base: Path, path: Path, size: int) -> None:
    """Write a dataset of `size` mentions made of those of `base`."""
    Dataset(path).close()
    with duckdb.connect(str(path)) as connection:
        connection.execute(f"ATTACH '{base}' AS base (READ_ONLY)")
        days = max(1, size // REPORTS_A_DAY)
        both = REPORTS_A_STORY * REPORTS_AN_ARTICLE
        sql = _MADE.format(size=size, story=REPORTS_A_STORY, both=both, days=days)
        connection.execute(sql)


def measure(path: Path) -> str:
    """Merge the mentions of a dataset; the events, seconds, those of the processor, and peak GB."""
    with Dataset(path) as dataset:
        dataset.query("SET threads = 2")
        began, busy = time.perf_counter(), time.process_time()
        merge_all(dataset)
        seconds, busy = time.perf_counter() - began, time.process_time() - busy
        events = len(dataset.events())
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    return f"{events} {seconds:.1f} {busy:.1f} {peak:.2f}"


def report(base: Path, sizes: Sequence[int]) -> None:
    """Make, merge and print each size; `growth` is processor time over that of n log n."""
    print(f"{'mentions':>10}{'events':>10}{'seconds':>10}{'processor':>10}{'GB':>8}{'growth':>8}")
    first = 0.0
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "made.duckdb"
            make(base, path, size)
            run = [sys.executable, __file__, str(path)]
            events, seconds, busy, peak = subprocess.check_output(run, text=True).split()
        cost = float(busy) / (size * math.log(size))
        first = first or cost
        print(
            f"{size:>10,}{int(events):>10,}{seconds:>10}{busy:>10}{peak:>8}{cost / first:>8.2f}",
            flush=True,
        )


if __name__ == "__main__":
    print(measure(Path(sys.argv[1])))
