"""What a report is about: the noun phrases and deeds that its predicate leads to, and its sign.

"rejected calls not to activate the missiles" leads from `rejected` (against) by `calls` (for) and
`not` to `activate`: whoever did so is for the activation of the missiles.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace

from spacy.tokens import Doc, Span, Token

from dragoman.coding import syntax
from dragoman.positions import phrases
from dragoman.positions.signs import Sign, signs
from dragoman.records import Mention

# What whoever reports an event of a type is taken to be, where the predicate is not in the table.
TYPE_SIGNS = {
    "AGREE": 1,
    "SUPPORT": 1,
    "CONCEDE": 1,
    "REQUEST": 1,
    "THREATEN": 1,
    "REJECT": -1,
    "ACCUSE": -1,
}
_CLAUSES = ("xcomp", "ccomp")
# Prepositions by which a verb and a noun take their object.
_OF_BOTH = frozenset(("for", "of", "on", "over", "about", "against", "to", "with", "into", "from"))
_OF_VERBS = _OF_BOTH | {"upon"}
_OF_NOUNS = _OF_BOTH | {"at", "towards", "toward"}
# Where one of these stands, the object of an outcry is named, even if the parse has lost it.
_NAMING = frozenset(("over", "about", "into"))
_DEEPEST = 6


@dataclass(frozen=True, slots=True)
class Topic:
    """A matter in a sentence.

    `start` and `end` are its characters in the sentence, `label` its name without articles and
    time, `head` the noun that says what kind of thing it is, `qualifiers` the words that say
    which one, `known` whether it is spoken of as known ("the deal", not "a deal"). `sign` is +1
    where the predicate is for it and -1 where it is against it, and `path` ("rejected", "calls",
    "not") says how that came about. It is `alleged` where the path leads through an accusation.
    """

    start: int
    end: int
    label: str
    head: str
    qualifiers: frozenset[str]
    known: bool
    sign: int
    path: tuple[str, ...] = field(default=(), compare=False)
    alleged: bool = False

    @property
    def is_bare(self) -> bool:
        """Whether it says nothing of which one: "the accord", "it"."""
        return not self.qualifiers


def find_topics(doc: Doc, mention: Mention) -> list[Topic]:
    """The matters of a mention, in text order.

    Args:
        doc: the parse of the mention's sentence.
    """
    offset = mention.sentence_start
    span = doc.char_span(
        mention.trigger_start - offset, mention.trigger_end - offset, alignment_mode="expand"
    )
    if span is None:
        return []
    spans = (
        doc.char_span(p.start - offset, p.end - offset, alignment_mode="expand")
        for p in mention.participants
        if p.start >= offset and p.end <= offset + len(doc.text)
    )
    walk = _Walk(actors=frozenset(_heads(spans)), reported=mention.event_type == "ACCUSE")
    trigger = span.root
    found = walk.from_trigger(trigger, TYPE_SIGNS[mention.event_type])
    topics = {(topic.start, topic.end): topic for topic in found}
    return sorted(topics.values(), key=lambda topic: (topic.start, topic.end))


def _heads(spans: Iterable[Span | None]) -> Iterator[int]:
    """The tokens that head an actor's name, and so stand for the actor."""
    return (span.root.i for span in spans if span is not None and len(span))


