"""Event files of the field as datasets: what their rows become, and what is said of bad ones."""

from __future__ import annotations

import gzip
import json
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from dragoman.cli import main
from dragoman.comparison import compare
from dragoman.comparison.report import comparison_data
from dragoman.errors import InputError, UsageError
from dragoman.exporting import export_events
from dragoman.importing import import_events
from dragoman.importing.files import recognised
from dragoman.importing.layouts import READERS
from dragoman.importing.records import CodedRow, LeftOut
from dragoman.layouts import columns
from dragoman.layouts.reading import countries_by_name, sector_of
from dragoman.store import Dataset
from test_export_layouts import ARREST, MEETING, THREAT, stored

# ---- rows of our own, in each layout ----


def icews(**cells: object) -> str:
    """A line of ICEWS: Turkish police arrest a reporter in Ankara."""
    return _line(
        "icews",
        {
            "Event ID": 20718170,
            "Event Date": "2024-03-05",
            "Source Name": "Police (Turkey)",
            "Source Sectors": "Government,Police",
            "Source Country": "Turkey",
            "Event Text": "Arrest, detain, or charge with legal action",
            "CAMEO Code": "173",
            "Intensity": -5.0,
            "Target Name": "Media Personnel (Turkey)",
            "Target Sectors": "Media,Social",
            "Target Country": "Turkey",
            "Story ID": 31920561,
            "Sentence Number": 2,
            "Publisher": "Orchid Wire",
            "City": "Ankara",
            "Country": "Turkey",
            "Latitude": 39.92,
            "Longitude": 32.85,
        }
        | cells,
    )


def gdelt(**cells: object) -> str:
    """A line of GDELT 2.0: Iran threatens the United States."""
    return _line(
        "gdelt",
        {
            "GLOBALEVENTID": 1150000001,
            "SQLDATE": 20240304,
            "Actor1Code": "IRN",
            "Actor1Name": "IRAN",
            "Actor1CountryCode": "IRN",
            "Actor2Code": "USAGOV",
            "Actor2Name": "JOE BIDEN",
            "Actor2CountryCode": "USA",
            "Actor2Type1Code": "GOV",
            "EventCode": "130",
            "QuadClass": 3,
            "ActionGeo_Type": 4,
            "ActionGeo_FullName": "Tehran, Tehran, Iran",
            "ActionGeo_CountryCode": "IR",
            "ActionGeo_Lat": 35.75,
            "ActionGeo_Long": 51.51,
            "DATEADDED": "20240305101500",
            "SOURCEURL": "https://orchid-wire.example/iran",
        }
        | cells,
    )


def polecat(**cells: object) -> str:
    """A line of POLECAT: Russia and France meet in Kazan."""
    nothing = {column.name: "None" for column in columns("polecat")}
    return _line(
        "polecat",
        nothing
        | {
            "Event ID": "20240305-1-ab_CONSULT_visit",
            "Event Date": "2024-03-05",
            "Event Type": "CONSULT",
            "Event Mode": "visit",
            "Contexts": "diplomatic; military",
            "Actor Name": "Russia",
            "Actor Country": "RUS",
            "Recipient Name": "France; Emmanuel Macron",
            "Recipient Country": "FRA; FRA",
            "Recipient Sectors": "None",
            "Placename": "Kazan",
            "Country": "RUS",
            "Latitude": "55.79",
            "Longitude": "49.12",
            "Source": "Orchid Wire",
            "Publication Date": "2024-03-06",
        }
        | cells,
    )


def _line(layout: str, cells: dict[str, object]) -> str:
    names = [column.name for column in columns(layout)]
    assert cells.keys() <= set(names)
    return "\t".join(str(cells.get(name, "")) for name in names) + "\n"


def head(layout: str) -> str:
    return "\t".join(column.name for column in columns(layout)) + "\n"


def read(layout: str, line: str) -> CodedRow | LeftOut:
    """What one line says."""
    names = [column.name for column in columns(layout)]
    return READERS[layout](1, dict(zip(names, line.rstrip("\n").split("\t"), strict=True)))


