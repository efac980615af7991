"""How far from publication the dates lie that news names, read from `data/habits.tsv`."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from dragoman.dating.days import Lags, Weights
from dragoman.tables import read_table

DATA = Path(__file__).parent / "data"
COLUMNS = ("habit", "unit", "from", "to", "share")
UNITS = {"days": 1, "months": 30, "years": 365}

# The share, of each unit of lag, of what no habit foresees.
_UNFORESEEN = 1e-5


@dataclass(frozen=True, slots=True)
class Habit:
    """A distribution over lags, which count in `unit`.

    `logs[i]` is the logarithm of the share of articles for each day whose lag is `first + i`.
    """

    unit: str
    first: int
    logs: Weights

    def of(self, lags: Lags) -> Weights:
        """How likely each lag is, as a logarithm; lags beyond the ends count as the last ones."""
        return self.logs[np.clip(lags - self.first, 0, len(self.logs) - 1)]


@cache
def load_habits() -> dict[str, Habit]:
    """Read the file once a process.

    Raises:
        DataFileError: a figure is none, or the lags of a habit have a gap.
    """
    steps: dict[str, list[tuple[int, int, float]]] = defaultdict(list)
    units: dict[str, str] = {}
    for row in read_table(DATA / "habits.tsv", COLUMNS):
        try:
            first, last, share = int(row["from"]), int(row["to"]), float(row["share"])
        except ValueError as error:
            raise row.error(f"{error}; lags are whole numbers, a share is a figure") from error
        before = steps[row["habit"]]
        if units.setdefault(row["habit"], row["unit"]) != row["unit"] or row["unit"] not in UNITS:
            raise row.error(f"the unit of a habit is one of {', '.join(UNITS)}")
        if last < first or (before and before[-1][1] + 1 != first):
            raise row.error("the lags of a habit must go on without gap, the first before the last")
        before.append((first, last, share / (last + 1 - first)))
    return {name: _habit(units[name], each) for name, each in steps.items()}


def _habit(unit: str, steps: list[tuple[int, int, float]]) -> Habit:
    """The shares spread over the lags of each step, with one unforeseen lag at either end."""
    lengths = [last + 1 - first for first, last, _ in steps]
    shares = np.repeat([share for _, _, share in steps], lengths)
    density = np.concatenate([[0.0], shares, [0.0]]) + _UNFORESEEN
    return Habit(unit, steps[0][0] - 1, np.log(density / UNITS[unit]))
