"""Which words of a parsed text may name a place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from spacy.tokens import Doc, Token
from spacy.tokens import Span as SpacySpan

from dragoman.places.names import key
from dragoman.tables import read_table

_FUNCTION_WORDS = frozenset({"PRON", "DET", "ADP", "AUX", "CCONJ", "SCONJ", "PART", "NUM"})
_PLACE_LABELS = frozenset({"GPE", "LOC", "FAC"})

# How sure it is that a span is a place: the model says so and a preposition too, one of them, or
# the model without a preposition, when "Ankara" may well be a government. Without the model the
# name must be that of a place with so many inhabitants.
_BOTH, _MODEL, _PREPOSITION = 0.95, 0.7, 0.6
KNOWN = 50_000.0

# Between the places of a list: "in Mosul, Homs and Idlib".
# What stands between the members of a list, no more than so many words and one.
_LONGEST_JOINT = 2
_JOINTS = ([","], ["and"], ["or"], [",", "and"], ["and", "the"])


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of text that may name a place.

    `is_located`: after a preposition of place, taken or reached, in a list of such, in a dateline;
    `is_division`: with "province" or the like.
    """

    start: int
    end: int
    text: str
    certainty: float
    is_located: bool
    is_division: bool


@dataclass(frozen=True, slots=True)
class Cues:
    """The words of `data/words.tsv` by class."""

    locative: frozenset[str]
    reaching: frozenset[str]
    between: frozenset[str]
    division: frozenset[str]
    common: frozenset[str]
    never: frozenset[str]

    @classmethod
    def load(cls, path: Path) -> Cues:
        """Read the file.

        Raises:
            DataFileError: a line has an unknown class.
        """
        words: dict[str, set[str]] = defaultdict(set)
        for row in read_table(path, ("class", "words")):
            if row["class"] not in cls.__dataclass_fields__:
                raise row.error(f"unknown class; one of {', '.join(cls.__dataclass_fields__)}")
            words[row["class"]].update(word.strip() for word in row["words"].split("|"))
        return cls(**{name: frozenset(words[name]) for name in cls.__dataclass_fields__})


def find_spans(
    doc: Doc, cues: Cues, weight: Callable[[str], float], reach: Mapping[str, int]
) -> list[Span]:
    """The spans of a text that may name a place, in order, the longest where they overlap.

    `weight` gives the inhabitants of the likeliest place of a name, 0 for unknown names; `reach`
    how many words the longest name has that begins with a word.
    """
    spans: list[Span] = []
    position = 0
    while position < len(doc):
        words = _longest_at(doc, position, weight, reach)
        span = _judge(words, spans[-1:], cues, weight) if words is not None else None
        if words is None or span is None:
            position += 1
            continue
        spans.append(span)
        position = words.end
    return spans


def _longest_at(
    doc: Doc, start: int, weight: Callable[[str], float], reach: Mapping[str, int]
) -> SpacySpan | None:
    first = key(doc[start].text).split() if _may_begin(doc[start]) else []
    if not first or first[0] not in reach:
        return None
    # Hyphens and apostrophes are tokens of their own.
    for end in range(min(len(doc), start + 2 * reach[first[0]]), start, -1):
        words = doc[start:end]
        if words[-1].text[0].isalpha() and weight(words.text):
            return words
    return None


def _judge(
    words: SpacySpan, previous: list[Span], cues: Cues, weight: Callable[[str], float]
) -> Span | None:
    """The span, unless it is part of another name or nothing says that it names a place."""
    dateline = _is_dateline(words)
    if _is_upper_word(words) and not dateline:
        return None
    label, is_whole = _entity_around(words)
    is_place = label in _PLACE_LABELS
    if (label and not is_whole and not is_place) or (
        _joined(words) and not (is_whole and is_place)
    ):
        return None
    listed = any(span.is_located and _between(span, words) in _JOINTS for span in previous)
    located = dateline or listed or _after_preposition(words, cues) or _is_reached(words, cues)
    if is_place:
        certainty = _BOTH if located else _MODEL
    elif located and words[-1].pos_ == "PROPN" and words.text not in cues.common:
        certainty = _PREPOSITION if weight(words.text) >= KNOWN else 0.0
    else:
        certainty = 0.0
    if not certainty:
        return None
    start, end = words.start_char, words.end_char
    return Span(start, end, words.text, certainty, located, _names_division(words, cues))


def _may_begin(token: Token) -> bool:
    if token.text[0].isupper():
        return token.pos_ not in _FUNCTION_WORDS
    if token.lower_ not in ("al", "el", "as", "ar", "ad"):
        return False
    return token.doc[token.i + 1 : token.i + 3].text[:1] == "-"


def _is_upper_word(words: SpacySpan) -> bool:
    return words.text.isupper() and len(words.text.replace(".", "")) > 4


def _is_dateline(words: SpacySpan) -> bool:
    """ "BEIRUT, March 5 (AFP)", "ANKARA (Reuters) -": at the head of a paragraph."""
    doc = words.doc
    if words.start and "\n" not in doc[words.start - 1].text:
        return False
    following = doc[words.end : words.end + 1].text
    return following in ("(", ",", "-", "–", "—", "--", ":")


def _entity_around(words: SpacySpan) -> tuple[str, bool]:
    """Label of the named entity that the words are in, "" if none, and whether they are all of
    it but "the" at its head."""
    doc = words.doc
    first = next((token.i for token in words if token.ent_type_), None)
    if first is None:
        return "", False
    start, end = first, first + 1
    while doc[start].ent_iob_ == "I":
        start -= 1
    while end < len(doc) and doc[end].ent_iob_ == "I":
        end += 1
    whole = start + (doc[start].lower_ == "the" and end - start > 1)
    return doc[start].ent_type_, (whole, end) == (words.start, words.end)


def _between(span: Span, words: SpacySpan) -> list[str]:
    """The words between a place before and these, no more than make a joint."""
    doc, first = words.doc, words.start
    while first and doc[first - 1].idx >= span.end and words.start - first <= _LONGEST_JOINT:
        first -= 1
    return [token.text for token in doc[first : words.start] if not token.is_space]


def _joined(words: SpacySpan) -> bool:
    """Whether another capitalised name touches: "Michael Jordan", "Washington Post"."""
    doc = words.doc
    before = doc[words.start - 1] if words.start else None
    after = doc[words.end] if words.end < len(doc) else None
    return bool(
        (before is not None and before.pos_ == "PROPN" and before.text[0].isupper()
         and not before.is_sent_end)
        or (after is not None and after.pos_ == "PROPN" and after.text[0].isupper()
            and after.ent_type_ not in ("DATE", "TIME"))
    )  # fmt: skip


def _after_preposition(words: SpacySpan, cues: Cues) -> bool:
    position = words.start - 1
    while position >= 0 and words.doc[position].lower_ in cues.between:
        position -= 1
    return position >= 0 and words.doc[position].lower_ in cues.locative


def _is_reached(words: SpacySpan, cues: Cues) -> bool:
    """ "Rebels took Goma", "shells fell on Bakhmut"."""
    head = words.root.head
    if words.root.dep_ == "pobj" and head.lower_ == "on":
        head = head.head
    elif words.root.dep_ != "dobj":
        return False
    return head.lemma_ in cues.reaching


def _names_division(words: SpacySpan, cues: Cues) -> bool:
    """ "Idlib province", "the state of Kano"."""
    doc = words.doc
    after = doc[words.end].lower_ if words.end < len(doc) else ""
    before = doc[max(0, words.start - 2) : words.start].text.lower().split()
    return after in cues.division or (before[1:] == ["of"] and before[0] in cues.division)
