"""Which reports are of one event, where a person has said so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

from dragoman.merging.clustering import Cluster, rank
from dragoman.merging.likeness import points
from dragoman.merging.reports import Report


class Link(NamedTuple):
    """What a person said of some mentions, by mention_id.

    Of a merge, `parts` are the mentions of each event that is one with the others; of a split,
    those set apart and the rest.
    """

    kind: Literal["merge", "split"]
    parts: tuple[frozenset[str], ...]


def linked(clusters: Sequence[Cluster], links: Iterable[Link]) -> list[Cluster]:
    """The clusters as they are when the links are heeded one after the other: the last one counts.

    Only mentions that are in the clusters are heeded: an event whose type was changed since is no
    longer merged with the others.
    """
    grouping = _Grouping(clusters, list(links))
    return [Cluster(reports) for reports in grouping.groups if reports]


class _Grouping:
    """Groups of reports, the founder first, of which some are tracked by mention_id."""

    def __init__(self, clusters: Sequence[Cluster], links: Sequence[Link]) -> None:
        self.groups = [found.reports for found in clusters]
        self._home: dict[str, int] = {}
        self._tracked = {i for link in links for part in link.parts for i in part}
        for number, group in enumerate(self.groups) if links else ():
            self._track(group, number)
        for link in links:
            if link.kind == "merge":
                self._merge(link.parts)
            else:
                self._split(*link.parts)

    def _put(self, reports: Iterable[Report], number: int) -> None:
        self.groups[number] = sorted(reports, key=rank)
        self._track(self.groups[number], number)

    def _track(self, reports: Iterable[Report], number: int) -> None:
        for report in reports:
            if report.mention.mention_id in self._tracked:
                self._home[report.mention.mention_id] = number

    def _merge(self, parts: Iterable[frozenset[str]]) -> None:
        """One group of those that hold most of each part, and of what is elsewhere of the parts."""
        homes = [Counter(self._home[i] for i in sorted(part & self._home.keys())) for part in parts]
        whole = {min(home, key=lambda n: (-home[n], n)) for home in homes if home}
        if not whole:
            return
        ids = frozenset().union(*parts)
        reports = [report for number in sorted(whole) for report in self.groups[number]]
        for number in sorted({n for home in homes for n in home} - whole):
            reports += [r for r in self.groups[number] if r.mention.mention_id in ids]
            self._put([r for r in self.groups[number] if r.mention.mention_id not in ids], number)
        for number in whole:
            self.groups[number] = []
        self._put(reports, min(whole))

    def _split(self, apart: frozenset[str], rest: frozenset[str]) -> None:
        """Two groups of each that holds some of both; the reports of neither go with their like."""
        for number in sorted({self._home[i] for i in apart & self._home.keys()}):
            group = self.groups[number]
            one, other = (
                [report for report in group if report.mention.mention_id in part]
                for part in (apart, rest)
            )
            if not other:
                continue
            first, second = one[0], other[0]
            for report in group:
                if report.mention.mention_id not in apart | rest:
                    (one if _closer(report, first, second) else other).append(report)
            self._put(other, number)
            self.groups.append([])
            self._put(one, len(self.groups) - 1)


def _closer(report: Report, first: Report, second: Report) -> bool:
    """Whether a report is more like the first than like the second."""
    return (points(first, report) or 0.0) > (points(second, report) or 0.0)
