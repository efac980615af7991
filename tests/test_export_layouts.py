"""Events in the layouts of the field: their columns, codes and words, read back by its tools."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
import pytest

from dragoman.errors import StoreError, UsageError
from dragoman.evaluation.formats import read_gold
from dragoman.exporting import LAYOUTS, export_events
from dragoman.exporting.numbers import Numbers
from dragoman.layouts import columns, countries, event_code, group_codes, sectors
from dragoman.layouts.codes import deeds, event_codes
from dragoman.layouts.columns import layouts
from dragoman.merging import merge_mentions
from dragoman.ontology import cameo, event_types
from dragoman.records import Actor, Article, Mention, Participant
from dragoman.store import Dataset
from samples import article, mention

STORY = replace(
    article(
        "Turkish police arrested 12 reporters in Ankara on Tuesday. They were freed.\n"
        'Russia and France met in Kazan. Egypt may attack Hamas, "in a week".',
        "2024-03-06",
        "story",
    ),
    url="https://www.orchid-wire.example/ankara",
    publisher="Orchid\tWire",
)
REGISTER = [
    Actor("TUR", "Turkey", "state", "TUR"),
    Actor("RUS", "Russia", "state", "RUS"),
    Actor("FRA", "France", "state", "FRA"),
    Actor("EGY", "Egypt", "state", "EGY"),
    Actor("HAMAS", "Hamas", "armed group", "PSE", "REB"),
    Actor("erdogan", "Recep Tayyip Erdoğan", "person", "TUR", "GOV"),
]


def told(
    sentence: str,
    trigger: str,
    sources: str,
    targets: str = "",
    story: Article = STORY,
    **more: Any,
) -> Mention:
    """A mention of the story with offsets in its text. Actors: "words=id/country:sector;…"."""
    start = story.text.index(sentence)
    found = mention(sentence, trigger, "", article_id=story.article_id, **_known(more))
    actors = []
    for role, listed in (("source", sources), ("target", targets)):
        for entry in filter(None, listed.split(";")):
            text, _, code = entry.partition("=")
            name, _, sector = code.partition(":")
            actor_id, _, country = name.partition("/")
            at = start + sentence.index(text)
            actors.append(
                Participant(
                    role, actor_id, text, at, at + len(text), country or None, sector or None
                )
            )
    return replace(
        found,
        sentence_start=start,
        sentence_end=start + len(sentence),
        trigger_start=start + sentence.index(trigger),
        trigger_end=start + sentence.index(trigger) + len(trigger),
        mention_id=f"{trigger}-{sources}",
        participants=tuple(actors),
        **{name: value for name, value in more.items() if name not in _known(more)},
    )


def _known(more: dict[str, Any]) -> dict[str, Any]:
    return {n: v for n, v in more.items() if n in ("days", "event_type", "modality", "confidence")}


ARREST = told(
    "Turkish police arrested 12 reporters in Ankara on Tuesday.",
    "arrested",
    "Turkish police=TUR/TUR:COP",
    "reporters=TUR/TUR:MED",
    days="2024-03-05",
    event_type="COERCE",
    quad="material conflict",
    cameo="173",
    mode="arrest",
    score=-7.5,
    confidence=0.83,
    place_name="Ankara",
    place_country="TUR",
    latitude=39.92,
    longitude=32.854,
    geonames_id=323786,
)
MEETING = told(
    "Russia and France met in Kazan.",
    "met",
    "Russia=RUS/RUS;France=FRA/FRA",
    days="2024-03-04/2024-03-05",
    event_type="CONSULT",
    quad="verbal cooperation",
    cameo="040",
    score=2.5,
)
THREAT = told(
    'Egypt may attack Hamas, "in a week".',
    "attack",
    "Egypt=EGY/EGY",
    "Hamas=HAMAS/PSE:REB",
    event_type="ASSAULT",
    quad="material conflict",
    cameo="190",
    modality="hypothetical",
)


def stored(path: Path, *mentions: Mention, story: Article = STORY) -> Dataset:
    opened = Dataset(path)
    opened.add([story], mentions)
    opened.replace_events([merge_mentions(mentions, {story.article_id: story})])
    opened.write_register(REGISTER, [])
    return opened


@pytest.fixture(scope="module")
def exports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All layouts of the three events."""
    out = tmp_path_factory.mktemp("exports")
    with stored(out / "news.duckdb", ARREST, MEETING, THREAT) as dataset:
        for layout in LAYOUTS:
            export_events(dataset, out, layout)
    return out


