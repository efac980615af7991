"""Who says so: the source of a report, apart from what the article itself states."""

from __future__ import annotations

from collections.abc import Iterable

from spacy.tokens import Token

from dragoman.coding import syntax
from dragoman.coding.arguments import Arguments
from dragoman.coding.lexicon import Lexicon

# A longer noun phrase ("an analysis of flight data and ...") names nobody.
_LONGEST_NAME = 10


def attribute(trigger: Token, arguments: Arguments, lexicon: Lexicon) -> str | None:
    """Who is said to report the event, in the text's words.

    The nearest verb of saying above the trigger decides, or an "according to" beside it. A pronoun
    goes by the actor's name; one that is linked to no actor attributes nothing.
    """
    token = trigger
    while True:
        if found := _according_to(token, arguments):
            return found
        for child in token.children:
            if child.dep_ == "parataxis" and syntax.lemma(child) in lexicon.reporting:
                return _first_name(syntax.agents(child), arguments)
        head = token.head
        if head == token:
            return None
        if _reports(head, token, lexicon) and (name := _first_name(syntax.agents(head), arguments)):
            return name
        token = head


def _reports(verb: Token, reported: Token, lexicon: Lexicon) -> bool:
    takes_object = lexicon.reporting.get(syntax.lemma(verb))
    if takes_object is None or verb.pos_ != "VERB":
        return False
    return reported.dep_ == "ccomp" or (takes_object and reported.dep_ in ("dobj", "nsubjpass"))


def _according_to(token: Token, arguments: Arguments) -> str | None:
    speakers = (
        speaker
        for child in token.children
        if child.lower_ == "according"
        for speaker in syntax.prepositional(child, "to")
    )
    return _first_name(speakers, arguments)


def _first_name(speakers: Iterable[Token], arguments: Arguments) -> str | None:
    return next(filter(None, (_name(speaker, arguments) for speaker in speakers)), None)


def _name(speaker: Token, arguments: Arguments) -> str | None:
    """The actor's words, else the noun phrase up to its first clause or comma."""
    link = arguments.link_at(speaker)
    if speaker.pos_ == "PRON":
        return arguments.registered_name(link) if link else None
    if link is not None:
        return link.text
    right = speaker.i
    for child in speaker.rights:
        if child.dep_ == "prep" and child.lower_ in ("of", "in", "for", "at"):
            right = child.right_edge.i
            break
    span = speaker.doc[speaker.left_edge.i : right + 1]
    return None if len(span) > _LONGEST_NAME else span.text.strip(" \"'“”‘’,\n")
