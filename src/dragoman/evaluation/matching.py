"""Which mention of the coder answers which gold event of the same passage."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from dragoman.evaluation.gold import GoldActor, GoldRecord
from dragoman.evaluation.schemes import Scheme
from dragoman.records import Mention, Participant

_WORD = re.compile(r"\w+")


def match(
    records: Sequence[GoldRecord], mentions: Sequence[Mention], scheme: Scheme
) -> dict[int, int]:
    """Pair gold events with mentions, each at most once, the best agreement first.

    A mention can answer a gold event of the same type, of any type where they share an actor, and
    of any type where the gold names no actor.

    Returns:
        For the index of a record that is answered, the index of its mention.
    """
    candidates = sorted(
        (
            (agreement, -i, -j)
            for i, record in enumerate(records)
            for j, mention in enumerate(mentions)
            if (agreement := _agreement(record, mention, scheme)) is not None
        ),
        reverse=True,
    )
    pairs: dict[int, int] = {}
    for _, i, j in candidates:
        if -i not in pairs and -j not in pairs.values():
            pairs[-i] = -j
    return pairs


def actors_agree(record: GoldRecord, mention: Mention) -> bool:
    """Whether every gold actor is found, in its role.

    In a mutual event, whose mention has no target, the parties stand for both roles.
    """
    targets = mention.targets or mention.sources
    return all(_found(a, mention.sources) for a in record.sources) and all(
        _found(a, targets) for a in record.targets
    )


def _agreement(
    record: GoldRecord, mention: Mention, scheme: Scheme
) -> tuple[bool, bool, int] | None:
    """How well they agree, as something to sort by; None where they have nothing in common."""
    named = (*record.sources, *record.targets)
    shared = sum(_found(actor, mention.participants) for actor in named)
    same_type = record.label == scheme.label_of[mention.event_type]
    if not same_type and not shared and named:
        return None
    return same_type, actors_agree(record, mention), shared


def _found(actor: GoldActor, participants: Iterable[Participant]) -> bool:
    return any(_same(actor, participant) for participant in participants)


def _same(actor: GoldActor, participant: Participant) -> bool:
    """By code, else by words: those of one contain those of the other."""
    if actor.code:
        return actor.code in _codes(participant)
    gold, found = (f" {' '.join(_words(text))} " for text in (actor.text, participant.text))
    return gold in found or found in gold


def _codes(participant: Participant) -> set[str | None]:
    country, sector = participant.country, participant.sector
    combined = f"{country}{sector}" if country and sector else sector
    return {participant.actor_id, country, participant.organization, combined}


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())
