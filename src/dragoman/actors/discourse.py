"""The noun phrases of an article that a later expression may take up, and how salient each is."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from spacy.tokens import Token

from dragoman.actors.clauses import subject_of, verb_of
from dragoman.actors.cues import COLLECTIVES, EVENTS, INSTITUTIONS, MEETING, PLURAL_SENSE
from dragoman.actors.expressions import Gender, genders
from dragoman.actors.folding import fold
from dragoman.actors.page import Page
from dragoman.actors.people import People
from dragoman.actors.phrases import Phrase
from dragoman.actors.rules import PLACE_RULES
from dragoman.actors.sharing import Found
from dragoman.records import ActorLink

MentionKind = Literal["person", "body", "people", "thing"]
Number = Literal["singular", "plural", "either"]

PLURAL_TAGS = frozenset({"NNS", "NNPS"})
MODIFIERS = frozenset({"amod", "compound", "nmod", "nummod"})
# Sectors whose groups are bodies, never a single person as in "farmer" or "gunman".
OFFICIAL = frozenset({"GOV", "MIL", "LEG", "JUD"})
# What these clauses tell is soon less present than what the main clause does.
SUBORDINATE_CLAUSES = frozenset({"ccomp", "advcl", "relcl", "acl", "pcomp", "xcomp"})
# Entities that nothing refers back to as to an actor.
MEASURES = frozenset({"DATE", "TIME", "PERCENT", "MONEY", "QUANTITY", "CARDINAL", "ORDINAL"})
# Weights of Lappin and Leass (1994), "An algorithm for pronominal anaphora resolution".
RECENCY, SUBJECT, OBJECT, OBLIQUE, OWNER, HEAD, ARGUMENT = 100, 80, 50, 40, 30, 80, 50
ROLES = {
    "nsubj": SUBJECT, "nsubjpass": SUBJECT, "csubj": SUBJECT, "dobj": OBJECT, "attr": OBJECT,
    "pobj": OBLIQUE, "dative": OBLIQUE, "poss": OWNER,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mention:
    """A noun phrase: the tokens `first` to `last`, what it denotes and how it agrees.

    `links` are the actors: none for what is no actor, several for "Putin and Erdogan".
    `actor_kind` is the register's kind, "person" for unknown persons too; `titles` are the offices
    that the phrase gives; `place` says that it names where something is.
    """

    first: int
    last: int
    root: Token
    sentence: int
    kind: MentionKind
    number: Number
    key: tuple[str, ...]
    links: tuple[ActorLink, ...] = ()
    actor_kind: str = ""
    titles: tuple[str, ...] = ()
    gender: Gender | None = None
    place: bool = False
    modifier: bool = False
    named: bool = False

    @property
    def link(self) -> ActorLink:
        """Its one actor; only for mentions that have links."""
        return self.links[0]


class Discourse:
    """The mentions of one article in text order."""

    def __init__(
        self, page: Page, found: Sequence[Found], links: Sequence[ActorLink], people: People
    ) -> None:
        self.page = page
        self.people = people
        self.sentence = [0] * len(page.doc)
        for number, sentence in enumerate(page.doc.sents):
            self.sentence[sentence.start : sentence.end] = [number] * len(sentence)
        self.actors = [self._actor(phrase, x) for (phrase, _), x in zip(found, links, strict=True)]
        mentions = [*self.actors, *self._joined(), *self._met(), *self._things()]
        self.mentions = sorted(mentions, key=lambda mention: (mention.last, mention.first))
        self._ends = [mention.last for mention in self.mentions]
        self._at = {i: actor for actor in self.actors for i in range(actor.first, actor.last)}

    def actor_at(self, token: int) -> Mention | None:
        """The actor that the token is part of."""
        return self._at.get(token)

    def add(self, mention: Mention) -> None:
        """A mention that was resolved, to be taken up in its turn, in place of others there."""
        tokens = range(mention.first, mention.last)
        for i in reversed(range(len(self.mentions))):
            other = self.mentions[i]
            if other.root.i in tokens:
                del self.mentions[i], self._ends[i]
            elif other.last < mention.first:
                break
        self._at.update(dict.fromkeys(tokens, mention))
        position = bisect_left(self._ends, mention.last)
        self.mentions.insert(position, mention)
        self._ends.insert(position, mention.last)

    def add_within(self, phrase: Phrase, link: ActorLink) -> None:
        """A person named within another's phrase: "Assad's forces"."""
        mention = replace(self._actor(phrase, link), modifier=False)
        position = bisect_left(self._ends, mention.last)
        self.mentions.insert(position, mention)
        self._ends.insert(position, mention.last)

    def exchange(self, mention: Mention, other: Mention) -> None:
        """Put another reading in the place of a mention."""
        self.mentions[self.mentions.index(mention)] = other
        self._at.update(dict.fromkeys(range(other.first, other.last), other))

    def before(self, token: int, sentences: int, modifiers: bool = False) -> Iterator[Mention]:
        """The mentions that end before the token, last first: of its sentence or `sentences` back.

        Nations that but modify ("Turkish-Russian ties") only where `modifiers` are wanted.
        """
        earliest = self.sentence[token] - sentences
        for i in range(bisect_left(self._ends, token + 1) - 1, -1, -1):
            mention = self.mentions[i]
            if mention.sentence < earliest:
                return
            if modifiers or not mention.modifier:
                yield mention

    def salience(self, mention: Mention, token: int) -> float:
        """How present the mention is at the token: Lappin and Leass's weights."""
        root = mention.root
        role = root
        while role.dep_ in {"conj", "appos"} and role.head != role:
            role = role.head
        weight: float = RECENCY + ROLES.get(role.dep_, 0)
        governor = role.head
        if role.dep_ == "pobj":
            governor = governor.head
            weight += ARGUMENT if role.head.dep_ in {"agent", "dative"} else 0
        else:
            weight += ARGUMENT
        if governor.pos_ not in {"NOUN", "PROPN"}:
            weight += HEAD
        source = role.dep_ == "pobj" and governor.lower_ == "according"
        if mention.place or source:
            weight *= 0.6
        distance = self.sentence[token] - mention.sentence
        if distance and verb_of(root).dep_ in SUBORDINATE_CLAUSES:
            weight *= 0.85
        return weight * 0.5**distance

    # How mentions are made

    def _actor(self, phrase: Phrase, link: ActorLink) -> Mention:
        page = self.page
        root = page.doc[phrase.first : phrase.last].root
        kind, number = self._nature(phrase, root)
        actor = self.people.actors.get(link.actor_id)
        titles = tuple(noun.noun for noun in phrase.nouns)
        name = page.text[slice(*phrase.name)] if phrase.name else ""
        key: tuple[str, ...] = (link.actor_id, link.sector or "", kind)
        if kind == "person":
            known = actor is not None and actor.kind == "person"
            surname = name.split()[-1].lower() if name else titles[-1] if titles else ""
            key = (link.actor_id,) if known else (link.actor_id, surname)
            name = actor.name if known and actor else name
        return Mention(
            phrase.first,
            phrase.last,
            root,
            self.sentence[phrase.first],
            kind,
            number,
            key,
            (link,),
            "person" if kind == "person" else actor.kind if actor else "",
            titles,
            self._gender(phrase.first, titles, name) if kind == "person" else None,
            link.reason in PLACE_RULES,
            root.dep_ in MODIFIERS and root.head.i >= phrase.last and not phrase.agents,
            bool(phrase.name),
        )

    def _nature(self, phrase: Phrase, root: Token) -> tuple[MentionKind, Number]:
        """What the phrase denotes, and its number."""
        if phrase.name:
            acronym = phrase.name_hit is None and root.text.isupper() and not phrase.agents
            return ("body", "either") if acronym else ("person", "singular")
        if phrase.agents:
            hit, noun = phrase.agents[-1]
            word = noun.noun.split()[-1]
            plural = is_plural(self.page.tokens[hit.last - 1])
            if noun.use == "thing":
                return "thing", "plural" if plural else "singular"
            if plural or word in PLURAL_SENSE:
                return "people", "plural"
            if word in COLLECTIVES:
                return "body", "either"
            body = word in INSTITUTIONS or (noun.use == "group" and noun.sector in OFFICIAL)
            return ("body" if body else "person"), "singular"
        sense = phrase.nation.nation if phrase.nation else None
        if sense is None:
            return "body", "singular"
        if sense.kind in {"people", "demonym", "adjective"}:
            single = root.tag_ == "NN" and sense.kind != "people"
            single = single or root.lower_.endswith(("man", "woman"))
            return ("person", "singular") if single else ("people", "plural")
        return "body", "either" if sense.kind == "organisation" else "singular"

    def _gender(self, first: int, titles: tuple[str, ...], name: str) -> Gender | None:
        """The gender that the title, the word before or the first name tells."""
        known = genders()
        words = [self.page.word(first - 1), *(t.split()[-1] for t in titles), *titles]
        words += [self.page.word(first), *fold(name).split()[:1]]
        return next((known[fold(word)] for word in words if fold(word) in known), None)

    def _joined(self) -> Iterator[Mention]:
        """Actors that "and" joins: "Putin and Erdogan", "Iran, Iraq and Syria"."""
        by_root = {mention.root.i: mention for mention in self.actors}
        for mention in self.actors:
            if mention.root.dep_ == "conj" or mention.modifier:
                continue
            parts = [mention]
            # "Iran and Iraq", "the leaders of Iran and Iraq"
            joint = mention.root.conjuncts or self.page.tokens[mention.last - 1].conjuncts
            conjuncts = [by_root.get(token.i) for token in joint]
            parts += [part for part in conjuncts if part and part.first > mention.first]
            if len(parts) > 1 and len(conjuncts) == len(parts) - 1:
                links = tuple(part.link for part in parts)
                key = tuple(link.actor_id for link in links)
                last = parts[-1].last
                yield Mention(
                    mention.first, last, mention.root, mention.sentence, "people", "plural", key,
                    links, place=mention.place,
                )  # fmt: skip

    def _met(self) -> Iterator[Mention]:
        """Who meets whom: both are "they" afterwards, as present as who is met."""
        by_root = {mention.root.i: mention for mention in self.actors if not mention.modifier}
        for other in self.actors:
            governor = other.root.head
            if governor.lower_ == "with" and other.root.dep_ == "pobj":
                governor = governor.head
            elif other.root.dep_ != "dobj" or governor.lemma_ not in MEETING:
                continue
            if governor.lemma_ not in MEETING | EVENTS:
                continue
            subject = subject_of(verb_of(governor))
            one = by_root.get(subject.i) if subject else None
            if one and one.last <= other.first:
                links = (one.link, other.link)
                yield Mention(
                    one.first, other.last, other.root, other.sentence, "people", "plural",
                    (one.link.actor_id, other.link.actor_id), links,
                )  # fmt: skip

    def _things(self) -> Iterator[Mention]:
        """The noun phrases that no link covers, persons unknown to the register among them."""
        covered = {i for mention in self.actors for i in range(mention.first, mention.last)}
        for chunk in self.page.doc.noun_chunks:
            root = chunk.root
            if root.i in covered or root.pos_ == "PRON" or root.ent_type_ in MEASURES:
                continue
            person = root.ent_type_ == "PERSON"
            number: Number = "singular"
            if not person and is_plural(root):
                number = "plural"
            elif not person and any(child.dep_ == "conj" for child in root.children):
                number = "either"
            yield Mention(
                chunk.start,
                chunk.end,
                root,
                self.sentence[root.i],
                "person" if person else "body" if root.ent_type_ == "ORG" else "thing",
                number,
                (root.lower_, "person" if person else "thing"),
                gender=self._gender(chunk.start, (), chunk.text) if person else None,
            )


def is_plural(token: Token) -> bool:
    """Whether the noun stands in the plural."""
    return token.tag_ in PLURAL_TAGS


def words_of(name: str) -> frozenset[str]:
    """The words of a registered name: "agency" of "International Atomic Energy Agency"."""
    return frozenset(re.findall(r"[a-z]{4,}", name.lower()))
