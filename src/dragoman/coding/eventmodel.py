"""The learned event model: which words of a sentence tell an event, of which type, of whom.

Three layers of MiniLM, fine-tuned and distilled, as int8 ONNX; `training/` has the scripts and
`docs/` the card. It reads a sentence in two ways: with two actors marked, for the event between
them, and bare, for all events.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Protocol

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
_NONE = "NONE"
_MASK = "[MASK]"
_WORD = re.compile(r"\w[\w'’-]*")
# By how much a type's probability must fall without a word for that to count as decisive.
_DECISIVE = 0.03
# How many times likelier a type becomes when an event of it is found with none, one or both of the
# actors. Of every other pair of ZSP's plv_train a model that had not seen that set told 79.8 %
# right without this, 81.4 % with 2 and 5, 81.0 % with 3 and 20.
_FOUND_WEIGHT = (1.0, 2.0, 5.0)

Offsets = tuple[int, int]
Numbers = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Pair:
    """A sentence and where its source and target stand (character offsets, end exclusive).

    One may lie within the other; there may be no target.
    """

    sentence: str
    source: Offsets
    target: Offsets | None


class Reader(Protocol):
    """Reads types of its own off the vectors of words."""

    @property
    def labels(self) -> tuple[str, ...]: ...

    def read(self, text: str, spans: Sequence[Offsets], vectors: Numbers) -> Numbers: ...


@dataclass(frozen=True, slots=True)
class Tags:
    """What the model reads in one sentence, word piece by word piece.

    `spans` are the pieces' character offsets in the sentence, between those of the two empty pieces
    that open and close it; `events` the probability of each of `labels` (NONE last) for an event
    whose trigger starts there; `sources` and `targets` that of the second piece belonging to the
    source or target of the event at the first; `modalities` (in the order of `modality_names`),
    `historical` and `current` (on the story's day or the day before) those of its status.
    """

    labels: tuple[str, ...]
    modality_names: tuple[str, ...]
    spans: tuple[Offsets, ...]
    events: Numbers
    sources: Numbers
    targets: Numbers
    modalities: Numbers
    historical: Numbers
    current: Numbers

    def piece_at(self, position: int) -> int | None:
        """The piece that holds a character; none behind the part of a sentence that was read."""
        index = bisect_right(self.spans, position, lo=1, hi=len(self.spans) - 1, key=_start) - 1
        start, end = self.spans[index]
        return index if start <= position < end else None

    def pieces_in(self, span: Offsets) -> list[int]:
        """The pieces that share characters with a span."""
        first = bisect_right(self.spans, span[0], lo=1, hi=len(self.spans) - 1, key=_start) - 1
        found = []
        for index in range(max(first, 1), len(self.spans) - 1):
            start, end = self.spans[index]
            if start >= span[1]:
                break
            if span[0] < end:
                found.append(index)
        return found


class EventModel:
    """Scores pairs of actors and tags sentences. Load it with `load_event_model`."""

    def __init__(self, folder: Path) -> None:
        names = json.loads((folder / "labels.json").read_text(encoding="utf-8"))
        self.labels: tuple[str, ...] = tuple(names["types"])
        self.modalities: tuple[str, ...] = tuple(names["modalities"])
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.enable_truncation(_LONGEST)
        self._tokenizer.no_padding()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(
            str(folder / "events.onnx"), options, providers=["CPUExecutionProvider"]
        )

    def pair_scores(self, pairs: Sequence[Pair]) -> list[Mapping[str, float]]:
        """Probabilities of the 16 types and of NONE, no event between the two, for each pair.

        Raises:
            UsageError: a span is empty or lies outside the sentence.
        """
        runs = self._run([_marked(pair) for pair in pairs], ["pair"])
        return [
            dict(zip(self.labels, map(float, _softmax(logits)), strict=True))
            for _, (logits,) in runs
        ]

    def tag(self, sentences: Sequence[str], own: Reader | None = None) -> list[Tags]:
        """Events, their actors and status in each sentence.

        Args:
            own: reads other types than PLOVER's, in place of the model.
        """
        outputs = ["vectors" if own else "triggers", "sources", "targets", "status"]
        found = []
        runs = self._run(sentences, outputs)
        for sentence, (spans, (words, sources, targets, status)) in zip(
            sentences, runs, strict=True
        ):
            found.append(
                Tags(
                    own.labels if own else self.labels,
                    self.modalities,
                    spans,
                    own.read(sentence, spans, words) if own else _softmax(words),
                    _sigmoid(sources),
                    _sigmoid(targets),
                    _softmax(status[:, :-2]),
                    _sigmoid(status[:, -2]),
                    _sigmoid(status[:, -1]),
                )
            )
        return found

    def vectors(self, sentences: Sequence[str]) -> list[tuple[tuple[Offsets, ...], Numbers]]:
        """The word pieces of each sentence, and their vectors in the middle of the encoder."""
        return [(spans, array) for spans, (array,) in self._run(sentences, ["vectors"])]

    def deciding_words(
        self, sentence: str, trigger: Offsets, label: str, own: Reader | None = None
    ) -> list[tuple[str, float]]:
        """The words without which the model would not be as sure of an event's type.

        Args:
            trigger: where the trigger stands in the sentence.
            label: the type.
            own: as of `tag`.

        Returns:
            Words outside the trigger with how much the type's probability falls when the word is
            masked, the most decisive first, at most three.
        """
        start, end = trigger
        words = [m for m in _WORD.finditer(sentence) if m.end() <= start or m.start() >= end]
        masked = [sentence[: m.start()] + _MASK + sentence[m.end() :] for m in words]
        shifts = [len(_MASK) - len(m.group()) if m.start() < start else 0 for m in words]
        column = (own or self).labels.index(label)
        whole, *others = (
            max((float(tags.events[i, column]) for i in tags.pieces_in(span)), default=0.0)
            for tags, shift in zip(self.tag([sentence, *masked], own), [0, *shifts], strict=True)
            for span in [(start + shift, end + shift)]
        )
        falls = [(m.group(), whole - other) for m, other in zip(words, others, strict=True)]
        decisive = [fall for fall in falls if fall[1] > _DECISIVE]
        return sorted(decisive, key=lambda fall: -fall[1])[:3]

    def _run(
        self, texts: Sequence[str], outputs: list[str]
    ) -> Iterator[tuple[tuple[Offsets, ...], list[Numbers]]]:
        """The word pieces of each text and the model's outputs.

        One at a time: what is made of a text in a batch depends a little on the others, since the
        int8 model takes its scale from the largest number of all.
        """
        for encoding in self._tokenizer.encode_batch(list(texts)):
            feed = {"input_ids": np.array([encoding.ids], dtype=np.int64)}
            arrays = self._session.run(outputs, feed)
            yield tuple(encoding.offsets), [array[0] for array in arrays]


@cache
def load_event_model() -> EventModel:
    """The model that comes with Dragoman, loaded once a process."""
    return EventModel(_FOLDER)


def weigh(learned: Mapping[str, float], found: Mapping[str, int]) -> dict[str, float]:
    """The probabilities of the 16 types, with what the whole sentence tells taken into account.

    Args:
        learned: the model's probabilities, NONE among them.
        found: types of the events that the sentence has, with how many of the two actors take
            part in them.
    """
    weighed = {
        label: score * _FOUND_WEIGHT[found.get(label, 0)] for label, score in learned.items()
    }
    total = sum(weighed.values())
    return {label: score / total for label, score in weighed.items() if label != _NONE}


def _start(span: Offsets) -> int:
    return span[0]


def _softmax(logits: Numbers) -> Numbers:
    powers = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=-1, keepdims=True), dtype=np.float32)


def _sigmoid(logits: Numbers) -> Numbers:
    return np.asarray(1 / (1 + np.exp(-logits)), dtype=np.float32)


def _marked(pair: Pair) -> str:
    """The sentence with the markers around source and target, the longer span's outside."""
    tags: list[tuple[int, int, int, str]] = []
    for span, (opening, closing) in ((pair.source, _SOURCE), (pair.target, _TARGET)):
        if span is None:
            continue
        start, end = span
        if not 0 <= start < end <= len(pair.sentence):
            raise UsageError(
                f"the span {span} is empty or lies outside the sentence of {len(pair.sentence)} "
                "characters; give (start, end) with the end exclusive"
            )
        tags += [(start, 1, start - end, opening), (end, 0, end - start, closing)]
    parts, done = [], 0
    for position, _, _, tag in sorted(tags):
        parts += [pair.sentence[done:position], tag]
        done = position
    return " ".join(" ".join((*parts, pair.sentence[done:])).split())
