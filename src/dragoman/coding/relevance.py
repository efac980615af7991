"""What is no political event: accidents, and articles about sport (`data/exclusions.tsv`)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from dragoman.tables import read_table, words_pattern

_FILE = Path(__file__).parent / "data" / "exclusions.tsv"
_DISTINCT_WORDS = 4
_WORDS_PER_HIT = 60


@dataclass(frozen=True, slots=True)
class Exclusions:
    """Patterns by event type and scope for clauses, and those for whole articles."""

    clauses: Mapping[tuple[str, str], Sequence[re.Pattern[str]]]
    articles: Sequence[re.Pattern[str]]

    def is_off_topic(self, text: str) -> bool:
        """Whether the article is about something in which "attack" and "defeat" are no events."""
        words = text.lower()
        for pattern in self.articles:
            hits = pattern.findall(words)
            dense = len(hits) * _WORDS_PER_HIT >= text.count(" ")
            if dense and len(set(hits)) >= _DISTINCT_WORDS:
                return True
        return False

    def exclude(self, type_name: str, clause: str, named: bool) -> bool:
        """Whether the clause tells an accident or the like rather than an event of that type.

        Args:
            clause: the words of the predicate's clause, in lower case.
            named: whether a source is named (one that bears no arms).
        """
        scopes = ("unarmed",) if named else ("unarmed", "clause")
        patterns = (p for scope in scopes for p in self.clauses.get((type_name, scope), ()))
        return any(pattern.search(clause) for pattern in patterns)


@cache
def load_exclusions() -> Exclusions:
    """Read `data/exclusions.tsv`.

    Raises:
        DataFileError: a line has an unknown scope.
    """
    clauses: dict[tuple[str, str], list[re.Pattern[str]]] = {}
    articles = []
    for row in read_table(_FILE, ("what", "scope", "words")):
        pattern = words_pattern(row["words"])
        if row["scope"] == "article":
            articles.append(pattern)
        elif row["scope"] in ("clause", "unarmed"):
            clauses.setdefault((row["what"], row["scope"]), []).append(pattern)
        else:
            raise row.error(f"scope must be clause, unarmed or article, not {row['scope']!r}")
    return Exclusions(clauses, articles)
