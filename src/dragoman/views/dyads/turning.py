"""Turning points: where the level of a series changes and stays.

The library ruptures (Truong, Oudre and Vayatis, Signal Processing 167, 2020) finds the split of a
series that leaves the least squared distance from the means of its two parts. It is kept if fewer
than one in twenty shuffles of the series can be split as well, and both parts are searched in the
same way: hierarchical splitting with a permutation test, as Matteson and James have it ("A
nonparametric approach for multiple change point analysis", JASA 109, 2014). The test asks for no
distribution; a lone burst in a quiet series is no turning point.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

# A new level lasts at least so many periods.
SHORTEST = 3
SHUFFLES = 199
LEVEL = 0.05

Series = NDArray[np.float64]


def turning_points(values: Sequence[float]) -> list[int]:
    """The positions at which a new level begins, in their order; the same for the same values."""
    return list(_splits(np.asarray(values, dtype=float), 0, np.random.default_rng(0)))


def _splits(series: Series, offset: int, random: np.random.Generator) -> Iterator[int]:
    if len(series) < 2 * SHORTEST or np.ptp(series) == 0:
        return
    at = _best_split(series)
    if not _stands_out(series, _gain(series, at), random):
        return
    yield from _splits(series[:at], offset, random)
    yield offset + at
    yield from _splits(series[at:], offset + at, random)


def _stands_out(series: Series, gain: float, random: np.random.Generator) -> bool:
    """Whether the share of shuffles that can be split as well is within LEVEL."""
    allowed = LEVEL * (1 + SHUFFLES) - 1
    for _ in range(SHUFFLES):
        shuffled = random.permutation(series)
        allowed -= _gain(shuffled, _best_split(shuffled)) >= gain
        if allowed < 0:
            return False
    return True


def _best_split(series: Series) -> int:
    import ruptures

    search = ruptures.KernelCPD(kernel="linear", min_size=SHORTEST)
    return int(search.fit_predict(series, n_bkps=1)[0])


def _gain(series: Series, at: int) -> float:
    """By how much the split lessens the squared distance from the mean."""
    before, after = series[:at], series[at:]
    apart = before.mean() - after.mean()
    return float(len(before) * len(after) / len(series) * apart**2)
