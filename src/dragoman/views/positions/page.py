"""Issues as one HTML page that needs nothing else, with each actor's stance on a line of time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from html import escape
from importlib.resources import files
from string import Template

from dragoman.views.highlight import pieces, plain
from dragoman.views.pages import web_address
from dragoman.views.positions.issues import Issue, Report, Stand
from dragoman.views.positions.text import addressed_line

_WIDTH, _MARGIN = 400, 8


def issues_page(issues: Sequence[Issue], asked_for: str = "") -> str:
    """The page.

    Args:
        asked_for: what the issues were chosen by, for the line under the title.
    """
    count = "1 issue" if len(issues) == 1 else f"{len(issues):,} issues"
    page = Template(files("dragoman.views.positions").joinpath("page.html").read_text("utf-8"))
    return page.substitute(
        caption=escape(plain(f"{count}: {asked_for}" if asked_for else count)),
        body="\n".join(map(_issue, issues)) or "<p>No issues.</p>",
    )


def _issue(issue: Issue) -> str:
    days = [r.day for stand in issue.stands for r in stand.reports if r.day < date.max]
    first, last = min(days, default=date.min), max(days, default=date.min)
    addressed = f'<p class="soft">{_text(addressed_line(issue))}</p>' if issue.addressed else ""
    return f"""
<section id="issue-{issue.number}">
<h2><span class="number">{issue.number}</span> {_text(issue.label)}</h2>
<p class="soft">{issue.span}</p>{addressed}
{"".join(_stand(names, stand, first, last) for names, stand in issue.together())}
</section>"""


def _stand(names: str, stand: Stand, first: date, last: date) -> str:
    summary = "changed" if len(stand.course) > 1 else stand.summary
    quotes = "".join(map(_quoted, stand.reports))
    return f"""
<details><summary><b>{_text(names)}</b>
<span class="stance {summary}">{stand.summary}</span>{_line(stand.reports, first, last)}</summary>
<ol>{quotes}</ol></details>"""


def _line(reports: Iterable[Report], first: date, last: date) -> str:
    """The reports as points on the issue's line of time."""
    length = (last - first).days or 1
    points = "".join(
        f'<circle class="{r.stance}" cx="{_MARGIN + _WIDTH * (r.day - first).days / length:.1f}"'
        f' cy="8" r="5"><title>{r.when}: {r.stance} {_text(r.matter)}</title></circle>'
        for r in reports
        if r.day < date.max
    )
    total = _WIDTH + 2 * _MARGIN
    return (
        f'<svg viewBox="0 0 {total} 16" role="img" aria-label="stance over time">'
        f'<line x1="{_MARGIN}" y1="8" x2="{_WIDTH + _MARGIN}" y2="8"/>{points}</svg>'
    )


def _quoted(report: Report) -> str:
    planned = " (planned)" if report.modality == "planned" else ""
    why = f"{report.event_type}: {report.why}"
    return f"""
<li><time>{escape(report.when)}</time><div><p><span class="stance {report.stance}"
 title="{escape(plain(why))}">{report.stance}</span> {_text(report.matter)}{planned}</p>
<blockquote>{_marked(report)}</blockquote>
<p class="soft">{", ".join(_origin(report))}</p></div></li>"""


def _marked(report: Report) -> str:
    return "".join(
        f'<mark class="{name}">{escape(piece)}</mark>' if name else escape(piece)
        for piece, name in pieces(plain(report.sentence), report.spans)
    )


def _origin(report: Report) -> Iterator[str]:
    name, address = _text(report.title or report.path), web_address(report.url)
    yield f'<a href="{escape(address)}" rel="noreferrer">{name}</a>' if address else name
    if report.publisher:
        yield _text(report.publisher)
    if report.published:
        yield str(report.published)
    if report.reports > 1:
        yield f"{report.reports} reports"


def _text(text: str) -> str:
    return escape(plain(text))