def gdelt(out: Path) -> list[dict[str, str]]:
    """GDELT's events under their names, in the order of EventCode."""
    names = [column.name for column in columns("gdelt")]
    lines = (out / "gdelt.export.CSV").read_text("utf-8").splitlines()
    rows = [dict(zip(names, line.split("\t"), strict=True)) for line in lines]
    return sorted(rows, key=lambda row: (row["EventCode"], row["Actor1Code"]))


# ---- knowledge ----


def test_layouts_have_as_many_columns_as_their_codebooks():
    counts = {layout: len(columns(layout)) for layout in layouts()}
    assert counts == {
        "gdelt": 61,
        "gdelt mentions": 16,
        "icews": 20,
        "polecat": 40,
        "plover": 20,
        "acled": 31,
    }


@pytest.mark.parametrize(
    ("code", "goldstein", "intensity", "text"),
    [
        ("040", 1.0, 1.0, "Consult"),
        ("1121", -2.0, -2.0, "Accuse of crime, corruption"),
        ("164", -7.0, -6.5, "Halt negotiations"),  # where GDELT and ICEWS differ
        ("1213", -4.0, -4.0, "Reject judicial cooperation"),  # not in GDELT's lookup: as 121
        ("1214", -4.0, -4.0, "Reject material cooperation"),  # not in ICEWS: as 121
        ("1951", -10.0, -10.0, "Employ aerial weapons"),  # not in CAMEO 1.1b3: as 195
        ("190", -10.0, -10.0, "Use conventional military force"),
    ],
)
def test_scores_and_words_are_the_published_ones(
    code: str, goldstein: float, intensity: float, text: str
):
    found = event_code(code)
    assert (found.goldstein, found.intensity, found.text) == (goldstein, intensity, text)


def test_goldstein_scores_are_gdelts_list_to_the_character():
    # GDELT's CAMEO.goldsteinscale.txt has 2,863 characters; its 20 root codes stand apart here.
    roots = "0.0 3.0 4.0 1.0 3.5 6.0 7.0 5.0 -2.0 -5.0 "
    roots += "-2.0 -4.0 -6.0 -6.5 -7.2 -4.0 -7.0 -9.0 -10.0 -10.0"
    lines = [f"{number:02}\t{score}\n" for number, score in enumerate(roots.split(), start=1)]
    lines += [
        f"{code}\t{found.goldstein}\n"
        for code, found in event_codes().items()
        if code not in ("1213", "1214")
    ]
    assert len("CAMEOEVENTCODE\tGOLDSTEINSCALE\n" + "".join(lines)) == 2863


def test_every_code_that_is_coded_has_a_score_and_a_text():
    for event_type in event_types().values():
        assert event_code(event_type.cameo).text
    assert all(cameo(code).type in event_types() for code in event_codes() if code[:2] != "01")


def test_countries_sectors_and_groups_go_by_the_fields_codes():
    turkey = countries()["TUR"]
    assert (turkey.fips, turkey.cow, turkey.cameo, turkey.icews) == ("TU", "640", "TUR", "Turkey")
    assert countries()["ROU"].cameo == "ROM"
    assert countries()["RUS"].icews_names == ("Russian Federation", "Russia")
    assert sectors()["COP"].icews == "Police,Government"
    assert group_codes()["UN"] == "UNO"
    fips = [country.fips for country in countries().values() if country.fips]
    assert len(fips) == len(set(fips))
    assert all(len(key) <= 4 for key in deeds())


# ---- GDELT ----


