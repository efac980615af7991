"""Past or future: the tense of the verb that governs a stretch of text."""

from __future__ import annotations

import re
from functools import cache
from typing import Literal

from spacy.tokens import Doc, Token

from dragoman.tables import read_table
from dragoman.times.lexicon import DATA

Tense = Literal["past", "future"]

_REACH = 160
_SENTENCE_END = re.compile(r"[.!?][\"'”’)]*\s+(?=[\"'“‘(]*[A-Z])|\n\s*\n")
_ABBREVIATION = re.compile(r"\b(?:[A-Z]|[A-Z][a-z]{1,3})\.$")


def tense_at(text: str, start: int, end: int, doc: Doc | None = None) -> Tense | None:
    """The tense of the verb governing `text[start:end]`, None where nothing tells.

    With a parsed `doc` of the same text the verb is read from the parse; else the cue of
    `data/tense.tsv` that stands nearest before in the sentence decides.
    """
    if doc is not None:
        parsed = _from_parse(doc, start, end)
        if parsed is not None:
            return parsed
    return _from_cues(text, start)


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
    if auxiliaries & {"will", "'ll", "’ll", "shall", "wo", "would"}:
        return "future"
    if "to" in auxiliaries or (verb.tag_ == "VBG" and auxiliaries == set()):
        return None
    if verb.tag_ in ("VBD", "VBN") and not auxiliaries & {"is", "are", "be"}:
        return "past"
    return None


def _from_cues(text: str, start: int) -> Tense | None:
    before = sentence_before(text, start)
    nearest: tuple[int, Tense] | None = None
    for tense, cue in _cues().items():
        for match in cue.finditer(before):
            # A past form after a future cue belongs to it ("will be held"): the earlier end counts.
            if nearest is None or match.start() > nearest[0]:
                nearest = (match.start(), tense)
    return nearest[1] if nearest else None


def sentence_before(text: str, start: int) -> str:
    """The part of the sentence before `start`, no more than a line or two of it."""
    before = text[max(0, start - _REACH) : start]
    cut = 0
    for end in _SENTENCE_END.finditer(before):
        if not _ABBREVIATION.search(before[: end.start() + 1]):
            cut = end.end()
    return before[cut:]


@cache
def _cues() -> dict[Tense, re.Pattern[str]]:
    cues: dict[Tense, list[str]] = {"future": [], "past": []}
    for row in read_table(DATA / "tense.tsv", ("tense", "cue")):
        if row["tense"] not in ("past", "future"):
            raise row.error("tense must be past or future")
        cues["past" if row["tense"] == "past" else "future"].append(row["cue"].replace(" ", r"\s+"))
    future = re.compile(rf"(?i)(?<!\w)(?:{'|'.join(cues['future'])})\b(?:\s+\w+){{0,1}}")
    past = re.compile(rf"(?i)(?<!\w)(?:{'|'.join(cues['past'])})\b")
    return {"future": future, "past": past}
