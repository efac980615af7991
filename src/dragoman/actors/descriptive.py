"""Definite descriptions ("the minister", "the bloc") and pairs ("both sides")."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from spacy.tokens import Token

from dragoman.actors.antecedents import Choice, choose
from dragoman.actors.clauses import subject_of, verb_of
from dragoman.actors.cues import SUBORDINATE
from dragoman.actors.discourse import Discourse, Mention, Number, words_of
from dragoman.actors.expressions import Description, Paired
from dragoman.records import ActorLink

REACH = 6  # sentences back that a description refers to
PAIR_REACH = 3
# What a country gains for being named itself rather than through its people.
NAMED = 60.0
# What the country gains that its sentence named last as a place: "in Iran after the country's".
LATEST = 300.0
# How far a third party must stay behind the second for the two to be meant.
THIRD = 0.6
# Sectors that act for their state; what is of others stands for itself.
OF_STATE = frozenset({None, "GOV", "MIL", "LEG", "JUD", "COP", "SPY", "ELI"})
Party = tuple[str, str | None]  # actor_id and sector: two sides may be of one state
BODIES = frozenset({"igo", "ngo", "party", "armed group", "company"})


class Descriptions:
    """Resolves the descriptions and pairs of one article."""

    def __init__(self, discourse: Discourse) -> None:
        self.discourse = discourse

    def antecedent(
        self,
        token: int,
        description: Description,
        number: Number,
        titles: tuple[str, ...] = (),
        country: str | None = None,
    ) -> Choice | None:
        """The actor that a description at the token takes up.

        `number` is that of its noun, `titles` are further nouns of its own that the actor must
        have been called, `country` is the one it names ("the Turkish leader").
        """
        candidates = (
            (mention, gain)
            for named in self.discourse.before(token, REACH, modifiers=True)
            for mention, gain in self._readings(named, description)
            if country in (None, mention.link.country) and self._fits(mention, description, titles)
        )
        return choose(self.discourse, token, candidates)

    def _readings(
        self, mention: Mention, description: Description
    ) -> Iterator[tuple[Mention, float]]:
        """The mention, and the body that it acts for: "the alliance" after NATO's chief."""
        if len(mention.links) != 1:
            return
        if not mention.modifier:
            yield mention, NAMED
        body = mention.link.organization or mention.link.actor_id
        actor = self.discourse.people.actors.get(body)
        implied = mention.kind in {"person", "people"} or mention.modifier
        if implied and not description.is_person and actor and actor.kind in BODIES:
            link = replace(mention.link, actor_id=body, sector=actor.sector, organization=None)
            yield (
                replace(
                    mention, key=(body, actor.sector or "", "body"), kind="body", titles=(),
                    actor_kind=actor.kind, links=(link,), modifier=False,
                ),
                0.0,
            )  # fmt: skip

    def country(self, token: int, description: Description) -> Choice | None:
        """The state that "the country" takes up: the one most spoken of, in its people too."""
        return choose(self.discourse, token, self._countries(token, description.ids))

    def parties(
        self, token: Token, denotes: Paired, count: int, description: Description | None
    ) -> list[ActorLink]:
        """The two or three parties named last, in text order; none where it is not clear which.

        Persons must fit the description where there is one. The subject of the clause is none of
        them: "the UN urged both sides".
        """
        subject = subject_of(verb_of(token))
        others = [subject] if subject and subject.i < token.i else []
        parties: dict[Party, tuple[ActorLink, float]] = {}
        sentence = self.discourse.sentence[token.i]
        for mention in self.discourse.before(token.i, PAIR_REACH, modifiers=True):
            if mention.sentence != sentence:
                sentence = mention.sentence
                if len(parties) >= count:
                    break
            if any(mention.first <= other.i < mention.last for other in others):
                continue
            weight = self.discourse.salience(mention, token.i)
            for link in () if mention.place else mention.links:
                party = self._party(mention, link, denotes, description)
                key = (party.actor_id, party.sector) if party else None
                if party and key and weight > parties.get(key, (party, 0.0))[1]:
                    parties[key] = (party, weight)
        return _foremost(parties, count)

    def _fits(self, mention: Mention, description: Description, titles: tuple[str, ...]) -> bool:
        """Whether the mention was called so, or is what the description says."""
        link = mention.link
        if any(title not in mention.titles for title in titles):
            return False
        if mention.titles and _is_office(mention.titles[-1], description.noun):
            return True
        if description.is_person:
            return mention.actor_kind == "person" and self._holds(mention, description)
        actor = self.discourse.people.actors.get(link.actor_id)
        if mention.kind == "person" or mention.titles or actor is None:
            return False
        if mention.actor_kind not in {"people", "state"}:
            names = words_of(actor.name) | words_of(link.text)
            if description.noun in names:
                return True
        return (
            mention.actor_kind in description.kinds
            and (not description.ids or link.actor_id in description.ids)
            and (not description.sectors or link.sector in description.sectors)
        )

    def _holds(self, mention: Mention, description: Description) -> bool:
        """Whether a person holds an office of the description, or is of its sectors."""
        if not description.offices:
            return mention.link.sector in description.sectors
        offices = (*mention.titles, *self.discourse.people.offices(mention.link.actor_id))
        names = description.offices | {description.noun}
        return any(_is_office(office, name) for office in offices for name in names)

    def _countries(self, token: int, ids: frozenset[str]) -> Iterator[tuple[Mention, float]]:
        """The countries spoken of; a place that its own sentence named last comes first."""
        latest = True
        for mention in self.discourse.before(token, REACH, modifiers=True):
            for link in mention.links:
                country = link.country
                if country and (not ids or country in ids) and link.sector in OF_STATE:
                    named = mention.actor_kind == "state" and not mention.titles
                    here = mention.sentence == self.discourse.sentence[token]
                    where = here and latest and mention.root.dep_ == "pobj"
                    gain = NAMED * named + LATEST * (named and where)
                    latest = False
                    state = replace(
                        mention, key=(country,), kind="body", links=(_state(link, country),)
                    )
                    yield state, gain

    def _party(
        self, mention: Mention, link: ActorLink, denotes: Paired, description: Description | None
    ) -> ActorLink | None:
        """Whom the mention stands for as one of a pair, if it may be one."""
        state = link.country if link.sector in OF_STATE else None
        if denotes == "country":
            return _state(link, state) if state else None
        if denotes == "person":
            if len(mention.links) > 1:
                return link
            fits = description is None or self._fits(mention, description, ())
            return link if mention.actor_kind == "person" and fits else None
        if denotes == "body":
            return link if mention.actor_kind in BODIES else None
        if state:
            return _state(link, state)
        return link if mention.actor_kind in BODIES or link.country else None


def _state(link: ActorLink, country: str) -> ActorLink:
    """The link to the state of an actor."""
    return replace(link, actor_id=country, country=country, sector=None, organization=None)


def _is_office(office: str, name: str) -> bool:
    """Whether an office is what the name says: "leader of Hamas", "acting president"."""
    title = office if " of " in name else office.split(" of ")[0]
    if re.split(r"\W", title)[0] in SUBORDINATE:
        return title == name
    return title == name or title.endswith(f" {name}")


def _foremost(parties: Mapping[Party, tuple[ActorLink, float]], count: int) -> list[ActorLink]:
    """The most present parties, if there are enough and the next stays behind."""
    ranked = sorted(parties.values(), key=lambda party: -party[1])
    chosen, rest = ranked[:count], ranked[count:]
    if len(chosen) < count or (rest and rest[0][1] > THIRD * chosen[-1][1]):
        return []
    return sorted((link for link, _ in chosen), key=lambda link: link.start)