@dataclass(frozen=True, slots=True)
class _Walk:
    """The way from a predicate to its matters; `reported`: a that-clause is what is alleged."""

    actors: Collection[int]
    reported: bool

    def from_trigger(self, trigger: Token, sign: int) -> Iterator[Topic]:
        """The type gives the sign, unless the predicate itself turns: "lift", "refuse".

        Of "voiced concern" it is the noun that turns.
        """
        known = _sign_of(trigger)
        kind = known.kind if known else ""
        if kind == "against":
            sign = -1
        elif any(_kind(token) == "blame" for token in syntax.direct_objects(trigger)):
            sign = 1
        below = self._below(trigger, sign, (trigger.lower_,), 0)
        if not below and kind == "deed" and sign > 0:
            below = list(self._matter(trigger, sign, ()))
        yield from below

    def _below(self, word: Token, sign: int, path: tuple[str, ...], depth: int) -> list[Topic]:
        """What the first kind of complement leads to that leads to anything."""
        turns = _kind(word) in ("for", "warn")
        for group in self._governed(word):
            topics: list[Topic] = []
            for token, against in group:
                way = (*path, "against") if against else path
                turned = -sign if against and turns else sign
                topics += self._follow(token, turned, way, depth)
            if topics:
                return topics
        return []

    def _follow(self, word: Token, sign: int, path: tuple[str, ...], depth: int) -> Iterator[Topic]:
        for token in _joined(word):
            turned, way = sign, path
            if any(map(_negates, token.children)):
                turned, way = -sign, (*path, "not")
            known = _sign_of(token)
            if known is None or known.kind == "deed" or depth == _DEEPEST:
                yield from self._matter(token, turned, way)
                continue
            passed = turned if known.kind in ("for", "warn") else -turned
            way = (*way, token.lower_)
            below = self._below(token, passed, way, depth + 1)
            alleged = phrases.counted_as(syntax.lemma(token)) == "allegation"
            if below:
                yield from (replace(t, alleged=True) for t in below) if alleged else below
            elif known.kind == "blame" and depth == 0 and _kind(token.head) != "against":
                yield from self._beside(token, passed, way)
            else:
                yield from self._matter(token, turned, way)

    def _beside(self, noun: Token, sign: int, path: tuple[str, ...]) -> Iterator[Topic]:
        """ "voiced concern", "opened an inquiry on Monday into it": the object is elsewhere."""
        found = self._prepositional(noun.head, _OF_VERBS) if noun.dep_ == "dobj" else []
        for token, _ in found:
            yield from self._matter(token, sign, path)
        named = any(token.lower_ in _NAMING for token in noun.head.subtree)
        goes_on = any(child.dep_ in ("conj", "acl", "ccomp") for child in noun.children)
        if not found and not named and not goes_on:
            end = noun.idx + len(noun)
            head = phrases.counted_as(syntax.lemma(noun))
            said = head if head == "allegation" else ""
            yield Topic(noun.idx, end, noun.text, said, frozenset(), True, sign, path)

    def _matter(self, token: Token, sign: int, path: tuple[str, ...]) -> Iterator[Topic]:
        """The token as the matter itself, unless it is an actor, a time or a number."""
        if self._is_actor(token) or token.ent_type_ in ("DATE", "TIME", "MONEY", "PERCENT"):
            return
        phrase = phrases.name(token, _sign_of(token))
        if phrase is not None:
            yield Topic(*phrase, sign=sign, path=path)

    def _governed(self, word: Token) -> Iterator[list[tuple[Token, bool]]]:
        """What a word is about, by kind of complement, with whether "against" stands before it.

        Clauses come before objects, those before what follows a preposition, pronouns last.
        """
        if _kind(word) == "warn":
            unwanted = (c for c in word.children if c.dep_ == "xcomp")
            yield [(c, False) for c in unwanted if any(map(_negates, c.children))]
            yield self._prepositional(word, frozenset({"against"}))
            return
        if word.pos_ not in ("VERB", "AUX"):
            demanded = [] if _kind(word) == "blame" else _clauses_of_noun(word)
            yield [(matter, False) for c in demanded for matter in self._clause(c)]
            yield self._prepositional(word, _OF_NOUNS)
            return
        yield [(deed, False) for deed in _kept_from(word)]
        clauses = [c for c in word.children if c.dep_ in _CLAUSES and c.i > word.i]
        clauses += [c for c in word.children if c.dep_ == "advcl" and syntax.is_infinitive(c)][:1]
        yield [(matter, False) for c in clauses for matter in self._clause(c)]
        objects = [token for token in phrases.objects(word) if self._is_matter(token)]
        yield [(token, False) for token in objects if token.pos_ != "PRON"]
        yield self._prepositional(word, _OF_VERBS)
        yield [(token, False) for token in objects if token.pos_ == "PRON"]

    def _clause(self, verb: Token) -> list[Token]:
        """A complement clause: what it demands, or whom or what it says something about."""
        subjects = [c for c in verb.children if c.dep_ in ("nsubj", "nsubjpass")]
        if self.reported and verb.dep_ == "ccomp":
            return [t for t in subjects if t.pos_ != "PRON" and self._is_matter(t)]
        if verb.pos_ == "AUX" or verb.lemma_ == "be":
            return [t for t in subjects if t.pos_ != "PRON" and self._is_matter(t)]
        return [verb]

    def _prepositional(self, word: Token, prepositions: frozenset[str]) -> list[tuple[Token, bool]]:
        """What stands behind the first preposition that leads to a matter."""
        for prep in word.children:
            if prep.lower_ in prepositions and prep.dep_ in ("prep", "agent", "dative"):
                found = [
                    (token, prep.lower_ == "against")
                    for token in prep.children
                    if token.dep_ == "pcomp" or (token.dep_ == "pobj" and self._is_matter(token))
                ]
                if found:
                    return found
        return []

    def _is_matter(self, token: Token) -> bool:
        """Whether a noun phrase names a matter: no actor, no person, no time or place."""
        if token.pos_ == "PRON":
            return token.lower_ in phrases.PRONOUNS and not self._is_actor(token)
        dated = token.ent_type_ in ("DATE", "TIME", "PERSON", "GPE", "NORP")
        if token.pos_ not in ("NOUN", "PROPN") or not phrases.is_word(token):
            return False
        return not dated and not self._is_actor(token)

    def _is_actor(self, token: Token) -> bool:
        return token.i in self.actors


def _sign_of(token: Token) -> Sign | None:
    pos = "VERB" if token.pos_ == "AUX" else token.pos_
    return signs().get((syntax.lemma(token), pos))


def _kind(token: Token) -> str:
    known = _sign_of(token)
    return known.kind if known else ""


def _clauses_of_noun(noun: Token) -> list[Token]:
    """ "the plan to leave", "the demand that they leave"."""
    clauses = [child for child in noun.children if child.dep_ in ("acl", "ccomp")]
    return [c for c in clauses if c.tag_ == "VB" or any(t.lower_ == "that" for t in c.lefts)]


def _kept_from(verb: Token) -> list[Token]:
    """ "prevent them from leaving": the deed, not them."""
    preps = (child for child in verb.children if child.lower_ == "from")
    return [token for prep in preps for token in prep.children if token.dep_ == "pcomp"]


def _joined(word: Token) -> Iterator[Token]:
    """The word and what is joined to it by "and": nouns to a noun, verbs to a verb."""
    yield word
    for child in word.children:
        verbal = "VERB" in (child.pos_, word.pos_)
        if child.dep_ == "conj" and (child.tag_ == word.tag_ if verbal else True):
            yield from _joined(child)


def _negates(token: Token) -> bool:
    return token.dep_ == "neg" or (token.dep_ == "det" and token.lower_ == "no")
