"""What the time expressions of a text name, as far as they date it: days, months and years."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from spacy.tokens import Doc

from dragoman.dating.habits import DATA
from dragoman.tables import read_table
from dragoman.times.grammar import Found, load_grammar
from dragoman.times.tense import Tense, tense_at

Unit = Literal["day", "month", "year", "weekday", "event"]

_LONGEST_LEAD = 40
_SENTENCE_END = re.compile(r"[.!?;][\"'”’)]*\s|\n")

_UNITS: dict[str, Unit] = {
    "month_day": "day", "attacks": "day", "day_range": "day", "iso_date": "day",
    "month": "month", "month_range": "month", "weekday": "weekday",
    "year": "year", "year_range": "year", "quarter": "year", "half": "year", "season": "year",
    "holiday": "year",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Named:
    """A day, month, year or day of the week as a text names it, with the tense it is told in.

    `year` is None where the words give none; `weekday` (Monday is 1) where they give one.
    """

    start: int
    end: int
    text: str
    unit: Unit
    tense: Tense | None
    year: int | None = None
    month: int = 1
    day: int = 1
    weekday: int | None = None


def find_named(text: str, doc: Doc | None) -> list[Named]:
    """The dates that `text` names in figures or by the day of the week, in text order.

    "Monday (April 5)" is one, a day with its weekday. What counts from a date that is not known
    ("last year", "April last year", "next Friday") is left out, as are fiscal years.
    """
    named: list[Named] = []
    for found in load_grammar().scan(text):
        this = _named(found, text, doc)
        if this is None:
            continue
        before = named[-1] if named else None
        if before and before.unit == "weekday" and this.unit == "day":
            between = text[before.end : this.start]
            if len(between) < 3 and not between.strip(" ,("):
                words = text[before.start : this.end]
                this = replace(this, start=before.start, text=words, weekday=before.weekday)
                named.pop()
        elif before and _goes_on(before, this, text):
            this = replace(this, tense=before.tense)
        named.append(this)
    return named


def _goes_on(before: Named, this: Named, text: str) -> bool:
    """ "by 2010 for some and 2020 for others": whether a later year shares a lead with a year."""
    later = before.year and this.year and before.year <= this.year and before.tense != "past"
    return bool(later) and not _SENTENCE_END.search(text, before.end, this.start)


def _named(found: Found, text: str, doc: Doc | None) -> Named | None:
    unit = _UNITS.get(found.rule.meaning)
    year = _number(found, "year")
    relative = found.word("rel") not in (None, "0") or found.word("beside")
    if unit is None or relative or found.word("fiscal") or (unit == "year" and not year):
        return None
    return Named(
        found.start,
        found.end,
        text[found.start : found.end],
        unit,
        _tense(found, text, doc),
        year,
        _number(found, "month") or _number(found, "mm") or 1,
        _number(found, "day2", "day", "ordinal", "dd") or 1,
        _number(found, "weekday"),
    )


def _tense(found: Found, text: str, doc: Doc | None) -> Tense | None:
    before = text[max(0, found.start - _LONGEST_LEAD) : found.start]
    for tense, cue in load_leads():
        if cue.search(before):
            return tense
    return tense_at(text, found.start, found.end, doc)


@cache
def load_leads() -> tuple[tuple[Tense | None, re.Pattern[str]], ...]:
    """Read the words that lead to a date once a process: its tense (None: open), the pattern.

    Raises:
        DataFileError: the tense is another word, or the cue no regular expression.
    """
    tenses: dict[str, Tense | None] = {"past": "past", "future": "future", "open": None}
    leads = []
    for row in read_table(DATA / "leads.tsv", ("tense", "cue", "example")):
        if row["tense"] not in tenses:
            raise row.error("tense must be past, future or open")
        try:
            cue = re.compile(rf"(?i)\b(?:{row['cue']})\s+$".replace(" ", r"\s+"))
        except re.error as error:
            raise row.error(f"the cue is no regular expression: {error}") from error
        leads.append((tenses[row["tense"]], cue))
    return tuple(leads)


def _number(found: Found, *classes: str) -> int | None:
    """The number that the first of these classes stands for in the match; None if none does."""
    words = (found.word(name) for name in classes)
    return next((int(word) for word in words if word), None)
