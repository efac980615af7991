"""Rows of ICEWS, GDELT and POLECAT, each in its own terms, to what they say in ours."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import TypedDict, Unpack

from dragoman.errors import InputError
from dragoman.importing.files import Cells
from dragoman.importing.records import CodedRow, LeftOut, NamedActor
from dragoman.layouts.codes import event_codes
from dragoman.layouts.reading import (
    countries_by_cameo,
    countries_by_fips,
    countries_by_name,
    groups_by_cameo,
    sector_of,
    sectors_by_cameo,
)
from dragoman.ontology import Cameo, cameo, event_type

Reader = Callable[[int, Cells], CodedRow | LeftOut]

# CAMEO's statements, which PLOVER has no type for.
_STATEMENTS = LeftOut("a statement (CAMEO 01), which PLOVER has no type for")
# Those who do these do them together, and the files have them once in each direction.
_TOGETHER = {"CONSULT"}
_AGREEMENT = "057"
_MISSING = {"", "None", "NULL", "NA"}


def read_icews(line: int, cells: Cells) -> CodedRow | LeftOut:
    """A row of ICEWS.

    Raises:
        InputError: what it has is no event.
    """
    found = _cameo(cells["CAMEO Code"])
    if isinstance(found, LeftOut):
        return found
    day = _day(cells["Event Date"])
    source, target = (_icews_actor(cells, side) for side in ("Source", "Target"))
    place = cells.get("City") or cells.get("Province") or cells.get("Country")
    return _row(
        line,
        f"{cells['Event ID']} {cells['Event Date']}",  # an id comes twice, on different days
        cells.get("Story ID") or cells["Event ID"],
        found,
        cells["Event Text"] or found.label,
        source,
        target,
        day=day,
        published=day,
        place_name=place or None,
        place_country=countries_by_name().get(cells.get("Country", "")),
        latitude=_number("Latitude", cells),
        longitude=_number("Longitude", cells),
        publisher=cells.get("Publisher") or None,
    )


def read_gdelt(line: int, cells: Cells) -> CodedRow | LeftOut:
    """A row of GDELT's events, 1.0 or 2.0. Raises what `read_icews` does."""
    found = _cameo(cells["EventCode"])
    if isinstance(found, LeftOut):
        return found
    url = cells.get("SOURCEURL") or None
    added = cells["DATEADDED"][:8]
    place = cells["ActionGeo_FullName"].split(",")[0].strip()
    return _row(
        line,
        cells["GLOBALEVENTID"],
        url or cells["GLOBALEVENTID"],
        found,
        found.label,
        _gdelt_actor(cells, "Actor1"),
        _gdelt_actor(cells, "Actor2"),
        day=_day(cells["SQLDATE"]),
        published=_day(added),
        place_name=place or None,
        place_country=countries_by_fips().get(cells["ActionGeo_CountryCode"]),
        latitude=_number("ActionGeo_Lat", cells),
        longitude=_number("ActionGeo_Long", cells),
        url=url if url and "://" in url else None,
        publisher=url if url and "://" not in url else None,
    )


def read_polecat(line: int, cells: Cells) -> CodedRow | LeftOut:
    """A row of POLECAT. Raises what `read_icews` does."""
    known = {name: "" if cell in _MISSING else cell for name, cell in cells.items()}
    name = known["Event Type"].upper()
    try:
        kind = event_type(name)
    except KeyError:
        raise InputError(f"unknown Event Type {name!r}") from None
    mode = known["Event Mode"].lower()
    geonames = known.get("GeoNames ID", "")
    sources, targets = (_polecat_side(known, side) for side in ("Actor", "Recipient"))
    if name in _TOGETHER:
        sources, targets = (*sources, *targets), ()
    return CodedRow(
        line,
        known["Event ID"],
        known["Event ID"],
        name,
        mode if mode in kind.modes else None,
        tuple(_listed(known["Contexts"])),
        kind.cameo,
        f"{name} {mode}".strip(),
        sources,
        targets,
        _day(known["Event Date"]),
        _day(known.get("Publication Date", "")),
        known["Placename"] or known.get("Country") or None,
        _three_letters(known.get("Country", "")),
        _number("Latitude", known),
        _number("Longitude", known),
        int(geonames) if geonames.isdigit() else None,
        known.get("Source") or None,
        None,
        known.get("Language") or None,
    )


