"""What a coder goes by: an ontology with its lexicon, its reading of words, and their weights."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc, Span

from dragoman.coding.arguments import Arguments
from dragoman.coding.candidates import Finder
from dragoman.coding.eventmodel import Tags, load_event_model
from dragoman.coding.fewshot import OwnTypes, logistic
from dragoman.coding.lexicon import Lexicon, lexicon_with, load_lexicon, own_lexicon
from dragoman.coding.relevance import load_exclusions
from dragoman.coding.screening import may_hold_event
from dragoman.coding.weights import Weights, load_weights
from dragoman.ontology import Ontology

# What the examples of an ontology say about the weight of both readings is drawn to these values:
# that of the examples, that of a line of the lexicon, and the bias.
_PRIOR = np.array([1.0, 3.0, 0.0])
_PRECISION = np.array([4.0, 1.0, 1.0])
# Without any example, lines of the lexicon are believed this far, in log odds.
_UNTESTED = 6.0
# How far the lexicon's type is believed against the one that is read.
_TYPE = 3.0
# The confidence of a mention is that of its event alone: the odds of actors are PLOVER's.
_CONFIDENCE = (1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Codebook:
    """An ontology as a coder uses it; `own` reads its types off words where it is not PLOVER.

    `agents` are the nouns by which its examples name actors: "handler", "union", "management".
    """

    lexicon: Lexicon
    weights: Weights
    own: OwnTypes | None = None
    agents: frozenset[str] = frozenset()

    @property
    def ontology(self) -> Ontology:
        """The types that are coded."""
        return self.lexicon.ontology

    def is_off_topic(self, text: str) -> bool:
        """Whether the text is about something in which the words for events mean none."""
        return self.ontology.is_plover and load_exclusions().is_off_topic(text)

    def may_hold_event(self, sentence: Span) -> bool:
        """Whether it is worth reading; of types of one's own nobody knows which words tell them."""
        return not self.ontology.is_plover or may_hold_event(sentence)

    def tag(self, sentences: Sequence[str]) -> list[Tags]:
        """What is read in each sentence, with the ontology's types as labels."""
        return load_event_model().tag(sentences, self.own)


def plover_codebook(verbs: Sequence[Path] = ()) -> Codebook:
    """PLOVER with the lexicon and weights that come with the coder, and with verb dictionaries."""
    return Codebook(lexicon_with(verbs) if verbs else load_lexicon(), load_weights())


def own_codebook(ontology: Ontology, nlp: Language) -> Codebook:
    """A codebook for a user's own types, learned from their examples.

    Raises:
        DataFileError: a line of the ontology's lexicon is malformed.
    """
    lexicon, own = own_lexicon(ontology), OwnTypes(ontology)
    docs = [nlp(example.text) for example in ontology.examples]
    learned, event, bias = _weights(lexicon, own, docs)
    weights = replace(
        load_weights(),
        type=_TYPE, learned=learned, event=event, bias=bias, least=0.0, confidence=_CONFIDENCE,
    )  # fmt: skip
    return Codebook(lexicon, weights, own, frozenset(_agents(ontology, docs)))


def _agents(ontology: Ontology, docs: Sequence[Doc]) -> Iterator[str]:
    for example, doc in zip(ontology.examples, docs, strict=True):
        for start, end in example.actors:
            span = doc.char_span(start, end, alignment_mode="expand")
            if span is not None and span.root.pos_ == "NOUN":
                yield span.root.lemma_.lower()


def _weights(lexicon: Lexicon, own: OwnTypes, docs: Sequence[Doc]) -> tuple[float, float, float]:
    """How much both readings count: fitted on the examples, each read without itself."""
    if not own.left_out:
        return 1.0, _UNTESTED, 0.0
    lines = [_heads(doc, lexicon) for doc in docs]
    words = [word for word in own.left_out if word.sentence < len(lines)]
    rows = [[word.odds, float(word.position in lines[word.sentence])] for word in words]
    told = np.array([word.told is not None for word in words])
    learned, event, bias = logistic(np.array(rows), told, _PRIOR, _PRECISION)
    return float(learned), float(event), float(bias)


def _heads(doc: Doc, lexicon: Lexicon) -> set[int]:
    """Where the words stand at which a line of the lexicon sees an event."""
    arguments = Arguments(doc, (), {}, lexicon.deeds)
    found = (c for sentence in doc.sents for c in Finder(sentence, arguments, lexicon).found)
    return {word.idx for candidate in found for word in (candidate.head, candidate.clause)}
