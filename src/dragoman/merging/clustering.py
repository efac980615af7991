"""Reports to events: which reports of one kind are of the same event.

The surest reports found events, those of a known day first; each later one joins the event whose
founder it is most like, or founds its own. A report is compared with the events that share a day
and the parties with it, and not more than MOST_COMPARED of them, so that the cost grows with the
number of reports and not with its square. Nothing depends on the order in which they come.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from dragoman.merging.likeness import AHEAD, ENOUGH, LATE, UNDATED, WIDEST, points
from dragoman.merging.reports import Report, Signature

MOST_COMPARED = 64
# Of two events that a report without a day may tell of, the likelier one must lead by so much.
_LEAD = 0.4
_MOST_ROOTS = 6

# Room for the numbers of days beside those of parties and places.
_BITS = 32


@dataclass(slots=True)
class Cluster:
    """The reports of one event; the first one, its founder, says when it was."""

    reports: list[Report] = field(default_factory=list)

    @property
    def founder(self) -> Report:
        return self.reports[0]

    @property
    def identity(self) -> Signature:
        """What tells it from all others: the signature of the report that came first.

        Reports that come later do not change it, nor do those of other events.
        """
        first = min(map(_coming, self.reports))
        return min((r.signature for r in self.reports if _coming(r) == first), key=repr)


def cluster(reports: Iterable[Report]) -> list[Cluster]:
    """Group reports of any kinds by the event that they tell of."""
    kinds: dict[tuple[str, str], dict[Signature, list[Report]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for report in reports:
        kinds[report.kind][report.signature].append(report)
    return [found for kind in sorted(kinds) for found in _cluster_kind(kinds[kind])]


def _cluster_kind(groups: dict[Signature, list[Report]]) -> list[Cluster]:
    alike = [sorted(group, key=rank) for group in groups.values()]
    alike.sort(key=lambda group: rank(group[0]))
    clusters: list[Cluster] = []
    founders = _Founders()
    for group in alike:
        number = _best(group[0], founders)
        if number is None:
            number = len(clusters)
            clusters.append(Cluster())
            founders.add(group[0])
        clusters[number].reports += group
    return clusters


class _Founders:
    """The founders of events, to be found by what other reports have in common with them.

    What is looked for (parties or a place, and a day) goes by numbers, which take a fraction of
    the memory.
    """

    def __init__(self) -> None:
        self.reports: list[Report] = []
        self._numbers: dict[Hashable, int] = {}
        self._having: dict[int, list[int]] = {}

    def add(self, report: Report) -> None:
        """Take a report in."""
        numbers = self._numbers
        for what, days in _own_keys(report):
            key = numbers.setdefault(what, len(numbers)) << _BITS
            for day in days:
                having = self._having.setdefault(key | numbers.setdefault(day, len(numbers)), [])
                if len(having) < MOST_COMPARED:
                    having.append(len(self.reports))
        self.reports.append(report)

    def near(self, report: Report) -> Iterable[int]:
        """The numbers of those that share a key with a report, those of the likeliest first."""
        numbers = self._numbers
        found: dict[int, None] = {}
        for what, days in _search_keys(report):
            key = numbers.get(what)
            if key is None:
                continue
            for day in days:
                number = numbers.get(day)
                having = None if number is None else self._having.get(key << _BITS | number)
                if having:
                    found |= dict.fromkeys(having)
                    if len(found) >= MOST_COMPARED:
                        return found
        return found


def _best(report: Report, founders: _Founders) -> int | None:
    """The event that a report tells of, None where it is a new one."""
    scored: list[tuple[float, int]] = []
    for number in founders.near(report):
        found = points(founders.reports[number], report)
        if found is not None and found >= ENOUGH:
            scored.append((-found, number))
    scored.sort()
    if not scored:
        return None
    if _is_vague(report) and len(scored) > 1 and scored[1][0] - scored[0][0] < _LEAD:
        days = {founders.reports[number].start for _, number in scored[:2]}
        return None if len(days) > 1 else scored[0][1]
    return scored[0][1]


def _is_vague(report: Report) -> bool:
    return report.start is None or report.start != report.end


def _width(report: Report) -> int:
    if report.start is None or report.end is None:
        return 1_000_000
    return report.end - report.start


def rank(report: Report) -> tuple[int, bool, int, int, bool, str]:
    """Founders first: known days, those of the text, more parties, then the earliest printed."""
    parties = len(report.everyone.roots)
    published = report.published or 1_000_000
    return (
        _width(report),
        not report.exact,
        -parties,
        published,
        report.state == "actual",
        report.mention.mention_id,
    )


def _coming(report: Report) -> tuple[int, bool]:
    return report.published or 1_000_000, report.state == "actual"


def _own_keys(report: Report) -> Iterator[tuple[Hashable, Sequence[Hashable]]]:
    """Where other reports find this one as an event's founder."""
    roots = report.everyone.roots[:_MOST_ROOTS]
    days = list(_days(report, own=True))
    for what in (*combinations(roots, 2), *roots):
        yield what, days
    if len(roots) == 1:
        yield ("alone", roots[0]), days
    if report.mention.place_name:
        yield ("in", report.mention.place_name), days
    yield ("article", report.mention.article_id), (None,)


def _search_keys(report: Report) -> Iterator[tuple[Hashable, Sequence[Hashable]]]:
    """Where to look for the event that a report tells of, the likeliest first."""
    roots = report.everyone.roots[:_MOST_ROOTS]
    days = list(_days(report, own=False))
    for what in combinations(roots, 2):
        yield what, days
    if len(roots) == 1:
        yield roots[0], days
    elif roots:
        for root in roots:
            yield ("alone", root), days
    elif report.mention.place_name:
        yield ("in", report.mention.place_name), days
    yield ("article", report.mention.article_id), (None,)


def _days(report: Report, *, own: bool) -> Iterator[Hashable]:
    """The days of a report, for those that it is compared with to have one in common.

    An event of unknown day is kept under the day of its report's printing, marked as such.
    """
    if report.start is not None and report.end is not None:
        if report.end - report.start > WIDEST:
            yield report.start, report.end
            return
        earliest = report.start - (0 if own or report.exact else LATE)
        yield from range(report.end, earliest - 1, -1)
    elif report.published is not None:
        if own:
            yield "printed", report.published
            return
        actual = report.state == "actual"
        yield from range(report.published, report.published - UNDATED - 1, -1)
        if not actual:
            yield from range(report.published + 1, report.published + AHEAD + 1)
        for shift in range(UNDATED + 1):
            yield "printed", report.published - shift
            yield "printed", report.published + shift
