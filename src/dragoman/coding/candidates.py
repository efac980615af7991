"""The events of a sentence: lexicon lines that match the parse, with the actors in their slots."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from spacy.tokens import Span, Token

from dragoman.coding import syntax
from dragoman.coding.arguments import Arguments, Filler, distinct
from dragoman.coding.lexicon import Lexicon, Predicate
from dragoman.coding.relevance import load_exclusions
from dragoman.ontology import cameo

# Types whose complement is not asserted: it is only asked for, agreed to, refused or threatened.
_UNASSERTING = {"AGREE", "REQUEST", "REJECT", "THREATEN"}
# Modes that the words around may make more exact: a bomb may be a suicide bomb.
_REFINED = {("ASSAULT", "heavy-weapons"), ("ASSAULT", "explosives")}
# Sectors whose members bear arms (CAMEO), against the state and in all.
INSURGENT = {"REB", "UAF", "SEP", "INS"}
_ARMED = {*INSURGENT, "MIL", "COP", "SPY"}
# CAMEO codes that a complement may make more exact.
_OPEN_CODES = {"020", "030", "100", "120", "130"}
# How many tokens from its head the shown trigger may reach.
_MAX_TRIGGER_GAP = 5


@dataclass(frozen=True, slots=True)
class Status:
    """Probabilities that the learned model gives an event: of each modality, of being background,
    and of being the story's news, of its day or the day before.
    """

    modalities: Mapping[str, float]
    historical: float
    current: float


@dataclass(frozen=True, slots=True)
class Candidate:
    """An event found in a sentence, before its date, place and modality are read.

    `head` is the word that matched, `words` the tokens that show the event, `clause` the verb that
    carries its tense (the light verb of an event noun). All parties of a `mutual` event are its
    sources. `scores` are the probabilities of the types, `status` what the model reads of modality
    and time, `confidence` the probability of type and actors being right (`evidence.py` gives all
    three). `given`: a line of a user's dictionary says so.
    """

    head: Token
    words: tuple[Token, ...]
    clause: Token
    type: str
    mode: str | None
    cameo: str
    sources: tuple[Filler, ...]
    targets: tuple[Filler, ...]
    reason: str
    mutual: bool = False
    scores: Mapping[str, float] = field(default_factory=dict)
    status: Status | None = None
    confidence: float = 0.0
    given: bool = False


class Finder:
    """Finds the candidates of one sentence: `found`, in text order."""

    def __init__(self, sentence: Span, arguments: Arguments, lexicon: Lexicon) -> None:
        self._sentence = sentence
        self._arguments = arguments
        self._lexicon = lexicon
        self.types = lexicon.ontology.types
        self._exclusions = load_exclusions()
        self._used: set[int] = set()
        self.found = self._find()

    def _find(self) -> list[Candidate]:
        """All candidates, verbs before the event nouns that they do not already account for."""
        verbs = sorted((t for t in self._sentence if _is_verb(t)), key=syntax.depth)
        found = [self._verb(verb) for verb in verbs if verb.i not in self._used]
        found += [self._noun(noun) for noun in self._sentence if self._is_event_noun(noun)]
        return sorted((c for c in found if c is not None), key=lambda c: c.head.i)

    def accounts_for(self, token: Token) -> bool:
        """Whether a candidate already tells what the word does: "accused of shelling"."""
        return token.i in self._used

    def bare(self, head: Token, type_name: str) -> Candidate:
        """An event at a word for which no line of the lexicon speaks, still without actors."""
        clause = head
        if head.pos_ == "NOUN" and head.head.pos_ == "VERB" and self._light_role(head.head, head):
            clause = head.head
        mode, code = self._code(head, clause, type_name)
        reason = f"{head.text!r}: learned"
        return Candidate(head, (head,), clause, type_name, mode, code, (), (), reason)

    def retyped(self, candidate: Candidate, type_name: str) -> Candidate:
        """The candidate with another type, and the mode and code that go with that."""
        mode, code = self._code(candidate.head, candidate.clause, type_name)
        reason = f"{candidate.reason}, learned: {type_name}"
        return replace(candidate, type=type_name, mode=mode, cameo=code, reason=reason)

    def _code(self, head: Token, clause: Token, type_name: str) -> tuple[str | None, str]:
        """Mode and CAMEO code of a type at a word: the lexicon's for that word, else the root's."""
        lines = {"NOUN": self._lexicon.nouns, "VERB": self._lexicon.verbs}.get(head.pos_, {})
        fitting = (p for p in lines.get(syntax.lemma(head), ()) if p.type == type_name)
        line = next(fitting, None)
        mode, code = (line.mode, line.cameo) if line else (None, self.types[type_name].cameo)
        return self._mode(type_name, mode, code, _clause_words(head, clause))

    def _is_event_noun(self, token: Token) -> bool:
        if token.pos_ != "NOUN" or token.dep_ == "compound" or token.i in self._used:
            return False
        return self._arguments.link_at(token) is None

    def _verb(self, verb: Token) -> Candidate | None:
        for predicate in self._lexicon.verbs.get(syntax.lemma(verb), ()):
            objects = matched_objects(verb, predicate, self._lexicon)
            if objects is None:
                continue
            if predicate.type is None:
                return None
            candidate = self._fill(verb, predicate, objects)
            if candidate is not None:
                return candidate
        return self._light(verb)

    def _fill(self, verb: Token, predicate: Predicate, objects: list[Token]) -> Candidate | None:
        extra = [*objects, *syntax.direct_objects(verb)]
        sources = self._arguments.fill(verb, predicate.sources, ())
        if predicate.mutual:
            parties = self._arguments.fill_all(verb, predicate.targets, objects)
            sources, targets = sources + parties, []
        else:
            targets = self._arguments.fill(verb, predicate.targets, extra)
        if predicate.needs_target and not targets:
            return None
        complement = self._complement_type(verb, predicate, objects)
        candidate = self._candidate(verb, verb, predicate, sources, targets, complement)
        if candidate is None:
            return None
        self._use(verb, predicate, objects)
        words = [verb, *_particles(verb, predicate), *objects, *syntax.complements(verb)[:1]]
        return replace(candidate, words=_contiguous(verb, words))

    def _light(self, verb: Token) -> Candidate | None:
        """ "launched an attack": the noun's event with the verb's subject."""
        for noun in [*syntax.patients(verb), *_all_prepositional(verb)]:
            role = self._light_role(verb, noun)
            predicates = self._lexicon.nouns.get(syntax.lemma(noun), ())
            if role is None or noun.i in self._used or self._arguments.link_at(noun):
                continue
            for predicate in predicates:
                if predicate.prepositions and not syntax.has_particle(noun, predicate.prepositions):
                    continue
                candidate = self._light_event(verb, noun, predicate, role)
                if candidate is not None:
                    self._used.add(noun.i)
                    return candidate
        return None

    def _light_role(self, verb: Token, noun: Token) -> str | None:
        lemma = syntax.lemma(verb)
        for child in verb.children:
            if (lemma, child.lower_) in self._lexicon.light_verbs:
                return self._lexicon.light_verbs[lemma, child.lower_]
        if noun.dep_ == "pobj":
            return None
        return self._lexicon.light_verbs.get((lemma, ""))

    def _light_event(
        self, verb: Token, noun: Token, predicate: Predicate, role: str
    ) -> Candidate | None:
        subject = self._arguments.denoted(syntax.agents(verb))
        own = self._arguments.fill(noun, predicate.sources, ())
        others = (
            self._arguments.fill_all(noun, predicate.targets, [verb])
            if predicate.mutual
            else self._arguments.fill(noun, predicate.targets, [verb])
        )
        if predicate.mutual:
            sources, targets = subject + own + others, []
        elif role == "target":
            sources, targets = own or self._arguments.fill(noun, ("by", "from"), [verb]), subject
        else:
            sources, targets = subject or own, others
        candidate = self._candidate(noun, verb, predicate, sources, targets, None)
        if candidate is None:
            return None
        return replace(candidate, words=_contiguous(noun, [verb, noun]))

    def _noun(self, noun: Token) -> Candidate | None:
        for predicate in self._lexicon.nouns.get(syntax.lemma(noun), ()):
            if predicate.with_verb:
                continue
            if predicate.prepositions and not syntax.has_particle(noun, predicate.prepositions):
                continue
            if predicate.type is None:
                return None
            sources = self._arguments.fill(noun, predicate.sources, ())
            if predicate.mutual:
                sources += self._arguments.fill_all(noun, predicate.targets, ())
                targets: list[Filler] = []
            else:
                targets = self._arguments.fill(noun, predicate.targets, ())
            candidate = self._candidate(noun, noun, predicate, sources, targets, None)
            if candidate is not None:
                return candidate
        return None

    def _candidate(
        self,
        head: Token,
        clause: Token,
        predicate: Predicate,
        sources: Iterable[Filler],
        targets: Iterable[Filler],
        complement: str | None,
    ) -> Candidate | None:
        assert predicate.type is not None
        type_name, mode, code = predicate.type, predicate.mode, predicate.cameo
        reason = f"{head.lemma_!r}: {predicate.line}"
        result = self._lexicon.complements.get((type_name, complement)) if complement else None
        if result is not None and code in _OPEN_CODES:
            type_name, mode, code = result.type, result.mode, result.cameo
            reason += f", completed by {complement}"
        who = distinct(sources)
        if head.pos_ == "NOUN" and not who and type_name == "ASSAULT":
            who = distinct(self._blamed(head))
        whom = [] if predicate.mutual else distinct(targets, without=who)
        if self._lexicon.ontology.is_plover and not self._is_told(
            head, clause, predicate, type_name, who, whom
        ):
            return None
        mode, code = self._mode(type_name, mode, code, _clause_words(head, clause))
        return Candidate(
            head, (head,), clause, type_name, mode, code, tuple(who), tuple(whom), reason,
            predicate.mutual, given=predicate.given,
        )  # fmt: skip

    def _is_told(
        self,
        head: Token,
        clause: Token,
        predicate: Predicate,
        type_name: str,
        who: list[Filler],
        whom: list[Filler],
    ) -> bool:
        """Whether the words tell an event of PLOVER: with its actors, and no figure of speech."""
        if not self._is_complete(head, type_name, predicate.mutual, who, whom):
            return False
        words = _clause_words(head, clause)
        armed = any(filler.link.sector in _ARMED for filler in who)
        if not armed and self._exclusions.exclude(type_name, words, named=bool(who)):
            return False
        return not predicate.strong or self._is_strong(type_name, words, who, whom)

    def _is_complete(
        self, head: Token, type_name: str, mutual: bool, who: list[Filler], whom: list[Filler]
    ) -> bool:
        """Whether the actors that were found suffice for an event of that type."""
        if mutual:
            alone = type_name == "CONSULT" and head.pos_ == "VERB" and len(who) == 1
            return len(who) >= 2 or (alone and _is_plural(who[0]))
        if head.pos_ == "NOUN" and head.dep_ != "dobj":
            victims = type_name == "ASSAULT" and bool(whom)
            return bool(who and whom) or victims
        if type_name in ("ASSAULT", "COERCE"):
            return bool(who or whom)
        if type_name == "SUPPORT" and who and not whom:
            return who[0].link.country is not None or who[0].link.sector == "IGO"
        if self.types[type_name].requires_recipient or type_name == "CONSULT":
            return bool(who and whom)
        return bool(who)

    def _is_strong(self, type_name: str, words: str, who: list[Filler], whom: list[Filler]) -> bool:
        """Whether weapons, armed actors or two states show that "attack" is no figure of speech."""
        if any(filler.link.sector in _ARMED for filler in (*who, *whom)):
            return True
        if who and whom and all(filler.link.sector is None for filler in (*who, *whom)):
            return True
        return any(rule.pattern.search(words) for rule in self._lexicon.modes[type_name])

    def _blamed(self, noun: Token) -> list[Filler]:
        """ "an air strike blamed on Syria": who is said to have done it."""
        return [
            filler
            for token in noun.subtree
            if token.lower_ == "blamed"
            for filler in self._arguments.denoted(syntax.prepositional(token, "on"))
        ]

    def _mode(
        self, type_name: str, mode: str | None, code: str, words: str
    ) -> tuple[str | None, str]:
        """The mode and code, made more exact by the words of the clause where they are open."""
        if not self._lexicon.ontology.is_plover:
            return None, code
        mode = mode or cameo(code).mode
        if mode is not None and mode not in self.types[type_name].modes:
            mode = None
        if mode is None or (type_name, mode) in _REFINED:
            for rule in self._lexicon.modes.get(type_name, ()):
                if rule.pattern.search(words):
                    return rule.mode, rule.cameo or code
        return mode, code

    def _complement_type(
        self, verb: Token, predicate: Predicate, objects: list[Token]
    ) -> str | None:
        """The type of what is agreed to, asked for, refused or threatened."""
        if predicate.type not in _UNASSERTING:
            return None
        for clause in syntax.complements(verb):
            if any(child.dep_ == "neg" for child in clause.children):
                return None
            if found := self._type_of(clause):
                return found
        nouns = [*objects, *syntax.direct_objects(verb)]
        for preposition in predicate.prepositions:
            nouns += syntax.prepositional(verb, preposition)
        for noun in nouns:
            types = [line.type for line in self._lexicon.nouns.get(syntax.lemma(noun), ())]
            if types and "REQUEST" not in types:
                return types[0]
        return None

    def _type_of(self, verb: Token) -> str | None:
        for predicate in self._lexicon.verbs.get(syntax.lemma(verb), ()):
            if matched_objects(verb, predicate, self._lexicon) is not None:
                return predicate.type
        for noun in syntax.patients(verb):
            if self._light_role(verb, noun):
                for line in self._lexicon.nouns.get(syntax.lemma(noun), ()):
                    return line.type
        return None

    def _use(self, verb: Token, predicate: Predicate, objects: list[Token]) -> None:
        """Mark what the verb accounts for, so that it is not coded a second time."""
        self._used.update(token.i for token in objects)
        if predicate.type not in _UNASSERTING | {"ACCUSE"}:
            return
        for clause in syntax.complements(verb):
            self._used.update(token.i for token in clause.subtree)
        if predicate.type == "ACCUSE":
            return
        nouns = [*syntax.patients(verb)]
        for preposition in predicate.prepositions | {"for", "to", "on"}:
            nouns += syntax.prepositional(verb, preposition)
        for noun in nouns:
            self._used.update(token.i for token in noun.subtree if token.dep_ != "relcl")


def matched_objects(verb: Token, predicate: Predicate, lexicon: Lexicon) -> list[Token] | None:
    """The nouns by which a lexicon line matches, an empty list where it asks for none.

    None where the line does not match.
    """
    if predicate.prepositions and not syntax.has_particle(verb, predicate.prepositions):
        return None
    if predicate.takes_clause:
        clauses = syntax.complements(verb)
        if predicate.takes_infinitive:
            clauses = [clause for clause in clauses if syntax.is_infinitive(clause)]
        if not clauses:
            return None
        if predicate.objects and not any(
            syntax.lemma(word) in predicate.objects
            for clause in clauses
            for word in (clause, *syntax.direct_objects(clause))
        ):
            return None
        return []
    if predicate.no_object and (syntax.direct_objects(verb) or syntax.is_passive(verb)):
        return None
    if not predicate.objects:
        return []
    nouns = list(syntax.patients(verb))
    for preposition in predicate.prepositions:
        nouns += syntax.prepositional(verb, preposition)
    nouns += [c for c in verb.children if c.dep_ in ("oprd", "acomp", "advmod", "npadvmod")]
    nouns += [c for c in verb.children if c.dep_ == "ccomp" and c.pos_ == "ADJ"]
    contents = [token for noun in nouns for token in _content(noun, lexicon)]
    return [token for token in contents if syntax.lemma(token) in predicate.objects] or None


def _content(noun: Token, lexicon: Lexicon) -> Iterable[Token]:
    """The noun, what is joined to it, and what it counts: "a round of talks"."""
    for token in syntax.coordinated(noun):
        yield token
        if token.pos_ == "NUM" or syntax.lemma(token) in lexicon.measures:
            yield from syntax.prepositional(token, "of")


def _clause_words(head: Token, clause: Token) -> str:
    """The words of a clause and of an event noun in it, in lower case."""
    tokens = {*syntax.clause_tokens(clause), *head.subtree}
    return " ".join(token.lower_ for token in sorted(tokens, key=lambda token: token.i))


def _all_prepositional(verb: Token) -> list[Token]:
    return [o for p in verb.children if p.dep_ == "prep" for o in p.children if o.dep_ == "pobj"]


def _is_verb(token: Token) -> bool:
    return token.pos_ == "VERB" and token.dep_ not in ("amod", "compound")


def _particles(verb: Token, predicate: Predicate) -> list[Token]:
    return [c for c in verb.children if c.dep_ == "prt" or c.lower_ in predicate.prepositions]


def _contiguous(head: Token, tokens: Iterable[Token]) -> tuple[Token, ...]:
    """The tokens near enough to the head to be shown with it as one stretch."""
    near = [t for t in tokens if abs(t.i - head.i) <= _MAX_TRIGGER_GAP] or [head]
    return tuple(head.doc[min(t.i for t in near) : max(t.i for t in near) + 1])


def _is_plural(filler: Filler) -> bool:
    """Whether the one party named is several of a known state or body: "EU ministers met"."""
    link = filler.link
    known = link.country is not None or link.sector == "IGO"
    several = link.sector is not None and link.text.endswith("s")
    return known and several and filler.at_head