def test_gdelt_writes_a_dyad_in_its_codes(exports: Path):
    arrest = gdelt(exports)[-1]
    expected = {
        "SQLDATE": "20240305",
        "MonthYear": "202403",
        "Year": "2024",
        "FractionDate": "2024.1781",
        "Actor1Code": "TURCOP",
        "Actor1Name": "TURKEY",
        "Actor1CountryCode": "TUR",
        "Actor1Type1Code": "COP",
        "Actor2Code": "TURMED",
        "IsRootEvent": "1",
        "EventCode": "173",
        "EventBaseCode": "173",
        "EventRootCode": "17",
        "QuadClass": "4",
        "GoldsteinScale": "-5.0",
        "NumMentions": "1",
        "NumSources": "1",
        "NumArticles": "1",
        "AvgTone": "",
        "Actor1Geo_Type": "0",
        "ActionGeo_Type": "4",
        "ActionGeo_FullName": "Ankara, Turkey",
        "ActionGeo_CountryCode": "TU",
        "ActionGeo_Lat": "39.92",
        "SOURCEURL": "https://www.orchid-wire.example/ankara",
    }
    assert {name: arrest[name] for name in expected} == expected


def test_a_meeting_goes_both_ways_and_an_unknown_day_stays_empty(exports: Path):
    there, back = gdelt(exports)[:2]
    assert (there["Actor1Name"], there["Actor2Name"]) == ("FRANCE", "RUSSIA")
    assert (back["Actor1Name"], back["Actor2Name"]) == ("RUSSIA", "FRANCE")
    assert there["GLOBALEVENTID"] != back["GLOBALEVENTID"]
    assert (there["SQLDATE"], there["FractionDate"]) == ("", "")
    assert (there["MonthYear"], there["Year"]) == ("202403", "2024")
    assert there["IsRootEvent"] == "0"


def test_what_was_not_done_is_left_out_of_layouts_that_cannot_say_so(tmp_path: Path):
    with stored(tmp_path / "news.duckdb", ARREST, MEETING, THREAT) as dataset:
        for layout in ("gdelt", "icews", "polecat", "acled"):
            written = export_events(dataset, tmp_path, layout)
            assert written.left_out["hypothetical, not done"] == 1
        assert export_events(dataset, tmp_path, "plover").events == 3


def test_gdelt_mentions_point_to_their_events_and_into_the_text(exports: Path):
    names = [column.name for column in columns("gdelt mentions")]
    lines = (exports / "gdelt.mentions.CSV").read_text("utf-8").splitlines()
    rows = [dict(zip(names, line.split("\t"), strict=True)) for line in lines]
    events = {row["GLOBALEVENTID"]: row for row in gdelt(exports)}
    assert {row["GLOBALEVENTID"] for row in rows} == set(events)
    arrest = next(r for r in rows if events[r["GLOBALEVENTID"]]["EventCode"] == "173")
    assert STORY.text[int(arrest["ActionCharOffset"]) :].startswith("arrested")
    assert STORY.text[int(arrest["Actor1CharOffset"]) :].startswith("Turkish police")
    assert STORY.text[int(arrest["Actor2CharOffset"]) :].startswith("reporters")
    assert arrest["MentionSourceName"] == "orchid-wire.example"
    assert (arrest["SentenceID"], arrest["Confidence"]) == ("1", "83")
    meeting = next(r for r in rows if events[r["GLOBALEVENTID"]]["EventCode"] == "040")
    assert meeting["SentenceID"] == "3"


def test_the_palestinian_territories_have_two_fips_codes(tmp_path: Path):
    in_gaza = replace(
        ARREST, place_name="Gaza", place_country="PSE", latitude=31.5, longitude=34.47
    )
    in_ramallah = replace(in_gaza, mention_id="r", place_name="Ramallah", longitude=35.2)
    for place, fips in ((in_gaza, "GZ"), (in_ramallah, "WE")):
        with stored(tmp_path / f"{fips}.duckdb", place) as dataset:
            export_events(dataset, tmp_path, "gdelt")
        assert gdelt(tmp_path)[0]["ActionGeo_CountryCode"] == fips


def test_numbers_stay_and_never_meet():
    wide, narrow = Numbers(53), Numbers(8)
    assert wide("a", "b") == wide("a", "b") == Numbers(53)("a", "b") != wide("ab", "")
    numbers = [narrow(str(key)) for key in range(256)]
    assert sorted(numbers) == list(range(256))


