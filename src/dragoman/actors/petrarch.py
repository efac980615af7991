"""Actor files in the format of PETRARCH and TABARI, as users bring them:

    KOFI_ANNAN_                        a name, words joined by underscores
    +K._ANNAN                          a further spelling of it
        [IGOUNO 970101-061231]         what the actor is, and when
        [ELI >070101] ; a note

Codes are of three letters each: the country or "IGO" and its like first, then the sector. Dates are
YYMMDD or YYYYMMDD: a span, "<" for before, ">" for since.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from dragoman.actors.folding import fold
from dragoman.actors.tables import DATA, ActorLine, Row, read_rows
from dragoman.dictionaries import read_text
from dragoman.errors import DataFileError
from dragoman.records import Kind

LOG = logging.getLogger(__name__)
OWN_HEADER = "actor_id"
CODE_COLUMNS = ("code", "country", "sector", "organization")
CODE = re.compile(r"\[([^\]]*)\]")
SHAPE = re.compile(r"^\s*(?:\+\w|[\w.'-]+.*\[[A-Z-]{3}|\[[A-Z-]{3})", re.MULTILINE)
SPAN = re.compile(r"(?P<sign>[<>]?)\s*(?P<first>\d+)(?:\s*-\s*(?P<last>\d+))?")
KINDS: dict[str | None, Kind] = {
    "IGO": "igo", "NGO": "ngo", "REB": "armed group", "UAF": "armed group", "PTY": "party",
    "BUS": "company",
}  # fmt: skip
CENTURY = 30  # two-digit years to it are of the 2000s, as in PETRARCH
SHORT_WORD = 3  # words no longer may stand in lower case: "of", "al", "bin"


@dataclass
class Entry:
    """An actor as it is read: the line of its name, all spellings, the codes with their lines."""

    line: int
    names: list[str]
    codes: list[tuple[int, str]] = field(default_factory=list)


def is_petrarch(path: Path) -> bool:
    """Whether a file of actors is in this format rather than in our CSV."""
    text = read_text(path)
    opening = next((line for line in text.splitlines() if line.strip() and line[0] not in "#;"), "")
    return not opening.startswith(OWN_HEADER) and SHAPE.search(text) is not None


def read_petrarch(
    path: Path, countries: Collection[str], sectors: Collection[str]
) -> list[ActorLine]:
    """The actors of a PETRARCH file: one line for each, or for each dated code.

    The dictionaries that projects share are never free of slips, so what is well formed is read
    and the log warns of the rest, each line with its number and reason: a spelling or code without
    a name before it, a name without a code, an unknown code, a bracket that is not closed, a date
    that is none.

    Raises:
        DataFileError: nothing in the file is well formed; it names the lines.
    """
    codes = {row["code"]: row for row in read_rows(DATA / "petrarch_codes.csv", CODE_COLUMNS)}
    reader = _Reader(path, countries, sectors, codes)
    lines = [line for entry in reader.entries() for line in reader.actors(entry)]
    if not lines:
        errors = reader.errors or [DataFileError(str(path), 1, "holds no actors")]
        raise DataFileError.together(errors)
    if reader.errors:
        faults = "\n".join(map(str, reader.errors))
        LOG.warning("left out what is not well formed:\n%s", faults)
    return lines


@dataclass(frozen=True)
class _Reader:
    path: Path
    countries: Collection[str]
    sectors: Collection[str]
    codes: dict[str, Row]
    errors: list[DataFileError] = field(default_factory=list)

    def entries(self) -> Iterator[Entry]:
        """The actors in file order."""
        entry: Entry | None = None
        for number, line in enumerate(read_text(self.path).splitlines(), start=1):
            content = re.sub(r"[;#].*", "", line).rstrip()
            if not content.strip():
                continue
            name, codes = self._parts(number, content)
            if name and not name.startswith("+"):
                if entry:
                    yield entry
                entry = Entry(number, [])
            if entry is None:
                self._fault(number, "stands before any actor's name")
                continue
            if name:
                entry.names.append(_spelled(name))
            entry.codes += [(number, code) for code in codes]
        if entry:
            yield entry

    def _parts(self, number: int, content: str) -> tuple[str, list[str]]:
        """The name on a line, "" for none, and the codes behind it."""
        name, bracket, rest = content.partition("[")
        if bracket and (rest.count("]") != rest.count("[") + 1):
            self._fault(number, "the bracket is not closed")
            rest = rest.partition("[")[0] + "]"
        return name.strip(), CODE.findall(bracket + rest)

    def actors(self, entry: Entry) -> Iterator[ActorLine]:
        """The lines of an actor: of its dated codes, else of its first one."""
        if not entry.codes:
            self._fault(entry.line, f"{entry.names[0]!r} has no code in brackets")
        read = [line for number, code in entry.codes if (line := self._coded(number, code))]
        dated = [line for line in read if line.start or line.end]
        name, *aliases = dict.fromkeys(entry.names)
        for line in dated or read[:1]:
            state = line.country if not (line.sector or dated) else None
            kind: Kind = "state" if state else KINDS.get(line.sector, "other")
            yield ActorLine(
                state or re.sub(r"\W+", "-", fold(name)).strip("-"),
                name,
                "person" if dated else kind,
                line.country,
                line.sector,
                tuple(aliases),
                "official" if dated else None,
                line.start,
                line.end,
                line.organization if dated else None,
            )

    def _coded(self, number: int, text: str) -> ActorLine | None:
        """What a code says; None for one that is not well formed, which is kept as a fault."""
        try:
            return self._code(number, text)
        except DataFileError as error:
            self.errors.append(error)
            return None

    def _fault(self, number: int, reason: str) -> None:
        self.errors.append(self._error(number, reason))

    def _code(self, number: int, text: str) -> ActorLine:
        """The country, sector and term of a code; it has no name yet."""
        code, _, span = text.strip().partition(" ")
        country = sector = organization = None
        for part in re.findall(r".{1,3}", code):
            other = self.codes.get(part)
            if part in self.countries and country is None:
                country = part
            elif part in self.sectors:
                sector = sector or part
            elif other:
                country = country or other["country"] or None
                sector = sector or other["sector"] or None
                organization = organization or other["organization"] or None
            elif not (country or sector):
                raise self._error(number, f"unknown code {code!r}")
        start, end = self._term(number, span.strip())
        return ActorLine("", "", "other", country, sector, (), None, start, end, organization)

    def _term(self, number: int, span: str) -> tuple[date | None, date | None]:
        if not span:
            return None, None
        match = SPAN.fullmatch(span)
        if match is None:
            raise self._error(number, f"{span!r} is no date or span of dates")
        first = self._day(number, match["first"])
        if match["last"]:
            last = self._day(number, match["last"])
            if last < first:
                raise self._error(number, f"ends on {last}, before it starts on {first}")
            return first, last
        return (None, first) if match["sign"] == "<" else (first, None)

    def _day(self, number: int, digits: str) -> date:
        if len(digits) == 6:
            digits = ("20" if int(digits[:2]) <= CENTURY else "19") + digits
        try:
            return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
        except ValueError:
            raise self._error(number, f"{digits!r} is not a date YYMMDD or YYYYMMDD") from None

    def _error(self, number: int, reason: str) -> DataFileError:
        return DataFileError(str(self.path), number, reason)


def _spelled(name: str) -> str:
    """A name in capitals as news spells it; only words that must have a capital get one."""
    plain = re.sub(r"\([^)]*\)", " ", name.strip("+ ")).replace("_", " ").split()
    if not all(word.isupper() or not word.isalpha() for word in plain):
        return " ".join(plain)
    return " ".join(
        word.capitalize() if i == 0 or len(word) > SHORT_WORD else word.lower()
        for i, word in enumerate(plain)
    )
