"""Issues on a terminal or as plain text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from dragoman.views.highlight import plain
from dragoman.views.positions.issues import Issue, Report, Stand
from dragoman.views.text import highlighted

_STYLES = {"favours": "green", "opposes": "red", "denies": "magenta"}


def issues_text(issues: Sequence[Issue]) -> RenderableType:
    """The list of issues: a number and name, and who stands on which side."""
    if not issues:
        return Text("No issues on which several actors are heard.")
    table = Table(box=None, show_header=False, padding=(0, 2, 1, 0), pad_edge=False)
    table.add_column(justify="right", style="bold")
    table.add_column()
    for issue in issues:
        table.add_row(str(issue.number), Group(_head(issue), *_sides(issue)))
    return table


def issue_text(issues: Iterable[Issue]) -> RenderableType:
    """Issues in full: each actor's stance over time, with the words and where they stand."""
    parts: list[RenderableType] = []
    for issue in issues:
        parts += [Text.assemble((f"{issue.number}  ", "bold"), _head(issue))]
        if issue.addressed:
            parts.append(Text(plain(f"   {addressed_line(issue)}"), "dim"))
        for names, stand in issue.together():
            parts += [Text(), Padding(_summed_up(names, stand), (0, 0, 0, 3))]
            parts += [_quoted(report) for report in stand.reports]
        parts.append(Text())
    return Group(*parts)


def addressed_line(issue: Issue) -> str:
    """ "asked: Iran (2), Sudan · blamed: Russia"."""
    return " · ".join(
        f"{how}: {', '.join(f'{who} ({n})' if n > 1 else who for who, n in whom.items())}"
        for how, whom in issue.addressed.items()
    )


def _head(issue: Issue) -> Text:
    return Text.assemble((plain(issue.label), "bold"), (f"  {issue.span}", "dim"))


def _sides(issue: Issue) -> Iterator[Text]:
    for summary, names in issue.sides().items():
        yield Text.assemble((summary, _style(summary)), plain(f": {', '.join(names)}"))


def _summed_up(names: str, stand: Stand) -> Text:
    return Text.assemble((plain(names), "bold"), ": ", (stand.summary, _style(stand.summary)))


def _style(summary: str) -> str:
    return _STYLES.get(summary, "yellow")


def _quoted(report: Report) -> RenderableType:
    head = Text.assemble((report.when, "bold"), "  ", (f"{report.stance} ", _STYLES[report.stance]))
    head.append(plain(report.matter))
    head.append(f"  {plain(report.why)}", "dim")
    if report.modality == "planned":
        head.append(" (planned)", "italic")
    parts = [(part, a, b) for part, a, b in report.spans if part != "matter"]
    quoted = Text("“").append_text(highlighted(report.sentence, parts)).append("”")
    quoted.stylize("dim")
    return Padding(Group(head, quoted, Text(plain(origin(report)), "dim italic")), (0, 0, 0, 5))


def origin(report: Report) -> str:
    """Who printed it, and how often it is reported."""
    times = f"{report.reports} reports" if report.reports > 1 else ""
    day = str(report.published or "")
    return " · ".join(
        filter(
            None,
            [times, report.title or report.path, ", ".join(filter(None, [report.publisher, day]))],
        )
    )
