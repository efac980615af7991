"""PLOVER's types, modes, contexts and scores, and the CAMEO codes that go with them."""

from dragoman.ontology.plover import (
    Cameo,
    EventType,
    cameo,
    cameo_of,
    contexts_in,
    event_type,
    event_types,
    score,
)

__all__ = [
    "Cameo",
    "EventType",
    "cameo",
    "cameo_of",
    "contexts_in",
    "event_type",
    "event_types",
    "score",
]
