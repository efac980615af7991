"""Reading the register's data files: every line checked, every fault named by file and line."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest
from pathlib import Path
from typing import Literal, NamedTuple, cast, get_args

from dragoman import tables
from dragoman.errors import DataFileError
from dragoman.records import Kind

DATA = Path(__file__).parent / "data"
ACTOR_COLUMNS = (
    "actor_id", "name", "kind", "country", "sector", "aliases", "role", "start", "end",
)  # fmt: skip
Use = Literal["title", "envoy", "person", "group", "thing"]
_KINDS = get_args(Kind)


@dataclass(frozen=True, slots=True)
class Row(tables.Row):
    """A line of a data file of the register."""

    def names(self, *columns: str) -> tuple[str, ...]:
        """The ";"-separated names in `columns`, in order, each once."""
        joined = ";".join([self.cells[column] for column in columns])
        return tuple(dict.fromkeys(filter(None, map(str.strip, joined.split(";")))))

    def day(self, column: str) -> date | None:
        """The ISO date in `column`, None where it is empty."""
        if not self.cells[column]:
            return None
        try:
            return date.fromisoformat(self.cells[column])
        except ValueError:
            raise self.error(f"{column} {self.cells[column]!r} is not a date YYYY-MM-DD") from None

    def term(self) -> tuple[date | None, date | None]:
        """The days in `start` and `end`, which must be in order."""
        start, end = self.day("start"), self.day("end")
        if start and end and end < start:
            raise self.error(f"ends on {end}, before it starts on {start}")
        return start, end

    def one_of(self, column: str, known: Iterable[str]) -> str | None:
        """The cell of `column`, which must be among `known`; None where it is empty."""
        value = self.cells[column]
        if value and value not in known:
            raise self.error(f"unknown {column} {value!r}")
        return value or None


def read_rows(path: Path, columns: Sequence[str], optional: str = "") -> Iterator[Row]:
    """The lines of a CSV file with exactly these `columns`; lines that open with "#" are notes.

    A last column `optional` may follow them; where it does not, its cells are empty.

    Raises `DataFileError` for a wrong header, a wrong number of cells or text that is not UTF-8.
    """
    for row in _rows(path, columns, optional):
        if isinstance(row, DataFileError):
            raise row
        yield row


def _rows(path: Path, columns: Sequence[str], optional: str = "") -> Iterator[Row | DataFileError]:
    """The lines as `read_rows` gives them, those with a wrong number of cells as their error."""
    file = str(path)
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise DataFileError(file, 1, f"is not UTF-8 text ({error.reason})") from None
    except OSError as error:
        raise DataFileError(file, 0, f"cannot be read: {error.strerror}") from None
    numbered = [
        (number, line)
        for number, line in enumerate(lines, start=1)
        if line.strip() and not line.startswith("#")
    ]
    table = csv.reader(line for _, line in numbered)
    header = next(table, [])
    named = (*columns, optional) if optional else tuple(columns)
    if tuple(header) not in (named, tuple(columns)):
        number = numbered[0][0] if numbered else 1
        raise DataFileError(file, number, f"the columns must be {','.join(columns)}")
    for (number, _), cells in zip(numbered[1:], table, strict=False):
        if len(cells) != len(header):
            reason = f"has {len(cells)} cells where {len(header)} are due"
            yield DataFileError(file, number, reason)
            continue
        yield Row(file, number, dict(zip_longest(named, map(str.strip, cells), fillvalue="")))


@dataclass(frozen=True, slots=True)
class State:
    """A line of states.csv. `country` is the ISO code that its links carry."""

    actor_id: str
    name: str
    country: str
    aliases: tuple[str, ...]
    adjectives: tuple[str, ...]
    demonyms: tuple[str, ...]
    capitals: tuple[str, ...]
    start: date | None
    end: date | None


@dataclass(frozen=True, slots=True)
class Body:
    """A line of bodies.csv: a seat of power or body of the actor `owner`."""

    owner: str
    sector: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AgentNoun:
    """A line of agents.csv: a word for people by what they do.

    `home` nouns are of the article's country where no other is given, `local` ones of that which
    the sentence names as a place.
    """

    noun: str
    plural: str
    sector: str
    use: Use
    yields: frozenset[str]
    home: bool
    local: bool
    country: str | None

    @property
    def slug(self) -> str:
        """The actor_id of such people where nothing more is known of them."""
        return (self.plural or self.noun).replace(" ", "-")


class ActorLine(NamedTuple):
    """A line of an actors file: an actor with its spellings, or one more term of office.

    `organization` is the actor_id of the body that the office is in, where it is no state's.
    """

    actor_id: str
    name: str
    kind: Kind
    country: str | None
    sector: str | None
    aliases: tuple[str, ...]
    role: str | None
    start: date | None
    end: date | None
    organization: str | None


def read_sectors(path: Path = DATA / "sectors.csv") -> frozenset[str]:
    """The known sector codes."""
    return frozenset(row["sector"] for row in read_rows(path, ("sector", "meaning")))


def read_states(path: Path = DATA / "states.csv") -> list[State]:
    """The states; an id that is given twice is an error."""
    columns = (
        "actor_id", "name", "aliases", "adjectives", "demonyms", "capitals",
        "within", "start", "end",
    )  # fmt: skip
    states: dict[str, State] = {}
    for row in read_rows(path, columns):
        if row["actor_id"] in states:
            raise row.error(f"{row['actor_id']} is given twice")
        if not (len(row["actor_id"]) == 3 and row["actor_id"].isupper()):
            raise row.error(f"{row['actor_id']!r} is not a code of three capitals")
        states[row["actor_id"]] = State(
            row["actor_id"],
            row["name"],
            row["within"] or row["actor_id"],
            row.names("aliases"),
            row.names("adjectives"),
            row.names("demonyms"),
            row.names("capitals"),
            *row.term(),
        )
    return list(states.values())


def read_bodies(
    owners: Iterable[str], sectors: frozenset[str], path: Path = DATA / "bodies.csv"
) -> list[Body]:
    """The seats of power and bodies of `owners`."""
    bodies = []
    for row in read_rows(path, ("state", "sector", "name", "aliases", "start", "end")):
        row.term()
        owner, sector = row.one_of("state", owners), row.one_of("sector", sectors)
        if not (owner and sector):
            raise row.error("needs a state and a sector")
        bodies.append(Body(owner, sector, row.names("name", "aliases")))
    return bodies


def read_agents(sectors: frozenset[str], path: Path = DATA / "agents.csv") -> list[AgentNoun]:
    """The agent nouns; one that is given twice is an error."""
    agents: dict[str, AgentNoun] = {}
    for row in read_rows(path, ("noun", "plural", "sector", "use", "yields", "home", "country")):
        if row["noun"] in agents:
            raise row.error(f"{row['noun']!r} is given twice")
        sector, use = row.one_of("sector", sectors), row.one_of("use", get_args(Use))
        if not (sector and use):
            raise row.error("needs a sector and a use")
        yields = frozenset(row["yields"].split())
        if yields != {"all"} and not yields <= sectors:
            raise row.error(f"unknown sector among {row['yields']!r}")
        agents[row["noun"]] = AgentNoun(
            row["noun"],
            row["plural"],
            sector,
            cast(Use, use),
            yields,
            row["home"] == "yes",
            row.one_of("home", ("yes", "place")) is not None,
            row["country"] or None,
        )
    return list(agents.values())


def read_actors(
    path: Path,
    countries: Iterable[str],
    sectors: Iterable[str],
    organizations: Iterable[str] = (),
) -> list[ActorLine]:
    """The lines of an actors file, ours or a user's: same columns, same checks.

    The column `organization` may be missing; its ids are those of `organizations` or of the file.

    Raises `DataFileError` that names all lines which are not well formed.
    """
    rows = list(_rows(path, ACTOR_COLUMNS, "organization"))
    own = (row["actor_id"] for row in rows if isinstance(row, Row))
    organizations = {*organizations, *own}
    actors, errors = [], []
    for row in rows:
        try:
            if isinstance(row, DataFileError):
                raise row
            actors.append(_actor(row, countries, sectors, organizations))
        except DataFileError as error:
            errors.append(error)
    if errors:
        raise DataFileError.together(errors)
    return actors


def _actor(
    row: Row, countries: Iterable[str], sectors: Iterable[str], organizations: Iterable[str]
) -> ActorLine:
    if not (row["actor_id"] and row["name"]):
        raise row.error("needs an actor_id and a name")
    kind = row.one_of("kind", _KINDS)
    if kind is None:
        raise row.error(f"needs a kind, one of {', '.join(_KINDS)}")
    return ActorLine(
        row["actor_id"],
        row["name"],
        cast(Kind, kind),
        row.one_of("country", countries),
        row.one_of("sector", sectors),
        row.names("aliases"),
        row["role"] or None,
        *row.term(),
        row.one_of("organization", organizations),
    )


def read_cues(path: Path = DATA / "cues.csv") -> dict[str, frozenset[str]]:
    """The words that each cue consists of."""
    return {
        row["cue"]: frozenset(row.names("words"))
        for row in read_rows(path, ("cue", "words", "example"))
    }


@dataclass(frozen=True, slots=True)
class Homonym:
    """A line of homonyms.csv: the words by which a name is another's or its own."""

    other: tuple[str, ...]
    own: tuple[str, ...]


def read_homonyms(path: Path = DATA / "homonyms.csv") -> dict[str, Homonym]:
    """The names that places or persons elsewhere share with a state or capital."""
    return {
        row["name"]: Homonym(row.names("other"), row.names("own"))
        for row in read_rows(path, ("name", "other", "own"))
    }


def read_spellings(path: Path = DATA / "spellings.csv") -> dict[str, tuple[str, ...]]:
    """By part of a name, the other ways of writing it; one that is given twice is an error."""
    others: dict[str, tuple[str, ...]] = {}
    for row in read_rows(path, ("spellings",)):
        spellings = row.names("spellings")
        for spelling in spellings:
            if spelling in others:
                raise row.error(f"{spelling!r} is given twice")
            others[spelling] = tuple(other for other in spellings if other != spelling)
    return others


def read_exceptions(path: Path = DATA / "exceptions.csv") -> list[tuple[str, str | None]]:
    """Names that contain an actor's name and are another's or nobody's: (name, actor_id)."""
    return [(row["name"], row["actor_id"] or None) for row in read_rows(path, ("name", "actor_id"))]
