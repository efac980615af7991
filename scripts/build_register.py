"""Compile src/dragoman/actors/data/persons.csv: office-holders beyond those of officials.csv.

    python scripts/build_register.py FOLDER

FOLDER holds the public compilations, from which only facts are taken (names, dates, codes):

- reign_leaders_2021_03.csv: heads of state and government (REIGN, Bell 2016)
- world_leaders_wikidata_2021.csv, world_leaders_2026_07.json: leaders in office (Wikidata,
  Wikipedia)
- Phoenix.Countries.actors.txt.gz, Phoenix.International.actors.txt.gz: ministers and officials
  with dates (Open Event Data Alliance, MIT)

Names that officials.csv holds are left out: that file is written by hand and stands.
"""

from __future__ import annotations

import csv
import gzip
import json
import re
import sys
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

DATA = Path(__file__).resolve().parents[1] / "src" / "dragoman" / "actors" / "data"
FIRST_YEAR = 1990
PHOENIX_CLOSES = date(2014, 1, 30)
# The COW-like abbreviations of REIGN that are not ISO codes.
REIGN_CODES = {
    "ALG": "DZA", "ANG": "AGO", "AUL": "AUS", "AUS": "AUT", "BAH": "BHR", "BAR": "BRB",
    "BFO": "BFA", "BHM": "BHS", "BHU": "BTN", "BNG": "BGD", "BOS": "BIH", "BOT": "BWA",
    "BRU": "BRN", "BUI": "BDI", "BUL": "BGR", "CAM": "KHM", "CAO": "CMR", "CAP": "CPV",
    "CDI": "CIV", "CEN": "CAF", "CHA": "TCD", "CON": "COG", "COS": "CRI", "CRO": "HRV",
    "CZR": "CZE", "DEN": "DNK", "DRC": "COD", "DRV": "VNM", "EQG": "GNQ", "ETM": "TLS",
    "FRN": "FRA", "GAM": "GMB", "GDR": "DDR", "GFR": "DEU", "GMY": "DEU", "GRG": "GEO",
    "GRN": "GRD", "GUA": "GTM", "GUI": "GIN", "HAI": "HTI", "HON": "HND", "ICE": "ISL",
    "INS": "IDN", "IRE": "IRL", "KOS": "XKX", "KUW": "KWT", "KYR": "KGZ", "KZK": "KAZ",
    "LAT": "LVA", "LEB": "LBN", "LES": "LSO", "LIB": "LBY", "LIT": "LTU", "MAA": "MRT",
    "MAC": "MKD", "MAD": "MDV", "MAG": "MDG", "MAL": "MYS", "MAS": "MUS", "MAW": "MWI",
    "MLD": "MDA", "MNC": "MCO", "MNG": "MNE", "MON": "MNG", "MOR": "MAR", "MSI": "MHL",
    "MYA": "MMR", "MZM": "MOZ", "NAU": "NRU", "NEP": "NPL", "NEW": "NZL", "NIG": "NGA",
    "NIR": "NER", "NTH": "NLD", "OMA": "OMN", "PAL": "PLW", "PAR": "PRY", "PHI": "PHL",
    "POR": "PRT", "ROK": "KOR", "ROM": "ROU", "RVN": "VNM", "SAF": "ZAF", "SAL": "SLV",
    "SEY": "SYC", "SIE": "SLE", "SIN": "SGP", "SKN": "KNA", "SLO": "SVK", "SLU": "LCA",
    "SLV": "SVN", "SNM": "SMR", "SOL": "SLB", "SPN": "ESP", "SRI": "LKA", "SUD": "SDN",
    "SVG": "VCT", "SWA": "SWZ", "SWD": "SWE", "SWZ": "CHE", "TAJ": "TJK", "TAZ": "TZA",
    "THI": "THA", "TOG": "TGO", "TRI": "TTO", "UAE": "ARE", "UKG": "GBR", "URU": "URY",
    "VAN": "VUT", "YAR": "YEM", "YPR": "YMD", "ZAM": "ZMB", "ZIM": "ZWE",
}  # fmt: skip
# What stands before a name in the Phoenix files, and is no part of it.
TITLES = re.compile(
    r"^(?:(?:THE|FORMER|PRIME|FOREIGN|DEFEN[CS]E|INTERIOR|FINANCE|MINISTER|PRESIDENT|PREMIER|"
    r"CHANCELLOR|SECRETARY|GENERAL|AMBASSADOR|SENATOR|KING|QUEEN|PRINCE|VICE|DEPUTY|MR|MRS|DR|"
    r"GEN|COL|LT|MAJ|BRIG|CAPT|REAR|ADM|ADMIRAL|COLONEL|MAJOR|SHEIKH|SIR|LORD|POPE|OF|STATE|"
    r"SECRETARY-GENERAL|CHAIRMAN|GOVERNOR|SPEAKER|SPOKESMAN|LEADER|RET|UN|UNITED|NATIONS|US|[A-Z]+N|"
    r"[A-Z]+ISH|[A-Z]+ESE|[A-Z]+I)\.?_)+(?=[A-Z]{3,}_[A-Z])"
)
SECTORS = {"GOV", "MIL", "LEG", "JUD", "COP", "SPY", "OPP", "PTY", "REB", "IGO"}


