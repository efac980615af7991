"""Whether an event happened: planned, hypothetical, demanded or denied, read off its governors.

The distinctions are PLOVER's auxiliary modes (future, hypothetical, negation; manual, draft 0.8)
and the data contract's; the words that make them stand in `data/modality.tsv`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from spacy.tokens import Token

from dragoman.coding.lexicon import Lexicon
from dragoman.coding.syntax import is_infinitive
from dragoman.records import Modality

_CLAUSES = ("xcomp", "ccomp", "pcomp", "acl")
_BY_GOVERNING_TYPE: dict[str, Modality] = {
    "AGREE": "planned",
    "REQUEST": "demanded",
    "THREATEN": "hypothetical",
    "REJECT": "denied",
}


@dataclass(frozen=True, slots=True)
class Judgement:
    """A modality and the word or rule that decided it."""

    modality: Modality
    reason: str


ASSERTED = Judgement("actual", "asserted")


def judge(trigger: Token, lexicon: Lexicon, verbal: bool) -> Judgement:
    """The modality of the event that a verb or an event noun stands for.

    Args:
        verbal: whether the event is of a verbal type: "rallied to demand" is a demand, but "sent
            troops to attack" no attack yet.
    """
    if trigger.pos_ in ("NOUN", "PROPN"):
        return _judge_noun(trigger, lexicon)
    if verbal and is_infinitive(trigger) and trigger.dep_ == "advcl":
        return _judge_verb(trigger.head, lexicon)
    return _judge_verb(trigger, lexicon)


def weigh(
    judgement: Judgement, learned: Mapping[str, float], marked: float, unmarked: float
) -> Judgement:
    """The likeliest modality by the grammar and the learned model together.

    Args:
        learned: the model's probabilities of the modalities.
        marked: how much a modality counts that the grammar marks, in log odds.
        unmarked: how much its marking none counts for "actual".
    """
    odds = {name: math.log(max(score, 1e-6)) for name, score in learned.items()}
    odds[judgement.modality] += unmarked if judgement.modality == "actual" else marked
    best = cast(Modality, max(odds, key=odds.__getitem__))
    if best == judgement.modality:
        return judgement
    return Judgement(best, f"learned, against {judgement.reason}")


def _judge_verb(verb: Token, lexicon: Lexicon) -> Judgement:
    """The verb's own auxiliaries decide, else the nearest governor that says something."""
    own = _own_words(verb, lexicon)
    if own is not None:
        return own
    head = verb.head
    if head == verb:
        return ASSERTED
    if verb.dep_ == "conj" and head.pos_ in ("VERB", "AUX"):
        shares = verb.tag_ == "VB" or (verb.tag_ == head.tag_ and verb.tag_ in ("VBN", "VBG"))
        return _judge_verb(head, lexicon) if shares or head.dep_ in _CLAUSES else ASSERTED
    if verb.dep_ not in _CLAUSES or (verb.dep_ == "acl" and verb.tag_ != "VB"):
        return ASSERTED
    governor = head.head if verb.dep_ == "pcomp" else head
    bare = verb.tag_ == "VB" and not any(
        child.dep_ in ("aux", "auxpass") for child in verb.children
    )
    if verb.dep_ == "ccomp" and bare and governor.lemma_.lower() in lexicon.reporting:
        return Judgement("demanded", "subjunctive")
    if verb.tag_ == "VB" and governor.lemma_ == "be" and verb.dep_ == "xcomp":
        return Judgement("planned", "be to")
    return _under(governor, verb, lexicon)


def _under(governor: Token, complement: Token, lexicon: Lexicon) -> Judgement:
    """What a governing word makes of its complement."""
    modality = _modality_of(governor, complement, lexicon)
    copula = governor.head if governor.dep_ == "acomp" else governor
    negated = any(child.dep_ == "neg" for word in (governor, copula) for child in word.children)
    if modality not in (None, "actual") and negated:
        flipped: Modality = "actual" if modality == "denied" else "denied"
        return Judgement(flipped, f"not {governor.lemma_!r}")
    if modality not in (None, "actual"):
        assert modality is not None
        return Judgement(modality, f"under {governor.lemma_!r}")
    if modality == "actual" and governor.pos_ in ("VERB", "AUX"):
        return _judge_verb(governor, lexicon)
    reported = governor.lemma_.lower() in lexicon.reporting
    if governor.pos_ in ("VERB", "AUX") and not reported:
        return _judge_verb(governor, lexicon)
    return ASSERTED


def _own_words(verb: Token, lexicon: Lexicon) -> Judgement | None:
    """What the verb's conjunction, negation, auxiliaries, subject and object say."""
    for child in verb.children:
        if child.dep_ == "mark" and (modality := lexicon.modality.get((child.lower_, "C"))):
            return Judgement(modality, f"after {child.lower_!r}")
    if any(child.dep_ == "neg" for child in verb.children):
        return Judgement("denied", "negated")
    for child in verb.children:
        if child.dep_ in ("nsubj", "nsubjpass", "dobj"):
            for word in (child, *child.lefts):
                if modality := lexicon.modality.get((word.lower_, "S")):
                    return Judgement(modality, f"with {word.lower_!r}")
    for child in verb.children:
        if child.dep_ == "aux" and (modality := lexicon.modality.get((child.lower_, "X"))):
            if child.lemma_ == "would" and verb.dep_ in ("ccomp", "conj"):
                return Judgement("planned", "reported future with 'would'")
            return Judgement(modality, f"with {child.lower_!r}")
    if is_infinitive(verb) and verb.dep_ == "ROOT":
        return Judgement("planned", "infinitive of a headline")
    if is_infinitive(verb) and verb.dep_ == "advcl":
        return Judgement("hypothetical", "infinitive of purpose")
    return None


def _modality_of(governor: Token, complement: Token, lexicon: Lexicon) -> Modality | None:
    pos = {"VERB": "V", "AUX": "V", "ADJ": "A", "NOUN": "N"}.get(governor.pos_)
    lemma = governor.lemma_.lower()
    if pos is None:
        return None
    if (lemma, pos) in lexicon.modality:
        return lexicon.modality[lemma, pos]
    lines = {"V": lexicon.verbs, "N": lexicon.nouns}.get(pos, {}).get(lemma, ())
    infinitive = is_infinitive(complement)
    types = [
        line.type
        for line in lines
        if (line.takes_clause or pos == "N") and (infinitive or not line.takes_infinitive)
    ]
    return next((_BY_GOVERNING_TYPE[t] for t in types if t in _BY_GOVERNING_TYPE), None)


def _judge_noun(noun: Token, lexicon: Lexicon) -> Judgement:
    for child in noun.children:
        if modality := lexicon.modality.get((child.lower_, "M")):
            return Judgement(modality, f"called {child.lower_!r}")
    head = noun.head
    if noun.dep_ == "conj" and head.pos_ == "NOUN":
        return _judge_noun(head, lexicon)
    if noun.dep_ == "pobj":
        for word in (head, head.head):
            if modality := lexicon.modality.get((word.lower_, "P")):
                return Judgement(modality, f"after {word.lower_!r}")
        modality = _modality_of(head.head, noun, lexicon)
        if modality not in (None, "actual"):
            return _under(head.head, noun, lexicon)
        return ASSERTED
    if head.pos_ in ("VERB", "AUX") and noun.dep_ in ("dobj", "nsubj", "nsubjpass", "attr"):
        if noun.dep_ in ("dobj", "nsubjpass") and _modality_of(head, noun, lexicon) is not None:
            return _under(head, noun, lexicon)
        return _judge_verb(head, lexicon)
    return ASSERTED
