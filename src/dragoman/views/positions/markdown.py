"""Issues as Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from dragoman.views.markdown import escaped
from dragoman.views.pages import web_address
from dragoman.views.positions.issues import Issue, Report
from dragoman.views.positions.text import addressed_line


def issues_markdown(issues: Sequence[Issue]) -> str:
    """A chapter an issue: a table of who stands where, then every actor's words."""
    parts = ["# Who stands where"]
    for issue in issues:
        parts += [f"## {issue.number}. {escaped(issue.label)}", f"*{issue.span}*"]
        parts += ["\n".join(_table(issue))]
        if issue.addressed:
            parts.append(escaped(addressed_line(issue)))
        for names, stand in issue.together():
            parts.append(f"### {escaped(names)}: {stand.summary}")
            parts += map(_quoted, stand.reports)
    return "\n\n".join(parts if issues else [*parts, "No issues."]) + "\n"


def _table(issue: Issue) -> Iterator[str]:
    yield "| stance | actors |"
    yield "| --- | --- |"
    for summary, names in issue.sides().items():
        yield f"| {summary} | {escaped(', '.join(names))} |"


def _quoted(report: Report) -> str:
    planned = " *(planned)*" if report.modality == "planned" else ""
    lines = [
        f"- **{report.when}** {report.stance} {escaped(report.matter)}{planned}"
        f" — {report.event_type}, {escaped(report.why)}",
        "",
        f"  > “{escaped(report.sentence)}”",
        f"  > — {', '.join(_origin(report))}",
    ]
    return "\n".join(lines)


def _origin(report: Report) -> Iterable[str]:
    name, address = escaped(report.title or report.path), web_address(report.url)
    parts = [f"[{name}](<{address}>)" if address else name, escaped(report.publisher or "")]
    return filter(None, [*parts, str(report.published or "")])
