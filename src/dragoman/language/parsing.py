"""Paragraphs parsed side by side, as spaCy's parser parses them one after the other.

The parser goes from word to word and asks its model what to do. No arc goes beyond a paragraph, so
that the model can be asked for all paragraphs of a text at once. The result is the same but for the
first word of a paragraph: spaCy's parser may cut it off while it still ends the paragraph before.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from spacy.attrs import DEP, HEAD, SENT_START  # type: ignore[import-not-found]
from spacy.pipeline import DependencyParser
from spacy.pipeline.tok2vec import Tok2VecListener
from spacy.tokens import Doc

# At the end of a paragraph the parser looks at the first words of the next.
_BEHIND = 3


class Parser:
    """Does what a parser does. See `understands` for which."""

    def __init__(self, parser: DependencyParser) -> None:
        self._predict: Callable[[list[Doc]], list[Any]] = parser.predict
        self._finish: list[Callable[[Doc], None]] = parser.postprocesses
        self._parse: Callable[[Doc], Doc] = parser

    @staticmethod
    def understands(parser: DependencyParser) -> bool:
        """Whether it decides word by word, and reads vectors that stand in the text's tensor."""
        layers = parser.model.get_ref("tok2vec").walk()
        shares = any(isinstance(layer, Tok2VecListener) for layer in layers)
        return parser.cfg.get("beam_width") == 1 and shares

    def __call__(self, doc: Doc) -> Doc:
        """Set heads and dependencies of a text whose paragraphs start sentences."""
        starts = [0, *(np.flatnonzero(doc.to_array(SENT_START)[1:] == 1) + 1).tolist()]
        if len(starts) == 1:
            return self._parse(doc)
        ends = [*starts[1:], len(doc)]
        words = [token.text for token in doc]
        pieces = [_piece(doc, words, *each) for each in zip(starts, ends, strict=True)]
        root = doc.vocab.strings["ROOT"]
        heads, labels = np.zeros(len(doc), np.int64), np.full(len(doc), root, np.uint64)
        for start, end, state in zip(starts, ends, self._predict(pieces), strict=True):
            for arc in state.arcs:
                child = start + arc["child"]
                if child < end:
                    heads[child] = arc["head"] - arc["child"]
                    labels[child] = arc["label"]
        both: Any = np.stack([heads.astype(np.uint64), labels], axis=1)
        doc.from_array([HEAD, DEP], both)
        for finish in self._finish:
            finish(doc)
        return doc


def _piece(doc: Doc, words: list[str], start: int, end: int) -> Doc:
    """A paragraph, and behind it the words at which the parser looks."""
    behind = min(end + _BEHIND, len(doc))
    piece = Doc(doc.vocab, words=words[start:behind], spaces=[True] * (behind - start))
    piece.tensor = doc.tensor[start:behind]
    if behind > end:
        piece[end - start].is_sent_start = True
    return piece
