"""From the actor phrases of an article to links: whom each denotes in it, at its date."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from spacy.tokens import Doc

from dragoman.actors.context import Context
from dragoman.actors.coreference import resolve
from dragoman.actors.cues import (
    BASED,
    DESCRIBING,
    HEAD_OFFICES,
    INTERNATIONAL,
    MINORITIES,
    VAGUE,
)
from dragoman.actors.grammar import PhraseParser
from dragoman.actors.lexicon import Lexicon, Sense, SenseKind
from dragoman.actors.naming import Naming
from dragoman.actors.page import Page
from dragoman.actors.people import People
from dragoman.actors.phrases import PEOPLES, PERSONS, STATES, Phrase
from dragoman.actors.rules import CONFIDENCE, Identity, Rule
from dragoman.actors.sharing import Found, share
from dragoman.records import ActorLink

NATION_RULES = {
    "state": (Rule.STATE, Rule.STATE_PLACE),
    "adjective": (Rule.ADJECTIVE, Rule.ADJECTIVE),
    "demonym": (Rule.ADJECTIVE, Rule.ADJECTIVE),
    "capital": (Rule.CAPITAL, Rule.CAPITAL_PLACE),
    "body": (Rule.BODY, Rule.BODY_PLACE),
    "organisation": (Rule.ORGANISATION, Rule.ORGANISATION),
    "people": (Rule.PEOPLE, Rule.PEOPLE_PLACE),
}
# Sectors whose nouns are actors even where they modify another noun: "rebel attack".
FORCEFUL = frozenset({"GOV", "MIL", "COP", "SPY", "LEG", "JUD", "REB", "UAF", "OPP"})
# Sectors that are at home where they act: "rebels in Chechnya".
LOCAL = frozenset({"REB", "UAF", "OPP"})
GUESSED = frozenset({Rule.AGENT_SENTENCE, Rule.AGENT_ARTICLE, Rule.AGENT_PRESUMED})


class Linker:
    """Links one document."""

    def __init__(self, doc: Doc, lexicon: Lexicon, people: People, published: date | None) -> None:
        self.page = Page(doc, lexicon, published)
        self.phrases = list(PhraseParser(self.page).phrases())
        self.context = Context(self.page, self.phrases)
        self.naming = Naming(self.page, people, self.context)
        self._owners: dict[str, Sense] = {}
        self._forces: set[str] = set()
        self._leaders: list[Found] = []  # who own the agents of a phrase: "Assad's forces"

    def links(self) -> list[ActorLink]:
        """The links in text order; none overlap but the two of a pair ("both sides")."""
        found: list[Found] = []
        for phrase in self.phrases:
            identity = self._identify(phrase)
            if identity:
                self.naming.introduce(phrase, identity)
                found.append((phrase, identity))
        found.extend(self.naming.later_mentions([phrase for phrase, _ in found]))
        found.sort(key=lambda pair: pair[0].start)
        found = share(self.page.text, found)
        links = [self._link(*pair) for pair in found]
        leaders = [(phrase, self._link(phrase, leader)) for phrase, leader in self._leaders]
        return resolve(self.page, found, links, leaders, self.naming.people)

    def _link(self, phrase: Phrase, identity: Identity) -> ActorLink:
        return ActorLink(
            phrase.start,
            phrase.end,
            self.page.text[phrase.start : phrase.end],
            identity.actor_id,
            identity.country,
            identity.sector,
            CONFIDENCE[identity.rule],
            str(identity.rule),
            identity.organization,
        )

    def _identify(self, phrase: Phrase) -> Identity | None:
        nation = phrase.nation
        if nation and self.context.is_homonym(self.page.text[nation.start : nation.end]):
            return None
        if phrase.name:
            return self._identify_person(phrase, phrase.name)
        if phrase.agents:
            return self._identify_agents(phrase)
        return self._identify_nation(phrase)

    def _identify_nation(self, phrase: Phrase) -> Identity | None:
        """A nation or organisation that stands without agents."""
        sense = phrase.nation.nation if phrase.nation else None
        explained = self.naming.explained(phrase)
        if explained and sense and explained.actor_id != sense.actor_id:
            return explained
        if sense is None or phrase.opposed or self.context.is_part_of_name(phrase, sense):
            return None
        if self.context.names_event(phrase):
            return None
        people = phrase.people.sense(PEOPLES) if phrase.people else None
        if people:
            return Identity(people.actor_id, sense.country, people.sector, Rule.PEOPLE)
        rule = NATION_RULES[sense.kind][self.context.is_place(phrase)]
        country = sense.country
        if sense.kind == "people" and sense.sector:
            country = self._home_of_people(phrase, sense)
        return Identity(sense.actor_id, country, sense.sector, rule)

    def _home_of_people(self, phrase: Phrase, people: Sense) -> str | None:
        """The state where a people lives, as far as the article tells: "Kurds in Turkey"."""
        if people.country in self.context.countries:
            return people.country
        return self.context.place_of_sentence(phrase) or people.country

    def _identify_agents(self, phrase: Phrase) -> Identity | None:
        """Agents by what they belong to, else as a group of their own."""
        if self._describes_next(phrase):
            return None
        owner = self._owner(phrase)
        sector = self._sector(phrase, owner)
        if owner is None or phrase.opposed or self._is_seated(phrase):
            if phrase.nouns[-1].noun in INTERNATIONAL:
                return Identity(phrase.nouns[-1].slug, None, "IGO", Rule.AGENT)
            return self._identify_group(phrase, sector)
        self._owners[self._head_text(phrase)] = owner
        if sector == "MIL" and owner.country:
            self._forces.add(owner.country)
        if owner.kind in PERSONS:
            rule = Rule.PERSON_AGENT
        else:
            rule = Rule.NATIONAL_AGENT if owner.kind in STATES else Rule.ORGANISATION_AGENT
        country = owner.country
        if owner.kind == "people" and owner.sector:
            country = self._home_of_people(phrase, owner) or self.context.main_country
        elif owner.kind in STATES and phrase.nouns[-1].noun in MINORITIES:
            abroad = self.context.place_of_sentence(phrase)
            if abroad:
                return Identity(abroad, abroad, sector, Rule.AGENT_SENTENCE)
        return Identity(owner.actor_id, country, sector, rule)

    def _describes_next(self, phrase: Phrase) -> bool:
        """Whether it but describes the nation that follows: "NATO member Turkey"."""
        position = phrase.last
        if self.page.word(position) == "the":
            position += 1
        following = self.page.hits.get(position)
        states: frozenset[SenseKind] = frozenset({"state"})
        return (
            phrase.nouns[-1].noun in DESCRIBING
            and following is not None
            and following.sense(states) is not None
        )

    def _is_seated(self, phrase: Phrase) -> bool:
        """Whether a body, maybe of many states, but has its seat there: "Vienna-based agency"."""
        hit = phrase.nation
        based = hit is not None and BASED.match(self.page.text, hit.end) is not None
        return based and "all" in phrase.nouns[-1].yields

    def _owner(self, phrase: Phrase) -> Sense | None:
        """The state, organisation or leader that the agents of `phrase` belong to."""
        hit = phrase.nation
        if hit is None or hit.nation:
            return hit.nation if hit else None
        leader = self.naming.named((hit.start, hit.end), hit.senses)
        if leader is None:
            return None
        self._leaders.append(
            (
                Phrase(
                    hit.first, hit.last, hit.start, hit.end, name_hit=hit, name=(hit.start, hit.end)
                ),
                leader,
            )
        )
        if leader.organization:
            return Sense("organisation", leader.organization, leader.country, leader.sector)
        return Sense("person", leader.country or leader.actor_id, leader.country)

    def _sector(self, phrase: Phrase, owner: Sense | None) -> str | None:
        """The sector of the last agent noun, as those before it and the owner change it."""
        head = phrase.nouns[-1]
        if phrase.former and head.use in {"title", "envoy"}:
            return "ELI"
        sector = owner.sector if owner and owner.kind not in STATES else None
        if sector and owner and owner.kind == "organisation":
            return sector
        for noun in phrase.nouns:
            if "all" in noun.yields:
                sector = sector if sector not in {None, "CVL"} else noun.sector
            elif phrase.led and noun.sector in {"MIL", "PTY"}:
                sector = "MIL"
            elif sector not in noun.yields:
                sector = noun.sector
        return sector

    def _identify_group(self, phrase: Phrase, sector: str | None) -> Identity | None:
        """Agents without a nationality: a group, or of the country that the context makes plain."""
        head = phrase.nouns[-1]
        vague = len(phrase.nouns) == 1 and head.use == "person" and "all" in head.yields
        if vague or self._is_mere_modifier(phrase):
            return None
        if self.context.is_of_unknown_body(phrase):
            return Identity(head.slug, None, None, Rule.AGENT)
        foreign = phrase.nation and not phrase.opposed
        if foreign or self.context.is_elsewhere(phrase):
            return Identity(head.slug, None, sector, Rule.AGENT)
        if head.country:
            return Identity(head.country, head.country, sector, Rule.NATIONAL_AGENT)
        owner = self._owners.get(self._head_text(phrase))
        definite = self.page.word(phrase.first - 1) == "the"
        if owner and (owner.kind in STATES if head.home else definite):
            return Identity(owner.actor_id, owner.country, sector, Rule.AGENT_REPEATED)
        if self.page.text[phrase.start : phrase.end].lower() in VAGUE:
            return None
        country, rule = self._country_of_group(phrase, sector)
        return Identity(country or head.slug, country, sector, rule)

    def _country_of_group(self, phrase: Phrase, sector: str | None) -> tuple[str | None, Rule]:
        """The country that sentence or article make plain for agents, and by which rule."""
        worldwide = self.context.is_worldwide(phrase)
        local = any(noun.local for noun in phrase.nouns) and not worldwide
        country = self.context.place_of_sentence(phrase) if local or sector in LOCAL else None
        if country:
            return country, Rule.AGENT_SENTENCE
        home = any(noun.home for noun in phrase.nouns) or sector in LOCAL
        main = self.context.main_country if home and not worldwide else None
        if sector == "MIL" and self._forces:
            # "troops", "a general": of the one state whose forces the article has spoken of
            main = next(iter(self._forces)) if len(self._forces) == 1 else None
        if main and not (phrase.opposed and self._opposes(phrase, main)):
            return main, Rule.AGENT_ARTICLE
        presumed = None if phrase.nation or worldwide else self.context.main_country
        return presumed, Rule.AGENT_PRESUMED if presumed else Rule.AGENT

    def _opposes(self, phrase: Phrase, country: str) -> bool:
        """Whether the country is the backer or foe that the phrase names: "Russian-backed"."""
        nation = phrase.nation.nation if phrase.nation else None
        return nation is not None and nation.country == country

    def _head_text(self, phrase: Phrase) -> str:
        hit, _ = phrase.agents[-1]
        return self.page.text[hit.start : hit.end].lower()

    def _is_mere_modifier(self, phrase: Phrase) -> bool:
        """Whether the noun but describes another that is no actor: "passenger coaster"."""
        last = self.page.tokens[phrase.last - 1]
        modifies = last.dep_ in {"compound", "nmod", "amod"} and last.head.i >= phrase.last
        return modifies and phrase.nouns[-1].sector not in FORCEFUL

    def _identify_person(self, phrase: Phrase, name: tuple[int, int]) -> Identity | None:
        """A person, known by name or but by office."""
        owner = self._owner(phrase)
        country = owner.country if owner and not phrase.opposed else None
        senses = phrase.name_hit.senses if phrase.name_hit else ()
        titled = bool(phrase.agents)
        person = self.naming.named(name, senses, country, titled, phrase.former)
        if not titled:
            return person
        if person is None:
            return self._unknown_person(phrase)
        sector = self._sector(phrase, owner)
        if sector == "GOV" and "all" in phrase.nouns[-1].yields and person.sector != "ELI":
            sector = person.sector
        introduced = person.rule is Rule.INTRODUCED
        rule = person.rule if introduced else Rule.PERSON_TITLE
        organization = self._organization(owner, person) if sector != "ELI" else None
        if owner and owner.sector == "IGO":
            if phrase.nouns[-1].use == "envoy" and person.country:
                # "U.N. Ambassador Susan Rice": her state's, not the UN's
                return replace(person, rule=rule)
            return Identity(person.actor_id, None, sector, rule, organization)
        return Identity(person.actor_id, person.country or country, sector, rule, organization)

    def _organization(self, owner: Sense | None, person: Identity) -> str | None:
        """The body, no state, that the person acts for: the title's, else that of the office."""
        if owner and owner.kind == "organisation":
            return owner.actor_id if owner.actor_id != person.actor_id else None
        return person.organization

    def _unknown_person(self, phrase: Phrase) -> Identity | None:
        """The state or organisation of a person of whom only the office is known."""
        office = self._identify_agents(phrase)
        if office is None or office.rule is Rule.AGENT:
            return office
        head = phrase.nouns[-1]
        if office.rule not in GUESSED:
            return replace(office, rule=Rule.UNKNOWN_PERSON)
        if "all" in head.yields and head.noun not in HEAD_OFFICES - {"leader"}:
            # a leader or spokesman comes from anywhere
            sole = self.context.sole_country
            if sole is None or sole != office.country:
                return Identity(head.slug, None, office.sector, Rule.AGENT)
            return replace(office, rule=Rule.AGENT_PRESUMED)
        return office
