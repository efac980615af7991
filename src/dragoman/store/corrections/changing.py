"""What a correction makes of a mention, field by field, as the log keeps it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from datetime import date
from typing import Any, get_args

from dragoman.errors import UsageError
from dragoman.ontology import Ontology, cameo, cameo_of, contexts_in
from dragoman.records import Changes, Mention, Modality, Participant, Role

# A person has looked at it.
SURE = 1.0

_DAYS = {"date_start", "date_end"}

Values = dict[str, Any]
Parties = Mapping[Role, tuple[Participant, ...]]


def check(changes: Changes, ontology: Ontology) -> None:
    """UsageError where the changes cannot be made in any mention of an ontology's types."""
    if changes == Changes():
        raise UsageError(
            "nothing is changed: give a type, mode, modality, days or actors; what is right as it"
            " is can be confirmed"
        )
    if changes.event_type and changes.event_type not in ontology.types:
        known = ", ".join(ontology.types)
        raise UsageError(f"no event type {changes.event_type!r}: there are {known}")
    if changes.modality and changes.modality not in get_args(Modality):
        known = ", ".join(get_args(Modality))
        raise UsageError(f"no modality {changes.modality!r}: there are {known}")
    if changes.undated and (changes.date_start or changes.date_end):
        raise UsageError("days that are not known cannot be given: leave out one or the other")
    if changes.date_end and (not changes.date_start or changes.date_end < changes.date_start):
        raise UsageError("a last day needs a first day before it")


def new_values(mention: Mention, changes: Changes, parties: Parties, ontology: Ontology) -> Values:
    """The fields of a mention that come to differ, with their new values, to be kept as JSON.

    Args:
        parties: who the actors of the changes are, by role.

    Raises:
        UsageError: the mode is none of the type.
    """
    name = changes.event_type or mention.event_type
    mode = changes.mode
    if mode is None and name == mention.event_type:
        mode = mention.mode
    modes = ontology.types[name].modes
    if mode and mode not in modes:
        known = ", ".join(modes) or "none"
        raise UsageError(f"{name} has no mode {mode!r}: it has {known}")
    wanted = old_values(mention) | {"event_type": name, "mode": mode or None}
    if changes.modality:
        wanted["modality"] = changes.modality
    if changes.date_start or changes.undated:
        days = (changes.date_start, changes.date_end or changes.date_start)
        wanted["date_start"], wanted["date_end"] = (day and day.isoformat() for day in days)
    wanted |= {f"{role}s": _to_json(found) for role, found in parties.items()}
    old = old_values(mention)
    other = {name for name, value in wanted.items() if value != old[name]}
    if other & _DAYS:
        other |= _DAYS  # the first and the last day go together, whatever the coder finds later
    return {name: value for name, value in wanted.items() if name in other}


def old_values(mention: Mention) -> Values:
    """The fields of a mention that can be changed."""
    return {
        "event_type": mention.event_type,
        "mode": mention.mode,
        "modality": mention.modality,
        "date_start": mention.date_start and mention.date_start.isoformat(),
        "date_end": mention.date_end and mention.date_end.isoformat(),
        "sources": _to_json(mention.sources),
        "targets": _to_json(mention.targets),
    }


def changed(mention: Mention, values: Values, ontology: Ontology) -> Mention:
    """The mention with new values; quad class, score, code and contexts follow from its type."""
    return replace(
        _retyped(mention, values, ontology),
        modality=values.get("modality", mention.modality),
        participants=tuple(_participants(mention, values)),
        confidence=SURE,
        explanation=f"{mention.explanation}; corrected: {', '.join(values)}",
        **_days(values),
    )


def confirmed(mention: Mention) -> Mention:
    """The mention, found right by a person."""
    return replace(mention, confidence=SURE, explanation=f"{mention.explanation}; confirmed")


def _retyped(mention: Mention, values: Values, ontology: Ontology) -> Mention:
    name, mode = (values.get(field, getattr(mention, field)) for field in ("event_type", "mode"))
    kind = ontology.types.get(name)
    if kind is None:  # the ontology is another one than when this was corrected
        return mention
    if mode not in kind.modes:  # the coder's, of another type than it is now
        mode = None
    if (name, mode) == (mention.event_type, mention.mode):
        return mention
    code, contexts = kind.cameo, mention.contexts
    if ontology.is_plover:
        code = cameo_of(name, mode)
        brought = set(cameo(mention.cameo).contexts) - set(contexts_in(mention.sentence))
        kept = [context for context in mention.contexts if context not in brought]
        contexts = tuple(dict.fromkeys((*cameo(code).contexts, *kept)))
    return replace(
        mention,
        event_type=name,
        mode=mode,
        quad=kind.quad,
        score=kind.modes[mode] if mode else kind.score,
        cameo=code,
        contexts=contexts,
    )


def _days(values: Values) -> dict[str, Any]:
    """The fields of a mention's days: those that a person gives are as good as the text's."""
    if not _DAYS & values.keys():
        return {}
    days = {name: values[name] and date.fromisoformat(values[name]) for name in _DAYS}
    basis = "text" if all(days.values()) else "unknown"
    return days | {"date_text": None, "date_basis": basis}


def _participants(mention: Mention, values: Values) -> Iterable[Participant]:
    roles: tuple[Role, ...] = ("source", "target")
    for role in roles:
        if f"{role}s" in values:
            yield from (Participant(role=role, **actor) for actor in values[f"{role}s"])
        else:
            yield from (p for p in mention.participants if p.role == role)


def _to_json(participants: Iterable[Participant]) -> list[Values]:
    actors = [asdict(participant) for participant in participants]
    return [{name: value for name, value in a.items() if name != "role"} for a in actors]
