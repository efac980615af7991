"""The learned event-type model: which PLOVER type a sentence has between two marked actors.

A fine-tuned MiniLM (22 M parameters) as int8 ONNX; `training/` has the script and the card.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnxruntime
from tokenizers import Tokenizer

from dragoman.errors import UsageError

_FOLDER = Path(__file__).parent / "model"
# Unused entries of the model's vocabulary mark the actors, as in training.
_SOURCE = ("[unused1]", "[unused2]")
_TARGET = ("[unused3]", "[unused4]")
_LONGEST = 128
_BATCH = 16
_NONE = "NONE"
# How many times likelier a type becomes when the lexicon finds it with none, one or both of the
# actors; on a fold of ZSP's plv_train that the model had not seen, 3 to 40 do alike.
_PARSE_WEIGHT = (1.0, 3.0, 20.0)

Offsets = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Pair:
    """A sentence and where its source and target stand (character offsets, end exclusive)."""

    sentence: str
    source: Offsets
    target: Offsets


class TypeModel:
    """Scores pairs of actors. Load it with `load_type_model`."""

    def __init__(self, folder: Path) -> None:
        self.labels: tuple[str, ...] = tuple(
            json.loads((folder / "labels.json").read_text(encoding="utf-8"))
        )
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.enable_truncation(_LONGEST)
        self._tokenizer.enable_padding()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(
            str(folder / "types.onnx"), options, providers=["CPUExecutionProvider"]
        )

    def scores(self, pairs: Sequence[Pair]) -> list[Mapping[str, float]]:
        """Probabilities of the 16 types and of NONE, no event between the two, for each pair.

        Raises:
            UsageError: the spans overlap or lie outside the sentence.
        """
        texts = [_marked(pair) for pair in pairs]
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        found: dict[int, Mapping[str, float]] = {}
        for start in range(0, len(order), _BATCH):
            batch = order[start : start + _BATCH]
            rows = self._probabilities([texts[i] for i in batch])
            found |= dict(zip(batch, self._named(rows), strict=True))
        return [found[i] for i in range(len(texts))]

    def _probabilities(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        encoded = self._tokenizer.encode_batch(list(texts))
        feed = {
            "input_ids": np.array([e.ids for e in encoded], dtype=np.int64),
            "attention_mask": np.array([e.attention_mask for e in encoded], dtype=np.int64),
        }
        logits = self._session.run(["logits"], feed)[0]
        powers = np.exp(logits - logits.max(axis=-1, keepdims=True))
        return np.asarray(powers / powers.sum(axis=-1, keepdims=True), dtype=np.float32)

    def _named(self, rows: npt.NDArray[np.float32]) -> Iterator[Mapping[str, float]]:
        for row in rows:
            yield dict(zip(self.labels, map(float, row), strict=True))


@cache
def load_type_model() -> TypeModel:
    """The model that comes with Dragoman, loaded once a process."""
    return TypeModel(_FOLDER)


def weigh(learned: Mapping[str, float], parsed: Mapping[str, int]) -> dict[str, float]:
    """The probabilities of the 16 types, with what the parse shows taken into account.

    Args:
        learned: the model's probabilities, NONE among them.
        parsed: types of the events that the lexicon finds, with how many of the two actors take
            part in them.
    """
    weighed = {
        label: score * _PARSE_WEIGHT[parsed.get(label, 0)] for label, score in learned.items()
    }
    total = sum(weighed.values())
    return {label: score / total for label, score in weighed.items() if label != _NONE}


def _marked(pair: Pair) -> str:
    """The sentence with the markers around source and target."""
    (first, opened), (second, reopened) = sorted(((pair.source, _SOURCE), (pair.target, _TARGET)))
    if not 0 <= first[0] < first[1] <= second[0] < second[1] <= len(pair.sentence):
        raise UsageError(
            f"source {pair.source} and target {pair.target} must be two separate spans within "
            f"the sentence of {len(pair.sentence)} characters"
        )
    text = pair.sentence
    parts = (
        text[: first[0]], opened[0], text[slice(*first)], opened[1],
        text[first[1] : second[0]], reopened[0], text[slice(*second)], reopened[1],
        text[second[1] :],
    )  # fmt: skip
    return " ".join(" ".join(parts).split())
