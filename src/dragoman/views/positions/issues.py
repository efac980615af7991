"""The issues of a dataset: for each, who stands where, since when, and by which words."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from dragoman.errors import UsageError
from dragoman.records import Modality, Stance
from dragoman.store import Dataset
from dragoman.store.names import resolve_actors
from dragoman.views.dates import date_label

# What the addressee of a report is, by the type of event.
_ADDRESSED = {
    "REQUEST": "asked",
    "ACCUSE": "blamed",
    "THREATEN": "threatened",
    "REJECT": "rebuffed",
    "SUPPORT": "backed",
    "AGREE": "promised",
    "CONCEDE": "yielded to",
}
_COLUMNS = (
    "issue, label, holder, holder_name, actor_id, stance, matter, why, event_type, modality,"
    " addressees, date_start, date_end, sentence, spans, mention_id,"
    " coalesce(event_id, mention_id) AS event, title, publisher, url, path, published"
)


@dataclass(frozen=True, slots=True)
class Report:
    """One report of a stance: a row of `Dataset.issues()`.

    `event` is the same for reports of the same event; `reports` says how many there are.
    """

    issue: int
    label: str
    holder: str
    holder_name: str
    actor_id: str
    stance: Stance
    matter: str
    why: str
    event_type: str
    modality: Modality
    addressees: list[str]
    date_start: date | None
    date_end: date | None
    sentence: str
    spans: list[tuple[str, int, int]]
    mention_id: str
    event: str
    title: str | None
    publisher: str | None
    url: str | None
    path: str
    published: date | None
    reports: int = 1

    @property
    def when(self) -> str:
        """The day, or "by" the day of publication where the words have no date."""
        if self.date_start is None and self.published:
            return f"by {self.published}"
        return date_label(self.date_start, self.date_end)

    @property
    def day(self) -> date:
        """The last day on which it may have been said; undated and unpublished ones come last."""
        return self.date_end or self.published or date.max


@dataclass(frozen=True, slots=True)
class Stand:
    """Where one actor stands on an issue, and the reports of it in the order of their days."""

    holder: str
    name: str
    reports: list[Report]

    @property
    def course(self) -> list[Stance]:
        """The stances in the order in which they were taken: more than one where it changed."""
        return [stance for stance, _ in groupby(report.stance for report in self.reports)]

    @property
    def summary(self) -> str:
        """ "favours", "opposes, later favours"; "ambiguous" where both come on one day."""
        days: dict[date, set[Stance]] = defaultdict(set)
        for report in self.reports:
            days[report.day].add(report.stance)
        if any({"favours", "opposes"} <= stances for stances in days.values()):
            return "ambiguous"
        return ", later ".join(self.course)


@dataclass(frozen=True, slots=True)
class Issue:
    """A disputed matter: its number, name, and where everyone stands.

    `addressed` says to whom the words were meant, and how often: {"asked": {"Iran": 2}}.
    """

    number: int
    label: str
    stands: list[Stand]
    addressed: dict[str, dict[str, int]]

    @property
    def is_disputed(self) -> bool:
        """Whether actors take different sides, or one changed sides."""
        return len({stance for stand in self.stands for stance in stand.course}) > 1

    @property
    def span(self) -> str:
        """From the first to the last day of the reports."""
        days = [r.day for stand in self.stands for r in stand.reports if r.day < date.max]
        return date_label(min(days), max(days)) if days else "date unknown"

    def sides(self) -> dict[str, list[str]]:
        """The stances that are taken, with the names of who takes them."""
        taken: dict[str, list[str]] = defaultdict(list)
        for stand in self.stands:
            taken[stand.summary].append(stand.name)
        return dict(taken)

    def together(self) -> list[tuple[str, Stand]]:
        """The stands, once for those who take them in the same words, with all their names."""
        alike: dict[tuple[tuple[str, str], ...], list[Stand]] = defaultdict(list)
        for stand in self.stands:
            alike[tuple((r.mention_id, r.stance) for r in stand.reports)].append(stand)
        return [(", ".join(stand.name for stand in same), same[0]) for same in alike.values()]


def read_issues(
    dataset: Dataset, *, issue: str | None = None, actors: Collection[str] = ()
) -> list[Issue]:
    """The issues on which several actors are heard, the most disputed first.

    Args:
        issue: its number, or words that stand in its name or in one of its matters; issues on
            which one actor alone is heard are found, too.
        actors: identifiers, countries, names or aliases; issues on which any of them is heard,
            and only where these stand.

    Raises:
        UsageError: there is no such issue, or an actor is unknown.
    """
    keys = set(resolve_actors(dataset, actors))
    rows = dataset.issues().project(_COLUMNS).fetchall()
    reports = [_report(row) for row in rows]
    issues = [
        _issue(list(group), keys) for _, group in groupby(reports, key=lambda report: report.issue)
    ]
    if issue is not None:
        chosen = [found for found in issues if _is_meant(found, issue)]
        if not chosen:
            raise UsageError(f"no issue is called {issue!r}: `dragoman issues` lists them")
        return [found for found in chosen if found.stands]
    several = [found for found in issues if keys or len(found.stands) > 1]
    return [found for found in several if found.stands]


def _report(row: tuple[object, ...]) -> Report:
    values = dict(zip(Report.__dataclass_fields__, row, strict=False))
    spans = [(s["part"], s["start"], s["end"]) for s in values["spans"]]  # type: ignore[attr-defined]
    return Report(**(values | {"spans": spans}))  # type: ignore[arg-type]


def _is_meant(issue: Issue, asked: str) -> bool:
    if asked.isdecimal():
        return issue.number == int(asked)
    matters = [report.matter for stand in issue.stands for report in stand.reports]
    words = asked.lower().split()
    return any(all(word in name.lower() for word in words) for name in (issue.label, *matters))


def _issue(reports: Sequence[Report], keys: set[str]) -> Issue:
    by_holder: dict[str, list[Report]] = defaultdict(list)
    for report in reports:
        if not keys or keys & {report.holder, report.actor_id}:
            by_holder[report.holder].append(report)
    stands = [
        Stand(holder, group[0].holder_name, _merged(group)) for holder, group in by_holder.items()
    ]
    addressed: dict[str, Counter[str]] = defaultdict(Counter)
    for report in {report.mention_id: report for report in reports}.values():
        addressed[_ADDRESSED[report.event_type]].update(report.addressees)
    return Issue(
        number=reports[0].issue,
        label=reports[0].label,
        stands=sorted(stands, key=lambda stand: (stand.course, stand.name)),
        addressed={
            how: dict(whom.most_common()) for how, whom in sorted(addressed.items()) if whom
        },
    )


def _merged(reports: Sequence[Report]) -> list[Report]:
    """One a stance and event, the first; in the order of their days."""
    counted = Counter((report.event, report.stance) for report in reports)
    first = {(report.event, report.stance): report for report in reversed(reports)}
    merged = [replace(report, reports=counted[key]) for key, report in first.items()]
    return sorted(merged, key=lambda report: (report.day, report.mention_id))
