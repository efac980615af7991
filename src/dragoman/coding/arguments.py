"""From grammar to actors: what fills the slots of a lexicon line in a given sentence."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from spacy.tokens import Doc, Token

from dragoman.actors.rules import Rule
from dragoman.coding import syntax
from dragoman.records import Actor, ActorLink

_INSIDE = ("appos", "poss", "amod", "compound", "nmod", "nummod", "acl")
# Prepositions by which an actor stands in a noun phrase: as its owner, or in any other way.
_OWNED_BY = ("of", "from", "by")
_ANY_RELATION = (*_OWNED_BY, "between", "against", "with", "to", "on", "in", "at")
# A pronoun in a reported clause stands for who reports; "it" in a side clause for its subject too.
_REPORTED = ("ccomp", "xcomp", "conj")
_PRONOUNS = {
    **dict.fromkeys(("they", "he", "she", "we", "i"), _REPORTED),
    "it": (*_REPORTED, "advcl"),
}
_OWNERS = ("poss", "amod", "compound", "nmod")
# A link found inside another noun phrase is weaker evidence than one at its head.
_INSIDE_WEIGHT = 0.8
_OWNER_WEIGHT = 0.9
_PRONOUN_WEIGHT = 0.85
_NEXT_WEIGHT = 0.6
# Links less sure than this are no participants (a capital as a mere place, for one).
_MINIMUM = 0.35


@dataclass(frozen=True, slots=True)
class Filler:
    """An actor in a slot: its link, how sure the slot is (0..1) and whether it heads the phrase."""

    link: ActorLink
    weight: float
    at_head: bool


class Arguments:
    """Finds the actors of one parsed document by the tokens that denote them."""

    def __init__(
        self,
        doc: Doc,
        links: Iterable[ActorLink],
        registered: Mapping[str, Actor],
        deeds: Container[str],
    ) -> None:
        """Index the links of a document.

        Args:
            registered: the register's actors by id.
            deeds: lemmas of nouns for violence and coercion, which have a doer and a victim.
        """
        self._deeds = deeds
        self._registered = registered
        self._by_token: dict[int, list[ActorLink]] = {}
        for link in links:
            span = doc.char_span(link.start, link.end, alignment_mode="expand")
            for token in span if span is not None else ():
                self._by_token.setdefault(token.i, []).append(link)

    def link_at(self, token: Token) -> ActorLink | None:
        """The actor that the token is part of."""
        return next(iter(self._by_token.get(token.i, ())), None)

    def registered_name(self, link: ActorLink) -> str | None:
        """The register's name of the actor, where it has one."""
        actor = self._registered.get(link.actor_id)
        return actor.name if actor else None

    def is_identified(self, filler: Filler) -> bool:
        """Whether the actor has a name or a country: "Hamas", "French police", not "a boy"."""
        return filler.link.country is not None or filler.link.actor_id in self._registered

    def links_in(self, tokens: Iterable[Token]) -> list[ActorLink]:
        """The actors that the tokens belong to, each once, in text order."""
        return list(dict.fromkeys(link for t in tokens for link in self._by_token.get(t.i, ())))

    def any_in(self, tokens: Iterable[Token]) -> bool:
        """Whether any of the tokens belongs to an actor."""
        return any(token.i in self._by_token for token in tokens)

    def fill(self, trigger: Token, slots: Sequence[str], extra: Sequence[Token]) -> list[Filler]:
        """The actors in the first slot that holds any.

        Args:
            trigger: the verb or event noun.
            slots: names as in `predicates.tsv`.
            extra: further tokens whose prepositions count too (the light verb of an event noun,
                the object noun of a verb).
        """
        for slot in slots:
            fillers = self._slot(trigger, slot, extra)
            if fillers:
                return fillers
        return []

    def fill_all(
        self, trigger: Token, slots: Sequence[str], extra: Sequence[Token]
    ) -> list[Filler]:
        """The actors in all the slots together: the parties of a mutual event."""
        found: list[Filler] = []
        for slot in slots:
            found += self._slot(trigger, slot, extra)
        return found

    def _slot(self, trigger: Token, slot: str, extra: Sequence[Token]) -> list[Filler]:
        if slot == "subj":
            return self._subject(trigger)
        if slot == "obj":
            return self.denoted(syntax.patients(trigger), inside=False)
        if slot == "iobj":
            return self.denoted(c for c in trigger.children if c.dep_ == "dative")
        if slot == "inside":
            return [
                filler
                for patient in syntax.patients(trigger)
                for filler in self._inside(patient, self._relations(patient))
            ]
        if slot == "own":
            return self._owners(trigger)
        if slot == "matter":
            return self.denoted(filter(self.is_matter, trigger.children))
        if slot == "comp-subj":
            return self.denoted(
                subject
                for clause in syntax.complements(trigger)
                for subject in clause.children
                if subject.dep_ in ("nsubj", "nsubjpass")
            )
        if slot == "comp":
            return self._complement(trigger)
        if slot == "same-comp":
            return self._complement(trigger) if self._speaks_of_itself(trigger) else []
        if slot == "after":
            return self._after(trigger)
        heads = [trigger, *extra]
        return self.denoted(o for head in heads for o in syntax.prepositional(head, slot))

    def _subject(self, trigger: Token) -> list[Filler]:
        """Who does it; of "an Israeli raid on Gaza that killed ..." Israel, not the place."""
        agents = syntax.agents(trigger)
        if trigger.dep_ == "relcl" and agents == [trigger.head]:
            deed = syntax.lemma(trigger.head) in self._deeds
            found = self._owners(trigger.head) if deed else self.denoted(agents, inside=False)
        else:
            found = self.denoted(agents) or self._issuer(trigger)
        return [f for f in found if not f.link.reason.endswith("as place")]

    def denoted(self, tokens: Iterable[Token], inside: bool = True) -> list[Filler]:
        """The actors that noun phrases denote, through "and", "group of" and possessors."""
        found: list[Filler] = []
        for head in tokens:
            for token in syntax.coordinated(head):
                link = self.link_at(token)
                if link is not None:
                    found += self._beside(token, link)
                    # "The two leaders" are several actors.
                    found += [Filler(one, 1.0, at_head=True) for one in self._by_token[token.i]]
                elif token.pos_ == "PRON":
                    found += self._antecedent(token)
                elif inside:
                    found += self._inside(token)
        return found

    def _beside(self, noun: Token, link: ActorLink) -> list[Filler]:
        """Who shares the noun: "U.S. and Turkish officials", "the leaders of Iran and Syria"."""
        found = []
        for child in noun.children:
            if child.dep_ in ("amod", "nmod", "compound"):
                for token in syntax.coordinated(child):
                    other = self.link_at(token)
                    shares = any(t.dep_ in ("cc", "conj") for t in child.children)
                    if shares and other is not None and other.actor_id != link.actor_id:
                        found.append(_sharing(other, link))
        for owner in syntax.prepositional(noun, "of"):
            for token in syntax.coordinated(owner):
                other = self.link_at(token)
                if self.link_at(owner) == link and other not in (None, link):
                    assert other is not None
                    found.append(_sharing(other, link))
        return found

    def _antecedent(self, pronoun: Token) -> list[Filler]:
        """Who "it", "they", "he" or "she" is: the subject of the clause above, if an actor."""
        through = _PRONOUNS.get(pronoun.lower_)
        if through is None or pronoun.dep_ == "expl":
            return []
        for subject in syntax.governing_subjects(pronoun.head, through):
            if subject.i < pronoun.i and (link := self.link_at(subject)):
                return [Filler(link, _PRONOUN_WEIGHT, at_head=True)]
        return []

    def _issuer(self, verb: Token) -> list[Filler]:
        """ "issued a statement condemning ...": who issued it."""
        if verb.dep_ != "acl" or verb.tag_ != "VBG":
            return []
        subjects = syntax.governing_subjects(verb)[:1]
        return [replace(f, weight=f.weight * _INSIDE_WEIGHT) for f in self.denoted(subjects)]

    def _inside(self, noun: Token, prepositions: Sequence[str] = _OWNED_BY) -> list[Filler]:
        """Actors within a noun phrase that is none itself: "Syria's offer", "dozens of rebels"."""
        link = self.link_at(noun)
        if link is not None:
            return [Filler(link, 1.0, at_head=True)]
        for child in sorted(noun.children, key=lambda child: child.dep_ != "appos"):
            is_part = child.dep_ in _INSIDE and not self.is_matter(child)
            if is_part and (link := self.link_at(child)):
                return [Filler(link, _INSIDE_WEIGHT, at_head=False)]
        for preposition in prepositions:
            for obj in syntax.prepositional(noun, preposition):
                found = self.denoted([obj], inside=False) or self._nested(obj)
                if found:
                    return [
                        replace(f, weight=f.weight * _INSIDE_WEIGHT, at_head=False) for f in found
                    ]
        return []

    def _nested(self, noun: Token) -> list[Filler]:
        for child in noun.children:
            if child.dep_ in _OWNERS and (link := self.link_at(child)):
                return [Filler(link, _INSIDE_WEIGHT, at_head=False)]
        return []

    def _relations(self, noun: Token) -> tuple[str, ...]:
        """Prepositions to whom a noun concerns; of a deed ("killings of"), to its doer."""
        return ("by",) if syntax.lemma(noun) in self._deeds else _ANY_RELATION

    def _owners(self, noun: Token) -> list[Filler]:
        """Whose an event noun is: "Israel's raid", "the Israeli raid", "US-Russian talks"."""
        owners = (c for c in noun.children if c.dep_ in _OWNERS and not self.is_matter(c))
        links = (self.link_at(token) for owner in owners for token in syntax.coordinated(owner))
        return [Filler(link, _OWNER_WEIGHT, at_head=True) for link in links if link is not None]

    def is_matter(self, word: Token) -> bool:
        """Whether a word before a deed names the state that it is done to: "the Kuwait invasion".

        Who does it would be "Iraqi" or "Iraq's", or has no adjective: "US", "Hamas".
        """
        if word.dep_ != "compound" or word.text.isupper():
            return False
        deed, link = word.head, self.link_at(word)
        if link is None or link.reason != Rule.STATE or syntax.lemma(deed) not in self._deeds:
            return False
        is_pair = any(t.text == "-" for t in word.doc[max(0, word.i - 1) : word.i + 2])
        others = (o for by in ("on", "against", "of") for o in syntax.prepositional(deed, by))
        return not is_pair and not any(map(self.link_at, others))

    def _speaks_of_itself(self, trigger: Token) -> bool:
        """Whether the complement's subject is a pronoun or the trigger's own subject."""
        sources = {f.link.actor_id for f in self.denoted(syntax.agents(trigger))}
        subjects = [
            subject
            for clause in syntax.complements(trigger)
            for subject in clause.children
            if subject.dep_ == "nsubj"
        ]
        named = {f.link.actor_id for f in self.denoted(subjects)}
        return not subjects or bool(named & sources)

    def _after(self, trigger: Token) -> list[Filler]:
        """The next actor behind the trigger in its own clause and what hangs on it."""
        for token in trigger.subtree:
            if token.lower_ in ("according", "with"):
                break
            if token.i > trigger.i and token.dep_ != "nsubj" and (link := self.link_at(token)):
                return [Filler(link, _NEXT_WEIGHT, at_head=False)]
        return []

    def _complement(self, trigger: Token) -> list[Filler]:
        """Whom the deed in the complement clause is done to, if named rather than "prisoners"."""
        found: list[list[Filler]] = []
        for clause in syntax.complements(trigger):
            found += [
                self.denoted([patient]) or self._inside(patient, _ANY_RELATION)
                for patient in syntax.patients(clause)
            ]
            below = [t for t in clause.subtree if t.dep_ == "pobj" and t.i > clause.i]
            found += [self.denoted([token], inside=False) for token in below]
        named = (fillers for fillers in found if any(map(self.is_identified, fillers)))
        return next(named, next(filter(None, found), []))


def _sharing(other: ActorLink, link: ActorLink) -> Filler:
    """The other actor, in the capacity that the noun gives to both."""
    return Filler(replace(other, sector=other.sector or link.sector), _OWNER_WEIGHT, at_head=True)


def distinct(fillers: Iterable[Filler], without: Iterable[Filler] = ()) -> list[Filler]:
    """Drop weak links, repeated ones and those in `without`; text order is kept."""
    seen = {(f.link.actor_id, f.link.sector) for f in without}
    kept: list[Filler] = []
    for filler in fillers:
        key = (filler.link.actor_id, filler.link.sector)
        if key not in seen and filler.link.confidence >= _MINIMUM:
            seen.add(key)
            kept.append(filler)
    return sorted(kept, key=lambda f: f.link.start)