# ---- ICEWS, POLECAT, PLOVER, ACLED ----


def test_icews_names_the_police_of_a_country(exports: Path):
    with (exports / "icews.tab").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    arrest = next(row for row in rows if row["CAMEO Code"] == "173")
    assert list(arrest) == [column.name for column in columns("icews")]
    assert arrest["Source Name"] == "Police (Turkey)"
    assert arrest["Source Sectors"] == "Police,Government"
    assert arrest["Event Text"] == "Arrest, detain, or charge with legal action"
    assert (arrest["Event Date"], arrest["Intensity"]) == ("2024-03-05", "-5.0")
    assert (arrest["Publisher"], arrest["City"], arrest["Country"]) == (
        "Orchid Wire",
        "Ankara",
        "Turkey",
    )
    assert int(arrest["Event ID"]) < 2**31
    assert {row["Source Country"] for row in rows} == {"Turkey", "France", "Russian Federation"}


def test_polecat_lists_actors_and_writes_none_for_what_is_not_known(exports: Path):
    table = pd.read_csv(exports / "polecat.txt", sep="\t", keep_default_na=False)
    meeting = table[table["Event Type"] == "CONSULT"].iloc[0]
    assert meeting["Actor Country"] == "FRA; RUS"
    assert meeting["Actor COW"] == "220; 365"
    assert meeting["Recipient Name"] == meeting["Event Date"] == meeting["Event Mode"] == "None"
    arrest = table[table["Event Type"] == "COERCE"].iloc[0]
    assert arrest["Quad Code"] == "MATERIAL CONFLICT"
    assert (arrest["Event Mode"], arrest["Primary Actor Sector"]) == ("arrest", "COP")
    assert (arrest["Intensity"], arrest["GeoNames ID"]) == (-7.5, "323786")
    assert arrest["Feature Type"] == "PPL"


def test_plover_records_are_gold_records_with_what_may_be_marked(exports: Path):
    records = json.loads((exports / "plover.json").read_text("utf-8"))
    known = {column.name for column in columns("plover")}
    assert all(set(record) <= known for record in records)
    threat = next(record for record in records if record["event"] == "ASSAULT")
    assert threat["comment"] == "modality: hypothetical"
    assert threat["target"] == [{"actorText": "Hamas", "code": "PSE", "sector": "REB"}]
    arrest = next(record for record in records if record["event"] == "COERCE")
    assert arrest["textInfo"]["markup"].startswith(
        "(SRC: Turkish police) (EVT: arrested) 12 (TAR: reporters) in Ankara"
    )
    assert arrest["eventLoc"]["country code"] == "TR"
    gold = read_gold(exports / "plover.json")
    assert not gold.rejected
    assert {record.label for record in gold.records} == {"ASSAULT", "COERCE", "CONSULT"}


@pytest.mark.parametrize(
    ("cameo_code", "event_type", "targets", "expected"),
    [
        (
            "193",
            "ASSAULT",
            "reporters=HAMAS/PSE:REB",
            "Battles/Armed clash/State forces-Rebel group",
        ),
        (
            "190",
            "ASSAULT",
            "reporters=TUR/TUR:MED",
            "Violence against civilians/Attack/State forces-Civilians",
        ),
        (
            "195",
            "ASSAULT",
            "reporters=SYR/SYR",
            "Explosions/Remote violence/Air/drone strike/State forces-External/Other forces",
        ),
        (
            "173",
            "COERCE",
            "reporters=TUR/TUR:MED",
            "Strategic developments/Arrests/State forces-Civilians",
        ),
        ("145", "PROTEST", "", "Riots/Violent demonstration/Rioters"),
        ("141", "PROTEST", "", "Protests//Protesters"),
    ],
)
def test_acled_tells_battles_from_violence_against_civilians(
    tmp_path: Path, cameo_code: str, event_type: str, targets: str, expected: str
):
    deed = told(
        ARREST.sentence,
        "arrested",
        "Turkish police=TUR/TUR:COP",
        targets,
        days="2024-03-05",
        event_type=event_type,
        cameo=cameo_code,
        place_name="Ankara",
        place_country="TUR",
        latitude=39.92,
        longitude=32.854,
    )
    with stored(tmp_path / "news.duckdb", deed) as dataset:
        export_events(dataset, tmp_path, "acled")
    row = pd.read_csv(tmp_path / "acled.csv", dtype=str, keep_default_na=False).iloc[0]
    assert "/".join((row["event_type"], row["sub_event_type"], row["interaction"])) == expected
    assert (row["iso"], row["fatalities"]) == ("792", "")


