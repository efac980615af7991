"""The codes and words of GDELT, ICEWS, POLECAT and ACLED for what Dragoman calls otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from dragoman.tables import Row, read_table

_DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class Country:
    """A country under each layout's code or name, "" where that has none.

    `icews_names` has ICEWS's name first, then others that its files use.
    """

    code: str
    alpha2: str
    numeric: str
    fips: str
    cow: str
    cameo: str
    icews_names: tuple[str, ...]

    @property
    def icews(self) -> str:
        return self.icews_names[0]


@dataclass(frozen=True, slots=True)
class Sector:
    """A sector under each layout's code or words; `armed` is None where it is neither way."""

    code: str
    cameo: str
    icews: str
    actor: str
    acled: str
    armed: bool | None


@dataclass(frozen=True, slots=True)
class EventCode:
    """A CAMEO code as GDELT and ICEWS have it; what either lacks is that of its base.

    `icews` is the code in ICEWS, which `intensity` and `text` belong to.
    """

    code: str
    goldstein: float
    icews: str
    intensity: float
    text: str


@dataclass(frozen=True, slots=True)
class Deed:
    """What ACLED calls the deeds of a CAMEO code; `against` is armed, unarmed or any."""

    against: str
    event_type: str
    sub_event_type: str
    disorder_type: str
    inter1: str


@cache
def countries() -> Mapping[str, Country]:
    """All countries by ISO 3166-1 alpha-3."""
    names = ("country", "alpha2", "numeric", "fips", "cow", "cameo", "icews")
    found = {}
    for row in read_table(_DATA / "countries.tsv", names):
        code, alpha2, numeric, fips, cow, cameo = (row[name] for name in names[:-1])
        icews = tuple(row["icews"].split(";"))
        found[code] = Country(code, alpha2, numeric, fips, cow, cameo, icews)
    return MappingProxyType(found)


@cache
def sectors() -> Mapping[str, Sector]:
    """All sectors by PLOVER's and CAMEO's code."""
    names = ("sector", "cameo", "icews", "actor", "acled", "armed")
    armed = {"yes": True, "no": False, "": None}
    found = {}
    for row in read_table(_DATA / "sectors.tsv", names):
        if row["armed"] not in armed:
            raise row.error(f"armed is yes, no or empty, not {row['armed']!r}")
        code, cameo, icews, actor, acled = (row[name] for name in names[:-1])
        found[code] = Sector(code, cameo, icews, actor, acled, armed[row["armed"]])
    return MappingProxyType(found)


@cache
def group_codes() -> Mapping[str, str]:
    """CAMEO's codes of organisations and groups, by actor_id."""
    rows = read_table(_DATA / "groups.tsv", ("cameo", "actor_id"))
    return MappingProxyType({row["actor_id"]: row["cameo"] for row in rows})


@cache
def event_codes() -> Mapping[str, EventCode]:
    """All CAMEO codes of three and four digits."""
    found: dict[str, EventCode] = {}
    for row in read_table(_DATA / "cameo.tsv", ("code", "goldstein", "intensity", "text")):
        code, base = row["code"], found.get(row["code"][:3])
        if base is None and not (row["goldstein"] and row["text"]):
            raise row.error("a code without a base before it needs all columns")
        scored = _score(row, "goldstein") if row["goldstein"] or base is None else base.goldstein
        if row["text"] or base is None:
            found[code] = EventCode(code, scored, code, _score(row, "intensity"), row["text"])
        else:
            found[code] = EventCode(code, scored, base.icews, base.intensity, base.text)
    return MappingProxyType(found)


def event_code(cameo: str) -> EventCode:
    """The code, or its base where CAMEO has no such code ("1951": that of 195)."""
    codes = event_codes()
    return codes.get(cameo) or codes[cameo[:3]]


@cache
def deeds() -> Mapping[str, tuple[Deed, ...]]:
    """What ACLED would record, by the beginning of the CAMEO code."""
    names = ("cameo", "against", "event_type", "sub_event_type", "disorder_type", "inter1")
    found: dict[str, tuple[Deed, ...]] = {}
    for row in read_table(_DATA / "acled.tsv", names):
        deed = Deed(*(row[name] for name in names[1:]))
        found[row["cameo"]] = (*found.get(row["cameo"], ()), deed)
    return MappingProxyType(found)


def _score(row: Row, column: str) -> float:
    try:
        return float(row[column])
    except ValueError:
        raise row.error(f"{column} {row[column]!r} is no number") from None
