"""Clauses of the dependency parse, as far as coreference needs them."""

from __future__ import annotations

from spacy.tokens import Token

SUBJECTS = frozenset({"nsubj", "nsubjpass"})
EMBEDDED = frozenset({"ccomp", "xcomp", "advcl", "conj", "pcomp", "acl", "prep"})
VERBS = frozenset({"VERB", "AUX"})


def verb_of(token: Token) -> Token:
    """The verb of the clause that the token stands in; the root of a clause without one."""
    while token.pos_ not in VERBS and token.head != token:
        token = token.head
    return token


def own_subject(verb: Token) -> Token | None:
    """The subject that stands with the verb, also of an infinitive: "for Putin to feel that he"."""
    subjects = (child for child in verb.children if child.dep_ in SUBJECTS)
    return next(subjects, None) or _subject_of_infinitive(verb)


def _subject_of_infinitive(verb: Token) -> Token | None:
    to = next((child for child in verb.lefts if child.dep_ == "aux" and child.lower_ == "to"), None)
    if to is None:
        return None
    before = to.i - 1
    while before > 0 and verb.doc[before].is_punct:
        before -= 1
    noun = verb.doc[before]
    return noun if noun.dep_ == "pobj" and noun.head.lower_ == "for" else None


def subject_of(verb: Token) -> Token | None:
    """The subject of the verb, from the verb it is joined to or completes where it has none."""
    while own_subject(verb) is None and verb.dep_ in {"conj", "xcomp", "advcl"}:
        if verb.head == verb:
            break
        verb = verb.head
    return own_subject(verb)


def subjects_above(verb: Token) -> list[Token]:
    """The subjects of the clauses that the verb's clause is embedded in, nearest first.

    "Iran said it would": of "would", Iran. The climb goes through complements, side clauses and
    joined verbs.
    """
    found = []
    token = verb
    while token.head != token and token.dep_ in EMBEDDED:
        token = token.head
        if token.pos_ in VERBS and (subject := subject_of(token)):
            found.append(subject)
    return found


def is_argument(token: Token, verb: Token) -> bool:
    """Whether the token is a direct argument of the verb, with a preposition or without."""
    while token.dep_ in {"conj", "appos"} and token.head != token:
        token = token.head
    head = token.head
    return head == verb or (head.dep_ in {"prep", "agent", "dative"} and head.head == verb)
