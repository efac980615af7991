"""Agent dictionaries in PETRARCH's format, as users bring them:

!PERSON! = MAN, MEN, WOMAN, WOMEN, PERSON     a set of endings
FARMER [~AGR]                                 a noun and what such people are
CRAFTS!PERSON! [~LAB]                         a noun for each ending
CHIEF_OF_STAFF {CHIEFS_OF_STAFF} [~MIL]       a noun with its plural, where that is irregular
"""

from __future__ import annotations

import logging
import re
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from dragoman.actors.tables import DATA, AgentNoun, read_rows
from dragoman.dictionaries import read_text
from dragoman.errors import DataFileError

LOG = logging.getLogger(__name__)
_SET = re.compile(r"(?P<name>![A-Z]+!)\s*=\s*(?P<endings>.+)")
_LINE = re.compile(
    r"(?P<noun>[^\[{]+?)\s*(?:\{(?P<plural>[^}]*)\}\s*)?\[~(?P<code>[A-Z]{3,})\][^\[\]]*"
)
_ENDING = re.compile(r"![A-Z]+!")


def read_petrarch_agents(path: Path, sectors: Collection[str]) -> list[AgentNoun]:
    """The nouns of an agent dictionary.

    What is not well formed is left out, and the log warns of each line: a code that names no
    sector, a bracket that is not closed, a set of endings that is not defined.

    Raises:
        DataFileError: nothing in the file is well formed; it names the lines.
    """
    codes = read_rows(DATA / "petrarch_codes.csv", ("code", "country", "sector", "organization"))
    named = {sector: sector for sector in sectors} | {
        row["code"]: row["sector"] for row in codes if row["sector"]
    }
    nouns: list[AgentNoun] = []
    faults: list[DataFileError] = []
    sets: dict[str, list[str]] = {}
    for number, line in enumerate(read_text(path).splitlines(), start=1):
        content = re.sub(r"[;#].*", "", line).strip()
        if match := _SET.fullmatch(content):
            sets[match["name"]] = [word.strip() for word in match["endings"].split(",")]
        elif content:
            try:
                nouns += _nouns(content, sets, named)
            except ValueError as error:
                faults.append(DataFileError(str(path), number, str(error)))
    if not nouns:
        raise DataFileError.together(faults or [DataFileError(str(path), 1, "holds no agents")])
    if faults:
        LOG.warning("left out what is not well formed:\n%s", "\n".join(map(str, faults)))
    return nouns


def _nouns(
    content: str, sets: Mapping[str, list[str]], named: Mapping[str, str]
) -> Iterator[AgentNoun]:
    """The nouns of a line; ValueError says what is wrong with it."""
    match = _LINE.fullmatch(content)
    if match is None:
        raise ValueError("an agent is a noun and a code, FARMER [~AGR]")
    parts = re.findall(r".{3}", match["code"])
    sector = next((named[part] for part in parts if part in named), None)
    if sector is None:
        raise ValueError(f"no sector in [~{match['code']}]")
    ending = _ENDING.search(match["noun"])
    if ending and ending.group() not in sets:
        raise ValueError(f"no set of endings {ending.group()} is defined before")
    for end in sets[ending.group()] if ending else [""]:
        noun = _spelled(_ENDING.sub(end, match["noun"]))
        plural = _spelled(match["plural"] or "") or ("" if ending else _plural(noun))
        yield AgentNoun(noun, plural, sector, "group", frozenset(), False, False, None)


def _spelled(name: str) -> str:
    return name.replace("_", " ").strip().lower()


def _plural(noun: str) -> str:
    """The regular plural; nothing for what seems to be one."""
    if noun.endswith("s"):
        return ""
    if re.search(r"[^aeiou]y$", noun):
        return noun[:-1] + "ies"
    return noun + ("es" if noun.endswith(("ch", "sh", "x", "z")) else "s")
