"""From the actor phrases of an article to links: whom each denotes in it, at its date."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from spacy.tokens import Doc, Token

from dragoman.actors.lexicon import Lexicon, Sense, SenseKind
from dragoman.actors.people import NEWSWORTHY_DAYS, People, Standing
from dragoman.actors.phrases import NATIONS, PERSONS, Phrase, PhraseParser
from dragoman.actors.rules import CONFIDENCE, Rule
from dragoman.actors.tables import AgentNoun
from dragoman.records import ActorLink

STATES: frozenset[SenseKind] = frozenset({"state", "adjective", "demonym", "capital"})
HONORIFICS = frozenset({"mr", "mr.", "mrs", "mrs.", "ms", "ms.", "dr", "dr.", "sir", "lord"})
PLACES: frozenset[SenseKind] = frozenset({"state", "capital"})
LOCATIVES = frozenset(
    {"in", "at", "inside", "near", "outside", "across", "throughout", "around", "within"}
)
DIRECTIONS = frozenset({"to", "from", "of", "for", "outside", "via", "into"})
MOVES = frozenset(
    (
        "visit", "trip", "arrive", "travel", "go", "fly", "return", "come", "head", "way", "flight",
        "city", "capital", "suburb", "north", "south", "east", "west", "kilometer", "kilometre",
        "mile", "northwest", "northeast", "southwest", "southeast", "street", "outskirts",
    )
)  # fmt: skip
VISITS = frozenset(
    {"visit", "tour", "arrive", "reach", "leave", "bomb", "attack", "shell", "enter"}
)
FORCEFUL = frozenset({"GOV", "MIL", "COP", "SPY", "LEG", "JUD", "REB", "UAF", "OPP"})
NOT_HOME = frozenset(
    ("two", "both", "other", "world", "foreign", "regional", "international", "global", "many")
)
LOCAL = frozenset({"REB", "UAF", "OPP"})  # at home where they act
SHORT_TEXT = 60  # tokens; below it a bare surname needs no country in the context


@dataclass(frozen=True, slots=True)
class Identity:
    """Whom a phrase denotes, before it becomes a link."""

    actor_id: str
    country: str | None
    sector: str | None
    rule: Rule


class Linker:
    """Links one document."""

    def __init__(self, doc: Doc, lexicon: Lexicon, people: People, published: date | None) -> None:
        self.doc = doc
        self.people = people
        self.published = published
        self._parser = PhraseParser(doc, lexicon, published)
        self._introduced: dict[str, Identity] = {}
        self._national_agents: dict[str, Sense] = {}

    def links(self) -> list[ActorLink]:
        """The links in text order."""
        phrases = list(self._parser.phrases())
        self._countries = self._count_countries(phrases)
        found: list[tuple[Phrase, Identity]] = []
        for phrase in phrases:
            identity = self._identify(phrase)
            if identity:
                if phrase.name:
                    self._introduce(phrase, identity)
                found.append((phrase, identity))
        found.extend(self._later_mentions(found))
        found.sort(key=lambda pair: pair[0].start)
        found = self._share_nationality(found)
        return [self._link(phrase, identity) for phrase, identity in found]

    def _link(self, phrase: Phrase, identity: Identity) -> ActorLink:
        return ActorLink(
            phrase.start,
            phrase.end,
            self.doc.text[phrase.start : phrase.end],
            identity.actor_id,
            identity.country,
            identity.sector,
            CONFIDENCE[identity.rule],
            str(identity.rule),
        )

    def _count_countries(self, phrases: list[Phrase]) -> Counter[str]:
        senses = (phrase.nation.sense(NATIONS) for phrase in phrases if phrase.nation)
        return Counter(sense.country for sense in senses if sense and sense.country)

    def _identify(self, phrase: Phrase) -> Identity | None:
        if phrase.name:
            return self._identify_person(phrase)
        if phrase.agents:
            return self._identify_agents(phrase)
        return self._identify_nation(phrase)

    # Nations and organisations

    def _identify_nation(self, phrase: Phrase) -> Identity | None:
        sense = phrase.nation.sense(NATIONS) if phrase.nation else None
        if sense is None or phrase.opposed or self._is_part_of_name(phrase, sense):
            return None
        if phrase.people:
            people = phrase.people.sense(frozenset({"people"}))
            assert people
            return Identity(people.actor_id, sense.country, people.sector, Rule.PEOPLE)
        place = self._is_place(phrase)
        rule = {
            "state": Rule.STATE_PLACE if place else Rule.STATE,
            "adjective": Rule.ADJECTIVE,
            "demonym": Rule.ADJECTIVE,
            "capital": Rule.CAPITAL_PLACE if place else Rule.CAPITAL,
            "body": Rule.BODY_PLACE if place else Rule.BODY,
            "organisation": Rule.ORGANISATION,
            "people": Rule.PEOPLE,
        }[sense.kind]
        country = sense.country
        if sense.kind == "people" and sense.sector and country is None:
            country = self._place_of_sentence(phrase)
        return Identity(sense.actor_id, country, sense.sector, rule)

    def _is_place(self, phrase: Phrase) -> bool:
        """Whether the words before say that the name is where something is or goes."""
        if phrase.possessive:
            return False
        position = phrase.first - 1
        if position > 0 and self.doc[position].pos_ in {"DET", "ADJ"}:
            position -= 1
        before = self.doc[max(position, 0)]
        if before.lower_ in LOCATIVES:
            return True
        if phrase.nation is None or phrase.nation.sense(frozenset({"capital"})) is None:
            return False
        name = self.doc[phrase.last - 1]
        if name.dep_ in {"compound", "nmod"} and name.head.i > phrase.last:
            return True
        goes = before.lower_ in DIRECTIONS and before.head.lemma_ in MOVES
        return goes or before.lemma_ in VISITS or before.lower_ in {"capital", "city"}

    def _is_part_of_name(self, phrase: Phrase, sense: Sense) -> bool:
        """Whether it is but part of another name: "Michael Jordan", "African Champions League"."""
        before = self.doc[phrase.first - 1] if phrase.first else None
        inside = self.doc[phrase.first].ent_iob_ == "I"
        if before is not None and before.ent_type_ == "PERSON" and inside:
            return sense.kind not in {"adjective", "demonym"}
        after = self.doc[phrase.last] if phrase.last < len(self.doc) else None
        return (
            sense.kind == "people"
            and after is not None
            and after.pos_ == "PROPN"
            and after.text[0].isupper()
        )

    # Agents

    def _identify_agents(self, phrase: Phrase) -> Identity | None:
        if self._describes_next(phrase):
            return None
        owner = self._owner(phrase)
        sector = self._sector(phrase, owner)
        if owner is None or phrase.opposed:
            return self._identify_group(phrase, sector)
        head = phrase.agents[-1].agent
        if head and owner.country:
            self._national_agents[head.actor_id] = owner
        rule = Rule.NATIONAL_AGENT if owner.kind in STATES else Rule.ORGANISATION_AGENT
        if owner.kind in PERSONS:
            rule = Rule.PERSON_AGENT
        return Identity(owner.actor_id, owner.country, sector, rule)

    def _describes_next(self, phrase: Phrase) -> bool:
        """Whether it but describes the nation that follows: "NATO member Turkey"."""
        position = phrase.last
        if position < len(self.doc) and self.doc[position].lower_ == "the":
            position += 1
        following = self._parser.hits.get(position)
        head = phrase.agents[-1].agent
        return (
            following is not None
            and following.sense(frozenset({"state"})) is not None
            and head is not None
            and head.agent is not None
            and head.agent.noun in {"member", "ally"}
        )

    def _owner(self, phrase: Phrase) -> Sense | None:
        """The state, organisation or leader that the agents of `phrase` belong to."""
        if phrase.nation is None:
            return None
        nation = phrase.nation.sense(NATIONS)
        if nation:
            return nation
        named = self._named(phrase.nation.start, phrase.nation.end, phrase.nation.senses, None)
        if named is None:
            return None
        country = named.country
        return Sense("person", country or named.actor_id, country)

    def _sector(self, phrase: Phrase, owner: Sense | None) -> str | None:
        """The sector of the last agent noun, as those before it and the owner change it."""
        sector = (
            owner.sector if owner and owner.kind in {"organisation", "body", "people"} else None
        )
        if sector and owner and owner.kind == "organisation":
            return sector
        for hit in phrase.agents:
            noun = hit.agent.agent if hit.agent else None
            assert noun
            if "all" in noun.yields:
                sector = sector if sector not in {None, "CVL"} else noun.sector
            elif phrase.led and noun.use == "group":
                sector = "MIL"
            elif sector not in noun.yields:
                sector = noun.sector
        head = phrase.agents[-1].agent
        if phrase.former and head and head.agent and head.agent.use in {"title", "envoy"}:
            return "ELI"
        return sector

    def _identify_group(self, phrase: Phrase, sector: str | None) -> Identity | None:
        """Agents without a nationality: their own, or the country that the context makes plain."""
        head = phrase.agents[-1].agent
        assert head and head.agent
        nouns = [hit.agent.agent for hit in phrase.agents if hit.agent and hit.agent.agent]
        if self._is_mere_modifier(phrase, head.agent) or (
            len(nouns) == 1 and head.agent.use == "person" and "all" in head.agent.yields
        ):
            return None
        if phrase.opposed or self._is_elsewhere(phrase):
            return Identity(head.agent.slug, None, sector, Rule.AGENT)
        home = any(noun.home for noun in nouns)
        country = self._place_of_sentence(phrase) if home or sector in LOCAL else None
        if country:
            return Identity(country, country, sector, Rule.AGENT_SENTENCE)
        if home:
            known = self._national_agents.get(head.actor_id)
            if known:
                return Identity(known.actor_id, known.country, sector, Rule.AGENT_ARTICLE)
            country = self._main_country()
            if country:
                return Identity(country, country, sector, Rule.AGENT_ARTICLE)
        return Identity(head.agent.slug, None, sector, Rule.AGENT)

    def _is_mere_modifier(self, phrase: Phrase, noun: AgentNoun) -> bool:
        """Whether the noun but describes another that is no actor: "passenger coaster"."""
        last = self.doc[phrase.last - 1]
        modifies = last.dep_ in {"compound", "nmod", "amod"} and last.head.i >= phrase.last
        return modifies and noun.sector not in FORCEFUL

    def _is_elsewhere(self, phrase: Phrase) -> bool:
        """Whether the word before says whose they are: "Hamburg prosecutors", "the two leaders"."""
        before = self.doc[phrase.first - 1] if phrase.first else None
        return before is not None and (
            before.ent_type_ == "GPE" or before.tag_ == "PRP$" or before.lower_ in NOT_HOME
        )

    def _place_of_sentence(self, phrase: Phrase) -> str | None:
        """The one country that the sentence names as a place: "police in Turkey"."""
        return self._sentence_places.get(self._parser.sentence_end[phrase.first])

    @cached_property
    def _sentence_places(self) -> dict[int, str | None]:
        """By the end of a sentence, the country it names as a place; None where it names more."""
        places: dict[int, str | None] = {}
        for first, hit in self._parser.hits.items():
            sense = hit.sense(PLACES)
            if sense and first and self.doc[first - 1].lower_ in LOCATIVES:
                end = self._parser.sentence_end[first]
                known = places.setdefault(end, sense.country)
                places[end] = sense.country if known == sense.country else None
        return places

    def _main_country(self) -> str | None:
        """The country that makes up most of the article's nations."""
        if not self._countries:
            return None
        country, count = self._countries.most_common(1)[0]
        return country if count >= 2 and count >= 0.5 * self._countries.total() else None

    # Persons

    def _identify_person(self, phrase: Phrase) -> Identity | None:
        assert phrase.name
        nation = phrase.nation.sense(NATIONS | PERSONS) if phrase.nation else None
        country = nation.country if nation and not phrase.opposed else None
        senses = phrase.name_hit.senses if phrase.name_hit else ()
        identity = self._named(*phrase.name, senses, country, titled=bool(phrase.agents))
        if identity is None:
            return self._unknown_person(phrase) if phrase.agents else None
        if not phrase.agents:
            return identity
        sector = self._sector(phrase, nation)
        head = phrase.agents[-1].agent
        vague = head and head.agent and "all" in head.agent.yields
        if vague and sector == "GOV":
            sector = identity.sector
        rule = identity.rule if identity.rule is Rule.PERSON_INTRODUCED else Rule.PERSON_TITLE
        return Identity(identity.actor_id, identity.country or country, sector, rule)

    def _unknown_person(self, phrase: Phrase) -> Identity | None:
        """The state or organisation of a person of whom only the office is known."""
        identity = self._identify_agents(phrase)
        if identity is None or identity.rule is Rule.AGENT:
            return identity
        return Identity(identity.actor_id, identity.country, identity.sector, Rule.UNKNOWN_PERSON)

    def _named(
        self,
        start: int,
        end: int,
        senses: tuple[Sense, ...],
        country: str | None,
        titled: bool = False,
    ) -> Identity | None:
        """Whom the name at `start`:`end` denotes: one introduced before, or one of the register."""
        name = self.doc.text[start:end]
        full = [sense.actor_id for sense in senses if sense.kind == "person"]
        introduced = self._introduced.get(name)
        if introduced is None and not full:
            introduced = self._introduced.get(name.split()[-1])
        if introduced and (country is None or introduced.country in (country, None)):
            return Identity(
                introduced.actor_id, introduced.country, introduced.sector, Rule.PERSON_INTRODUCED
            )
        short = [sense.actor_id for sense in senses if sense.kind == "short name"]
        standing = self.people.choose(full or short, self.published, country)
        if standing is None:
            return None
        if full:
            known = standing.country is None or standing.country in self._countries
            rule = Rule.PERSON if titled or known else Rule.PERSON_ABROAD
        elif country or ((titled or self._is_honoured(start)) and self._is_at_home(standing)):
            rule = Rule.PERSON_TITLE
        elif self._is_newsworthy(standing, start):
            rule = Rule.PERSON_SURNAME
        else:
            return None
        return Identity(standing.actor_id, standing.country, standing.sector, rule)

    def _is_honoured(self, start: int) -> bool:
        return (
            self.doc.text[:start].rstrip().rsplit(None, 1)[-1:] != []
            and (self.doc.text[max(0, start - 8) : start].split()[-1:] or [""])[0].lower()
            in HONORIFICS
        )

    def _is_newsworthy(self, standing: Standing, start: int) -> bool:
        """Whether a bare surname may mean this office-holder here."""
        if standing.days > NEWSWORTHY_DAYS:
            return False
        before = self.doc.text[max(0, start - 30) : start].split()
        if before and before[-1][:1].isupper() and before[-1][-1:].isalpha():
            return False
        return self._is_at_home(standing)

    def _is_at_home(self, standing: Standing) -> bool:
        """Whether the article is about the person's country, or too short to tell."""
        return standing.country in self._countries or len(self.doc) <= SHORT_TEXT

    def _introduce(self, phrase: Phrase, identity: Identity) -> None:
        """Keep the name for its later mentions: by either end, as family names stand at both."""
        assert phrase.name
        name = self.doc.text[slice(*phrase.name)]
        for key in {name, name.split()[0], name.split()[-1]}:
            if len(key) > 1:
                self._introduced.setdefault(key, identity)

    def _later_mentions(
        self, found: list[tuple[Phrase, Identity]]
    ) -> list[tuple[Phrase, Identity]]:
        """Names introduced with an office that stand alone elsewhere."""
        taken = [False] * len(self.doc)
        for phrase, _ in found:
            taken[phrase.first : phrase.last] = [True] * (phrase.last - phrase.first)
        mentions = []
        for token in self.doc:
            identity = self._introduced.get(token.text)
            if identity is None or taken[token.i] or token.pos_ != "PROPN":
                continue
            if self._has_name_beside(token, taken):
                continue
            start, end = token.idx, token.idx + len(token)
            phrase = Phrase(token.i, token.i + 1, start, end, name=(start, end))
            mentions.append(
                (
                    phrase,
                    Identity(
                        identity.actor_id,
                        identity.country,
                        identity.sector,
                        Rule.PERSON_INTRODUCED,
                    ),
                )
            )
        return mentions

    def _has_name_beside(self, token: Token, taken: list[bool]) -> bool:
        """Whether other names stand next to it, which make it another's: "Pan Yi"."""
        return any(
            0 <= i < len(self.doc)
            and not taken[i]
            and self.doc[i].pos_ == "PROPN"
            and self.doc[i].lower_ not in HONORIFICS
            and self.doc[i].ent_type_ not in {"DATE", "TIME"}
            for i in (token.i - 1, token.i + 1)
        )

    # Coordination

    def _share_nationality(
        self, found: list[tuple[Phrase, Identity]]
    ) -> list[tuple[Phrase, Identity]]:
        """ "US and Turkish officials": both are officials; "Iraqi army and police": both Iraqi."""
        shared = list(found)
        for i in range(len(shared) - 2, -1, -1):
            (first, mine), (second, other) = shared[i], shared[i + 1]
            between = self.doc.text[first.end : second.start].strip()
            if between not in {"and", "or", ",", "/", "-", "and the", "&"}:
                continue
            if self._is_adjective(first, mine) and other.rule in {
                Rule.NATIONAL_AGENT, Rule.SHARED_NATION,
            }:  # fmt: skip
                identity = Identity(mine.actor_id, mine.country, other.sector, Rule.SHARED_NATION)
                shared[i] = (first, identity)
        for i in range(len(shared) - 1):
            (first, mine), (second, other) = shared[i], shared[i + 1]
            between = self.doc.text[first.end : second.start].strip()
            if (
                between in {"and", "or", "&"}
                and mine.rule in {Rule.NATIONAL_AGENT, Rule.SHARED_NATION}
                and other.rule in {Rule.AGENT, Rule.AGENT_ARTICLE, Rule.AGENT_SENTENCE}
            ):
                identity = Identity(mine.actor_id, mine.country, other.sector, Rule.SHARED_NATION)
                shared[i + 1] = (second, identity)
        return shared

    @staticmethod
    def _is_adjective(phrase: Phrase, identity: Identity) -> bool:
        bare = identity.rule in {Rule.ADJECTIVE, Rule.STATE}
        nation = phrase.nation if bare else None
        return nation is not None and nation.sense(frozenset({"adjective"})) is not None
