"""The issues of the dataset, found once for each state of it: that takes long."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from dragoman.store.names import resolve_actors
from dragoman.views.positions.issues import Issue, read_issues

if TYPE_CHECKING:
    from dragoman.store import Dataset
    from dragoman.web.workbench import Workbench


def list_issues(bench: Workbench, dataset: Dataset, actors: Collection[str] = ()) -> list[Issue]:
    """The issues on which several actors are heard, the most disputed first.

    Args:
        actors: only issues on which any of them is heard, also where it is alone.

    Raises:
        UsageError: an actor is unknown.
    """
    every = _every_issue(bench, dataset)
    if not actors:
        return [issue for issue in every if len(issue.stands) > 1]
    keys = set(resolve_actors(dataset, actors))
    return [
        issue
        for issue in every
        if any(keys & {stand.holder, stand.reports[0].actor_id} for stand in issue.stands)
    ]


def read_issue(bench: Workbench, dataset: Dataset, number: int) -> Issue | None:
    """One issue; None where there is none of that number."""
    every = _every_issue(bench, dataset)
    return next((issue for issue in every if issue.number == number), None)


def _every_issue(bench: Workbench, dataset: Dataset) -> list[Issue]:
    # No words at all stand in every name, so that those with one actor are given too.
    return bench.kept("issues", lambda: read_issues(dataset, issue="") if _any(dataset) else [])


def _any(dataset: Dataset) -> bool:
    return bool(dataset.query("SELECT 1 FROM mentions LIMIT 1").fetchall())