@pytest.fixture
def datasets(tmp_path: Path) -> Iterator[Any]:
    """Imports texts as files, and closes what that opens."""
    opened: list[Dataset] = []

    def load(**files: str) -> tuple[Dataset, Any]:
        paths = []
        for name, text in files.items():
            path = tmp_path / f"{name}.tab"
            path.write_text(text, "utf-8")
            paths.append(path)
        dataset, done = import_events(paths, tmp_path / "theirs.duckdb")
        opened.append(dataset)
        return dataset, done

    yield load
    for dataset in opened:
        dataset.close()


# ---- one row ----


def test_a_row_of_icews_says_who_did_what_to_whom():
    row = read("icews", icews())
    assert isinstance(row, CodedRow)
    assert (row.event_type, row.mode, row.cameo) == ("COERCE", "arrest", "173")
    (source,), (target,) = row.sources, row.targets
    assert (source.country, source.sector, source.actor_id) == ("TUR", "COP", "TUR")
    assert (target.country, target.sector) == ("TUR", "MED")
    assert (row.day, row.place_name, row.place_country) == (date(2024, 3, 5), "Ankara", "TUR")


def test_a_row_of_gdelt_has_its_day_apart_from_that_of_its_report():
    row = read("gdelt", gdelt())
    assert isinstance(row, CodedRow)
    assert (row.event_type, row.cameo, row.url) == (
        "THREATEN",
        "130",
        "https://orchid-wire.example/iran",
    )
    assert (row.day, row.published) == (date(2024, 3, 4), date(2024, 3, 5))
    assert (row.place_name, row.place_country) == ("Tehran", "IRN")
    assert row.targets[0].sector == "GOV"


def test_a_meeting_of_polecat_has_all_parties_as_sources():
    row = read("polecat", polecat())
    assert isinstance(row, CodedRow)
    assert [actor.name for actor in row.sources] == ["Russia", "France", "Emmanuel Macron"]
    assert row.targets == ()
    assert (row.mode, row.contexts) == ("visit", ("diplomatic", "military"))
    assert row.published == date(2024, 3, 6)


@pytest.mark.parametrize(
    ("code", "expected"),
    [("0251", "REQUEST"), ("251", "REQUEST"), ("57", "SUPPORT"), ("1951", "ASSAULT")],
)
def test_codes_without_their_leading_zero_are_mended(code: str, expected: str):
    row = read("icews", icews(**{"CAMEO Code": code}))
    assert isinstance(row, CodedRow)
    assert row.event_type == expected


def test_statements_have_no_type_in_plover():
    assert isinstance(read("icews", icews(**{"CAMEO Code": "010"})), LeftOut)


@pytest.mark.parametrize(
    ("layout", "line", "reason"),
    [
        ("icews", icews(**{"CAMEO Code": "13y"}), "unknown CAMEO code '13y'"),
        ("icews", icews(**{"CAMEO Code": "14"}), "may have lost a zero"),
        ("icews", icews(**{"Event Date": "5 March"}), "'5 March' is no day"),
        ("icews", icews(Latitude="north"), "Latitude 'north' is no number"),
        ("icews", icews(**{"Source Name": "", "Target Name": ""}), "has no actor"),
        ("gdelt", gdelt(SQLDATE=20240231), "'20240231' is no day"),
        ("polecat", polecat(**{"Event Type": "DEMAND"}), "unknown Event Type 'DEMAND'"),
    ],
)
def test_what_cannot_be_read_says_why(layout: str, line: str, reason: str):
    with pytest.raises(InputError, match=reason):
        read(layout, line)


def test_sectors_and_countries_of_icews_in_our_codes():
    assert sector_of("Dissident,Rebel") == "REB"
    assert sector_of("Executive,Foreign Ministry,Government") == "GOV"
    assert sector_of("Army Special Forces,Military,Government") == "MIL"
    assert sector_of("Opposition Major Party (Out Of Government),Parties") == "OPP"
    assert sector_of("Unaffiliated Sectors") is None
    assert countries_by_name()["Occupied Palestinian Territory"] == "PSE"
    assert "" not in countries_by_name()


@pytest.mark.parametrize("layout", ["icews", "polecat"])
def test_layouts_are_known_by_their_header(layout: str):
    assert recognised(head(layout)) == layout