@dataclass
class Person:
    """A person as compiled: `terms` are (role, sector, start, end)."""

    name: str
    country: str
    aliases: dict[str, None] = field(default_factory=dict)
    terms: list[tuple[str, str, date | None, date | None]] = field(default_factory=list)


def fold(text: str) -> str:
    """Without accents and case, words parted by single spaces."""
    plain = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    return " ".join(re.sub(r"[^a-z0-9' ]+", " ", plain.lower()).split())


def slug(name: str) -> str:
    """The actor_id of a person."""
    return fold(name).replace("'", "").replace(" ", "-")


def titled(name: str) -> str:
    """A Phoenix name in capitals, spelled as news spells it."""
    particles = {
        "AL",
        "EL",
        "BIN",
        "DE",
        "DA",
        "DOS",
        "DO",
        "VAN",
        "VON",
        "DER",
        "DEN",
        "BEN",
        "DEL",
        "LA",
    }
    words = name.strip("_ ").replace("_", " ").split()
    spelled = [
        word.lower()
        if word in particles and i
        else "-".join(p.capitalize() for p in word.split("-"))
        for i, word in enumerate(words)
    ]
    text = " ".join(spelled)
    text = re.sub(r"\b(O'|D'|Mc)([a-z])", lambda m: m[1] + m[2].upper(), text)
    return re.sub(r"\b([aA]l|[eE]l)[- ]([a-z])", lambda m: f"{m[1]}-{m[2].upper()}", text)


def phoenix_day(text: str) -> date | None:
    """A date of the forms YYMMDD and YYYYMMDD; years to 30 are of this century."""
    digits = re.sub(r"\D", "", text)
    if len(digits) == 6:
        digits = ("20" if int(digits[:2]) <= 30 else "19") + digits
    try:
        return date(int(digits[:4]), int(digits[4:6]), min(int(digits[6:8]), 28))
    except ValueError:
        return None


def phoenix_terms(code: str) -> Iterator[tuple[str, str, str, date | None, date | None]]:
    """The dated codes in brackets: (country, role, sector, start, end)."""
    for actor, first, second in re.findall(r"\[([A-Z]+) ?([<>]?[\d]{6,8})-?(\d{6,8})?\]", code):
        country, sector = actor[:3], actor[3:6]
        if sector not in SECTORS:
            continue
        start, end = (phoenix_day(first), phoenix_day(second)) if second else (None, None)
        if first.startswith(">"):
            start = phoenix_day(first)
        elif first.startswith("<"):
            end = phoenix_day(first)
        # The files close in January 2014: who was in office then may have left since.
        end = end or PHOENIX_CLOSES
        # Their lists of governments open in January 2003, whoever was in office then.
        if start == date(2003, 1, 1):
            start = None
        if end.year >= FIRST_YEAR and not (start and end and end < start):
            yield country, "official", sector, start, end


def read_phoenix(path: Path, countries: set[str]) -> Iterator[Person]:
    """The persons of a Phoenix file that have a name of two words and a dated office."""
    lines = gzip.decompress(path.read_bytes()).decode("utf-8", "ignore").splitlines()
    names: list[str] = []
    codes = ""
    for line in [*lines, "END_"]:
        entry = re.sub(r"[;#].*", "", line).strip()
        if line[:1].isupper() and names and codes:
            yield from _phoenix_person(names, codes, countries)
        if line[:1].isupper():
            names, codes = [], ""
        if line[:1].isupper() or line[:1] == "+":
            names.append(re.sub(r"\[.*", "", entry).strip("+_ \t"))
        codes += " ".join(re.findall(r"\[[^\]]*\]", line))


