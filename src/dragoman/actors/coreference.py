"""Actors taken up within the article: "he", "the minister", "the bloc", "both sides".

Rules of high precision in the spirit of the sieve of Lee et al. (2013), "Deterministic Coreference
Resolution Based on Entity-Centric, Precision-Ranked Rules", over the salience of Lappin and Leass
(1994): an expression is linked where the most salient noun phrase before it that agrees with it is
an actor, and clearly ahead of the next. Nothing is taken up before it is named.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from spacy.tokens import Token

from dragoman.actors.clauses import subject_of, verb_of
from dragoman.actors.cues import BOTH, NOT_SAME, REPORTING, THREE
from dragoman.actors.descriptive import OF_STATE, Descriptions
from dragoman.actors.discourse import MODIFIERS, Discourse, Mention, Number, is_plural
from dragoman.actors.expressions import (
    Description,
    Paired,
    Pronoun,
    descriptions,
    pairs,
    pronouns,
)
from dragoman.actors.page import Page
from dragoman.actors.people import People
from dragoman.actors.phrases import STATES, Phrase
from dragoman.actors.pronominal import POSSESSIVE, Pronouns
from dragoman.actors.quotations import Quotations
from dragoman.actors.rules import CONFIDENCE, Rule
from dragoman.actors.sharing import Found
from dragoman.actors.tables import AgentNoun
from dragoman.records import ActorLink

# Links that say but roughly who is meant: a description may know better.
ROUGH = frozenset(
    {
        Rule.AGENT,
        Rule.AGENT_REPEATED,
        Rule.AGENT_SENTENCE,
        Rule.AGENT_ARTICLE,
        Rule.AGENT_PRESUMED,
        Rule.NATIONAL_AGENT,
    }
)
DEFINITE = frozenset({"the", "this", "that", "these", "those"})
NOUN_WORDS = 3  # the longest description, in words
PAIR_MODIFIERS = 2  # "the two neighbouring Gulf states"


def resolve(
    page: Page,
    found: Sequence[Found],
    links: Sequence[ActorLink],
    leaders: Sequence[tuple[Phrase, ActorLink]],
    people: People,
) -> list[ActorLink]:
    """The links of an article with those that coreference adds, sorted by offset.

    `links` are those of the phrases in `found`, `leaders` the persons named within them. A rough
    link ("the minister" by the article's country) gives way to the person or body that the phrase
    takes up. Only a plural ("both sides", "they" after "Iran and Iraq") has several links of one
    span, one for each party; others never overlap.
    """
    resolver = _Resolver(page, found, links, people)
    for phrase, link in leaders:
        resolver.discourse.add_within(phrase, link)
    return resolver.resolve()


class _Resolver:
    def __init__(
        self, page: Page, found: Sequence[Found], links: Sequence[ActorLink], people: People
    ) -> None:
        self.page = page
        self.tokens = page.tokens
        self.discourse = Discourse(page, found, links, people)
        self.pronouns = Pronouns(self.discourse, Quotations(self.discourse))
        self.descriptions = Descriptions(self.discourse)
        self.phrases = {phrase.first: phrase for phrase, _ in found}
        self.links = {phrase.first: [link] for (phrase, _), link in zip(found, links, strict=True)}
        self.holders: dict[int, Mention] = {}

    def resolve(self) -> list[ActorLink]:
        known = pronouns()
        for position, word in enumerate(self.page.words):
            phrase = self.phrases.get(position)
            if phrase:
                self._owned(phrase)
                self._described_phrase(phrase)
                self._of_the_speaker(phrase)
            elif word in BOTH or word in THREE:
                self._pair(self.tokens[position], 2 if word in BOTH else 3)
            elif word in DEFINITE:
                self._described_noun(self.tokens[position])
            elif word in known and self.discourse.actor_at(position) is None:
                self._pronoun(self.tokens[position], known[word])
        for position, word in enumerate(self.page.words):
            if word in known:
                self._first_person(self.tokens[position], known[word])
        links = [link for found in self.links.values() for link in found]
        return sorted(links, key=lambda link: link.start)

    # Pronouns

    def _pronoun(self, token: Token, pronoun: Pronoun) -> None:
        if pronoun.denotes == "speaker" or token.pos_ not in {"PRON", "DET"}:
            return
        chosen = self.pronouns.antecedent(token, pronoun)
        if chosen:
            mention, rule = chosen
            self._link(token.i, token.i + 1, mention, rule)
            if token.tag_ == POSSESSIVE:
                self.holders[token.i] = mention

    def _first_person(self, token: Token, pronoun: Pronoun) -> None:
        if pronoun.denotes != "speaker" or token.pos_ != "PRON":
            return
        speaker = self.pronouns.speaker(token)
        if speaker and self.discourse.actor_at(token.i) is None:
            self._link(token.i, token.i + 1, speaker, Rule.SPEAKER)

    # What the pronoun's referent owns

    def _owned(self, phrase: Phrase) -> None:
        """ "his forces", "its ally": of the state or body that the pronoun before it takes up."""
        holder = self.holders.get(self._determiner(phrase.first))
        if holder is None or not phrase.agents:
            return
        link, noun = self.links[phrase.first][0], phrase.nouns[-1]
        if noun.noun == "counterpart":
            if phrase.nation and link.sector == noun.sector and holder.link.sector:
                self._replace(phrase, [replace(link, sector=holder.link.sector)], Rule.COUNTERPART)
        elif link.reason in ROUGH and not phrase.nation:
            owned = [self._owned_by(owner, holder, link, noun) for owner in holder.links]
            self._replace(phrase, [link for link in owned if link], Rule.OWNED)

    def _owned_by(
        self, owner: ActorLink, holder: Mention, link: ActorLink, noun: AgentNoun
    ) -> ActorLink | None:
        """The link of an agent noun as the owner's, if that is a state or body, or of one."""
        if owner.country and owner.sector in OF_STATE:
            return replace(link, actor_id=owner.country, country=owner.country)
        body = owner.organization or owner.actor_id
        if holder.actor_kind == "state" or (holder.kind == "person" and body == owner.actor_id):
            return None
        sector = owner.sector if "all" in noun.yields or noun.sector == "MIL" else link.sector
        return replace(link, actor_id=body, country=owner.country, sector=sector)

    def _determiner(self, first: int) -> int:
        """The token before the phrase and what modifies its nouns: "his top security advisers"."""
        position = first - 1
        while position > 0 and self._modifies(position, first):
            position -= 1
        return position

    def _modifies(self, position: int, first: int) -> bool:
        token = self.tokens[position]
        if position in self.phrases or self.page.pos[position] not in {"ADJ", "NUM", "NOUN"}:
            return False
        return self.page.pos[position] != "NOUN" or token.head.i >= first

    # Descriptions and pairs

    def _described_phrase(self, phrase: Phrase) -> None:
        """An agent phrase without a name: "the minister", "the Turkish leader"."""
        link = self.links[phrase.first][0]
        if link.reason not in ROUGH or phrase.name or phrase.opposed or phrase.former:
            return
        hit, noun = phrase.agents[-1]
        before = self._determiner(phrase.first)
        if phrase.last > hit.last or self.page.word(before) not in DEFINITE:
            return
        described = descriptions().get(self.page.text[hit.start : hit.end].lower())
        owner = phrase.nation
        if self._is_another(before, hit.last) or (owner and described is None):
            return
        if owner and (owner.first >= hit.last or owner.sense(STATES) is None):
            return
        description = replace(described or Description(noun.noun), noun=noun.noun)
        number: Number = "plural" if is_plural(self.tokens[hit.last - 1]) else "singular"
        titles = tuple(noun.noun for noun in phrase.nouns[:-1])
        country = link.country if owner else None
        choice = self.descriptions.antecedent(phrase.first, description, number, titles, country)
        if choice:
            rule = Rule.DESCRIPTION_UNSURE if choice.unsure else Rule.DESCRIPTION
            denoted = replace(choice.mention.link, start=link.start, end=link.end, text=link.text)
            self._replace(phrase, [denoted], rule)

    def _of_the_speaker(self, phrase: Phrase) -> None:
        """ "Iranian officials said the government ...": theirs, whatever the article is about."""
        link = self.links[phrase.first][0]
        unplaced = link.reason in ROUGH and phrase.nation is None and not phrase.name
        if not unplaced or not phrase.nouns[-1].home or self.page.word(phrase.first - 1) != "the":
            return
        verb = verb_of(self.page.doc[phrase.first : phrase.last].root)
        subject = subject_of(verb.head)
        if verb.dep_ != "ccomp" or verb.head.lemma_ not in REPORTING or subject is None:
            return
        speaker = self.discourse.actor_at(subject.i)
        country = speaker.link.country if speaker and not speaker.place else None
        if speaker and country and speaker.link.sector in OF_STATE and country != link.country:
            self._replace(phrase, [replace(link, actor_id=country, country=country)], Rule.OWNED)

    def _described_noun(self, determiner: Token) -> None:
        """A noun that is no agent by itself: "the bloc", "the kingdom", "the Islamist group"."""
        first = determiner.i + 1
        while first < len(self.tokens) and self.page.pos[first] == "ADJ" and not self._noun(first):
            first += 1
        words = self._noun(first)
        last = first + words
        if not words or self._is_another(determiner.i, last) or self._covered(first, last):
            return
        head = self.tokens[last - 1]
        follows = self.page.word(last) in {"of", "that", "which", "whose"}
        if follows or (head.dep_ in MODIFIERS and head.head.i >= last):
            return
        description = descriptions()[self._text(first, last)]
        if description.kinds == {"state"}:
            if self._covered(determiner.i, first):
                return  # "the African country": which one, its modifier does not tell
            choice = self.descriptions.country(first, description)
        else:
            number: Number = "plural" if is_plural(head) else "singular"
            choice = self.descriptions.antecedent(first, description, number)
        if choice:
            rule = Rule.DESCRIPTION_UNSURE if choice.unsure else Rule.DESCRIPTION
            self._link(first, last, choice.mention, rule)
            if last < len(self.tokens) and self.tokens[last].tag_ == "POS":
                self.holders[last] = choice.mention

    def _pair(self, number: Token, count: int) -> None:
        """ "both sides", "the two leaders", "the three countries": a link for each of them."""
        last, denotes = self._paired(number)
        definite = number.lower_ == "both" or self.page.word(number.i - 1) in DEFINITE | {"all"}
        if denotes is None or not definite or self.page.word(last) == "of":
            return
        description = descriptions().get(self._text(number.i + 1, last).removesuffix("s"))
        parties = self.descriptions.parties(number, denotes, count, description)
        if not parties:
            return
        for phrase in [p for p in self.phrases.values() if number.i <= p.first < last]:
            del self.phrases[phrase.first], self.links[phrase.first]
        self.links[number.i] = [self._made(number.i, last, party, Rule.PAIR) for party in parties]
        pair = Mention(
            number.i, last, self.tokens[last - 1], self.discourse.sentence[number.i], "people",
            "plural", tuple(party.actor_id for party in parties), tuple(self.links[number.i]),
        )  # fmt: skip
        self.discourse.add(pair)

    def _paired(self, number: Token) -> tuple[int, Paired | None]:
        """The end of a pair's noun and what it denotes; "both agreed", "the two met" have none."""
        after = number.i + 1
        for first in range(after, after + PAIR_MODIFIERS + 1):
            for last in (first + 2, first + 1):
                denotes = pairs().get(self._text(first, last))
                if denotes:
                    return last, denotes
            if first >= len(self.tokens) or self.page.pos[first] not in {"ADJ", "PROPN", "VERB"}:
                break
        alone = number.dep_ in {"nsubj", "dobj", "pobj", "nsubjpass"}
        return (after, "any") if alone else (after, None)

    # Small steps

    def _text(self, first: int, last: int) -> str:
        """The words in lower case; none where they go beyond the text."""
        return " ".join(self.page.words[first:last]) if last <= len(self.tokens) else ""

    def _noun(self, first: int) -> int:
        """How many words from `first` on are a description that is no agent noun; 0 for none."""
        for words in range(NOUN_WORDS, 0, -1):
            if self._text(first, first + words) in descriptions():
                return words
        return 0

    def _covered(self, first: int, last: int) -> bool:
        return any(self.discourse.actor_at(i) for i in range(first, last))

    def _is_another(self, first: int, last: int) -> bool:
        """Whether its words say that it was not named before: "the next president"."""
        return not NOT_SAME.isdisjoint(self.page.words[first:last])

    def _made(self, first: int, last: int, link: ActorLink, rule: Rule) -> ActorLink:
        start, end = self.page.starts[first], self.page.token_end(last - 1)
        confidence = CONFIDENCE[rule]
        return replace(
            link,
            start=start,
            end=end,
            text=self.page.text[start:end],
            confidence=confidence,
            reason=str(rule),
        )

    def _link(self, first: int, last: int, antecedent: Mention, rule: Rule) -> None:
        """Link the tokens to what the antecedent denotes."""
        links = [self._made(first, last, link, rule) for link in antecedent.links]
        self.links[first] = links
        root = self.page.doc[first:last].root
        sentence = self.discourse.sentence[first]
        self.discourse.add(
            replace(
                antecedent, first=first, last=last, root=root, sentence=sentence,
                links=tuple(links), place=False, modifier=False,
            )
        )  # fmt: skip

    def _replace(self, phrase: Phrase, links: Sequence[ActorLink], rule: Rule) -> None:
        """Link the phrase anew; it keeps its link where there is nothing better."""
        made = [replace(link, confidence=CONFIDENCE[rule], reason=str(rule)) for link in links]
        if made:
            self.links[phrase.first] = made
            known = self.discourse.actor_at(phrase.first)
            if known:
                self.discourse.exchange(known, replace(known, links=tuple(made)))
