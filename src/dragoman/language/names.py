"""Names found as spaCy's recognizer finds them, all words of a text at once.

The recognizer goes from word to word and asks its model what to do: begin a name, go on, end it.
Outside a name the answer depends on the word alone, so that all are had by one multiplication; only
from where a name begins is there anything to follow.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
from spacy.attrs import IS_SPACE, SENT_START  # type: ignore[import-not-found]
from spacy.pipeline import EntityRecognizer
from spacy.tokens import Doc, Span
from thinc.api import Model

from dragoman.language.vectors import Numbers, Vectors

# What the recognizer's model looks at: a word, and the first and last word of the name it is in.
_WORDS = 3


class Names:
    """Does what a recognizer does. See `understands` for which."""

    def __init__(self, recognizer: EntityRecognizer) -> None:
        lower, upper = (recognizer.model.get_ref(name) for name in ("lower", "upper"))
        self._read = _reader(recognizer.model.get_ref("tok2vec"))
        # NumPy finds the best of few pieces in less time where these do not lie side by side.
        weights, bias, padding = (lower.get_param(name) for name in ("W", "b", "pad"))
        self._weights: Numbers = np.ascontiguousarray(weights.swapaxes(1, 2))
        self._bias: Numbers = np.ascontiguousarray(bias.T)
        self._padding: Numbers = np.ascontiguousarray(padding[0].swapaxes(1, 2))
        self._to_acts: Numbers = upper.get_param("W")
        self._acts_bias: Numbers = upper.get_param("b")
        moves = recognizer.moves
        acts = [moves.get_class_name(number) for number in range(moves.n_moves)]
        # "U-" is for words on which a component before has laid a ban.
        outside = [n for n, act in enumerate(acts) if act[0] in "BUO" and act != "U-"]
        self._outside = np.array(outside)
        self._kinds = [acts[number] for number in outside]
        self._begins = np.array([act[0] == "B" for act in self._kinds])
        self._named = np.array([act[0] != "O" for act in self._kinds])
        self._inside = {
            act[2:]: np.array([acts.index(f"L-{act[2:]}"), acts.index(f"I-{act[2:]}")])
            for act in self._kinds
            if act[0] == "B"
        }

    @staticmethod
    def understands(recognizer: EntityRecognizer) -> bool:
        """Whether it is one of spaCy's usual recognizers, which decide word by word."""
        model = recognizer.model
        return (
            recognizer.cfg.get("beam_width") == 1
            and model.attrs.get("has_upper", False)
            and not model.attrs.get("unseen_classes")
            and model.get_ref("lower").get_dim("nF") == _WORDS
            and model.get_ref("lower").get_dim("nP") > 1
        )

    def __call__(self, doc: Doc) -> Doc:
        """Set the names of a text that has none."""
        if len(doc):
            vectors = self._read(doc)
            *shape, width = self._weights.shape
            seen = (vectors @ self._weights.reshape(-1, width).T).reshape(len(doc), *shape)
            doc.set_ents([Span(doc, *name) for name in self._names(doc, seen)], default="outside")
        return doc

    def _names(self, doc: Doc, seen: Numbers) -> list[tuple[int, int, str]]:
        """Where names start and end, and their labels."""
        starts, spaces = doc.to_array([SENT_START, IS_SPACE]).T
        # The last words of sentences: no name goes on behind them.
        last = np.append(starts[1:] == 1, True)
        alone = self._scores(seen[:, 0] + self._padding[1] + self._padding[2])[:, self._outside]
        alone[np.ix_(spaces == 1, self._named)] = -np.inf
        alone[np.ix_(last, self._begins)] = -np.inf
        chosen = alone.argmax(axis=1)
        found, end = [], 0
        for start in np.flatnonzero(self._named[chosen]).tolist():
            if start >= end:
                act = self._kinds[chosen[start]]
                label, end = act[2:], start + 1
                if act[0] == "B":
                    end = self._end(seen, last, start, label)
                found.append((start, end, label))
        return found

    def _end(self, seen: Numbers, last: npt.NDArray[np.bool_], start: int, label: str) -> int:
        """Where a name ends that begins at a word and goes on behind it."""
        acts = self._inside[label]
        word = start + 1
        while not last[word]:
            ends, goes_on = self._scores(seen[word, 0] + seen[start, 1] + seen[word - 1, 2])[acts]
            # Of two as good the recognizer takes what comes first in its list.
            if ends > goes_on or (ends == goes_on and acts[0] < acts[1]):
                break
            word += 1
        return word + 1

    def _scores(self, seen: Numbers) -> Numbers:
        """The score of each act."""
        scores: Numbers = (seen + self._bias).max(axis=-2) @ self._to_acts.T + self._acts_bias
        return scores


def _reader(model: Model[Any, Any]) -> Callable[[Doc], Numbers]:
    """What gives the vectors of a text: the model's own words' first, then its projection."""
    own, *others = model.layers
    if [layer.name for layer in others] != ["list2array", "linear"] or not Vectors.understands(own):
        return lambda doc: model.predict([doc])
    vectors, project = Vectors(own), others[-1]
    return lambda doc: project.predict(vectors.of(doc))
