"""The other way round: what codes and words of the field's files mean in Dragoman's terms."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from dragoman.layouts.codes import countries, group_codes, sectors
from dragoman.tables import read_table

_DATA = Path(__file__).parent / "data"
# GDELT's codes of two territories of one, and of Serbia before and after.
_OTHER_FIPS = {"GZ": "PSE", "WE": "PSE", "RB": "SRB", "YI": "SRB"}
_OTHER_CAMEO = {"GZS": "PSE", "WSB": "PSE", "KSV": "XKX"}
# CAMEO's types that Dragoman keeps in a wider sector.
_OTHER_TYPES = {"INS": "REB", "SEP": "REB", "RAD": "REB", "MNC": "BUS", "SET": "CVL", "IMG": "UAF"}


@cache
def countries_by_name() -> Mapping[str, str]:
    """ISO alpha-3 by each of ICEWS's names."""
    return MappingProxyType(
        {
            name: code
            for code, country in countries().items()
            for name in country.icews_names
            if name
        }
    )


@cache
def countries_by_fips() -> Mapping[str, str]:
    """ISO alpha-3 by FIPS 10-4."""
    known = {country.fips: code for code, country in countries().items() if country.fips}
    return MappingProxyType(known | _OTHER_FIPS)


@cache
def countries_by_cameo() -> Mapping[str, str]:
    """ISO alpha-3 by CAMEO's code of the country."""
    known = {country.cameo: code for code, country in countries().items() if country.cameo}
    return MappingProxyType(known | _OTHER_CAMEO)


@cache
def sectors_by_cameo() -> Mapping[str, str]:
    """Our sector by CAMEO's type."""
    known = {sector.cameo: code for code, sector in sectors().items() if sector.cameo}
    return MappingProxyType(known | _OTHER_TYPES)


@cache
def groups_by_cameo() -> Mapping[str, str]:
    """actor_id by CAMEO's code of an organisation or group."""
    return MappingProxyType({code: actor_id for actor_id, code in group_codes().items()})


def sector_of(icews: str) -> str | None:
    """Our sector for a list of ICEWS's, "Police,Government"; None where it has none of them."""
    listed = [word.strip() for word in icews.split(",") if word.strip()]
    for sector, pattern in _icews_sectors():
        if any(pattern.fullmatch(word) for word in listed):
            return sector
    return None


@cache
def _icews_sectors() -> tuple[tuple[str, re.Pattern[str]], ...]:
    found = []
    for row in read_table(_DATA / "icews_sectors.tsv", ("sector", "words")):
        if row["sector"] not in sectors():
            raise row.error(f"unknown sector {row['sector']!r}")
        words = (re.escape(word.strip()).replace(r"\*", ".*") for word in row["words"].split(";"))
        found.append((row["sector"], re.compile("|".join(words))))
    return tuple(found)
