"""The issues of the dataset, found once for each state of it: that takes long."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from dragoman.store.names import resolve_actors
from dragoman.views.positions.issues import Issue, read_issues

if TYPE_CHECKING:
    from dragoman.store import Dataset
    from dragoman.web.workbench import Workbench


def list_issues(
    bench: Workbench,
    dataset: Dataset,
    actors: Collection[str] = (),
    *,
    within: float | None = None,
) -> list[Issue]:
    """The issues on which several actors are heard, the most disputed first.

    Args:
        actors: only issues on which any of them is heard, also where it is alone.
        within: seconds to wait for sentences that nobody has asked about before to be read.

    Raises:
        UsageError: an actor is unknown.
        NotYetError: they are still being read.
    """
    every = _every_issue(bench, within)
    if not actors:
        return [issue for issue in every if len(issue.stands) > 1]
    keys = set(resolve_actors(dataset, actors))
    return [
        issue
        for issue in every
        if any(keys & {stand.holder, stand.reports[0].actor_id} for stand in issue.stands)
    ]


def read_issue(bench: Workbench, number: int, *, within: float | None = None) -> Issue | None:
    """One issue; None where there is none of that number. See `list_issues`."""
    every = _every_issue(bench, within)
    return next((issue for issue in every if issue.number == number), None)


def _every_issue(bench: Workbench, within: float | None) -> list[Issue]:
    return bench.soon("issues", _read, within)


def _read(dataset: Dataset) -> list[Issue]:
    # No words at all stand in every name, so that those with one actor are given too.
    return read_issues(dataset, issue="") if _any(dataset) else []


def _any(dataset: Dataset) -> bool:
    return bool(dataset.query("SELECT 1 FROM mentions LIMIT 1").fetchall())