def _phoenix_person(names: list[str], codes: str, countries: set[str]) -> Iterator[Person]:
    terms = list(phoenix_terms(codes))
    by_country = [term for term in terms if term[0] in countries]
    bare = [TITLES.sub("", name) for name in names]
    full = [titled(name) for name in bare if re.fullmatch(r"[A-Z][A-Z.'_-]+", name)]
    full = [name for name in full if 2 <= len(name.split()) <= 5 and len(name) <= 40]
    if not (by_country and full) or re.search(r"MINIST|PRESID|GOVERN|ARMY|PARTY|OFFICE", names[0]):
        return
    person = Person(full[0], by_country[0][0], dict.fromkeys(full[1:]))
    person.terms = [term[1:] for term in by_country if term[0] == person.country]
    yield person


def read_reign(path: Path, countries: set[str]) -> Iterator[Person]:
    """Heads of state and government with a term that touches the years since `FIRST_YEAR`."""
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            if not row["eyear"] or int(row["eyear"]) < FIRST_YEAR:
                continue
            code = REIGN_CODES.get(row["stateabb"], row["stateabb"])
            if code == "RUS" and int(row["eyear"]) < 1992:
                code = "SUN"
            if code not in countries:
                continue
            start = date(int(row["syear"]), int(row["smonth"]), min(int(row["sdate"]), 28))
            last = date(int(row["eyear"]), int(row["emonth"]), 28)
            ongoing = last >= date(2021, 3, 1)
            end = None if ongoing else (last + timedelta(days=4)).replace(day=1) - timedelta(days=1)
            person = Person(re.sub(r" *\(.*", "", row["leader"]).strip(), code)
            person.terms.append(("leader", "GOV", start, end))
            yield person


def read_wikidata(path: Path, countries: dict[str, str]) -> Iterator[Person]:
    """Leaders of 2021 with the years of their terms."""
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            code = countries.get(fold(row["country"]))
            name = re.sub(r" \(.*\)", "", row["officeholderLabel"])
            skip = re.search(r"[Mm]onarch|co-prince|Governor-General", row["positionLabel"])
            if not code or skip or not row["start_year"] or re.fullmatch(r"Q\d+", name):
                continue
            start = date(int(row["start_year"]), 1, 1)
            end = date(int(row["end_year"]), 12, 31) if row["end_year"] else None
            person = Person(name, code)
            person.terms.append((row["positionLabel"], "GOV", start, end))
            yield person


def read_leaders_2026(path: Path, iso2: dict[str, str]) -> Iterator[Person]:
    """Leaders in office in July 2026."""
    for entry in json.loads(path.read_text(encoding="utf-8"))["countries"].values():
        code = iso2.get(fold(entry["country"]["name_en"]))
        for position in entry["positions"].values():
            holder = position["current_holder"] or {}
            if not code or not holder.get("name_en") or position["title_en"] == "Monarch":
                continue
            start = date.fromisoformat(holder["since"]) if holder.get("since") else None
            person = Person(holder["name_en"], code)
            person.terms.append((position["title_en"].lower(), "GOV", start, None))
            yield person


def merge(people: Iterator[Person]) -> list[Person]:
    """One person for all that share country and name, or whose surname and term agree."""
    merged: dict[str, dict[str, Person]] = {}
    for person in people:
        compatriots = merged.setdefault(person.country, {})
        name = fold(person.name)
        known = compatriots.get(name) or _same_surname(person, compatriots)
        if known is None:
            compatriots[name] = person
            continue
        known.aliases.update(dict.fromkeys([person.name, *person.aliases]))
        known.aliases.pop(known.name, None)
        known.terms.extend(person.terms)
    return [person for compatriots in merged.values() for person in compatriots.values()]


def _same_surname(person: Person, known: dict[str, Person]) -> Person | None:
    """The known compatriot of the same surname and time, if there is exactly one."""
    surname = fold(person.name).split()[-1]
    matches = [
        other
        for name, other in known.items()
        if surname in (name.split()[-1], name.split()[0])
        and (len(fold(person.name).split()) == 1 or fold(person.name).split()[0] in name.split())
        and any(_overlap(a, b) for a in person.terms for b in other.terms)
    ]
    return matches[0] if len(matches) == 1 else None


