"""Who stands where: the issues of a dataset, with each actor's stance over time and its words."""

from dragoman.views.positions.data import issues_data
from dragoman.views.positions.issues import Issue, Report, Stand, read_issues
from dragoman.views.positions.markdown import issues_markdown
from dragoman.views.positions.page import issues_page
from dragoman.views.positions.text import issue_text, issues_text

__all__ = [
    "Issue",
    "Report",
    "Stand",
    "issue_text",
    "issues_data",
    "issues_markdown",
    "issues_page",
    "issues_text",
    "read_issues",
]
