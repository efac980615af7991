"""The parts that the rules speak of: a name found in the text, a phrase that denotes one actor."""

from __future__ import annotations

from dataclasses import dataclass

from dragoman.actors.lexicon import Sense, SenseKind
from dragoman.actors.tables import AgentNoun

NATIONS: frozenset[SenseKind] = frozenset(
    {"state", "adjective", "demonym", "capital", "body", "organisation", "people"}
)
PERSONS: frozenset[SenseKind] = frozenset({"person", "short name"})
FULL_NAMES: frozenset[SenseKind] = frozenset({"person"})
PEOPLES: frozenset[SenseKind] = frozenset({"people"})
STATES: frozenset[SenseKind] = frozenset({"state", "adjective", "demonym", "capital"})
BODIES: frozenset[SenseKind] = frozenset({"body", "organisation"})
CAPITALS: frozenset[SenseKind] = frozenset({"capital"})


@dataclass(frozen=True, slots=True)
class Hit:
    """A name found: its characters, the tokens that it covers (`last` exclusive), its readings."""

    start: int
    end: int
    first: int
    last: int
    senses: tuple[Sense, ...]

    def sense(self, kinds: frozenset[SenseKind]) -> Sense | None:
        """Its first reading of one of these kinds."""
        return next((sense for sense in self.senses if sense.kind in kinds), None)

    @property
    def nation(self) -> Sense | None:
        """Its reading as a nation, an organisation or another body that agents belong to."""
        return self.sense(NATIONS)

    @property
    def person(self) -> Sense | None:
        """Its reading as a person."""
        return self.sense(PERSONS)

    @property
    def noun(self) -> AgentNoun | None:
        """Its reading as an agent noun."""
        return next((sense.agent for sense in self.senses if sense.agent), None)


@dataclass(frozen=True, slots=True)
class Phrase:
    """A stretch of text that denotes one actor, and its parts.

    `first` and `last` are tokens, `start` and `end` characters. `nation` owns the agents: a
    state, an organisation, a leader; `people` is a people within it. `name` is the stretch of a
    person's name in characters, `name_hit` the register's match for it. `opposed` says that the
    nation is not the agents' own ("pro-Russian", "Russian-backed"), `led` that it commands them.
    """

    first: int
    last: int
    start: int
    end: int
    nation: Hit | None = None
    people: Hit | None = None
    agents: tuple[tuple[Hit, AgentNoun], ...] = ()
    name: tuple[int, int] | None = None
    name_hit: Hit | None = None
    possessive: bool = False
    former: bool = False
    opposed: bool = False
    led: bool = False

    @property
    def nouns(self) -> tuple[AgentNoun, ...]:
        """The agent nouns, the head of the phrase last."""
        return tuple(noun for _, noun in self.agents)
