"""Who held which office when, and whom a name means at a date."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from dragoman.actors.cues import HEAD_OFFICES
from dragoman.actors.folding import fold
from dragoman.compiled import Kept
from dragoman.records import Actor, ActorRole

OFFICES = frozenset({"GOV", "MIL", "LEG", "JUD", "COP", "SPY", "IGO"})
NEWSWORTHY_DAYS = 400  # how long before and after a term a bare surname still means its holder


@dataclass(frozen=True, slots=True)
class Standing:
    """What a person is at a date: `days` is how far the date is from the nearest term.

    `organization` is the body that the office is in, none once the term is over; `head` says that
    it is the office of a head of state or government.
    """

    actor_id: str
    country: str | None
    sector: str | None
    days: int
    former: bool = False
    organization: str | None = None
    head: bool = False
    until: date = date.min


class People:
    """The actors of the register by actor_id, and the terms of office of those who held any."""

    def __init__(self, actors: Mapping[str, Actor], roles: Iterable[ActorRole]) -> None:
        terms: dict[str, list[ActorRole]] = {}
        for role in roles:
            terms.setdefault(role.actor_id, []).append(role)
        self.actors = Kept(actors)
        self.terms = Kept(terms)
        self._bearers = Counter(
            word
            for actor in actors.values()
            if actor.kind == "person"
            for word in set(fold(" ".join((actor.name, *actor.aliases))).split())
        )

    def bearers(self, surname: str) -> int:
        """How many persons have the word in their names."""
        return self._bearers[fold(surname)]

    def offices(self, actor_id: str) -> tuple[str, ...]:
        """The offices that a person ever held: "president", "leader of Hamas"."""
        return tuple(role.role for role in self.terms.get(actor_id, ()))

    def standing(self, actor_id: str, day: date | None) -> Standing:
        """The office that `actor_id` holds on `day`, else the nearest one; without a day the last.

        A holder whose term has ended counts as elite (ELI), as in PLOVER.
        """
        actor = self.actors[actor_id]
        roles = self.terms.get(actor_id, ())
        if not roles:
            return Standing(actor_id, actor.country, actor.sector, 0)
        if day is None:
            role = max(roles, key=_until)
            days = 0
        else:
            role = min(roles, key=lambda role: _distance(role, day))
            days = _distance(role, day)
        former = day is not None and role.end is not None and role.end < day
        out_of_office = former or days > NEWSWORTHY_DAYS
        return Standing(
            actor_id,
            role.country,
            "ELI" if out_of_office and role.sector in OFFICES else role.sector,
            days,
            former,
            None if out_of_office else role.organization,
            role.role in HEAD_OFFICES,
            _until(role),
        )

    def choose(
        self,
        candidates: Sequence[str],
        day: date | None,
        country: str | None,
        home: Container[str | None] = (),
        former: bool = False,
    ) -> Standing | None:
        """Whom a name that several may bear means on `day`.

        `country` is that of the title, whose people alone are meant, `home` the countries of the
        article, whose people come first, `former` says that the office is past. Without a date
        several bearers of one country are but that country's; of those of several countries the
        latest head of state or government is meant.
        """
        standings = [self.standing(actor_id, day) for actor_id in dict.fromkeys(candidates)]
        if country:
            standings = [s for s in standings if s.country in (country, None)]
        if not standings:
            return None
        standings = [s for s in standings if s.former and former] or standings
        standings = [s for s in standings if s.days <= NEWSWORTHY_DAYS] or standings
        standings = [s for s in standings if s.country in home] or standings
        if day is None and len(standings) > 1:
            first = standings[0]
            if first.country and all(s.country == first.country for s in standings):
                return Standing(first.country, first.country, first.sector, 0)
            return max(standings, key=lambda s: (s.head, s.until))
        return min(standings, key=lambda s: (s.days, not s.head))


def _until(role: ActorRole) -> date:
    return role.end or date.max


def _distance(role: ActorRole, day: date) -> int:
    """Days from `day` to the term of `role`, 0 within it."""
    if role.start and day < role.start:
        return (role.start - day).days
    if role.end and day > role.end:
        return (day - role.end).days
    return 0
