"""What a dataset holds of a period, dyad and quad class."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, cast

from dragoman.records import Quad
from dragoman.store import Dataset
from dragoman.store.relations import LONGEST, Period
from dragoman.store.ties import ALL_UNITS, participants, tied

# As `Dataset.dyad` counts: what happened, where it begins, its days known to the period.
_CELLS = f"""
WITH {participants("$whole_countries")}, {ALL_UNITS}, {tied()}, pairs AS (
    SELECT DISTINCT event_id, least(source, target) AS a, greatest(source, target) AS b FROM tied
)
SELECT date_trunc($by, date_start)::DATE AS period, a, b, quad, count(*) AS events,
       arg_max(struct_pack(event_id, date_start, summary, mention_count), mention_count) AS example
FROM events JOIN pairs USING (event_id)
WHERE modality = 'actual' AND date_end - date_start < $longest
  AND date_start BETWEEN $since::DATE AND $until::DATE
GROUP BY ALL
"""

_PERIOD = """
SELECT min(date_start), max(date_start) FROM events
WHERE modality = 'actual' AND date_end - date_start < $longest
"""

_QUADS = """
SELECT date_trunc($by, date_start)::DATE, quad, count(*) FROM events
WHERE modality = 'actual' AND date_end - date_start < $longest
  AND date_start BETWEEN $since::DATE AND $until::DATE
GROUP BY ALL
"""


class Key(NamedTuple):
    """A period (its first day), two actors in alphabetical order and a quad class."""

    period: date
    a: str
    b: str
    quad: Quad


@dataclass(frozen=True, slots=True)
class Cell:
    """How many events there are, and the one that most reports tell of."""

    events: int
    event_id: str
    day: date
    summary: str
    reports: int


def read_cells(
    dataset: Dataset, by: Period, since: date, until: date, whole_countries: bool
) -> dict[Key, Cell]:
    """All cells of a dataset that have an event."""
    found = {}
    rows = dataset.query(
        _CELLS,
        by=by,
        longest=LONGEST[by],
        since=since,
        until=until,
        whole_countries=whole_countries,
    ).fetchall()
    for period, a, b, quad, events, example in rows:
        found[Key(period, a, b, cast(Quad, quad))] = Cell(
            events,
            example["event_id"],
            example["date_start"],
            example["summary"],
            example["mention_count"],
        )
    return found


def read_quads(
    dataset: Dataset, by: Period, since: date, until: date
) -> dict[tuple[date, str], int]:
    """Events by period and quad class, those without two actors too."""
    rows = dataset.query(_QUADS, by=by, longest=LONGEST[by], since=since, until=until).fetchall()
    return {(period, quad): events for period, quad, events in rows}


def first_and_last(dataset: Dataset, by: Period) -> tuple[date | None, date | None]:
    """The days of the first and the last event that count."""
    ((first, last),) = dataset.query(_PERIOD, longest=LONGEST[by]).fetchall()
    return first, last
