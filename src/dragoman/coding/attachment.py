"""Which predicate a phrase of time or place belongs to."""

from __future__ import annotations

from spacy.tokens import Token

from dragoman.coding import syntax
from dragoman.coding.lexicon import Lexicon

_LINKING = {"prep", "pobj", "npadvmod", "tmod", "compound", "amod", "nummod", "poss", "appos"}
# Ways in which a time names a thing ("the 2015 agreement") rather than dates what is done to it.
NAMING = ("poss", "compound", "nmod", "amod", "nummod")
# By these an event is told to be before or after another.
_RELATIVE = {"since", "after", "before", "until", "following"}
_SHARED_UPWARDS = {
    "xcomp", "conj", "dobj", "pobj", "prep", "nsubj", "nsubjpass", "acomp", "attr", "pcomp",
    "advcl", "acl", "compound", "nmod", "poss",
}  # fmt: skip


def nearest_word(root: Token) -> Token:
    """The first verb or noun above a phrase: "night" of "after a night in Warsaw"."""
    token = root.head
    while token.head != token and token.pos_ not in ("VERB", "AUX", "NOUN"):
        token = token.head
    return token


def governor(root: Token) -> Token:
    """The verb or noun that a phrase modifies: "met" of "met in May", "talks" of "May talks"."""
    token = root
    while token.head != token and token.dep_ in _LINKING:
        if token != root and token.pos_ == "NOUN" and preposition(token) in _RELATIVE:
            break  # "the first since the treaty of 1994"
        token = token.head
        if token.pos_ in ("VERB", "AUX") or (token.pos_ == "NOUN" and token.dep_ not in _LINKING):
            break
        if token.pos_ == "NOUN" and root.dep_ in NAMING:
            break
    return token


def preposition(root: Token) -> str:
    """The preposition before a phrase, or nothing."""
    return root.head.lower_ if root.head.dep_ == "prep" else ""


def where_it_may_stand(head: Token, clause: Token, lexicon: Lexicon) -> list[Token]:
    """The words whose time and place are the event's too, the nearest first.

    First the event's own words, its objects and subjects ("the president on Friday urged"), then
    the verbs above with which it shares them, up to a verb of saying: when something was said is
    not when it happened.
    """
    tokens = [head, clause]
    for verb in (head, clause):
        nouns = (*syntax.direct_objects(verb), *syntax.surface_subjects(verb))
        tokens += [noun for noun in nouns if noun.pos_ in ("NOUN", "PROPN")]
    token = clause if clause.pos_ in ("VERB", "AUX") else head
    while token.head != token and token.dep_ in _SHARED_UPWARDS:
        says = token.head.lemma_.lower() in lexicon.reporting
        if says and token.dep_ not in ("dobj", "nsubjpass"):
            break
        token = token.head
        tokens.append(token)
    return tokens