def test_acled_leaves_out_words_and_what_is_not_known_to_the_month(tmp_path: Path):
    vague = replace(ARREST, date_start=ARREST.date_start.replace(month=1))
    with stored(tmp_path / "news.duckdb", vague, MEETING) as dataset:
        written = export_events(dataset, tmp_path, "acled")
    assert (written.events, written.left_out) == (
        0,
        {"not known to the month": 1, "no deed that ACLED records": 1},
    )
    assert (tmp_path / "acled.csv").read_text("utf-8").count("\n") == 1


# ---- all ----


def test_pandas_reads_every_table_with_the_types_of_its_codebook(exports: Path):
    for name, layout, options in _tables():
        header = None if "header" in options else 0
        names = [column.name for column in columns(layout)]
        table = pd.read_csv(exports / name, sep=options["sep"], header=header, na_values=["None"])
        table.columns = names
        for column in columns(layout):
            filled = table[column.name].dropna()
            if column.status == "absent":
                assert set(filled) <= {0}, column.name
            elif column.type in ("integer", "float"):
                assert filled.empty or pd.api.types.is_numeric_dtype(table[column.name]), column
            elif column.type == "date":
                pd.to_datetime(filled, format="%Y-%m-%d")


def test_polars_reads_the_same_rows(exports: Path):
    for name, layout, options in _tables():
        table = pl.read_csv(
            exports / name,
            separator=options["sep"],
            has_header="header" not in options,
            infer_schema=False,
            quote_char='"' if name.endswith((".csv", ".txt")) else None,
        )
        assert table.width == len(columns(layout))
        assert table.height == {"polecat": 2, "acled": 1}.get(layout, 3)


def _tables() -> list[tuple[str, str, dict[str, str]]]:
    return [
        ("gdelt.export.CSV", "gdelt", {"sep": "\t", "header": ""}),
        ("gdelt.mentions.CSV", "gdelt mentions", {"sep": "\t", "header": ""}),
        ("icews.tab", "icews", {"sep": "\t"}),
        ("polecat.txt", "polecat", {"sep": "\t"}),
        ("acled.csv", "acled", {"sep": ","}),
    ]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_dataset_without_events_gives_files_without_rows(tmp_path: Path, layout: str):
    with Dataset(tmp_path / "empty.duckdb") as dataset:
        written = export_events(dataset, tmp_path, layout)
    assert (written.events, written.left_out) == (0, {})
    assert all(path.exists() for path in written.paths)


def test_what_cannot_be_is_said(tmp_path: Path):
    with Dataset(tmp_path / "empty.duckdb") as dataset:
        with pytest.raises(UsageError, match="no layout 'weis': there are gdelt, icews, polecat"):
            export_events(dataset, tmp_path, "weis")
        (tmp_path / "file").touch()
        with pytest.raises(UsageError, match="is a file"):
            export_events(dataset, tmp_path / "file", "icews")
        (tmp_path / "blocked" / ".icews.tab.unfinished").mkdir(parents=True)
        with pytest.raises(StoreError, match="cannot write"):
            export_events(dataset, tmp_path / "blocked", "icews")


def test_the_page_about_formats_has_every_column_as_it_is():
    page = (Path(__file__).parent.parent / "docs" / "formats.md").read_text("utf-8")
    for layout in layouts():
        table = page.split(f"<!-- columns: {layout} -->")[1].split("<!-- end -->")[0]
        rows = [line.split(" | ") for line in table.strip().splitlines()[2:]]
        written = [(row[1], row[2], row[3], row[4].removesuffix(" |")) for row in rows]
        known = [(c.name, c.type, c.status, c.filled) for c in columns(layout)]
        assert written == known, "run python scripts/build_formats.py"
