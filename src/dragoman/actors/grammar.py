"""Noun phrases that denote one actor: "senior Turkish officials", "Russia's army chief, General X".

The grammar, over the names found and the part-of-speech tags:

    phrase  = nation [possession | link] modifiers agents [[","] name] [posting]
            | agents [name] ("of" | "for" | "from" | "to") ["the"] phrase
            | name "," ["a" | "the"] phrase          (an apposition)
            | nation | name | agents
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from dragoman.actors.cues import BACKED, BASED, HONORIFICS, LED, OPPOSED
from dragoman.actors.page import Page
from dragoman.actors.phrases import BODIES, FULL_NAMES, PEOPLES, STATES, Hit, Phrase
from dragoman.actors.tables import AgentNoun

MODIFIER_TAGS = frozenset({"ADJ", "NOUN", "PROPN", "NUM"})
MODIFIER_LIMIT = 4

Agents = list[tuple[Hit, AgentNoun]]


class PhraseParser:
    """Finds the actor phrases of one document."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.hits = page.hits

    def phrases(self) -> Iterator[Phrase]:
        """The phrases in text order, none overlapping."""
        position = 0
        for first in sorted({*self.hits, *self.page.person_end}):
            phrase = self._phrase(first) if first >= position else None
            if phrase:
                yield phrase
                position = max(phrase.last, first + 1)

    def _phrase(self, first: int) -> Phrase | None:
        hit = self.hits.get(first)
        limit = self.page.sentence_end[first]
        if hit is None:
            return self._introduction(first, limit)
        if first in self.page.person_end and not (hit.nation or hit.noun):
            # "Khan Feroze, an envoy": not the Khan of the register
            longer = self._introduction(first, limit)
            if longer and longer.name and longer.name[1] > hit.end:
                return longer
        if hit.nation:
            return None if self.page.opens_name(hit) else self._national(hit, limit)
        if hit.noun:
            return self._headed(first, first, limit, Phrase(first, first, hit.start, hit.start))
        if hit.person is None:
            return None
        if self._owns_group(hit, limit):
            return self._national(hit, limit)
        return None if self.page.is_inside_name(hit) else self._person(hit, limit)

    # Nation, agents, name

    def _national(self, hit: Hit, limit: int) -> Phrase:
        """A phrase that opens with a nation, an organisation or a leader."""
        page = self.page
        base = Phrase(
            hit.first,
            hit.last,
            hit.start,
            hit.end,
            nation=hit,
            former=page.is_former(hit.first),
            opposed=bool(OPPOSED.search(page.text, max(0, hit.start - 9), hit.start)),
        )
        after = hit.last
        for pattern in (LED, BACKED, BASED):
            link = pattern.match(page.text, hit.end)
            if link:
                after = page.token_at(link.end() - 1) + 1
                opposed = base.opposed or pattern is BACKED
                base = replace(base, opposed=opposed, led=pattern is LED)
                body = self.hits.get(after) if pattern is not BACKED else None
                if body and body.sense(BODIES):
                    # "the Vienna-based IAEA"
                    return replace(self._national(body, limit), first=base.first, start=base.start)
        if after < limit and page.tokens[after].tag_ == "POS":
            base = replace(base, possessive=True)
            after += 1
        owned = self._owned(base, after, limit)
        return owned or self._headed(hit.first, after, limit, base) or base

    def _owned(self, base: Phrase, after: int, limit: int) -> Phrase | None:
        """The state's own body or group that follows it: "Iran's elite Quds Force"."""
        owner = base.nation.sense(STATES) if base.nation else None
        if owner is None or base.opposed or not (base.possessive or owner.kind == "adjective"):
            return None
        position = after
        while position < limit and position not in self.hits and self.page.pos[position] == "ADJ":
            position += 1
        hit = self.hits.get(position) if position < limit else None
        body = hit.sense(BODIES) if hit else None
        if hit is None or body is None or body.country != owner.country:
            return None
        return replace(self._national(hit, limit), first=base.first, start=base.start)

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
            end=agents[-1][0].end,
            former=base.former or self.page.is_former(first),
        )
        phrase = self._with_posting(self._with_name(phrase, limit), limit)
        if phrase.nation:
            return phrase
        owned = self._with_owner(phrase, limit)
        return owned if owned.name else self._with_holder(owned, limit)

    def _agents(self, position: int, limit: int) -> tuple[Agents, Hit | None, int]:
        """The agent nouns from `position` on, over modifiers: the nouns, a people, the end."""
        agents: Agents = []
        people: Hit | None = None
        gap = 0
        end = position
        while position < limit and gap <= MODIFIER_LIMIT:
            hit = self.hits.get(position)
            if hit and hit.noun and self._is_nominal(hit):
                agents.append((hit, hit.noun))
                position = end = hit.last
                gap = 0
            elif hit and hit.sense(PEOPLES) and not agents and not self._is_hyphened(hit):
                people = hit
                position = hit.last
            elif hit is None and self._is_modifier(position, limit, bool(agents)):
                position += 1
                gap += 1
            else:
                break
        return agents, people, end

    def _is_hyphened(self, hit: Hit) -> bool:
        """Whether it is the second of two: "Sino-Arab"."""
        return self.page.text[hit.start - 1 : hit.start] in {"-", "–", "‐"}

    def _is_nominal(self, hit: Hit) -> bool:
        """Whether the agent noun is a noun here: not "will force", "in general"."""
        return hit.last - hit.first > 1 or self.page.pos[hit.first] in {"NOUN", "PROPN"}

    def _is_modifier(self, position: int, limit: int, headed: bool) -> bool:
        token = self.page.tokens[position]
        if token.pos_ in MODIFIER_TAGS:
            return not headed or self._leads_on(position, limit)
        if headed:
            return False
        if token.tag_ in {"VBN", "VBG", "HYPH"} or token.text == "-":
            return True
        # "foreign and defence ministers"
        return (
            token.tag_ == "CC"
            and position + 1 < limit
            and position - 1 not in self.hits
            and self.page.pos[position - 1] == "ADJ"
            and self.page.pos[position + 1] in {"ADJ", "NOUN"}
        )

    def _leads_on(self, position: int, limit: int) -> bool:
        """Whether a noun after an agent noun leads on to another: "army general staff"."""
        token = self.page.tokens[position]
        after = self.hits.get(position + 1) if position + 1 < limit else None
        modifies = token.pos_ in {"NOUN", "ADJ"} and token.dep_ in {"compound", "amod", "nmod"}
        return modifies and after is not None and after.noun is not None

    def _with_name(self, phrase: Phrase, limit: int) -> Phrase:
        """`phrase` with the name that follows its title, after a comma and a second title even."""
        page, position = self.page, phrase.last
        hit, noun = phrase.agents[-1]
        if noun.use in {"group", "thing"}:
            return phrase
        if position < limit and page.word(position) == ",":
            second = self.hits.get(position + 1)
            if second and second.noun and second.noun.use == "title":
                end = page.name_end(second.last, limit)
                agents = (*phrase.agents, (second, second.noun))
                return self._named(replace(phrase, agents=agents), second.last, end, phrase)
            return self._named(phrase, position + 1, page.full_name_end(position + 1))
        end = page.name_end(position, limit)
        if end and not page.is_singular(hit, noun):
            end = page.full_name_end(position)
        return self._named(phrase, position, end)

    def _with_holder(self, phrase: Phrase, limit: int) -> Phrase:
        """`phrase` with the full name after its owner: "the president of Chad, Idriss Deby"."""
        hit, noun = phrase.agents[-1]
        if noun.use not in {"title", "envoy"} or not self.page.is_singular(hit, noun):
            return phrase
        first = phrase.last + (self.page.word(phrase.last) == ",")
        end = self.page.full_name_end(first) if first < limit else None
        return self._named(phrase, first, end)

    def _named(
        self, phrase: Phrase, first: int, last: int | None, otherwise: Phrase | None = None
    ) -> Phrase:
        """`phrase` with the name at tokens `first` to `last`; without it, `otherwise` or itself."""
        if last is None:
            return otherwise or phrase
        while first < last - 1 and self.page.word(first) in HONORIFICS:
            first += 1
        start, end = self.page.starts[first], self.page.token_end(last - 1)
        hit = self.hits.get(first)
        known = hit if hit and hit.person and hit.last == last else None
        return replace(phrase, last=last, end=end, name=(start, end), name_hit=known)

    def _with_posting(self, phrase: Phrase, limit: int) -> Phrase:
        """`phrase` with "to Turkey" after an ambassador, so that Turkey is no actor of its own."""
        position = phrase.last
        to = self.page.word(position) in {"to", "for", "in", "on"} and position < limit
        if phrase.nouns[-1].use != "envoy" or phrase.nation is None or not to:
            return phrase
        position += 2 if self.page.word(position + 1) == "the" else 1
        hit = self.hits.get(position)
        if hit is None or hit.nation is None:
            return phrase
        phrase = replace(phrase, last=hit.last, end=hit.end)
        return phrase if phrase.name else self._with_name(phrase, limit)

    def _with_owner(self, phrase: Phrase, limit: int) -> Phrase:
        """`phrase` with the nation that follows it: "foreign minister of Turkey"."""
        position = phrase.last
        link = self.page.word(position) if position < limit else ""
        if link not in {"of", "for", "from", "to"}:
            return phrase
        if not phrase.first <= self.page.tokens[position].head.i < phrase.last:
            return phrase
        position += 1
        if position < limit and self.page.pos[position] == "DET":
            position += 1
        hit = self.hits.get(position)
        owner: Phrase | None = None
        if hit and hit.nation and (link != "to" or phrase.nouns[-1].use != "envoy"):
            owner = self._national(hit, limit)
        elif hit and hit.noun and link == "of":
            owner = self._headed(position, position, limit, Phrase(0, 0, hit.start, hit.end))
        elif hit and hit.person and not hit.nation:
            owner = Phrase(hit.first, hit.last, hit.start, hit.end, nation=hit)
        if owner is None or _owns_another(owner):
            return phrase
        return replace(
            phrase,
            last=owner.last,
            end=owner.end,
            nation=owner.nation or owner.name_hit,
            people=owner.people,
            agents=(*owner.agents, *phrase.agents),
            opposed=owner.opposed,
        )

    # Persons

    def _owns_group(self, hit: Hit, limit: int) -> bool:
        """Whether a person owns what follows: "Assad's forces", "the Bush administration"."""
        position = hit.last
        if position < limit and self.page.tokens[position].tag_ == "POS":
            return bool(self._agents(position + 1, limit)[0])
        following = self.hits.get(position) if position < limit else None
        return bool(following and following.noun and following.noun.use == "group")

    def _person(self, hit: Hit, limit: int) -> Phrase:
        last = max(self.page.name_end(hit.first, limit) or 0, hit.last)
        former = self.page.is_former(hit.first)
        phrase = Phrase(hit.first, hit.first, hit.start, hit.end, former=former)
        return self._with_apposition(self._named(phrase, hit.first, last), limit)

    def _introduction(self, first: int, limit: int) -> Phrase | None:
        """A person unknown to the register whom an apposition introduces."""
        last = self.page.person_end[first]
        hits = [self.hits[i] for i in range(first, last) if i in self.hits]
        if any(hit.nation or hit.noun or hit.sense(FULL_NAMES) for hit in hits):
            return None
        start = self.page.starts[first]
        phrase = self._named(Phrase(first, first, start, start), first, last)
        introduced = self._with_apposition(phrase, limit)
        return introduced if introduced.agents else None

    def _with_apposition(self, phrase: Phrase, limit: int) -> Phrase:
        """`phrase`, a name, with ", the foreign minister of Turkey" after it."""
        page, position = self.page, phrase.last
        if position + 1 >= limit or page.word(position) != ",":
            return phrase
        position += 1
        if page.pos[position] == "NUM" and page.word(position + 1) == ",":
            position += 2  # ", 78, the head of"
        if position < limit and page.pos[position] in {"DET", "PRON"}:
            position += 1
        start = position
        while position < limit and position not in self.hits and page.pos[position] == "ADJ":
            position += 1
        hit = self.hits.get(position)
        if hit is None or hit.person:
            return phrase
        if hit.nation:
            inner: Phrase | None = self._national(hit, limit)
        else:
            inner = self._headed(start, position, limit, Phrase(0, 0, hit.start, hit.end))
        if inner is None or inner.name or not self._is_office(inner):
            return phrase
        return replace(
            inner,
            first=phrase.first,
            start=phrase.start,
            name=phrase.name,
            name_hit=phrase.name_hit,
        )

    def _is_office(self, phrase: Phrase) -> bool:
        """Whether its noun is one that a single person holds: "a spokesman", not "spokesmen"."""
        if not phrase.agents:
            return False
        hit, noun = phrase.agents[-1]
        return noun.use in {"title", "envoy", "person"} and self.page.is_singular(hit, noun)


def _owns_another(phrase: Phrase) -> bool:
    """Whether a nation owns what follows instead: "a member of Germany's squad"."""
    return phrase.possessive and not phrase.agents and phrase.people is None
