"""Who says so: the source of a report, apart from what the article itself states."""

from __future__ import annotations

from dataclasses import dataclass

from spacy.tokens import Token

from dragoman.coding import syntax
from dragoman.coding.arguments import Arguments
from dragoman.coding.lexicon import Lexicon

# A longer noun phrase ("an analysis of flight data and ...") names nobody.
_LONGEST_NAME = 10


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who says so, in the text's words; `claim` where the verb does not vouch for it."""

    text: str
    claim: bool


def attribute(trigger: Token, arguments: Arguments, lexicon: Lexicon) -> Attribution | None:
    """The nearest verb of saying above the trigger, or an "according to" beside it.

    A pronoun that is linked to no actor attributes nothing.
    """
    token = trigger
    while True:
        if found := _according_to(token, arguments):
            return found
        for child in token.children:
            if child.dep_ == "parataxis" and child.lemma_.lower() in lexicon.reporting:
                return _speaker(child, arguments, lexicon)
        head = token.head
        if head == token:
            return None
        reported = token.dep_ in ("ccomp", "dobj", "nsubjpass")
        says = head.lemma_.lower() in lexicon.reporting and head.pos_ == "VERB"
        if reported and says and (speaker := _speaker(head, arguments, lexicon)):
            return speaker
        token = head


def _speaker(verb: Token, arguments: Arguments, lexicon: Lexicon) -> Attribution | None:
    claim = lexicon.reporting[verb.lemma_.lower()] == "claims"
    for subject in syntax.agents(verb):
        text = _name(subject, arguments)
        if text:
            return Attribution(text, claim)
    return None


def _according_to(token: Token, arguments: Arguments) -> Attribution | None:
    for child in token.children:
        if child.lower_ == "according":
            for speaker in syntax.prepositional(child, "to"):
                text = _name(speaker, arguments)
                if text:
                    return Attribution(text, claim=True)
    return None


def _name(subject: Token, arguments: Arguments) -> str | None:
    """The actor's words, else the noun phrase up to its first clause or comma."""
    link = arguments.link_at(subject)
    if link is not None:
        return link.text
    if subject.pos_ == "PRON":
        return None
    left = subject.left_edge.i
    right = subject.i
    for child in subject.rights:
        if child.dep_ == "prep" and child.lower_ in ("of", "in", "for", "at"):
            right = child.right_edge.i
            break
    span = subject.doc[left : right + 1]
    if len(span) > _LONGEST_NAME:
        return None
    return span.text.strip(" \"'“”‘’,\n")
