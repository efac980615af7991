"""Past or future: the tense of the verb that governs a stretch of text."""

from __future__ import annotations

import re
from functools import cache
from typing import Literal

from spacy.tokens import Doc, Token

from dragoman.tables import read_table
from dragoman.times.lexicon import DATA, load_lexicon

Tense = Literal["past", "future"]

_REACH = 160
_FUTURE_AUXILIARIES = frozenset(
    {"will", "'ll", "’ll", "shall", "wo", "would", "may", "might", "could", "should", "must"}
)
_VERB = r"(?:\s+(?:not|also|soon|be|have|been|being|\w+ly))*(?:\s+\w+)?"
_PREPOSITION = re.compile(r"\s*(?:(?:on|in|for|from|at) )?(?:the )?")
_SENTENCE_END = re.compile(r"[.!?][\"'”’)]*\s+(?=[\"'“‘(]*[A-Z])|\n\s*\n")


def tense_at(text: str, start: int, end: int, doc: Doc | None = None) -> Tense | None:
    """The tense of the verb governing `text[start:end]`, None where nothing tells.

    The cues are those of `data/tense.tsv`, whose head says in which order they and the parsed
    `doc` of the same text, if it is at hand, are asked.
    """
    before = list(_cues().finditer(sentence_before(text, start)))
    if doc is not None and not (before and _touches(before[-1])):
        parsed = _from_parse(doc, start, end)
        if parsed is not None:
            return parsed
    if before:
        return _tense_of(before[-1])
    after = _SENTENCE_END.split(text[start : start + _REACH], maxsplit=1)[0]
    cue = _cues().search(after)
    return _tense_of(cue) if cue else None


def _touches(cue: re.Match[str]) -> bool:
    return bool(_PREPOSITION.fullmatch(cue.string, cue.end()))


def _from_parse(doc: Doc, start: int, end: int) -> Tense | None:
    span = doc.char_span(start, end, alignment_mode="expand")
    if span is None:
        return None
    for token in (span.root, *span.root.ancestors):
        if token.pos_ in ("VERB", "AUX") and not span.start <= token.i < span.end:
            return _of_verb(token)
    return None


def _of_verb(verb: Token) -> Tense | None:
    auxiliaries = {child.lower_ for child in verb.children if child.dep_ in ("aux", "auxpass")}
    if auxiliaries & _FUTURE_AUXILIARIES:
        return "past" if "have" in auxiliaries and "will" not in auxiliaries else "future"
    if "to" in auxiliaries or (verb.tag_ == "VBG" and auxiliaries == set()):
        return None
    if verb.tag_ in ("VBD", "VBN") and not auxiliaries & {"is", "are", "be"}:
        return "past"
    return None


def sentence_before(text: str, start: int) -> str:
    """The part of the sentence before `start`, no more than a line or two of it."""
    before = text[max(0, start - _REACH) : start]
    cut = 0
    for end in _SENTENCE_END.finditer(before):
        if not _abbreviation().search(before[: end.start() + 1]):
            cut = end.end()
    return before[cut:]


@cache
def _abbreviation() -> re.Pattern[str]:
    return re.compile(rf"\b(?:[A-Z]|{load_lexicon().patterns['abbreviation']})\.$")


@cache
def _cues() -> re.Pattern[str]:
    """One alternative for each line, in a group whose name begins with the tense."""
    cues = []
    for row in read_table(DATA / "tense.tsv", ("tense", "cue")):
        if row["tense"] not in ("past", "future"):
            raise row.error("tense must be past or future")
        cue = row["cue"].replace(" {verb}", _VERB).replace(" ", r"\s+")
        cues.append(f"(?P<{row['tense']}_{row.line}>{cue})")
    return re.compile(rf"(?i)(?<!\w)(?:{'|'.join(cues)})(?!\w)")


def _tense_of(cue: re.Match[str]) -> Tense:
    return "future" if (cue.lastgroup or "").startswith("future") else "past"
