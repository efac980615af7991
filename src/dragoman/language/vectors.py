"""The vectors of words as a tok2vec model of spaCy's gives them, in less time.

The first layers of such a model look up the features of a word in tables, multiply what they find
and keep the best of some pieces. Here the rows of the tables are multiplied beforehand, so that
sums remain, and words met before are looked up whole. Both are done number by number: what a word
gets does not depend on the others. The layers that follow, which look at neighbours, are as ever.
"""

from __future__ import annotations

from functools import reduce
from typing import Any, cast

import numpy as np
import numpy.typing as npt
from spacy.tokens import Doc
from thinc.api import Model, NumpyOps

_FEATURE = ["ints-getitem", "hashembed"]
_BEST = ["maxout", "layernorm", "dropout"]
_NEIGHBOURS = ["expand_window", *_BEST]
_TINY = 1e-8  # as thinc's layernorm adds to the variance
_WORDS = 20_000  # as many are kept

Numbers = npt.NDArray[np.float32]


class Vectors:
    """Does what a tok2vec model does. See `understands` for which."""

    def __init__(self, model: Model[Any, Any]) -> None:
        layers = _layers(model)
        self._ops: Any = model.ops
        self._features: list[int | str] = layers["extract_features"][0].attrs["columns"]
        self._seeds = [table.attrs["seed"] for table in layers["hashembed"]]
        self._columns = [column.attrs["index"][1] for column in layers["ints-getitem"]]
        pairs = zip(layers["maxout"], layers["layernorm"], strict=True)
        first, *others = (_Best(*pair) for pair in pairs)
        self._first, self._others = first, others
        self._windows = [window.attrs["window_size"] for window in layers["expand_window"]]
        self._pad: int = model.layers[1].attrs["pad"]
        tables: list[Any] = [table.get_param("E") for table in layers["hashembed"]]
        weights = np.split(first.weights, len(tables))
        self._tables = [table @ part for table, part in zip(tables, weights, strict=True)]
        self._kept: dict[bytes, Numbers] = {}

    @staticmethod
    def understands(model: Model[Any, Any]) -> bool:
        """Whether it is one of spaCy's usual models: hashed features and windows of neighbours."""
        names = [layer.name for layer in model.walk(order="dfs_pre") if not layer.layers]
        features, windows = names.count("hashembed"), names.count("expand_window")
        head = ["extract_features", "list2ragged", *_FEATURE * features, *_BEST, "ragged2list"]
        usual = len(model.layers) == 2 and names == [*head, *_NEIGHBOURS * windows]
        return usual and isinstance(model.ops, NumpyOps)

    def __call__(self, doc: Doc) -> Doc:
        """Set the tensor of a text."""
        if len(doc):
            doc.tensor = cast(Any, self.of(doc))  # spaCy declares another type of number
        return doc

    def of(self, doc: Doc) -> Numbers:
        """The vectors of a text's words, of shape (words, width). It must have one."""
        within = slice(self._pad, self._pad + len(doc))
        vectors: Numbers = np.zeros((len(doc) + 2 * self._pad, self._first.width), np.float32)
        vectors[within] = self._embedded(doc)
        for window, best in zip(self._windows, self._others, strict=True):
            vectors += best.of(self._ops.seq2col(vectors, window) @ best.weights)
        return vectors[within]

    def _embedded(self, doc: Doc) -> Numbers:
        """The vectors of the words by themselves."""
        if len(self._kept) > _WORDS:
            self._kept = {}
        kept = self._kept
        features = doc.to_array(self._features).astype(np.uint64).reshape(len(doc), -1)
        words = [row.tobytes() for row in features]
        new = {word: at for at, word in enumerate(words) if word not in kept}
        if new:
            kept.update(zip(new, self._embed(features[list(new.values())]), strict=True))
        return np.concatenate([kept[word] for word in words]).reshape(len(doc), -1)

    def _embed(self, features: npt.NDArray[np.uint64]) -> Numbers:
        total: Any = 0.0
        for column, seed, table in zip(self._columns, self._seeds, self._tables, strict=True):
            values = np.ascontiguousarray(features[:, column])
            rows = self._ops.hash(values, seed) % len(table)
            total = total + table[rows].sum(axis=1)
        return self._first.of(total)


class _Best:
    """A maxout layer with the layernorm behind it; the pieces of `weights` lie side by side."""

    def __init__(self, maxout: Model[Any, Any], norm: Model[Any, Any]) -> None:
        weights: Any = maxout.get_param("W")
        self.width, self._pieces, inputs = weights.shape
        self.weights: Numbers = np.ascontiguousarray(weights.transpose(2, 1, 0).reshape(inputs, -1))
        bias: Any = maxout.get_param("b")
        self._bias: Numbers = bias.T.reshape(-1)
        self._gain: Any = norm.get_param("G")
        self._shift: Any = norm.get_param("b")

    def of(self, products: Numbers) -> Numbers:
        """What comes out, from the inputs multiplied by the weights."""
        best = reduce(np.maximum, np.split(products + self._bias, self._pieces, axis=1))
        best -= best.mean(axis=1, keepdims=True)
        best /= np.sqrt(np.square(best).mean(axis=1, keepdims=True) + _TINY)
        result: Numbers = best * self._gain + self._shift
        return result


def _layers(model: Model[Any, Any]) -> dict[str, list[Model[Any, Any]]]:
    """The layers that have none within them, by name, in order."""
    found: dict[str, list[Model[Any, Any]]] = {}
    for layer in model.walk(order="dfs_pre"):
        if not layer.layers:
            found.setdefault(layer.name, []).append(layer)
    return found
