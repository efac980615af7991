"""The register of actors: states, organisations, groups and persons, and the linking of text."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from itertools import islice, product
from pathlib import Path

from spacy.tokens import Doc

from dragoman.actors import tables
from dragoman.actors.lexicon import Lexicon, Match, Sense, SenseKind
from dragoman.actors.linking import Linker
from dragoman.actors.people import People
from dragoman.actors.petrarch import is_petrarch, read_petrarch
from dragoman.actors.petrarch_agents import read_petrarch_agents
from dragoman.actors.tables import DATA, ActorLine, AgentNoun, State
from dragoman.compiled import compiled
from dragoman.dictionaries import Dictionaries
from dragoman.garbage import uncollected
from dragoman.records import Actor, ActorLink, ActorRole

VARIANTS = 30  # the most spellings that a name is given beside its own
ACTOR_FILES = ("organisations.csv", "groups.csv", "officials.csv", "persons.csv")


class Register:
    """All known actors. `load` makes it, `link` finds them in text."""

    def __init__(
        self, actors: Mapping[str, Actor], roles: Sequence[ActorRole], lexicon: Lexicon
    ) -> None:
        self._people = People(actors, roles)
        self._lexicon = lexicon

    @classmethod
    def load(cls, extra: Path | None = None, dictionaries: Dictionaries | None = None) -> Register:
        """The register of the package, with the user's own actors file `extra` over it.

        A line of `extra` replaces our actor of the same actor_id, and its spellings ours. It is a
        CSV file like ours or an actor file of PETRARCH, told apart by what it holds. The actors and
        agents of `dictionaries` go over ours, too.
        Raises `DataFileError`, which names all malformed lines of a CSV file. Of a PETRARCH file
        the log warns of them and the rest is read.
        """
        if extra is None and dictionaries is None:
            return _package_register()
        return _build(extra, dictionaries or Dictionaries())

    @property
    def actors(self) -> Mapping[str, Actor]:
        """The actors by actor_id."""
        return self._people.actors

    @property
    def roles(self) -> Sequence[ActorRole]:
        """All terms of office, those of one actor together."""
        return [term for terms in self._people.terms.values() for term in terms]

    def link(self, doc: Doc, published: date | None = None) -> list[ActorLink]:
        """The actors in a parsed text, sorted by offset in `doc.text`.

        Pronouns and descriptions that take up an actor are linked too (`reason` opens with
        "coreference"). No links overlap but those of the parties of a plural ("both sides"),
        which share its span. `organization` is None where the organisation is the actor itself.
        `published` decides who held which office.
        """
        return Linker(doc, self._lexicon, self._people, published).links()

    def names_in(self, text: str) -> list[Match]:
        """The names in a text, longest first where they overlap, with all they can mean."""
        return self._lexicon.find(text)

    def terms_of(self, actor_id: str) -> Sequence[ActorRole]:
        """The terms of office of an actor."""
        return self._people.terms.get(actor_id, ())


@lru_cache(maxsize=1)
def _package_register() -> Register:
    return compiled(DATA.parent, lambda: _build(None, Dictionaries()))


@uncollected()
def _build(extra: Path | None, dictionaries: Dictionaries) -> Register:
    sectors = tables.read_sectors()
    states = tables.read_states()
    countries = {state.actor_id for state in states}
    lines: list[ActorLine] = []
    for file in ACTOR_FILES:
        known = {line.actor_id for line in lines}
        lines += tables.read_actors(DATA / file, countries, sectors, known)
    own: list[ActorLine] = []
    if extra:
        known = {line.actor_id for line in lines}
        if is_petrarch(extra):
            own = read_petrarch(extra, countries, sectors)
        else:
            own = tables.read_actors(extra, countries, sectors, known)
    for path in dictionaries.actors:
        own += read_petrarch(path, countries, sectors)
    replaced = {line.actor_id for line in own}
    lines = [line for line in lines if line.actor_id not in replaced] + own
    actors = _actors(states, lines)
    names = [*_state_names(states), *_line_names(lines)]
    names += [*_respelled(names)]
    names += _other_names(actors, sectors, _agents(sectors, dictionaries))
    if own:
        spellings = {name for name, _ in _line_names(own)}
        names = [pair for pair in names if pair[0] not in spellings] + list(_line_names(own))
    return Register(actors, _roles(lines), Lexicon(names))


def _actors(states: Sequence[State], lines: Sequence[ActorLine]) -> dict[str, Actor]:
    actors = {
        state.actor_id: Actor(
            state.actor_id, state.name, "state", state.country, None,
            (*state.aliases, *state.adjectives, *state.demonyms),
        )
        for state in states
    }  # fmt: skip
    for line in lines:
        known = actors.get(line.actor_id)
        if known is None or known.kind == "state":
            aliases = (*known.aliases, *line.aliases) if known else line.aliases
            actors[line.actor_id] = Actor(
                line.actor_id, line.name, line.kind, line.country, line.sector, aliases
            )
        elif line.aliases:
            aliases = tuple(dict.fromkeys((*known.aliases, *line.aliases)))
            actors[line.actor_id] = replace(known, aliases=aliases)
    return actors


def _roles(lines: Sequence[ActorLine]) -> list[ActorRole]:
    return [
        ActorRole(
            line.actor_id,
            line.role,
            line.country,
            line.sector,
            line.start,
            line.end,
            line.organization,
        )
        for line in lines
        if line.role
    ]


def _state_names(states: Sequence[State]) -> Iterator[tuple[str, Sense]]:
    for state in states:
        named: list[tuple[SenseKind, str | None, tuple[str, ...]]] = [
            ("state", None, (state.name, *state.aliases)),
            ("adjective", None, state.adjectives),
            ("demonym", None, (*state.demonyms, *map(_plural, state.adjectives))),
            ("capital", "GOV", state.capitals),
        ]
        for kind, sector, names in named:
            for name in names:
                if name:
                    yield (
                        name,
                        Sense(kind, state.actor_id, state.country, sector, start=state.start),
                    )


def _plural(adjective: str) -> str:
    return adjective + "s" if adjective.endswith(("an", "i")) else ""


def _line_names(lines: Sequence[ActorLine]) -> Iterator[tuple[str, Sense]]:
    for line in lines:
        for name in (line.name, *line.aliases):
            kind: SenseKind = "organisation"
            if line.kind == "person":
                kind = "person" if " " in name else "short name"
            elif line.kind == "people":
                kind = "people"
            elif line.kind == "state":
                kind = "state"
            sector = None if line.kind == "person" else line.sector
            yield name, Sense(kind, line.actor_id, line.country, sector)


def _respelled(names: Sequence[tuple[str, Sense]]) -> Iterator[tuple[str, Sense]]:
    """The full names of persons with their parts in other spellings: "Ahmad" for "Ahmed"."""
    others = tables.read_spellings()
    for name, sense in names:
        words = name.split() if sense.kind == "person" else []
        if not others.keys().isdisjoint(words):
            written = product(*((word, *others.get(word, ())) for word in words))
            next(written)
            yield from ((" ".join(spelling), sense) for spelling in islice(written, VARIANTS))


def _agents(sectors: frozenset[str], dictionaries: Dictionaries) -> Collection[AgentNoun]:
    """Our agent nouns and the user's, which replace ours."""
    agents = {agent.noun: agent for agent in tables.read_agents(sectors)}
    for path in dictionaries.agents:
        agents |= {agent.noun: agent for agent in read_petrarch_agents(path, sectors)}
    return agents.values()


def _other_names(
    actors: Mapping[str, Actor], sectors: frozenset[str], agents: Collection[AgentNoun]
) -> Iterator[tuple[str, Sense]]:
    for body in tables.read_bodies(actors, sectors):
        owner = actors[body.owner]
        for name in body.names:
            yield name, Sense("body", owner.actor_id, owner.country, body.sector)
    for noun in agents:
        for name in filter(None, (noun.noun, noun.plural)):
            yield name, Sense("agent", noun.slug, None, noun.sector, noun)
    for name, actor_id in tables.read_exceptions():
        actor = actors[actor_id] if actor_id else None
        if actor is None:
            yield name, Sense("nobody", "")
        else:
            kind: SenseKind = "state" if actor.kind == "state" else "organisation"
            yield name, Sense(kind, actor.actor_id, actor.country, actor.sector)
