"""The words of time expressions, read from `data/words.tsv` and `data/holidays.tsv`."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from dragoman.tables import Row, read_table

DATA = Path(__file__).parent / "data"

_WORDS = re.compile(r"\w+")

# Classes whose words do not begin an expression, and those that make none without others: they
# save trying the grammar at every "in" and "that".
_NEVER_FIRST = frozenset({"ago", "earlier", "later", "hence", "stead", "zone", "am", "pm"}) | {
    "abbreviation"
}
_NEVER_CORE = frozenset({"the", "rel", "coming", "past", "beside", "same", "every", "mod"}) | {
    *("small", "tens", "vague", "ordinal", "half", "whole", "fiscal", "working"),
    *(_NEVER_FIRST - {"stead"}),
}


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Word classes: `values[class][form]` by the form in small letters; `holidays` by name."""

    values: dict[str, dict[str, str]]
    patterns: dict[str, str]
    holiday_dates: dict[str, tuple[tuple[date, date], ...]]

    def value(self, name: str, text: str) -> str:
        """What a word of a class means; the text itself for {day}, {year} and the like."""
        values = self.values.get(name)
        return values[" ".join(text.lower().split())] if values else text

    def first_words(self) -> frozenset[str]:
        """The words, in small letters, that an expression can begin with."""
        return frozenset(
            _WORDS.findall(form)[0]
            for name, forms in self.values.items()
            if name not in _NEVER_FIRST
            for form in forms
        )

    def core_words(self) -> frozenset[str]:
        """Words of which an expression has at least one, unless it has a figure."""
        return frozenset(
            _WORDS.findall(form)[-1]
            for name, forms in self.values.items()
            if name not in _NEVER_CORE
            for form in forms
        )


@cache
def load_lexicon() -> Lexicon:
    """Read the word files once a process.

    Raises:
        DataFileError: a line is not well formed.
    """
    forms: dict[str, list[str]] = defaultdict(list)
    values: dict[str, dict[str, str]] = defaultdict(dict)
    for row in read_table(DATA / "words.tsv", ("class", "value", "forms")):
        for form in _forms(row):
            forms[row["class"]].append(form)
            values[row["class"]][form.lower()] = row["value"]
    dates = _holiday_dates()
    for row in read_table(DATA / "holidays.tsv", ("name", "when", "forms")):
        for form in _forms(row):
            forms["holiday"].append(form)
            values["holiday"][form.lower()] = row["name"]
        if row["when"] != "table":
            dates[row["name"]] = _fixed_dates(row)
        elif row["name"] not in dates:
            raise row.error(f"holiday_dates.tsv has no days of {row['name']!r}")
    patterns = {name: _alternatives(words) for name, words in forms.items()}
    return Lexicon(dict(values), patterns, {name: tuple(days) for name, days in dates.items()})


def _forms(row: Row) -> list[str]:
    forms = [form.strip() for form in row["forms"].split("|")]
    if not all(forms):
        raise row.error("an empty form; write forms separated by single |")
    return forms


def _holiday_dates() -> dict[str, list[tuple[date, date]]]:
    dates: dict[str, list[tuple[date, date]]] = defaultdict(list)
    for row in read_table(DATA / "holiday_dates.tsv", ("name", "first", "last")):
        try:
            days = (date.fromisoformat(row["first"]), date.fromisoformat(row["last"]))
        except ValueError as error:
            raise row.error(f"{error}; write days as YYYY-MM-DD") from error
        dates[row["name"]].append(days)
    return dates


def _fixed_dates(row: Row) -> list[tuple[date, date]]:
    when = row["when"]
    try:
        if len(when) == len("YYYY-MM-DD"):
            return [(date.fromisoformat(when),) * 2]
        month, day = (int(part) for part in when.split("-"))
        return [(date(year, month, day),) * 2 for year in range(1900, 2101)]
    except ValueError as error:
        raise row.error("the day must be MM-DD, YYYY-MM-DD or 'table'") from error


def _alternatives(forms: list[str]) -> str:
    """A regular expression of the forms, longest first, capitals required where they stand."""
    return "|".join(_form_pattern(form) for form in sorted(forms, key=len, reverse=True))


def _form_pattern(form: str) -> str:
    if form == form.lower():
        return _as_pattern(form)
    return f"(?-i:{_as_pattern(form)}|{_as_pattern(form.upper())})"


def _as_pattern(words: str) -> str:
    """A regular expression of the words, for text that `grammar.Grammar.scan` has prepared."""
    return " +".join(map(re.escape, words.split(" ")))
