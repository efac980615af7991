"""Reads and removes what stands around the text: headline, byline, date, dateline, publisher."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from dragoman.reading import patterns
from dragoman.reading.datafiles import lines
from dragoman.reading.dates import DATE, Interval, parse_date
from dragoman.reading.paragraphs import ends_sentence

_DATE = re.compile(DATE)
_HEAD = 8  # paragraphs in which bylines, dates and publishers are looked for
_FOOT = 2
_OPENING = 3  # paragraphs that may begin with a dateline
_LONGEST_HEADLINE = 20  # words
_MOST_HEADLINES = 5  # a longer run of such lines is a list
_SHORTEST_BODY = 6  # words


@dataclass(slots=True)
class Findings:
    """What the head of an article tells; the first that is found of each stays."""

    title: str | None = None
    author: str | None = None
    publisher: str | None = None
    published: Interval | None = None
    day: str | None = None

    def note(self, match: re.Match[str]) -> None:
        """Keep what the named groups of a pattern in `data/heads.tsv` caught."""
        found = match.groupdict()
        when = found.get("date") or found.get("day")
        self.published = self.published or (parse_date(when) if when else None)
        self.day = self.day or found.get("day")
        self.author = self.author or found.get("author")
        if publisher := found.get("publisher"):
            self.publisher = self.publisher or patterns.publishers().get(publisher, publisher)


def without_markers(paragraphs: list[str], findings: Findings) -> list[str]:
    """Remove bylines, dates, publishers and datelines, noting what they say in `findings`."""
    paragraphs = _without_lines(paragraphs, findings)
    opening = [_without_dateline(paragraph, findings) for paragraph in paragraphs[:_OPENING]]
    return [*filter(None, opening), *paragraphs[_OPENING:]]


@cache
def _forms(where: str) -> tuple[re.Pattern[str], ...]:
    return tuple(form for place, form in patterns.load("heads.tsv") if place == where)


@cache
def _sections() -> frozenset[str]:
    return frozenset(line.casefold() for _, line in lines("sections.txt"))


def _without_lines(paragraphs: list[str], findings: Findings) -> list[str]:
    kept = []
    for index, paragraph in enumerate(paragraphs):
        near_edge = index < _HEAD or index >= len(paragraphs) - _FOOT
        if not (near_edge and len(paragraph) <= 200 and _read_line(paragraph, findings)):
            kept.append(paragraph)
    return kept


def _read_line(paragraph: str, findings: Findings) -> bool:
    if paragraph.casefold() in _sections():
        return True
    for form in _forms("line"):
        if match := form.fullmatch(paragraph):
            findings.note(match)
            return True
    return False


def _without_dateline(paragraph: str, findings: Findings) -> str:
    for form in _forms("start"):
        if match := form.match(paragraph):
            findings.note(match)
            return paragraph[match.end() :].lstrip()
    return paragraph


def without_headline(
    paragraphs: list[str], findings: Findings, title: str | None = None
) -> list[str]:
    """Remove the lines above the running text: one is the headline, noted, the others kickers.

    Where the title is known from elsewhere, only it and what stands above it go.
    """
    count = 0
    while count < len(paragraphs) and _is_headline(paragraphs[count], title):
        count += 1
    above, below = paragraphs[:count], paragraphs[count:]
    if not above or count > _MOST_HEADLINES or not _is_body(below):
        return paragraphs
    if (title or count > 1) and (signature := _signature(above[-1])):
        findings.note(signature)
        above.pop()
    if title:
        repeated = [index for index, line in enumerate(above) if _same(line, title)]
        return [*above[repeated[-1] + 1 if repeated else 0 :], *below]
    findings.title = findings.title or _headline(above)
    for line in above:
        findings.published = findings.published or _date_within(line)
    return below


def _signature(line: str) -> re.Match[str] | None:
    return next(filter(None, (form.fullmatch(line) for form in _forms("signature"))), None)


def _date_within(line: str) -> Interval | None:
    found = _DATE.search(line)
    return parse_date(found[0]) if found else None


def _is_headline(paragraph: str, title: str | None) -> bool:
    if title and _same(paragraph, title):
        return True
    words = paragraph.split()
    if len(words) > _LONGEST_HEADLINE or paragraph[0].islower():
        return False
    if not ends_sentence(paragraph):
        return True
    long = [word for word in words if len(word) > 3]
    return paragraph[-1] in "?!" and sum(word[0].isupper() for word in long) > 0.8 * len(long)


def _is_body(paragraphs: list[str]) -> bool:
    return bool(paragraphs) and len(paragraphs[0].split()) >= _SHORTEST_BODY


def _headline(above: list[str]) -> str:
    """The first line long enough for a headline; a short one before a longer is a kicker."""
    long = [line for line in above if len(line.split()) > 3] or [max(above, key=len)]
    first, *others = long
    if others and len(first.split()) <= 5 < len(others[0].split()):
        return others[0]
    return first


def _same(paragraph: str, title: str) -> bool:
    """Whether a paragraph repeats the title, which may carry the name of the site."""
    mine, other = (re.sub(r"\W+", "", text).casefold() for text in (paragraph, title))
    shorter, longer = sorted((mine, other), key=len)
    return mine == other or (
        len(shorter) >= 20 and longer.startswith(shorter) and len(longer) < 2 * len(shorter)
    )