def _overlap(
    a: tuple[str, str, date | None, date | None], b: tuple[str, str, date | None, date | None]
) -> bool:
    return (a[2] or date.min) <= (b[3] or date.max) and (b[2] or date.min) <= (a[3] or date.max)


def state_table() -> tuple[set[str], dict[str, str]]:
    """The codes of states.csv, and its names with their codes."""
    codes: set[str] = set()
    names: dict[str, str] = {}
    with (DATA / "states.csv").open(encoding="utf-8") as lines:
        for row in csv.DictReader(line for line in lines if not line.startswith("#")):
            codes.add(row["actor_id"])
            for name in [row["name"], *row["aliases"].split(";")]:
                names.setdefault(fold(name), row["actor_id"])
    return codes, names


def known_names() -> set[tuple[str, str]]:
    """(country, folded name) of all that officials.csv holds, each name and alias."""
    known = set()
    with (DATA / "officials.csv").open(encoding="utf-8") as lines:
        for row in csv.DictReader(line for line in lines if not line.startswith("#")):
            for name in [row["name"], *row["aliases"].split(";")]:
                known.add((row["country"], fold(name)))
    return known


def short_name(person: Person) -> str | None:
    """The surname by which news calls a head of state or government: REIGN's spelling."""
    leader = any(term[0] != "official" for term in person.terms)
    spellings = [person.name, *person.aliases]
    single = next((name for name in spellings if " " not in name), None)
    if not leader:
        return None
    if single:
        return single
    words = person.name.split()
    family_first = person.country in {"CHN", "KOR", "PRK", "TWN", "SGP", "KHM"}
    return words[0] if family_first else re.sub(r"^(al|el|Al|El)-", "", words[-1])


HEADER = """\
# Office-holders since 1990 beyond officials.csv, compiled by scripts/build_register.py; correct
# a fact in officials.csv, which stands over this file. Columns as in every actors file:
# actor_id: slug. kind: person. country: ISO code. sector: PLOVER/CAMEO sector of the office.
# aliases: other spellings, ";" between; a single word is the short name of a leader.
# role, start, end: the office (leader, official, or its title) and its term; empty where not known.
# Sources: REIGN (Bell 2016) for leaders to 2021; Wikidata and Wikipedia for those of 2021 and 2026;
# Phoenix dictionaries (Open Event Data Alliance, MIT) for other officials.
actor_id,name,kind,country,sector,aliases,role,start,end
"""


def write(people: list[Person], path: Path) -> None:
    """The persons, one line for each term, sorted by id."""
    with path.open("w", encoding="utf-8", newline="") as out:
        out.write(HEADER)
        table = csv.writer(out, lineterminator="\n")
        for person in sorted(people, key=lambda p: (slug(p.name), p.country)):
            aliases = [name for name in person.aliases if " " in name]
            short = short_name(person)
            if short and short != person.name:
                aliases.insert(0, short)
            for role, sector, start, end in dict.fromkeys(person.terms):
                table.writerow(
                    [slug(person.name), person.name, "person", person.country, sector,
                     ";".join(aliases), role, start or "", end or ""]
                )  # fmt: skip
                aliases = []


def main(folder: Path) -> None:
    """Compile and write persons.csv; prints how many persons it holds."""
    codes, names = state_table()

    def everyone() -> Iterator[Person]:
        yield from read_phoenix(folder / "Phoenix.Countries.actors.txt.gz", codes)
        yield from read_wikidata(folder / "world_leaders_wikidata_2021.csv", names)
        yield from read_leaders_2026(folder / "world_leaders_2026_07.json", names)
        yield from read_reign(folder / "reign_leaders_2021_03.csv", codes)

    known = known_names()
    taken: set[str] = set()
    people = []
    for person in merge(everyone()):
        spellings = {(person.country, fold(name)) for name in [person.name, *person.aliases]}
        if spellings & known or slug(person.name) in taken:
            continue
        taken.add(slug(person.name))
        people.append(person)
    write(people, DATA / "persons.csv")
    print(f"{len(people)} persons written")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
