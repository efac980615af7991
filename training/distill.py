"""Teaches a smaller event model what several of train.py's know together.

    python training/distill.py --backbone DIR --out DIR [--teachers 5] [--keep FOLDER]

Needs what train.py needs, and better a graphics processor. The teachers are trained as train.py
trains, from different seeds; their mean probabilities, not their labels, are what the student
learns: in the sentences that the teachers saw, in those of the newswire that nobody annotated (none
of the stories of "dev" and "test") and in copies of both with some of the words exchanged. It
begins as some of the layers of the first teacher.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from model import EventModel
from torch.nn import functional
from train import (
    ACTORS,
    STATUS,
    TRIGGERS,
    Trainer,
    first_stage,
    measure_tagging,
    outside_sets,
    second_stage,
    unsure,
)

import data
from data import LABELS

LAYERS = (0, 2, 5)
EPOCHS, RATE = 12, 3e-4
_BATCH = 64
# The share of word pieces that a copy exchanges for any of the corpus.
NOISE = 0.1
_NONE = LABELS.index("NONE")


@dataclass(frozen=True)
class Lesson:
    """Encoded sentences and what the teachers say of them."""

    encoded: dict[str, torch.Tensor]
    said: dict[str, torch.Tensor]


def teach(
    trainer: Trainer, teachers: Sequence[EventModel], layers: Sequence[int], seed: int
) -> EventModel:
    """A student with some of the first teacher's layers that says what the teachers say."""
    lessons = _lessons(trainer, teachers, seed)
    print(f"{len(lessons)} lessons of {_BATCH} sentences", flush=True)
    student = trainer.start(seed, layers)
    student.load_state_dict(teachers[0].state_dict(), strict=False)
    taught = teachers[0].encoder.encoder.layer
    for layer, number in zip(student.encoder.encoder.layer, layers, strict=True):
        layer.load_state_dict(taught[number].state_dict())
    chance = random.Random(seed)

    def in_any_order() -> list[Lesson]:
        chance.shuffle(lessons)
        return lessons

    def loss(model: EventModel, lesson: Lesson) -> torch.Tensor:
        return _loss(trainer.read(model, lesson.encoded), lesson)

    return trainer.descend(student, in_any_order, loss, EPOCHS, RATE)


def _lessons(trainer: Trainer, teachers: Sequence[EventModel], seed: int) -> list[Lesson]:
    chance = random.Random(seed)
    pairs = [*data.own_pairs(), *data.newswire_pairs(), *(e for s in outside_sets() for e in s)]
    kinds = {
        ("pair",): [e.text for e in pairs],
        ("triggers", "sources", "targets", "status"): [
            *(e.text for e in data.own_tagged()),
            *data.sentences(),
        ],
    }
    lessons = []
    for outputs, texts in kinds.items():
        texts = sorted(set(texts), key=len)
        for start in range(0, len(texts), _BATCH):
            encoded = trainer.encoded(texts[start : start + _BATCH])
            copies = (encoded, _exchanged(encoded, chance))
            lessons += [_lesson(trainer, teachers, copy, outputs) for copy in copies]
    return lessons


def _exchanged(encoded: dict[str, torch.Tensor], chance: random.Random) -> dict[str, torch.Tensor]:
    """The sentences with some of their word pieces exchanged among them; markers stay."""
    ids = encoded["input_ids"].clone()
    words = (ids > 999) & encoded["attention_mask"].bool()
    generator = torch.Generator().manual_seed(chance.getrandbits(32))
    chosen = words & (torch.rand(ids.shape, generator=generator) < NOISE)
    pool = ids[words]
    ids[chosen] = pool[torch.randint(len(pool), (int(chosen.sum()),), generator=generator)]
    return {**encoded, "input_ids": ids}


@torch.no_grad()
def _lesson(
    trainer: Trainer,
    teachers: Sequence[EventModel],
    encoded: dict[str, torch.Tensor],
    outputs: Sequence[str],
) -> Lesson:
    said: dict[str, torch.Tensor] = {}
    for teacher in teachers:
        found = trainer.read(teacher, encoded)
        for name in outputs:
            said[name] = said.get(name, 0) + _probabilities(name, found[name]) / len(teachers)
    kept = ("input_ids", "attention_mask")
    return Lesson({name: encoded[name].to(trainer.device) for name in kept}, said)


def _probabilities(name: str, scores: torch.Tensor) -> torch.Tensor:
    if name == "status":
        modalities, times = scores[..., :-2], scores[..., -2:]
        return torch.cat([modalities.softmax(-1), times.sigmoid()], dim=-1)
    return scores.sigmoid() if name in ("sources", "targets") else scores.softmax(-1)


def _loss(output: dict[str, torch.Tensor], lesson: Lesson) -> torch.Tensor:
    said = lesson.said
    if "pair" in said:
        return functional.cross_entropy(output["pair"], said["pair"])
    mask = lesson.encoded["attention_mask"].float()
    kinds = _surprise(output["triggers"], said["triggers"])
    loss = TRIGGERS * (kinds * mask).sum() / mask.sum()
    # Actors and status are asked of a word as far as it is the trigger of an event.
    event = (1 - said["triggers"][..., _NONE]) * mask
    event = event / event.sum().clamp(min=1.0)
    for side in ("sources", "targets"):
        wrong = unsure(output[side], said[side], mask.unsqueeze(1))
        loss = loss + ACTORS / 2 * (wrong * event).sum()
    status, told = output["status"], said["status"]
    times = functional.binary_cross_entropy_with_logits(
        status[..., -2:], told[..., -2:], reduction="none"
    )
    wrong = _surprise(status[..., :-2], told[..., :-2]) + times.mean(-1)
    return loss + STATUS * (wrong * event).sum()


def _surprise(scores: torch.Tensor, said: torch.Tensor) -> torch.Tensor:
    return -(said * scores.log_softmax(-1)).sum(-1)


def teacher(trainer: Trainer, seed: int, keep: Path) -> EventModel:
    """The model of one seed, trained or read from the folder where an earlier run kept it."""
    keep.mkdir(parents=True, exist_ok=True)
    saved = keep / f"teacher{seed}.pt"
    if saved.exists():
        model = trainer.start(seed)
        model.load_state_dict(torch.load(saved, map_location=trainer.device))
        return model.eval()
    outside = [e for examples in outside_sets() for e in examples]
    model = second_stage(trainer, first_stage(trainer, seed, None), outside, seed)
    measure_tagging(trainer, model, "dev")
    torch.save(model.state_dict(), saved)
    return model


def main() -> None:
    """Teach; see the module's docstring."""
    parser = argparse.ArgumentParser(description="Distill the event model.")
    parser.add_argument("--backbone", type=Path, required=True, help="folder of all-MiniLM-L6-v2")
    parser.add_argument("--teachers", type=int, default=5, help="how many teachers")
    parser.add_argument("--keep", type=Path, default=Path("teachers"), help="where they are kept")
    parser.add_argument("--out", type=Path, required=True, help="write the model here")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    trainer = Trainer(options.backbone)
    teachers = [teacher(trainer, seed, options.keep) for seed in range(options.teachers)]
    student = teach(trainer, teachers, LAYERS, options.seed)
    measure_tagging(trainer, student)
    trainer.export(student, options.out)


if __name__ == "__main__":
    main()
