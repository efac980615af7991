"""Evidence from the persons that a text names, by their terms of office."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache
from typing import Literal

import numpy as np

from dragoman.actors import Register
from dragoman.dating.days import Days, Evidence, Weights
from dragoman.dating.formers import is_former
from dragoman.dating.habits import DATA, load_habits
from dragoman.records import ActorRole
from dragoman.tables import read_table

Standing = Literal["in", "next", "former"]

# How often an office is named of one who does not hold it then: homonyms, slips, terms not known.
_WRONG_NAME, _WRONG_SURNAME = 0.02, 0.08
# Within how many days of its end a term, as the register has it, becomes unlikely: it knows the
# terms of "officials" to within months, others better.
_EDGES, _EDGE = {"official": 60.0, "leader": 15.0}, 10.0
# The share of persons named without their title who hold their office then; a term that is shorter
# than two years says no more than one of two years.
_HOLDING, _SHORTEST = 0.65, 2 * 365
_LONGEST_TITLE = 40
_TRANSITION = timedelta(days=100)

_NAME_GOES_ON = re.compile(r"[ -][A-Z]")


@dataclass(frozen=True, slots=True)
class Title:
    """A line of titles.tsv."""

    roles: frozenset[str]
    when: Standing


@dataclass(frozen=True, slots=True)
class _Person:
    """A mention: who may be meant and in what standing; None without a title."""

    start: int
    end: int
    actor_ids: frozenset[str]
    is_full: bool
    title: Title | None


def office_evidence(text: str, register: Register, days: Days) -> Iterator[Evidence]:
    """What the office-holders of a text say; of several mentions of one person the titled one."""
    told: set[str] = set()
    persons = sorted(_persons(text, register), key=lambda p: (p.title is None, p.start))
    for person in persons:
        if person.actor_ids <= told:
            continue
        told |= person.actor_ids
        known = [
            term
            for actor_id in sorted(person.actor_ids)
            for term in register.terms_of(actor_id)
            if term.start or term.end
        ]
        terms = [term for term in known if person.title and term.role in person.title.roles]
        if known and not terms:
            former = person.title and person.title.when == "former"
            person, terms = person if former else replace(person, title=None), known
        if terms:
            yield _evidence(text, person, terms, days)


def _persons(text: str, register: Register) -> Iterator[_Person]:
    for match in register.names_in(text):
        full = {sense.actor_id for sense in match.senses if sense.kind == "person"}
        short = {sense.actor_id for sense in match.senses if sense.kind == "short name"}
        found = _title_before(text, match.start) if full or short else None
        if full and not found and (space := text.find(" ", match.start, match.end)) > 0:
            found = _title_before(text, space + 1)  # "Pope Benedict", where it is part of the name
        if (full or short) and not found:
            found = _title_behind(text, match.start, match.end)
        if full or (short and found and not _NAME_GOES_ON.match(text, match.end)):
            start, title = found or (match.start, None)
            yield _Person(start, match.end, frozenset(full or short), bool(full), title)


def _title_before(text: str, end: int) -> tuple[int, Title] | None:
    """Where the title that ends at `end` starts, and what it says."""
    start = max(0, end - _LONGEST_TITLE)
    match = _titles_pattern().search(text, start, end)
    if match is None:
        return None
    title = load_titles()[" ".join(match[1].lower().split())]
    if is_former(text, match.start()):
        title = Title(title.roles, "former")
    return match.start(), title


def _title_behind(text: str, start: int, end: int) -> tuple[int, Title] | None:
    """ "the Bush administration": what the word behind a name says."""
    behind = re.match(r" (\w+)\b", text[end : end + _LONGEST_TITLE])
    title = behind and load_titles().get(f"... {behind[1]}")
    return (start, title) if title else None


@cache
def load_titles() -> dict[str, Title]:
    """Read the titles once a process, by their words.

    Raises:
        DataFileError: `when` is another word, or there are no roles.
    """
    titles = {}
    for row in read_table(DATA / "titles.tsv", ("title", "roles", "when")):
        roles = frozenset(role.strip() for role in row["roles"].split(";") if role.strip())
        if row["when"] not in ("in", "next") or not roles:
            raise row.error("a title needs roles, and 'in' or 'next' for when")
        titles[row["title"]] = Title(roles, "in" if row["when"] == "in" else "next")
    return titles


@cache
def _titles_pattern() -> re.Pattern[str]:
    """A title with the space behind it, up to the end of what is searched."""
    before = (title for title in load_titles() if not title.startswith("..."))
    longest_first = sorted(before, key=len, reverse=True)
    words = "|".join(re.escape(title).replace("\\ ", r"\s+") for title in longest_first)
    return re.compile(rf"\b({words})\s+\Z", re.IGNORECASE)


def _evidence(text: str, person: _Person, terms: list[ActorRole], days: Days) -> Evidence:
    standing = person.title.when if person.title else None
    if standing is None:
        logs = _untitled(terms, days)
    else:
        logs = np.max([_logs(term, standing, days) for term in terms], axis=0)
    if standing == "former":
        for term in terms:
            logs = np.where(days.outside(term.start, term.end) == 0, -np.inf, logs)
    if standing:
        # Spread over all days, errors are the rarer on each the shorter the term.
        wrong = _WRONG_NAME if person.is_full else _WRONG_SURNAME
        logs = np.maximum(logs, np.log(wrong * np.exp(logs).mean()))
    periods = " or ".join(dict.fromkeys(map(_period, terms)))
    said = {
        "in": "in office", "next": "chosen for the office of", "former": "out of the office of",
        None: "best known for the office of",
    }[standing]  # fmt: skip
    words = " ".join(text[person.start : person.end].split())
    return Evidence(person.start, person.end, logs, f"“{words}”: {said} {periods}")


def _untitled(terms: list[ActorRole], days: Days) -> Weights:
    """How likely a person who is named without title is in the news, in office and out of it."""
    lags = np.array([days.after(term.start, term.end) for term in terms])
    lag = np.take_along_axis(lags, np.abs(lags).argmin(axis=0)[None], axis=0)[0]
    holding = np.log(_HOLDING / max(_SHORTEST, int((lag == 0).sum())))
    out = load_habits()["out of office"].of(lag) + np.log(1 - _HOLDING)
    logs: Weights = np.where(lag == 0, holding, out)
    return logs


def _logs(term: ActorRole, standing: Standing, days: Days) -> Weights:
    """How well each day goes with a person's being in office, chosen or out of it."""
    start, end = term.start, term.end
    if standing == "next":
        start, end = (start and start - _TRANSITION, start)
    elif standing == "former":
        start, end = (end, None)
    return -days.outside(start, end) / _EDGES.get(term.role, _EDGE)


def _period(term: ActorRole) -> str:
    return f"{term.start or 'an unknown day'} to {term.end or 'now'}"
