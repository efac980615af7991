"""Two actors through time: what they did to each other, period by period."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from dragoman.store.relations import LONGEST, PERIODS, Period
from dragoman.views.dyads.dyad import MOST_SHOWN, Row, Stretch, TurningPoint, levels
from dragoman.web.queries.entries import entries_of

if TYPE_CHECKING:
    from dragoman.web.queries.selection import Selection

MOST_PERIODS = 420
_PERIODS: tuple[Period, ...] = ("day", "week", "month")


@dataclass(frozen=True, slots=True)
class Direction:
    """What one did to the other, or both together (`mutual`)."""

    name: str
    events: int
    net_cooperation: float
    mean_score: float


@dataclass(frozen=True, slots=True)
class Course:
    """A dyad through time; the first and last day may be narrower than what was asked for.

    `left_out` counts the events that happened but have no day as exact as a period, or lie outside.
    """

    by: Period
    since: date
    until: date
    rows: list[Row]
    stretches: list[Stretch]
    turning_points: list[TurningPoint]
    directions: list[Direction]
    left_out: int


def read_course(
    selection: Selection, by: Period, since: date | None = None, until: date | None = None
) -> Course | None:
    """The course of a selection with a dyad; None where no event of it has a date.

    Without days it begins no more than a year before the first publication, so that a remark on
    old times does not squeeze the rest. A period longer than asked for is taken where there would
    be more than MOST_PERIODS.
    """
    ((first, last, published),) = selection.query(
        "SELECT min(date_start), max(date_end), (SELECT min(published_start) FROM articles)"
        " FROM chosen WHERE modality = 'actual'"
    ).fetchall()
    if first is None:
        return None
    start = since or (max(first, published - timedelta(days=366)) if published else first)
    end = max(until or last, start)
    by = next(
        (
            p
            for p in _PERIODS
            if LONGEST[by] <= LONGEST[p] and _number(start, end, p) < MOST_PERIODS
        ),
        "month",
    )
    rows = [
        Row(*row)
        for row in selection.query(
            f"WITH pair_tied AS (FROM of_the_pair), {PERIODS}",
            by=by, longest=LONGEST[by], since=start, until=end,
        ).fetchall()
    ]  # fmt: skip
    rows = [row for row in rows if row.period is not None]
    stretches = levels([row.net_cooperation for row in rows])
    directions = _directions(selection, start, end)
    return Course(
        by,
        start,
        end,
        rows,
        stretches,
        [_turning_point(selection, by, rows, *pair) for pair in pairwise(stretches)],
        directions,
        _happened(selection) - sum(row.events for row in rows),
    )


def _number(start: date, end: date, by: Period) -> float:
    return (end - start).days / LONGEST[by]


def _happened(selection: Selection) -> int:
    rows = selection.query("SELECT count(*) FROM chosen WHERE modality = 'actual'").fetchall()
    return int(rows[0][0])


def _directions(selection: Selection, start: date, end: date) -> list[Direction]:
    """The sums of the two directions and of what they did together, these where there are any."""
    rows = selection.query(
        "WITH directed AS (SELECT event_id, if(count(*) = 2, 'mutual', min(source || target)) AS"
        " direction FROM of_the_pair GROUP BY event_id)"
        " SELECT direction, count(*), sum(score), avg(score) FROM chosen JOIN directed"
        " USING (event_id) WHERE modality = 'actual' AND date_end >= $start AND date_start <= $end"
        " GROUP BY direction ORDER BY direction = 'mutual', direction",
        start=start,
        end=end,
    ).fetchall()
    return [Direction(*row) for row in rows]


def _turning_point(
    selection: Selection, by: Period, rows: Sequence[Row], before: Stretch, after: Stretch
) -> TurningPoint:
    """As `views.dyads.read_dyad` finds it, asking only for the events behind it."""
    sign = 1 if after.level > before.level else -1
    new, old = rows[after.start : after.end], rows[before.start : before.end]
    begun = _first(selection, by, new[0].period, new[-1].period, sign, "min")
    ids = begun or _first(selection, by, old[0].period, old[-1].period, -sign, "max")
    events = entries_of(selection.dataset, ids)
    return TurningPoint(new[0].period, before.level, after.level, events, ceased=not begun)


def _first(
    selection: Selection, by: Period, start: date, end: date, sign: int, which: str
) -> list[str]:
    """The events of a sign that weigh most, in the first or last of the periods with any."""
    rows = selection.query(
        "WITH placed AS (SELECT *, date_trunc($by, date_start)::DATE AS period FROM chosen"
        " WHERE modality = 'actual' AND date_end - date_start < $longest AND score * $sign > 0"
        " AND date_trunc($by, date_start)::DATE BETWEEN $start AND $end)"
        f" SELECT event_id FROM placed WHERE period = (SELECT {which}(period) FROM placed)"
        " ORDER BY abs(score) * article_count DESC, event_id LIMIT $most",
        by=by, longest=LONGEST[by], sign=sign, start=start, end=end, most=MOST_SHOWN,
    ).fetchall()  # fmt: skip
    return [event_id for (event_id,) in rows]
