"""PLOVER's types, modes, contexts and scores, the CAMEO codes that go with them, and ontologies of
one's own.
"""

from dragoman.ontology.ontology import PLOVER, Example, Ontology, plover
from dragoman.ontology.own import parse_ontology, read_ontology
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
    "PLOVER",
    "Cameo",
    "EventType",
    "Example",
    "Ontology",
    "cameo",
    "cameo_of",
    "contexts_in",
    "event_type",
    "event_types",
    "parse_ontology",
    "plover",
    "read_ontology",
    "score",
]
