"""An ontology: PLOVER, or one of a user's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from dragoman.ontology.plover import EventType, event_types
from dragoman.tables import Row

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence and the words in it that tell events: spans by type; none where it tells none.

    `actors` are the spans of who acts or is acted upon, where they are marked.
    """

    text: str
    triggers: tuple[tuple[str, Span], ...]
    actors: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Ontology:
    """Event types by name, and what a coder for them learns from.

    `examples` are sentences with and without events of these types; `lexicon` has lines like those
    of `predicates.tsv`, `file` and `source` are the name and the text of the
    file. PLOVER has none of these: its lexicon and its model come with the coder.
    """

    name: str
    types: Mapping[str, EventType]
    examples: tuple[Example, ...] = ()
    lexicon: tuple[Row, ...] = ()
    file: str = ""
    source: str = ""

    @property
    def is_plover(self) -> bool:
        """Whether it is PLOVER, whose types have modes, CAMEO codes and rules of their own."""
        return self.name == PLOVER


PLOVER = "PLOVER"


@cache
def plover() -> Ontology:
    """PLOVER's 16 types."""
    return Ontology(PLOVER, event_types())