def test_gdelt_is_known_by_its_width():
    line = gdelt()
    assert recognised(line) == recognised(head("gdelt")) == "gdelt"
    assert recognised("a\tb\n") is None
    first = [c.name for c in columns("gdelt")]
    old = "\t".join(
        cell
        for name, cell in zip(first, line.split("\t"), strict=True)
        if not name.endswith("ADM2Code")
    )
    assert recognised(old) == "gdelt"


# ---- datasets ----


def test_imported_events_are_events_like_others(datasets: Any):
    dataset, done = datasets(icews=head("icews") + icews(), gdelt=gdelt())
    assert (done.rows, done.stories, done.mentions, done.events) == (2, 2, 2, 2)
    arrest, threat = sorted(dataset.timeline().fetchall(), key=lambda row: row[4])
    names = dataset.timeline().columns
    told = dict(zip(names, arrest, strict=True))
    assert told["sentence"] == (
        "Police (Turkey) — Arrest, detain, or charge with legal action — Media Personnel (Turkey),"
        " in Ankara"
    )
    parts = {s["part"]: told["sentence"][s["start"] : s["end"]] for s in told["spans"]}
    assert parts == {
        "source": "Police (Turkey)",
        "trigger": "Arrest, detain, or charge with legal action",
        "target": "Media Personnel (Turkey)",
    }
    assert told["summary"].startswith("TUR → TUR MED: Arrest, detain")
    assert (told["publisher"], told["dated"]) == ("Orchid Wire", True)
    told = dict(zip(names, threat, strict=True))
    assert (told["sources"], told["targets"], told["dated"]) == (["IRN"], ["joe-biden"], True)
    assert dataset.dyad("IRN", "USA").fetchall()[0][1] == 1
    ((why,),) = dataset.query(
        "SELECT explanation FROM mentions WHERE event_type = 'COERCE'"
    ).fetchall()
    assert why == "ICEWS, icews.tab, line 2: event 20718170 2024-03-05; confidence: not given"


def test_offsets_count_in_the_article_of_the_story(datasets: Any):
    other = icews(**{"Event ID": 2, "CAMEO Code": "175", "Event Text": "Use violent repression"})
    dataset, done = datasets(icews=head("icews") + icews() + other)
    assert (done.stories, done.mentions) == (1, 2)
    for text, sentence, start, end, trigger, at in dataset.query(
        "SELECT text, sentence, sentence_start, sentence_end, trigger_text, trigger_start"
        " FROM mentions JOIN articles USING (article_id)"
    ).fetchall():
        assert text[start:end] == sentence
        assert text[at : at + len(trigger)] == trigger
    for text, words, start, end in dataset.query(
        'SELECT a.text, p.text, p."start", p."end" FROM mention_actors p'
        " JOIN mentions USING (mention_id) JOIN articles a USING (article_id)"
    ).fetchall():
        assert text[start:end] == words


def test_a_meeting_that_stands_in_both_directions_is_one(datasets: Any):
    there = {"CAMEO Code": "040", "Event Text": "Consult", "Source Name": "Russia"}
    there |= {"Source Country": "Russian Federation", "Source Sectors": "", "Target Sectors": ""}
    there |= {"Target Name": "France", "Target Country": "France"}
    back = there | {"Event ID": 2, "Source Name": "France", "Source Country": "France"}
    back |= {"Target Name": "Russia", "Target Country": "Russian Federation"}
    dataset, done = datasets(icews=head("icews") + icews(**there) + icews(**back))
    assert (done.rows, done.mentions, done.events) == (2, 1, 1)
    ((sources, targets),) = dataset.query("SELECT sources, targets FROM events").fetchall()
    assert (sources, targets) == (["FRA", "RUS"], [])


def test_a_secretary_general_speaks_for_the_united_nations(datasets: Any):
    speaker = {"Source Name": "Antonio Guterres", "Source Country": "", "CAMEO Code": "111"}
    speaker |= {"Source Sectors": "International Government Organization"}
    dataset, _ = datasets(icews=head("icews") + icews(**speaker))
    rows = dataset.query(
        "SELECT actor_id, organization FROM mention_actors WHERE role = 'source'"
    ).fetchall()
    assert rows == [("antonio-guterres", "UN")]


