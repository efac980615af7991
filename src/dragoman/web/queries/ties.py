"""Who does how much to whom: the pairs that did most to each other, and the network of actors."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dragoman.store.relations import MEASURES
from dragoman.views.dyads.matrix import Cell

if TYPE_CHECKING:
    from dragoman.web.queries.selection import Selection

MOST_ACTORS = 60

_TIES = """SELECT least(source, target) AS a, greatest(source, target) AS b, count(*),
       count(*) FILTER (quad = 'verbal cooperation'),
       count(*) FILTER (quad = 'material cooperation'),
       count(*) FILTER (quad = 'verbal conflict'), count(*) FILTER (quad = 'material conflict'),
       avg(score), sum(score)
FROM tied JOIN chosen USING (number) WHERE modality = 'actual' AND whole = $whole AND once
GROUP BY a, b ORDER BY 3 DESC, a, b"""
_CELLS = f"""SELECT source, target, {MEASURES}, count(*) FILTER (mutual) AS mutual,
       min(date_start) AS first_day, max(date_end) AS last_day
FROM tied JOIN chosen USING (number)
WHERE modality = 'actual' AND whole = $whole AND list_contains($actors::TEXT[], source)
      AND list_contains($actors::TEXT[], target)
GROUP BY source, target ORDER BY source, target"""


@dataclass(frozen=True, slots=True)
class Tie:
    """Two actors and what they did to each other, whichever way; each event counts once."""

    a: str
    b: str
    events: int
    verbal_cooperation: int
    material_cooperation: int
    verbal_conflict: int
    material_conflict: int
    mean_score: float
    net_cooperation: float


@dataclass(frozen=True, slots=True)
class Network:
    """Actors with the number of events of their ties, the busiest first, and these ties.

    `left_out` counts the actors that are not among them.
    """

    actors: dict[str, int]
    ties: list[Tie]
    left_out: int


def read_ties(selection: Selection, *, whole_countries: bool = False) -> list[Tie]:
    """All pairs that did something to each other, those with most events first.

    They are those of `Dataset.matrix`: all that have a country or an acronym; what happened counts.

    Args:
        whole_countries: whether a country means whoever is of it.
    """
    return [Tie(*row) for row in selection.query(_TIES, whole=whole_countries).fetchall()]


def read_cells(
    selection: Selection, actors: Collection[str], *, whole_countries: bool = False
) -> list[Cell]:
    """What some of these did to each other, in each direction: rows of `Dataset.matrix`."""
    rows = selection.query(_CELLS, actors=list(actors), whole=whole_countries).fetchall()
    return [Cell(*row) for row in rows]


def network(ties: Sequence[Tie], most: int = 30, least: int = 1) -> Network:
    """The ties with at least so many events between the actors with most.

    Args:
        most: how many actors; those of them that have no tie to another are left out.
        least: how few events a tie may have.
    """
    ties = [tie for tie in ties if tie.events >= least]
    busy: Counter[str] = Counter()
    for tie in ties:
        busy.update({tie.a: tie.events, tie.b: tie.events})
    busiest = dict(sorted(busy.items(), key=lambda pair: (-pair[1], pair[0]))[:most])
    between = [tie for tie in ties if tie.a in busiest and tie.b in busiest]
    tied_ones = {key for tie in between for key in (tie.a, tie.b)}
    shown = {key: events for key, events in busiest.items() if key in tied_ones}
    return Network(shown, between, len(busy) - len(shown))
