"""What came of plans: they happened, were postponed or cancelled, or nothing is told of it yet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from itertools import product
from typing import NamedTuple

from dragoman.merging.clustering import Cluster
from dragoman.merging.likeness import AHEAD, compare_parties, compare_words
from dragoman.merging.parties import compare_sides
from dragoman.merging.reports import Report
from dragoman.records import Outcome

# From so many points for parties and words on, a report tells of what was planned.
_ENOUGH = 1.4
# What was planned for a day may happen so many days before or after it.
_BEFORE, _AFTER = 1, 4


Deeds = Mapping[tuple[str, int], list[str]]  # events that happened, by party and day


class Fate(NamedTuple):
    """What came of a plan, and the event_id of the event that says so."""

    outcome: Outcome
    event_id: str | None = None


class Ledger:
    """The plans among the events, type by type, and what is told of them in events of any type.

    `open` has by event_id those plans of which no event of their type says what came of them.
    """

    def __init__(self) -> None:
        self.open: dict[str, Report] = {}
        self._setbacks: dict[tuple[str, str], list[tuple[Report, Fate]]] = defaultdict(list)

    def add(self, clusters: Mapping[str, Cluster]) -> dict[str, Fate]:
        """What came of the plans among all events of a type, as far as events of that type say."""
        deeds: dict[tuple[str, int], list[str]] = defaultdict(list)
        for event_id, found in sorted(clusters.items()):
            self._note_setbacks(event_id, found)
            if _is_real(found) and _has(found, "actual"):
                for root in found.founder.everyone.roots:
                    deeds[root, found.founder.start or 0].append(event_id)
        fates: dict[str, Fate] = {}
        for event_id, found in clusters.items():
            if not _is_real(found) or not _is_plan(found):
                continue
            fates[event_id] = _fate(event_id, found, clusters, deeds)
            if fates[event_id].event_id is None:
                self.open[event_id] = found.founder
        return fates

    def join(self, other: Ledger) -> None:
        """Take in what another ledger has of other types."""
        self.open |= other.open
        for key, told in other._setbacks.items():
            self._setbacks[key] += told

    def setbacks(self) -> dict[str, Fate]:
        """The plans that were postponed or cancelled by what events of another kind say."""
        fates: dict[str, Fate] = {}
        for event_id, plan in self.open.items():
            told = [
                (report.published or 0, fate)
                for root in plan.everyone.roots
                for report, fate in self._setbacks[plan.kind[0], root]
                if fate.event_id != event_id and _undoes(report, plan)
            ]
            if told:
                fates[event_id] = max(told)[1]
        return fates

    def _note_setbacks(self, event_id: str, found: Cluster) -> None:
        for report in found.reports:
            if report.told:
                outcome, types = report.told
                for key in product(types, report.everyone.roots):
                    self._setbacks[key].append((report, Fate(outcome, event_id)))


def _is_real(found: Cluster) -> bool:
    return not found.founder.kind[1]


def _has(found: Cluster, state: str) -> bool:
    return any(report.state == state for report in found.reports)


def _is_plan(found: Cluster) -> bool:
    return any(report.state not in ("actual", "denied") for report in found.reports)


def _fate(event_id: str, plan: Cluster, clusters: Mapping[str, Cluster], deeds: Deeds) -> Fate:
    """What came of a plan, as far as its own reports and other events of its type say."""
    if _has(plan, "actual"):
        return Fate("happened", event_id)
    setbacks = [report for report in plan.reports if report.state not in ("actual", "planned")]
    if not setbacks:
        deed = _fulfilment(plan.founder, _days_of_fulfilment(plan.founder), clusters, deeds)
        return Fate("happened", deed) if deed else Fate("no report yet")
    last = max(setbacks, key=lambda report: (report.published or 0, report.mention.mention_id))
    if last.state != "postponed":
        return Fate("cancelled")
    later = range(plan.founder.end + 1, plan.founder.end + AHEAD) if plan.founder.end else range(0)
    return Fate("postponed", _fulfilment(plan.founder, later, clusters, deeds))


def _fulfilment(
    plan: Report, days: range, clusters: Mapping[str, Cluster], deeds: Deeds
) -> str | None:
    """The event of some days and the plan's type that is most likely what was planned."""
    near = {
        event_id
        for day in days
        for root in plan.everyone.roots
        for event_id in deeds.get((root, day), ())
    }
    best = max(((_likeness(plan, clusters[n].founder), n) for n in near), default=(0.0, ""))
    return best[1] if best[0] >= _ENOUGH else None


def _days_of_fulfilment(plan: Report) -> range:
    if plan.start is not None and plan.end is not None and plan.end - plan.start <= AHEAD:
        return range(plan.start - _BEFORE, plan.end + _AFTER + 1)
    if plan.published is None:
        return range(0)
    return range(plan.published, plan.published + AHEAD + 1)


def _likeness(plan: Report, deed: Report) -> float:
    """Points for all but the days; events of before the plan was told do not count."""
    if plan.published is not None and (deed.start or 0) < plan.published - _BEFORE:
        return 0.0
    sides = compare_parties(plan, deed)
    return 0.0 if sides is None else sides + compare_words(plan, deed)


def _undoes(report: Report, plan: Report) -> bool:
    """Whether a report of something postponed or cancelled is about this plan."""
    if report.published is None or plan.published is None:
        return False
    last = plan.end if plan.end is not None else plan.published + AHEAD
    if not plan.published <= report.published <= last:
        return False
    match = compare_sides(report.everyone, plan.everyone)
    if match is None:
        return False
    return match.likeness * min(2, match.known) + compare_words(report, plan) >= _ENOUGH
