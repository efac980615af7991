"""The name of a matter: a noun phrase, or a deed with its object, as a title would have it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from spacy.tokens import Token

from dragoman.coding import syntax
from dragoman.positions.signs import Sign
from dragoman.tables import read_table

_DATA = Path(__file__).parent / "data"
# Pronouns that may stand for a matter.
PRONOUNS = frozenset(("it", "this", "that", "these", "those", "them"))
_BEFORE = frozenset(("amod", "compound", "nmod", "poss", "nummod"))
_LINKS = frozenset(
    ("of", "for", "on", "to", "between", "with", "in", "over", "against", "from", "into", "at")
)
_VOWELS = "aeiou"
# A preposition whose object is left out: "parts of the West Bank" without its "parts".
_EMPTY_LINK = re.compile(
    rf"\b(?:{'|'.join(sorted(_LINKS))})\s+(?=(?:{'|'.join(sorted(_LINKS))})\b)"
)


class Phrase(NamedTuple):
    """Where a matter stands in the sentence, its name, its head noun and what qualifies it.

    It is `known` where the words take it as such: "the deal", "his plan", not "a deal".
    """

    start: int
    end: int
    label: str
    head: str
    qualifiers: frozenset[str]
    known: bool = False


_SILENT, _VAGUE, _STANDING_FOR = "-", "?", "+"


@cache
def _nouns() -> Mapping[str, frozenset[str]]:
    """The lemmas of each line of the table."""
    words: dict[str, frozenset[str]] = {}
    for row in read_table(_DATA / "nouns.tsv", ("name", "words")):
        words[row["name"]] = words.get(row["name"], frozenset()) | set(row["words"].split())
    return MappingProxyType(words)


@cache
def _synonyms() -> Mapping[str, str]:
    named = ((name, words) for name, words in _nouns().items() if name.isalpha())
    return MappingProxyType({word: name for name, words in named for word in words})


def counted_as(lemma: str) -> str:
    """The noun that a lemma counts as: "accord" is an agreement."""
    lemma = lemma.replace("isation", "ization")
    return _synonyms().get(lemma, lemma)


def is_vague(head: str) -> bool:
    """Whether a noun alone does not say which matter it is: "the deal"."""
    return head in _nouns()[_VAGUE]


def stands_for_object(head: str) -> bool:
    """Whether to be for what the noun names is to be for what it acts on."""
    return head in _nouns()[_STANDING_FOR]


def name(token: Token, known: Sign | None) -> Phrase | None:
    """Name the matter that a noun, pronoun or verb heads; None where it names none.

    Args:
        known: its line in the table of signs.
    """
    if token.pos_ == "PRON":
        return Phrase(token.idx, token.idx + len(token), token.text, "", frozenset())
    if token.pos_ in ("NOUN", "PROPN"):
        return _noun_phrase(token)
    deed = known if known and known.kind == "deed" else None
    return _deed(token, deed) if token.tag_.startswith("VB") else None


def is_word(token: Token) -> bool:
    """Whether it is a whole word, and not the "co" or the "-" of "co-operation"."""
    following = token.doc[token.i + 1 : token.i + 2].text
    cut = following == "-" and not token.whitespace_
    return token.text[:1].isalnum() and not cut


def _noun_phrase(noun: Token) -> Phrase | None:
    tokens = _parts(noun)
    words = [token for token in tokens if _says_something(token)]
    if noun not in words:
        return None
    qualifiers = frozenset(_qualifiers(words, noun))
    phrase = _phrase(tokens, _written(words), counted_as(syntax.lemma(noun)), qualifiers)
    return phrase._replace(known=any(map(_takes_as_known, noun.lefts)))


def _takes_as_known(token: Token) -> bool:
    return token.lower_ in ("the", *PRONOUNS) or token.dep_ == "poss"


def _deed(verb: Token, known: Sign | None) -> Phrase | None:
    done_to = [noun for noun in objects(verb) if noun.pos_ in ("NOUN", "PROPN")][:1]
    links = _links(verb)
    if not done_to and known and known.preposition in {link.lower_ for link in links}:
        links = [link for link in links if link.lower_ == known.preposition]
    inside = [token for noun in done_to for token in _parts(noun)]
    inside += [token for prep in links[:1] for token in _behind(prep)]
    words = [token for token in inside if _says_something(token)]
    if not words and known is None:
        return None
    link = known.preposition if known and done_to and words else ""
    deed = known.noun if known else gerund(verb)
    label = " ".join(filter(None, [deed, link, _written(words)]))
    return _phrase([verb, *inside], label, counted_as(deed), frozenset(_qualifiers(words, None)))


def objects(verb: Token) -> list[Token]:
    """What the deed is done to; of a passive only its own subject."""
    if syntax.is_passive(verb):
        return [child for child in verb.children if child.dep_ == "nsubjpass"]
    return syntax.patients(verb)


def _phrase(tokens: list[Token], label: str, head: str, qualifiers: frozenset[str]) -> Phrase:
    first, last = min(tokens, key=lambda t: t.i), max(tokens, key=lambda t: t.i)
    return Phrase(first.idx, last.idx + len(last), label, head, qualifiers)


def _links(verb: Token) -> list[Token]:
    """The prepositions behind the verb that do not lead to a time."""
    preps = [child for child in verb.children if child.dep_ in ("prep", "dative")]
    return [prep for prep in preps if prep.i > verb.i and prep.lower_ in _LINKS and _behind(prep)]


def _behind(prep: Token) -> list[Token]:
    """A preposition and the noun phrase that follows it."""
    nouns = [child for child in prep.children if child.dep_ == "pobj" and _is_no_time(child)]
    return [prep, *_parts(nouns[0])] if nouns else []


def _parts(noun: Token) -> list[Token]:
    """The noun, what stands before it, and at most two phrases behind it."""
    found = [noun]
    links = [c for c in noun.children if c.dep_ == "prep" and c.lower_ in _LINKS and c.i > noun.i]
    for child in noun.lefts:
        if child.dep_ in _BEFORE:
            found += [t for t in child.subtree if t.dep_ not in ("relcl", "acl")]
    for prep in links[:2]:
        objects = [t for t in prep.children if t.dep_ == "pobj" and _is_no_time(t)]
        for obj in objects[:1]:
            found += [prep, *_before(obj), obj]
            inner = [p for p in obj.children if p.dep_ == "prep" and p.lower_ == "of"]
            found += [t for p in inner[:1] for o in p.children for t in (p, *_before(o), o)]
            found += [t for c in obj.children if c.dep_ in ("cc", "conj") for t in (*_before(c), c)]
    return sorted(set(found), key=lambda token: token.i)


def _before(noun: Token) -> Iterator[Token]:
    for child in noun.lefts:
        if child.dep_ in _BEFORE:
            yield from child.subtree


def _is_no_time(token: Token) -> bool:
    return token.ent_type_ not in ("DATE", "TIME")


def _says_something(token: Token) -> bool:
    """Whether the word belongs in a title: no article, no time, no "immediate"."""
    if token.is_punct and token.text != "-":
        return False
    if token.dep_ == "det" or token.tag_ in ("PRP", "DT", "CD", "WP$") or not _is_no_time(token):
        return False
    return token.pos_ == "PROPN" or token.lemma_.lower() not in _nouns()[_SILENT]


def _qualifiers(words: Iterable[Token], head: Token | None) -> Iterator[str]:
    for token in words:
        if token != head and token.pos_ in ("NOUN", "PROPN", "ADJ", "VERB"):
            yield counted_as(token.lemma_.lower())


def _written(words: list[Token]) -> str:
    """The words with the blanks between them, however many words were left out."""
    while words and (words[0].tag_ in ("PRP$", "POS", "CC", "HYPH")):
        words = words[1:]
    text = "".join(
        token.text + (token.whitespace_ if token.i + 1 == following.i else " ")
        for token, following in pairwise([*words, *words[-1:]])
    )
    return _EMPTY_LINK.sub("", " ".join(text.split())).strip(" -'’")


def gerund(verb: Token) -> str:
    """The verb as a noun: "ending", "dying", "letting"."""
    word = verb.lemma_.lower()
    if word.endswith("ie"):
        return word[:-2] + "ying"
    if word.endswith("e") and not word.endswith(("ee", "oe", "ye")):
        return word[:-1] + "ing"
    syllables = sum(a in _VOWELS and b not in _VOWELS for a, b in pairwise(word))
    doubles = word[-1:] not in (*_VOWELS, *"wxy") and word[-2:-1] in (*_VOWELS,)
    if syllables == 1 and doubles and word[-3:-2] not in (*_VOWELS,):
        return word + word[-1] + "ing"
    return word + "ing"
