"""Who took part, as merging compares it: an actor within the state or body that it acts for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

from dragoman.merging.summaries import STATE_SECTORS
from dragoman.records import Participant

# One report's rebels are another's gunmen, and one's opposition another's people in the street.
_SECTORS = {
    **dict.fromkeys(("REB", "UAF", "SEP", "INS", "CRM"), "armed"),
    **dict.fromkeys(("CVL", "OPP", "LAB", "EDU", "ELI", "REF", "ETH", "REL"), "people"),
}
# How sure it is that two descriptions are of one actor, 0 to 1; what is no such thing is None.
_SAME, _WITHIN, _BRANCHES, _NAMELESS = 1.0, 0.8, 0.5, 0.2


@dataclass(frozen=True, eq=False, slots=True)
class Party:
    """An actor: `root` is its state, or else the body it acts for; "" is what is not known.

    "US senators" are Party("USA", "LEG", "", ""), Hamas is Party("PSE", "REB", "HAMAS", ""), the
    Secretary-General is Party("UN", "IGO", "", "kofi-annan"), gunmen are
    Party("", "UAF", "", "gunmen"). Two parties of which all this is equal are the same
    object, also when they come from another process.
    """

    root: str
    sector: str
    body: str
    name: str

    def __reduce__(self) -> tuple[object, ...]:
        return _one_party, (self.root, self.sector, self.body, self.name)

    @property
    def code(self) -> str:
        return f"{self.root}/{self.sector}/{self.body}/{self.name}"


@dataclass(frozen=True, eq=False, slots=True)
class Side:
    """Some parties in alphabetical order; two sides with the same parties are the same object.

    `roots` are the states and bodies among them, `code` is the parties' text.
    """

    parties: tuple[Party, ...]
    roots: tuple[str, ...]
    code: str

    def __reduce__(self) -> tuple[object, ...]:
        return _side, (self.parties,)


def side_of(participants: Iterable[Participant]) -> Side:
    """The different parties among some participants."""
    found = {_party(p.actor_id, p.country, p.sector, p.organization) for p in participants}
    return _side(_in_order(found))


@lru_cache(100_000)
def both(one: Side, other: Side) -> Side:
    """The parties of two sides."""
    return _side(_in_order({*one.parties, *other.parties}))


def _in_order(parties: Iterable[Party]) -> tuple[Party, ...]:
    return tuple(sorted(parties, key=lambda party: party.code))


@cache
def _side(parties: tuple[Party, ...]) -> Side:
    roots = tuple(sorted({party.root for party in parties if party.root}))
    return Side(parties, roots, " ".join(party.code for party in parties))


@cache
def _party(actor_id: str, country: str | None, sector: str | None, body: str | None) -> Party:
    particular = actor_id.isupper() or not sector
    root = country or body or (actor_id if particular else "")
    within = body or (actor_id if actor_id.isupper() else "")
    name = "" if actor_id in (root, within) else actor_id
    return _one_party(root, sector or "", "" if within == root else within, name)


@cache
def _one_party(root: str, sector: str, body: str, name: str) -> Party:
    return Party(root, sector, body, name)


def likeness(a: Party, b: Party) -> float | None:
    """How sure it is that two parties are one, 0 to 1; None where they are not.

    A state is taken for its government, and a branch, person or body for a part of it.
    """
    if a.root != b.root:
        if a.root and b.root:
            return _SAME if a.body and a.body == b.body else None
        return _nameless(a, b)
    if not a.root:
        return _nameless(a, b)
    if a.name and b.name:
        return _SAME if a.name == b.name else None
    if a.body and b.body and a.body != b.body:
        return None
    return _within_root(a, b)


def _nameless(a: Party, b: Party) -> float | None:
    if a.name and a.name == b.name:
        return _BRANCHES
    return _NAMELESS if _sector(a) == _sector(b) else None


def _within_root(a: Party, b: Party) -> float | None:
    one, other = a.sector or "GOV", b.sector or "GOV"
    whole = (a.name or a.body) == (b.name or b.body)
    if one == other:
        return _SAME if whole else _WITHIN
    if one in STATE_SECTORS and other in STATE_SECTORS:
        return _WITHIN if not (a.sector and b.sector) else _BRANCHES
    if _sector(a) == _sector(b):
        return _BRANCHES
    return _SAME if a.body and a.body == b.body else None


def _sector(party: Party) -> str:
    return _SECTORS.get(party.sector, party.sector)


class Match(NamedTuple):
    """How two sides compare: their likeness, and how many parties are surely of both."""

    likeness: float
    known: int


@lru_cache(100_000)
def compare_sides(one: Side, other: Side) -> Match | None:
    """Compare the parties of two reports, of which either may leave some out.

    Returns:
        The mean likeness of the fewer parties to their likes among the others, 0 where either
        names none; None where most have no like.
    """
    fewer, more = sorted((one.parties, other.parties), key=len)
    if not fewer:
        return Match(0.0, 0)
    total, matched, known = 0.0, 0, set[Party]()
    for party in fewer:
        best, like = 0.0, None
        for candidate in more:
            found = likeness(party, candidate)
            if found and found > best:
                best, like = found, candidate
        total += best
        matched += best > 0
        if like and best > _NAMELESS:
            known.add(like)
    return None if 2 * matched < len(fewer) else Match(total / len(fewer), len(known))
