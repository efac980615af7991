"""Noun phrases that denote one actor: "senior Turkish officials", "Russia's army chief, General X".

The grammar, over the names found and the part-of-speech tags:

    phrase  = nation [possession | link] modifiers agents [[","] name] [posting]
            | agents [name] ("of" | "for" | "from") ["the"] phrase
            | name "," ["a" | "the"] phrase          (an apposition)
            | nation | name | agents
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from spacy.tokens import Doc, Token

from dragoman.actors.folding import fold
from dragoman.actors.lexicon import Lexicon, Match, Sense, SenseKind

NATIONS: frozenset[SenseKind] = frozenset(
    {"state", "adjective", "demonym", "capital", "body", "organisation", "people"}
)
PERSONS: frozenset[SenseKind] = frozenset({"person", "short name"})
MODIFIER_TAGS = frozenset({"ADJ", "NOUN", "PROPN", "NUM"})
MODIFIER_LIMIT = 4
NAME_LIMIT = 5
PARTICLES = frozenset(
    (
        "al",
        "el",
        "bin",
        "ibn",
        "ben",
        "bint",
        "abu",
        "abd",
        "de",
        "da",
        "do",
        "dos",
        "del",
        "di",
        "du",
        "la",
        "le",
        "van",
        "von",
        "der",
        "den",
        "ter",
        "ten",
        "zu",
        "ould",
        "y",
        "e",
    )
)
OPPOSED = re.compile(r"\b(?:pro|anti|ex|non|un|intra|trans|post|pre|counter)[-–‐]$", re.IGNORECASE)
LED = re.compile(r"[-–‐](?:led|dominated|run|commanded)\b", re.IGNORECASE)
BACKED = re.compile(
    r"[-–‐](?:backed|supported|sponsored|trained|armed|funded|financed|held|occupied|controlled|"
    r"made|born|built|supplied|brokered|mediated|friendly|allied|linked|aligned|affiliated|"
    r"inspired|educated|installed|imposed|leaning|speaking|owned|appointed|style|ruled)\b",
    re.IGNORECASE,
)
BASED = re.compile(r"[-–‐](?:based)\b", re.IGNORECASE)
WEEKDAYS = frozenset(("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"))
FORMER = frozenset(
    {"former", "ex", "late", "ousted", "deposed", "onetime", "fugitive", "retired", "exiled"}
)


@dataclass(frozen=True, slots=True)
class Hit:
    """A name found, with the tokens that it covers (`last` exclusive)."""

    start: int
    end: int
    first: int
    last: int
    senses: tuple[Sense, ...]

    def sense(self, kinds: frozenset[SenseKind]) -> Sense | None:
        """Its first reading of one of these kinds."""
        return next((sense for sense in self.senses if sense.kind in kinds), None)

    @property
    def agent(self) -> Sense | None:
        """Its reading as an agent noun."""
        return next((sense for sense in self.senses if sense.kind == "agent"), None)


@dataclass(frozen=True, slots=True)
class Phrase:
    """A stretch of text that denotes one actor, and its parts.

    `first` and `last` are tokens, `start` and `end` characters. `name` is the stretch of a
    person's name in characters; `name_hit` the register's match for it.
    """

    first: int
    last: int
    start: int
    end: int
    nation: Hit | None = None
    possessive: bool = False
    people: Hit | None = None
    agents: tuple[Hit, ...] = ()
    name: tuple[int, int] | None = None
    name_hit: Hit | None = None
    former: bool = False
    opposed: bool = False
    led: bool = False
    based: bool = False


class PhraseParser:
    """Finds the actor phrases of one document."""

    def __init__(self, doc: Doc, lexicon: Lexicon, published: date | None) -> None:
        self.doc = doc
        self.published = published
        self.text = doc.text
        self._starts = [token.idx for token in doc]
        self._pos = [token.pos_ for token in doc]
        self.hits = {hit.first: hit for hit in map(self._place, lexicon.find(doc.text))}
        self._person_end = {ent.start: ent.end for ent in doc.ents if ent.label_ == "PERSON"}

    def _place(self, match: Match) -> Hit:
        first = bisect_right(self._starts, match.start) - 1
        last = bisect_right(self._starts, match.end - 1)
        return Hit(match.start, match.end, first, last, self._of_the_time(match.senses))

    def _of_the_time(self, senses: tuple[Sense, ...]) -> tuple[Sense, ...]:
        """`senses` without those that came up after the article: "Congo" before 1997."""
        day = self.published
        if day is None or len(senses) == 1:
            return senses
        return tuple(s for s in senses if s.start is None or s.start <= day) or senses

    @cached_property
    def sentence_end(self) -> list[int]:
        """For each token the end of its sentence."""
        ends = [0] * len(self.doc)
        for sentence in self.doc.sents:
            ends[sentence.start : sentence.end] = [sentence.end] * len(sentence)
        return ends

    def phrases(self) -> Iterator[Phrase]:
        """The phrases in text order, none overlapping."""
        position = 0
        for first in sorted({*self.hits, *self._person_end}):
            if first < position:
                continue
            phrase = self._phrase(first)
            if phrase:
                yield phrase
                position = max(phrase.last, first + 1)

    def _phrase(self, first: int) -> Phrase | None:
        hit = self.hits.get(first)
        limit = self.sentence_end[first]
        if hit is None:
            return self._introduction(first, limit)
        if hit.agent and not hit.sense(NATIONS):
            return self._headed(first, first, limit, Phrase(first, first, hit.start, hit.start))
        if not hit.sense(NATIONS) and hit.sense(PERSONS) and not self._names_group(hit, limit):
            return None if self._is_cut_short(hit) else self._person(hit, limit)
        if hit.sense(NATIONS | PERSONS):
            return self._national(hit, limit)
        return None

    def _national(self, hit: Hit, limit: int) -> Phrase:
        """A phrase that opens with a nation or an organisation."""
        base = Phrase(
            hit.first,
            hit.last,
            hit.start,
            hit.end,
            nation=hit,
            former=self._is_former(hit.first),
            opposed=bool(OPPOSED.search(self.text, max(0, hit.start - 9), hit.start)),
        )
        after = hit.last
        for pattern in (LED, BACKED, BASED):
            link = pattern.match(self.text, hit.end)
            if link:
                after = bisect_right(self._starts, link.end() - 1)
                base = replace(
                    base,
                    opposed=base.opposed or pattern is BACKED,
                    led=pattern is LED,
                    based=pattern is BASED,
                )
        if after < limit and self.doc[after].tag_ == "POS":
            base = replace(base, possessive=True)
            after += 1
        return self._headed(hit.first, after, limit, base) or base

    def _headed(self, first: int, after: int, limit: int, base: Phrase) -> Phrase | None:
        """`base` with the agents that follow at `after`, and what they bring with them."""
        agents, people, position = self._agents(after, limit)
        if not agents:
            if people and base.nation:
                return replace(base, people=people, last=people.last, end=people.end)
            return None
        phrase = replace(
            base,
            agents=tuple(agents),
            people=people,
            last=position,
            end=agents[-1].end,
            former=base.former or self._is_former(first),
        )
        phrase = self._with_posting(self._with_name(phrase, limit), limit)
        if phrase.nation is None:
            phrase = self._with_owner(phrase, limit)
        return phrase

    def _agents(self, position: int, limit: int) -> tuple[list[Hit], Hit | None, int]:
        """The agent nouns from `position` on, over modifiers: the nouns, a people, the end."""
        agents: list[Hit] = []
        people: Hit | None = None
        gap = 0
        end = position
        while position < limit and gap <= MODIFIER_LIMIT:
            hit = self.hits.get(position)
            if hit and hit.agent and self._nominal(position, hit):
                agents.append(hit)
                position = end = hit.last
                gap = 0
            elif hit and hit.sense(frozenset({"people"})) and not agents:
                people = hit
                position = hit.last
            elif hit is None and self._is_modifier(position, limit, bool(agents)):
                position += 1
                gap += 1
            else:
                break
        return agents, people, end

    def _nominal(self, position: int, hit: Hit) -> bool:
        """Whether the agent noun is a noun here: not "will force", "in general"."""
        return hit.last - hit.first > 1 or self._pos[position] in {"NOUN", "PROPN"}

    def _is_modifier(self, position: int, limit: int, headed: bool) -> bool:
        token = self.doc[position]
        if token.pos_ in MODIFIER_TAGS:
            return not headed or self._continues(position, limit)
        if token.tag_ in {"VBN", "VBG", "HYPH"} or token.text == "-":
            return not headed
        return (
            token.tag_ == "CC"
            and not headed
            and position + 1 < limit
            and self.hits.get(position - 1) is None
            and self._pos[position - 1] == "ADJ"
            and self._pos[position + 1] in {"ADJ", "NOUN"}
        )

    def _continues(self, position: int, limit: int) -> bool:
        """Whether a noun after an agent noun leads on to another: "army general staff"."""
        token = self.doc[position]
        after = self.hits.get(position + 1)
        return (
            token.pos_ in {"NOUN", "ADJ"}
            and token.dep_ in {"compound", "amod", "nmod"}
            and position + 1 < limit
            and after is not None
            and after.agent is not None
        )

    def _is_former(self, first: int) -> bool:
        return any(
            self.doc[i].lower_ in FORMER or self.doc[i].lower_.startswith("ex-")
            for i in range(max(0, first - 2), first + 1)
        )

    def _with_name(self, phrase: Phrase, limit: int) -> Phrase:
        """`phrase` with the name that follows its title, after a comma and a second title even."""
        agent = phrase.agents[-1].agent
        if agent is None or agent.agent is None or agent.agent.use in {"group", "thing"}:
            return phrase
        position = phrase.last
        if position < limit and self.doc[position].text == ",":
            second = self.hits.get(position + 1)
            if second and second.agent and second.agent.agent:
                titled = second.agent.agent.use == "title" and self._name_end(second.last, limit)
                if titled and second.start > 0:
                    return self._named(
                        replace(phrase, agents=(*phrase.agents, second)), second.last, titled
                    )
            end = self._full_name_end(position + 1)
            return self._named(phrase, position + 1, end) if end else phrase
        end = self._name_end(position, limit)
        if end and not self._is_singular(phrase.agents[-1]):
            end = self._full_name_end(position)
        return self._named(phrase, position, end) if end else phrase

    def _full_name_end(self, position: int) -> int | None:
        """The end of a person's name of two words or more that starts here."""
        hit = self.hits.get(position)
        if hit and hit.sense(frozenset({"person"})):
            return hit.last
        end = self._person_end.get(position)
        return end if end and end - position > 1 and hit is None else None

    def _name_end(self, position: int, limit: int) -> int | None:
        """The end of the capitalised name that starts at token `position`, None if none does."""
        end = position
        while end < min(limit, position + NAME_LIMIT):
            hit = self.hits.get(end)
            if hit and hit.sense(PERSONS):
                end = hit.last
            elif hit or not self._in_name(self.doc[end], end > position):
                break
            else:
                end += 1
        while end > position and self.doc[end - 1].lower_ in PARTICLES | {"-"}:
            end -= 1
        return end if end > position else None

    @staticmethod
    def _in_name(token: Token, inside: bool) -> bool:
        if token.text[0].isupper() and token.pos_ in {"PROPN", "NOUN", "ADJ", "X"}:
            return token.ent_type_ not in {"DATE", "TIME"} and token.text not in WEEKDAYS
        return inside and (token.lower_ in PARTICLES or token.text == "-")

    def _named(self, phrase: Phrase, first: int, last: int) -> Phrase:
        start, end = self._starts[first], self._token_end(last - 1)
        hit = self.hits.get(first)
        full = hit if hit and hit.sense(PERSONS) and hit.last == last else None
        return replace(phrase, last=last, end=end, name=(start, end), name_hit=full)

    def _token_end(self, token: int) -> int:
        return self._starts[token] + len(self.doc[token])

    def _with_posting(self, phrase: Phrase, limit: int) -> Phrase:
        """`phrase` with "to Turkey" after an ambassador, so that Turkey is no actor of its own."""
        agent = phrase.agents[-1].agent
        if not (agent and agent.agent and agent.agent.use == "envoy"):
            return phrase
        position = phrase.last
        if position < limit and self.doc[position].lower_ in {"to", "for", "in", "on"}:
            position += 1
            if position < limit and self.doc[position].lower_ == "the":
                position += 1
            hit = self.hits.get(position)
            if hit and phrase.nation and hit.sense(NATIONS):
                phrase = replace(phrase, last=hit.last, end=hit.end)
                return phrase if phrase.name else self._with_name(phrase, limit)
        return phrase

    def _with_owner(self, phrase: Phrase, limit: int) -> Phrase:
        """`phrase` with the nation that follows it: "foreign minister of Turkey"."""
        position = phrase.last
        if position >= limit or self.doc[position].lower_ not in {"of", "for", "from", "to"}:
            return phrase
        if not phrase.first <= self.doc[position].head.i < phrase.last:
            return phrase
        to = self.doc[position].lower_ == "to"
        position += 1
        if position < limit and self._pos[position] == "DET":
            position += 1
        hit = self.hits.get(position)
        if hit and hit.sense(PERSONS) and not hit.sense(NATIONS):
            owner = Phrase(hit.first, hit.last, hit.start, hit.end, nation=hit)
            return self._joined(phrase, owner)
        if hit is None or to or not hit.sense(NATIONS):
            if hit and not to and hit.agent and self.doc[phrase.last].lower_ == "of":
                inner = self._headed(position, position, limit, Phrase(0, 0, hit.start, hit.end))
                return self._joined(phrase, inner) if inner else phrase
            return phrase
        return self._joined(phrase, self._national(hit, limit))

    @staticmethod
    def _joined(phrase: Phrase, owner: Phrase) -> Phrase:
        return replace(
            phrase,
            last=owner.last,
            end=owner.end,
            nation=owner.nation or owner.name_hit,
            people=owner.people,
            agents=(*owner.agents, *phrase.agents),
            opposed=owner.opposed,
        )

    def _names_group(self, hit: Hit, limit: int) -> bool:
        """Whether a person owns what follows: "Assad's forces", "the Bush administration"."""
        position = hit.last
        if position < limit and self.doc[position].tag_ == "POS":
            agents, _, _ = self._agents(position + 1, limit)
            return bool(agents)
        following = self.hits.get(position)
        if following is None or following.agent is None or following.agent.agent is None:
            return False
        return following.agent.agent.use == "group" and following.first < limit

    def _is_cut_short(self, hit: Hit) -> bool:
        """Whether the name found is the end of a longer name: "Kim Yong" in "Gan Kim Yong"."""
        inside = hit.first > 0 and self.doc[hit.first].ent_iob_ == "I"
        return inside and self.doc[hit.first - 1].pos_ == "PROPN"

    def _person(self, hit: Hit, limit: int) -> Phrase:
        end = self._name_end(hit.first, limit)
        last = max(end or hit.last, hit.last)
        phrase = Phrase(hit.first, hit.first, hit.start, hit.end, former=self._is_former(hit.first))
        return self._with_apposition(self._named(phrase, hit.first, last), limit)

    def _introduction(self, first: int, limit: int) -> Phrase | None:
        """A person unknown to the register whom an apposition introduces."""
        last = self._person_end[first]
        if any(first < other < last for other in self.hits):
            return None
        start = self._starts[first]
        phrase = self._named(Phrase(first, first, start, start), first, last)
        introduced = self._with_apposition(phrase, limit)
        return introduced if introduced.agents else None

    def _with_apposition(self, phrase: Phrase, limit: int) -> Phrase:
        """`phrase`, a name, with ", the foreign minister of Turkey" after it."""
        position = phrase.last
        if position + 1 >= limit or self.doc[position].text != ",":
            return phrase
        position += 1
        if self._pos[position] in {"DET", "PRON"}:
            position += 1
        start = position
        while position < limit and position not in self.hits and self._pos[position] == "ADJ":
            position += 1
        hit = self.hits.get(position)
        if hit is None or hit.sense(PERSONS):
            return phrase
        if hit.agent and not hit.sense(NATIONS):
            inner = self._headed(start, position, limit, Phrase(0, 0, hit.start, hit.end))
        else:
            inner = self._national(hit, limit)
        if not inner or not inner.agents or inner.name or not self._is_office(inner.agents[-1]):
            return phrase
        return replace(
            inner,
            first=phrase.first,
            start=phrase.start,
            name=phrase.name,
            name_hit=phrase.name_hit,
        )

    def _is_office(self, hit: Hit) -> bool:
        """Whether the noun is one that a single person holds: "a spokesman", not "spokesmen"."""
        agent = hit.agent.agent if hit.agent else None
        return (
            agent is not None
            and agent.use in {"title", "envoy", "person"}
            and self._is_singular(hit)
        )

    def _is_singular(self, hit: Hit) -> bool:
        agent = hit.agent.agent if hit.agent else None
        return agent is not None and fold(self.text[hit.start : hit.end]) == fold(agent.noun)