READERS: dict[str, Reader] = {"icews": read_icews, "gdelt": read_gdelt, "polecat": read_polecat}


class _Setting(TypedDict, total=False):
    """When and where it was, and where it was told."""

    day: date | None
    published: date | None
    place_name: str | None
    place_country: str | None
    latitude: float | None
    longitude: float | None
    publisher: str | None
    url: str | None


def _row(
    line: int,
    event_id: str,
    story: str,
    coded: Cameo,
    words: str,
    source: NamedActor | None,
    target: NamedActor | None,
    **setting: Unpack[_Setting],
) -> CodedRow:
    """The row of a dyad; of a meeting or a signature, with both as sources."""
    sources, targets = (source,) if source else (), (target,) if target else ()
    if coded.type in _TOGETHER or coded.code == _AGREEMENT:
        sources, targets = (*sources, *targets), ()
    if not sources and not targets:
        raise InputError("has no actor")
    return CodedRow(
        line, event_id, story, coded.type, coded.mode, coded.contexts, coded.code, words,
        sources, targets, **setting,
    )  # fmt: skip


def _cameo(code: str) -> Cameo | LeftOut:
    """What the code is in PLOVER. Codes without their leading zero are mended."""
    if re.fullmatch("1[0-9]|20", code):
        raise InputError(f"CAMEO code {code!r} may have lost a zero: save the column as text")
    if code.isdigit() and code not in event_codes() and f"0{code}" in event_codes():
        code = f"0{code}"
    if re.fullmatch(r"01\d?", code):
        return _STATEMENTS
    for known in (code, f"{code}0", code[:3]):
        try:
            return cameo(known)
        except KeyError:
            continue
    raise InputError(f"unknown CAMEO code {code!r}")


def _icews_actor(cells: Cells, side: str) -> NamedActor | None:
    name = cells[f"{side} Name"]
    if name in _MISSING or name == "Unspecified Actor":
        return None
    country = countries_by_name().get(cells[f"{side} Country"])
    return _named(name, country, sector_of(cells[f"{side} Sectors"]))


def _named(name: str, country: str | None, sector: str | None) -> NamedActor:
    """An actor: "Police (Egypt)" is the police of Egypt, "Egypt" the state."""
    whole, _, of = name.partition(" (")
    nation = countries_by_name().get(of[:-1] if of.endswith(")") else whole if not of else "")
    return NamedActor(name, nation or country, sector, nation)


def _gdelt_actor(cells: Cells, side: str) -> NamedActor | None:
    name = cells[f"{side}Name"]
    country = countries_by_cameo().get(cells[f"{side}CountryCode"])
    types = (cells[f"{side}Type{n}Code"] for n in (1, 2, 3))
    sector = next((s for code in types if (s := sectors_by_cameo().get(code))), None)
    group = groups_by_cameo().get(cells[f"{side}KnownGroupCode"])
    if not name and not cells[f"{side}Code"]:
        return None
    return NamedActor(name.title() or cells[f"{side}Code"], country, sector, group)


def _polecat_side(cells: Cells, side: str) -> tuple[NamedActor, ...]:
    """The actors of a side; countries and sectors that are not one for each are not theirs."""
    names = _listed(cells[f"{side} Name"]) or _listed(cells[f"{side} Name Raw"])
    nations = _listed(cells[f"{side} Country"])
    kinds = _listed(cells[f"{side} Sectors"]) or _listed(cells[f"Primary {side} Sector"])
    names = names or nations
    return tuple(
        _named(
            name,
            _three_letters(nations[i]) if len(nations) == len(names) else None,
            kinds[i] if len(kinds) == len(names) else None,
        )
        for i, name in enumerate(names)
    )


def _three_letters(code: str) -> str | None:
    return code if re.fullmatch("[A-Z]{3}", code) and code != "IGO" else None


def _listed(cell: str) -> list[str]:
    return [part for part in (part.strip() for part in cell.split(";")) if part]


def _day(cell: str) -> date | None:
    """A day as 2024-03-07 or 20240307. Raises InputError where it is none."""
    if cell in _MISSING:
        return None
    try:
        return date.fromisoformat(cell[:10])
    except ValueError:
        raise InputError(f"{cell!r} is no day") from None


def _number(column: str, cells: Cells) -> float | None:
    cell = cells.get(column, "")
    if cell in _MISSING:
        return None
    try:
        return float(cell)
    except ValueError:
        raise InputError(f"{column} {cell!r} is no number") from None
