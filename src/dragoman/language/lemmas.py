"""Lemmas as spaCy's lemmatizer gives them, each worked out once."""

from __future__ import annotations

from typing import Any

import numpy as np
from spacy.attrs import LEMMA, MORPH, ORTH, POS  # type: ignore[import-not-found]
from spacy.pipeline import Lemmatizer
from spacy.tokens import Doc

_WORDS = 50_000  # as many are kept


class Lemmas:
    """Does what a lemmatizer does. See `understands` for which."""

    def __init__(self, lemmatizer: Lemmatizer) -> None:
        # Models keep these words in lists, which would be read from end to end for every look-up.
        index = lemmatizer.lookups.get_table("lemma_index", {})
        for part_of_speech, words in index.items():
            index[part_of_speech] = dict.fromkeys(words)
        self._lemmatizer = lemmatizer
        self._kept: dict[tuple[int, ...], int] = {}

    @staticmethod
    def understands(lemmatizer: Lemmatizer) -> bool:
        """Whether a word's form, part of speech and morphology decide, and no lemma is replaced."""
        return lemmatizer.mode == "rule" and not lemmatizer.overwrite

    def __call__(self, doc: Doc) -> Doc:
        """Set the lemmas of all words that have none."""
        if len(self._kept) > _WORDS:
            self._kept = {}
        kept, lemmas = self._kept, []
        for position, (lemma, *word) in enumerate(doc.to_array([LEMMA, ORTH, POS, MORPH]).tolist()):
            key = tuple(word)
            if not lemma and not (lemma := kept.get(key, 0)):
                text = self._lemmatizer.lemmatize(doc[position])[0]
                lemma = kept[key] = doc.vocab.strings.add(text)
            lemmas.append(lemma)
        column: Any = np.array(lemmas, np.uint64).reshape(-1, 1)
        return doc.from_array([LEMMA], column)
