"""Finding the time expressions of a text and dating them."""

from __future__ import annotations

import re
from datetime import date

from spacy.tokens import Doc

from dragoman.errors import UsageError
from dragoman.records import TimeExpression
from dragoman.times.grammar import Found, load_grammar
from dragoman.times.periods import Period
from dragoman.times.reading import Context, Reading
from dragoman.times.readings import read
from dragoman.times.tense import sentence_before, tense_at

# "the following day", "a year earlier" count from a date named no farther back than this.
_NEAR = 400

# Figures of which a sentence says what they were a year before.
_FIGURES = re.compile(r"[$€£¥]\s?\d|\d\s?%|\b(?:percent|million|billion|cents|compared)\b")


def find_times(
    text: str, published: date | str | None = None, doc: Doc | None = None
) -> list[TimeExpression]:
    """Find the time expressions of a text, with TIMEX3 types and values (TimeML 1.2.1).

    Args:
        text: plain English text.
        published: the day of publication (TimeML's document creation time) as a date or
            YYYY-MM-DD, which "Wednesday" and "last month" count from. Where it is unknown they
            get a value such as "XXXX-WXX-3" or "PAST_REF" and no days.
        doc: the same text parsed by spaCy, if it is at hand: the tense of verbs is then read
            from the parse and not from the words near.

    Returns:
        The expressions in text order, without overlap; `text[t.start:t.end] == t.text`.

    Raises:
        UsageError: `published` is no day, or `doc` is of another text.
    """
    if doc is not None and doc.text != text:
        raise UsageError("doc must be the parse of the same text")
    day = _as_date(published)
    history = _History()
    times = []
    for found in load_grammar().scan(text):
        reading = read(found, history.context(text, found, day, doc))
        if reading is not None:
            history.add(found, reading)
            times.append(
                TimeExpression(
                    found.start,
                    found.end,
                    text[found.start : found.end],
                    reading.type,
                    reading.value,
                    reading.first,
                    reading.last,
                )
            )
    return times


def _as_date(published: date | str | None) -> date | None:
    if not isinstance(published, str):
        return published
    try:
        return date.fromisoformat(published)
    except ValueError as error:
        raise UsageError(f"publication date {published!r}: write it as YYYY-MM-DD") from error


class _History:
    """The dates named so far, from the left."""

    def __init__(self) -> None:
        self._last: tuple[int, Period] | None = None
        self._quarter: Period | None = None

    def add(self, found: Found, reading: Reading) -> None:
        if reading.period is None:
            return
        self._last = (found.end, reading.period)
        if found.rule.meaning in ("quarter", "latest", "ended") and reading.period.unit == "Q":
            self._quarter = reading.period

    def context(self, text: str, found: Found, published: date | None, doc: Doc | None) -> Context:
        start, end = found.start, found.end
        distance = start - self._last[0] if self._last else None
        period = self._last[1] if self._last else None
        near = distance is not None and (distance <= _NEAR or published is None)
        same = distance is not None and distance <= len(sentence_before(text, start))
        return Context(
            published=published,
            tense=lambda: tense_at(text, start, end, doc),
            named=period if near else None,
            same_sentence=period if same else None,
            quarter=self._quarter,
            compared=lambda: self._compared(text, start),
        )

    def _compared(self, text: str, start: int) -> Period | None:
        figures = self._quarter and _FIGURES.search(sentence_before(text, start))
        return self._quarter if figures else None