def test_bad_rows_are_counted_with_line_and_reason_and_the_others_go_on(datasets: Any):
    lines = [head("icews"), icews(), "too\tshort\n", icews(**{"CAMEO Code": "999"})]
    lines += [icews(**{"CAMEO Code": "012"}), icews(**{"Event ID": 3, "Story ID": 3})]
    _, done = datasets(icews="".join(lines))
    assert [(row.line, row.reason) for row in done.rejected] == [
        (3, "has 2 cells where 20 are due"),
        (4, "unknown CAMEO code '999'"),
    ]
    assert (done.rows, done.rejected_count, done.mentions) == (5, 2, 2)
    assert list(done.left_out.values()) == [1]


def test_importing_again_adds_nothing(datasets: Any):
    text = head("icews") + icews()
    first, _ = datasets(icews=text)
    first.close()
    _, again = datasets(icews=text)
    assert (again.stories, again.mentions, again.known, again.events) == (0, 0, 1, 1)


def test_packed_files_and_polecats_empty_columns_are_read(tmp_path: Path):
    packed = tmp_path / "20240305.export.CSV.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("20240305.export.CSV", gdelt())
    gzipped = tmp_path / "events.txt.gz"
    gzipped.write_bytes(
        gzip.compress((head("polecat") + polecat().rstrip("\n") + "\t\t\n").encode())
    )
    dataset, done = import_events([packed, gzipped], tmp_path / "db.duckdb")
    dataset.close()
    assert (done.mentions, done.rejected, done.failed) == (2, [], [])


def test_a_file_that_cannot_be_read_is_kept_with_its_reason(tmp_path: Path):
    (tmp_path / "notes.txt").write_text("nothing of the kind\n")
    (tmp_path / "bad.zip").write_bytes(b"PK no")
    (tmp_path / "good.tab").write_text(head("icews") + icews())
    paths = [tmp_path / name for name in ("notes.txt", "bad.zip", "good.tab")]
    dataset, done = import_events(paths, tmp_path / "db.duckdb")
    with dataset:
        failed = dataset.query("SELECT path FROM articles WHERE status = 'failed'").fetchall()
    assert done.mentions == 1
    assert [path for path, _ in done.failed] == [str(path) for path in paths[:2]]
    assert "has no layout that is known" in done.failed[0][1]
    assert sorted(failed) == sorted((str(path),) for path in paths[:2])


def test_wrong_use_is_said(tmp_path: Path):
    with pytest.raises(UsageError, match="no file"):
        import_events([tmp_path / "none.tab"], tmp_path / "db.duckdb")
    (tmp_path / "a.tab").touch()
    with pytest.raises(UsageError, match="no layout 'weis': there are icews, gdelt, polecat"):
        import_events([tmp_path / "a.tab"], tmp_path / "db.duckdb", layout="weis")
    assert not (tmp_path / "db.duckdb").exists()


# ---- round trips and comparison ----


@pytest.mark.parametrize(
    ("layout", "file"),
    [("icews", "icews.tab"), ("gdelt", "gdelt.export.CSV"), ("polecat", "polecat.txt")],
)
def test_what_is_exported_comes_back(tmp_path: Path, layout: str, file: str):
    with stored(tmp_path / "ours.duckdb", ARREST, MEETING, THREAT) as ours:
        export_events(ours, tmp_path, layout)
        theirs, done = import_events([tmp_path / file], tmp_path / "theirs.duckdb")
        assert (done.rejected, done.failed) == ([], [])
        with theirs:
            back = theirs.query(_TOLD).fetchall()
            assert back == [row for row in ours.query(_TOLD).fetchall() if row[0] != "ASSAULT"]
            assert compare(ours, theirs, whole_countries=True).cells.only_b == 0


# Kazan's meeting has two days, and POLECAT no CAMEO code.
_TOLD = """
SELECT event_type, quad, sources, targets, place_country,
       if(date_start = date_end, date_start, NULL) FROM events ORDER BY event_type
"""


