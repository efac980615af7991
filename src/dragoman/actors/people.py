"""Who held which office when, and whom a name means at a date."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from dragoman.records import Actor, ActorRole

OFFICES = frozenset({"GOV", "MIL", "LEG", "JUD", "COP", "SPY", "IGO"})
NEWSWORTHY_DAYS = 400  # how long before and after a term a bare surname still means its holder


@dataclass(frozen=True, slots=True)
class Standing:
    """What a person is at a date: `days` is how far the date is from the nearest term."""

    actor_id: str
    country: str | None
    sector: str | None
    days: int
    former: bool = False


class People:
    """The persons of the register and their terms of office."""

    def __init__(self, actors: Mapping[str, Actor], roles: Iterable[ActorRole]) -> None:
        self._actors = actors
        self._roles: dict[str, list[ActorRole]] = {}
        for role in roles:
            self._roles.setdefault(role.actor_id, []).append(role)

    def standing(self, actor_id: str, day: date | None) -> Standing:
        """The office that `actor_id` holds on `day`, else the nearest one.

        A holder whose term has ended counts as elite (ELI), as in PLOVER.
        """
        actor = self._actors[actor_id]
        roles = self._roles.get(actor_id, [])
        if not roles:
            return Standing(actor_id, actor.country, actor.sector, 0)
        if day is None:
            role = roles[-1]
            return Standing(actor_id, role.country, role.sector, 0)
        role = min(roles, key=lambda role: _distance(role, day))
        days = _distance(role, day)
        former = role.end is not None and role.end < day
        out_of_office = former or days > NEWSWORTHY_DAYS
        sector = "ELI" if out_of_office and role.sector in OFFICES else role.sector
        return Standing(actor_id, role.country, sector, days, former)

    def choose(
        self, candidates: Sequence[str], day: date | None, country: str | None
    ) -> Standing | None:
        """Whom a name that several may bear means on `day`, given the country of the title.

        Without a date several bearers of one country are but that country's; bearers of several
        countries stay undecided and give None, as do bearers of whom none is of `country`.
        """
        standings = [self.standing(actor_id, day) for actor_id in dict.fromkeys(candidates)]
        if country:
            standings = [s for s in standings if s.country in (country, None)]
        if not standings:
            return None
        if day is None and len(standings) > 1:
            shared = {standing.country for standing in standings}
            home = shared.pop() if len(shared) == 1 else None
            return Standing(home, home, standings[0].sector, 0) if home else None
        return min(standings, key=lambda standing: standing.days)


def _distance(role: ActorRole, day: date) -> int:
    """Days from `day` to the term of `role`, 0 within it."""
    if role.start and day < role.start:
        return (role.start - day).days
    if role.end and day > role.end:
        return (day - role.end).days
    return 0
