"""Issues as data: what becomes a JSON array."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date
from typing import Any

from dragoman.views.positions.issues import Issue, Report


def issues_data(issues: Iterable[Issue]) -> list[dict[str, Any]]:
    """The issues with who stands where and every report; days as ISO 8601 text."""
    return [
        {
            "issue": issue.number,
            "label": issue.label,
            "disputed": issue.is_disputed,
            "when": issue.span,
            "addressed": issue.addressed,
            "stands": [
                {
                    "holder": stand.holder,
                    "name": stand.name,
                    "stance": stand.summary,
                    "course": stand.course,
                    "reports": [_report(report) for report in stand.reports],
                }
                for stand in issue.stands
            ],
        }
        for issue in issues
    ]


def _report(report: Report) -> dict[str, Any]:
    values = {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in asdict(report).items()
        if name not in ("issue", "label", "holder", "holder_name")
    }
    spans = [{"part": part, "start": start, "end": end} for part, start, end in report.spans]
    return values | {"when": report.when, "spans": spans}
