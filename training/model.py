"""The event model: one encoder, and heads for marked pairs, triggers, actors and modality."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import torch
from torch import nn
from transformers import AutoModel

from data import LABELS, MODALITIES

_RELATION_WIDTH = 128
# The layer whose vectors serve to learn types of one's own; the last one knows PLOVER's too well.
_MIDDLE = -2
OUTPUTS = ("pair", "triggers", "sources", "targets", "status", "vectors")


class EventModel(nn.Module):
    """A transformer whose token vectors are read in several ways.

    For B sentences of T tokens it gives
    pair (B, 17): the event between the marked actors, from [mean; source marker; target marker];
    triggers (B, T, 17): the event whose trigger starts at a token;
    sources, targets (B, T, T): whether the second token belongs to the source (target) of the event
    whose trigger starts at the first, before the sigmoid;
    status (B, T, 7): its five modalities, whether it is historical, and whether it is the story's
    news, of its day or the day before;
    vectors (B, T, 384): the tokens as the last but one layer sees them, from which types of one's
    own are learned.
    """

    def __init__(
        self, backbone: Path, markers: Sequence[int], layers: Sequence[int] | None = None
    ) -> None:
        super().__init__()
        self.encoder = AutoModel.from_pretrained(backbone, attn_implementation="eager")
        if layers is not None:
            whole = self.encoder.encoder.layer
            self.encoder.encoder.layer = nn.ModuleList(whole[number] for number in layers)
            self.encoder.config.num_hidden_layers = len(layers)
        self.markers = tuple(markers)
        width = self.encoder.config.hidden_size
        self.dropout = nn.Dropout(0.1)
        self.pair = nn.Linear(3 * width, len(LABELS))
        self.trigger = nn.Linear(width, len(LABELS))
        self.sources = Relation(width)
        self.targets = Relation(width)
        self.status = nn.Linear(width, len(MODALITIES) + 2)

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor | None = None) -> tuple:
        """Without a mask all tokens count."""
        read = self.encoder(
            input_ids=input_ids, attention_mask=attention_mask, output_hidden_states=True
        )
        states = read.last_hidden_state
        every = torch.ones_like(input_ids) if attention_mask is None else attention_mask
        pooled = [_mean(states, every)]
        pooled += [_mean(states, input_ids == marker) for marker in self.markers]
        states = self.dropout(states)
        return (
            self.pair(self.dropout(torch.cat(pooled, dim=-1))),
            self.trigger(states),
            self.sources(states),
            self.targets(states),
            self.status(states),
            read.hidden_states[_MIDDLE],
        )

    def heads(self) -> list[nn.Parameter]:
        """The parameters that are not the encoder's."""
        names = {name for name, _ in self.encoder.named_parameters(prefix="encoder")}
        return [p for name, p in self.named_parameters() if name not in names]


class Relation(nn.Module):
    """A bilinear score of each pair of tokens."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.first = nn.Linear(width, _RELATION_WIDTH)
        self.second = nn.Linear(width, _RELATION_WIDTH)
        self.bias = nn.Parameter(torch.full((1,), -2.0))

    def forward(self, states: torch.Tensor) -> torch.Tensor:
        scores = self.first(states) @ self.second(states).transpose(1, 2)
        return scores / _RELATION_WIDTH**0.5 + self.bias


def _mean(states: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    weights = mask.unsqueeze(-1).to(states.dtype)
    return (states * weights).sum(1) / weights.sum(1).clamp(min=1.0)
