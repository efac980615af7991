"""Pronouns: "he", "its", "they", and "we" in a quotation."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from dragoman.actors.antecedents import choose
from dragoman.actors.clauses import is_argument, subject_of, subjects_above, verb_of
from dragoman.actors.cues import AGENTIVE, INSTITUTIONS, PLEONASTIC, REPORTING
from dragoman.actors.discourse import Discourse, Mention
from dragoman.actors.expressions import Gender, Pronoun, descriptions
from dragoman.actors.quotations import Quotations
from dragoman.actors.rules import Rule

REACH = 3  # sentences back that a pronoun refers to
# What the subject of the clause above gains ("Iran said it"), and that of the owner's own clause.
ABOVE, SAME_CLAUSE = 120.0, 60.0
# What an organisation loses as "they", and a person of unknown gender as "she".
COLLECTIVE, UNKNOWN_GENDER = 40.0, 30.0
POSSESSIVE = "PRP$"


class Pronouns:
    """Resolves the pronouns of one article, in text order."""

    def __init__(self, discourse: Discourse, quotations: Quotations) -> None:
        self.discourse = discourse
        self.quotations = quotations
        self._genders: dict[tuple[str, ...], Gender] = {}

    def speaker(self, token: Token) -> Mention | None:
        """Who "we" or "I" in a quotation is."""
        quotation = self.quotations.at(token.i)
        return None if quotation is None else self.quotations.speaker(quotation)

    def antecedent(self, token: Token, pronoun: Pronoun) -> tuple[Mention, Rule] | None:
        """Whom a pronoun of the third person takes up, and by which rule."""
        if is_pleonastic(token) or is_idiom(token):
            return None
        verb = verb_of(token)
        subject = subject_of(verb)
        above = subjects_above(verb)[:1] if _may_be_above(token, verb) else []
        choice = choose(
            self.discourse, token.i, self._candidates(token, pronoun, verb, subject, above)
        )
        if choice is None:
            return None
        mention = choice.mention
        if pronoun.gender:
            self._genders.setdefault(mention.key, pronoun.gender)
        if choice.unsure:
            return mention, Rule.PRONOUN_UNSURE
        if any(_covers(mention, higher) for higher in above):
            return mention, Rule.PRONOUN_ABOVE
        if token.tag_ == POSSESSIVE and subject and _covers(mention, subject):
            return mention, Rule.PRONOUN_OWNER
        return mention, Rule.PRONOUN

    def _candidates(
        self,
        token: Token,
        pronoun: Pronoun,
        verb: Token,
        subject: Token | None,
        above: list[Token],
    ) -> Iterator[tuple[Mention, float]]:
        """The mentions that agree with the pronoun, with what each gains or loses."""
        owner = token.tag_ == POSSESSIVE
        acts = _acts(token)
        reflexive = token.lower_.endswith(("self", "selves"))
        for mention in self._whole(token, pronoun):
            is_subject = subject is not None and subject != token and _covers(mention, subject)
            if reflexive and not is_subject:
                continue
            if not (owner or reflexive) and (is_subject or is_argument(mention.root, verb)):
                continue
            if acts and not mention.links and not _acts(mention.root):
                continue
            loss = self._disagreement(mention, pronoun)
            if loss is None or self._speaks(mention, token) or self._is_quoted(mention, verb):
                continue
            if _is_addressed(mention):
                continue
            gain = ABOVE * any(_covers(mention, higher) for higher in above)
            gain += ABOVE * (owner and _is_joined(mention, token.head))
            yield mention, gain + SAME_CLAUSE * (owner and is_subject) - loss

    def _whole(self, token: Token, pronoun: Pronoun) -> Iterator[Mention]:
        """The mentions before; for "they" without the parts of lists, "Iran and Iraq" being one."""
        mentions = list(self.discourse.before(token.i, REACH))
        lists = [m for m in mentions if len(m.links) > 1] if pronoun.denotes == "people" else []
        for mention in mentions:
            if not any(
                mention != m and m.root == mention.root and _holds(m, mention) for m in lists
            ):
                yield mention

    def _disagreement(self, mention: Mention, pronoun: Pronoun) -> float | None:
        """What the mention loses for agreeing but loosely; None where it does not agree."""
        if pronoun.denotes == "person":
            if mention.kind != "person":
                return None
            gender = mention.gender or self._genders.get(mention.key)
            if gender and gender != pronoun.gender:
                return None
            return UNKNOWN_GENDER if gender is None and pronoun.gender == "f" else 0.0
        if mention.kind == "person":
            return None
        if pronoun.denotes == "body":
            return None if mention.number == "plural" or mention.kind == "people" else 0.0
        if mention.number == "singular":
            return None
        return COLLECTIVE if mention.kind == "body" else 0.0

    def _speaks(self, mention: Mention, token: Token) -> bool:
        """Whether the mention utters the quotation of the pronoun: he speaks of others."""
        quotation = self.quotations.at(token.i)
        if quotation is None or mention.kind != "person":
            return False
        speaker = self.quotations.speaker(quotation)
        return speaker is not None and speaker.key == mention.key

    def _is_quoted(self, mention: Mention, verb: Token) -> bool:
        """Whether the mention stands in words that the verb reports: "...," he said."""
        if verb.lemma_ not in REPORTING or self.quotations.at(verb.i) is not None:
            return False
        return self.quotations.at(mention.root.i) is not None


def is_pleonastic(token: Token) -> bool:
    """Whether "it" stands for nobody: "it is clear that", "it appears that", "it was he who"."""
    if token.lower_ != "it" or token.dep_ not in {"nsubj", "nsubjpass", "expl"}:
        return False
    verb = token.head
    if token.dep_ == "expl" or verb.lemma_ in PLEONASTIC:
        return True
    if verb.lemma_ == "be" and verb.pos_ in {"AUX", "VERB"}:
        completes = {"acomp", "attr", "xcomp"}
        complements = [child for child in verb.children if child.dep_ in completes]
        if any(child.lemma_.lower() in PLEONASTIC or child.ent_type_ for child in complements):
            return True
        if any(child.dep_ == "attr" and _is_no_body(child) for child in complements):
            return True
        clauses = {"ccomp", "xcomp", "advcl", "csubj", "relcl", "acl"}
        return any(
            child.dep_ in clauses for head in (verb, *complements) for child in head.children
        )
    passive = any(child.dep_ == "auxpass" for child in verb.children)
    return passive and any(child.dep_ == "ccomp" for child in verb.children)


def _is_no_body(noun: Token) -> bool:
    """Whether "it was ..." speaks of an event or thing: "it was their first meeting"."""
    word = noun.lemma_.lower()
    return noun.pos_ == "NOUN" and word not in INSTITUTIONS and word not in descriptions()


def is_idiom(token: Token) -> bool:
    """Whether it refers to what follows: "for his part, Bush said"."""
    return (
        token.dep_ == "poss"
        and token.head.lower_ == "part"
        and token.i > 0
        and (token.nbor(-1).lower_ == "for")
    )


def _may_be_above(token: Token, verb: Token) -> bool:
    """Whether the subject of the clause above comes first: in a report, for what acts or owns."""
    return verb.dep_ == "ccomp" or token.dep_ == "nsubj" or token.tag_ == POSSESSIVE


def _acts(token: Token) -> bool:
    """Whether it is the subject of a verb that has actors as subjects: "vowed", "denied"."""
    return token.dep_ == "nsubj" and token.head.lemma_ in AGENTIVE


def _is_joined(mention: Mention, noun: Token) -> bool:
    """Whether the noun is joined to the mention: "the rebels and their allies", "two of their"."""
    while noun.dep_ in {"pobj", "prep"}:
        noun = noun.head
    return noun.dep_ == "conj" and _covers(mention, noun.head)


def _is_addressed(mention: Mention) -> bool:
    """Whether the mention but listens: "told reporters they would meet"."""
    press = len(mention.links) == 1 and mention.link.sector == "MED"
    return press and mention.root.dep_ in {"dobj", "dative"} and mention.root.head.lemma_ == "tell"


def _holds(mention: Mention, part: Mention) -> bool:
    return mention.first <= part.first and part.last <= mention.last


def _covers(mention: Mention, token: Token) -> bool:
    return mention.first <= token.i < mention.last