def test_a_comparison_counts_what_both_have_and_shows_what_one_lacks(datasets: Any, tmp_path: Path):
    days = [f"2024-03-{day:02}" for day in (1, 2, 3, 4, 5)]
    ours = [gdelt(SQLDATE=d.replace("-", ""), GLOBALEVENTID=i) for i, d in enumerate(days, 1)]
    theirs = [
        icews(
            **{
                "Event ID": i,
                "Story ID": i,
                "Event Date": day,
                "Source Name": "Iran",
                "Source Country": "Iran",
                "Source Sectors": "",
                "Target Name": "United States",
                "Target Country": "United States",
                "Target Sectors": "",
                "CAMEO Code": code,
            }
        )
        for i, (day, code) in enumerate(
            [(days[0], "130"), (days[1], "138"), (days[2], "190"), (days[4], "130")], 1
        )
    ]
    (tmp_path / "theirs.tab").write_text(head("icews") + "".join(theirs))
    a, _ = datasets(gdelt="".join(ours))
    b, _ = import_events([tmp_path / "theirs.tab"], tmp_path / "b.duckdb")
    with b:
        found = compare(a, b)
        by_week = compare(a, b, "week", since="2024-03-04")
    assert (found.since, found.until) == (date(2024, 3, 1), date(2024, 3, 5))
    counts = {row.name: (row.a, row.b) for row in found.quads}
    assert counts["verbal conflict"] == (5, 3)
    assert counts["material conflict"] == (0, 1)
    assert (found.total.a, found.total.b, found.total.r) == (5, 4, None)
    assert (found.dyads[0].name, found.dyads[0].a, found.dyads[0].b) == ("IRN – USA", 5, 4)
    assert (found.cells.both, found.cells.only_a, found.cells.only_b) == (3, 2, 1)
    assert (found.cells.of_a, found.cells.of_b, found.cells.jaccard) == (0.6, 0.75, 0.5)
    assert (found.meetings.both, found.same_quad) == (4, 0.75)
    assert [str(cell.day) for _, cell in found.only_a] == ["2024-03-03", "2024-03-04"]
    assert found.only_b[0][1].summary.startswith("IRN → USA:")
    assert by_week.cells.both == 1
    json.dumps(comparison_data(found))


def test_datasets_without_common_time_cannot_be_compared(datasets: Any, tmp_path: Path):
    a, _ = datasets(gdelt=gdelt())
    (tmp_path / "b.tab").write_text(head("icews") + icews(**{"Event Date": "2015-01-01"}))
    b, _ = import_events([tmp_path / "b.tab"], tmp_path / "b.duckdb")
    with b, pytest.raises(UsageError, match="no time in common"):
        compare(a, b)
    with Dataset(tmp_path / "empty.duckdb") as empty:
        with pytest.raises(UsageError, match=r"empty\.duckdb has no event whose day is known"):
            compare(a, empty)
        with pytest.raises(UsageError, match="no period 'year'"):
            compare(a, empty, "year")  # type: ignore[arg-type]


def test_commands(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    (tmp_path / "a.tab").write_text(head("icews") + icews() + "x\n")
    (tmp_path / "b.tab").write_text(head("polecat") + polecat())
    for name in ("a", "b"):
        assert main(["import", str(tmp_path / f"{name}.tab"), "--db", str(tmp_path / name)]) == 0
    told = capsys.readouterr().out
    assert "line 3: has 1 cells where 20 are due" in told
    assert "New mentions: 1 in 1 stories." in told
    dbs = ["--db", str(tmp_path / "a"), "--with", str(tmp_path / "b")]
    assert main(["compare", *dbs]) == 0
    assert "FRA, RUS, emmanuel-macron: CONSULT visit" in capsys.readouterr().out
    assert main(["compare", *dbs, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["cells"]["both"] == 0
    assert (
        main(["export", str(tmp_path / "out"), "--db", str(tmp_path / "a"), "--format", "acled"])
        == 0
    )
    assert (tmp_path / "out" / "acled.csv").exists()
    (tmp_path / "none.txt").write_text("x\n")
    assert main(["import", str(tmp_path / "none.txt"), "--db", str(tmp_path / "c")]) == 1
