"""The commands: what they print where, and how they end."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from dragoman.cli import main
from dragoman.store import Dataset

STORY = "On Thursday, Turkey rejected US calls to end the operation. The sky over Ankara was blue."


class Result:
    """Exit code, standard output and standard error of a command."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@pytest.fixture
def dragoman(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("COLUMNS", "100")

    def command(*arguments: object) -> Result:
        capsys.readouterr()
        code = main([str(argument) for argument in arguments])
        return Result(code, *capsys.readouterr())

    return command


@pytest.fixture(scope="module")
def news(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dataset of one article."""
    folder = tmp_path_factory.mktemp("news")
    line = {"text": STORY, "published": "2024-03-08", "title": "A [bold]title"}
    (folder / "news.jsonl").write_text(json.dumps(line), "utf-8")
    assert main(["code", str(folder / "news.jsonl"), "--db", str(folder / "news.duckdb")]) == 0
    return folder / "news.duckdb"


def test_help_names_the_commands_and_version_is_the_packages(dragoman):
    shown = dragoman("--help")
    assert shown.code == 0
    for command in ("code", "explain", "timeline", "dyad", "matrix", "network", "issues", "export"):
        assert f" {command} " in shown.out
    version = dragoman("--version")
    assert (version.code, version.out) == (0, "dragoman 0.1.0\n")


def test_help_loads_none_of_the_heavy_libraries():
    script = (
        "import sys\n"
        "from dragoman.cli import main\n"
        "main(['code', '--help'])\n"
        "heavy = {'spacy', 'duckdb', 'pandas', 'pyarrow', 'numpy'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True, capture_output=True)


def test_readme_code_then_timeline(dragoman, tmp_path: Path, examples: Path):
    """The articles of the examples, coded, looked at, and coded again in vain."""
    db = tmp_path / "news.duckdb"
    first = dragoman("code", examples, "--db", db)
    assert first.code == 0
    assert "New mentions: " in first.out
    shown = dragoman("timeline", "--db", db)
    assert shown.code == 0
    assert " reports in " in shown.out or " report in " in shown.out
    again = dragoman("code", examples, "--db", db)
    assert again.code == 0
    assert "already stored" in again.out
    assert "New mentions: 0." in again.out


def test_code_prints_its_summary_as_json_alone_on_standard_output(dragoman, tmp_path: Path):
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "good.txt").write_text(STORY, "utf-8")
    (tmp_path / "news" / "empty.txt").touch()
    result = dragoman("code", tmp_path / "news", "--db", tmp_path / "db.duckdb", "--json")
    assert result.code == 0
    assert result.json["coded"] == 1
    assert result.json["interrupted"] is False
    ((failed),) = result.json["failed"]
    assert failed["path"].endswith("empty.txt")
    assert failed["reason"]
    assert "empty.txt" in result.err


def test_unreadable_inputs_are_each_listed_with_their_reason(dragoman, tmp_path: Path):
    (tmp_path / "good.txt").write_text(STORY, "utf-8")
    (tmp_path / "[bold]empty.txt").touch()
    (tmp_path / "binary.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20)
    result = dragoman("code", tmp_path, "--db", tmp_path / "db.duckdb")
    assert result.code == 0
    assert "Articles: 1 coded, 2 failed." in result.out
    assert len([line for line in result.out.splitlines() if line.startswith("Failed: ")]) == 2
    assert "[bold]empty.txt: " in result.out


def test_many_articles_in_another_language_are_counted_few_are_listed(dragoman, tmp_path: Path):
    french = [f"Le ministre numéro {n} a rencontré son homologue à Sotchi." for n in range(30)]
    (tmp_path / "f.jsonl").write_text("".join(json.dumps({"text": t}) + "\n" for t in french))
    (tmp_path / "f.txt").write_text("Le ministre turc a rencontré son homologue russe lundi.")
    many = dragoman("code", tmp_path / "f.jsonl", "--db", tmp_path / "db.duckdb")
    assert "Skipped 30: " in many.out
    assert many.out.count("Skipped") == 1
    few = dragoman("code", tmp_path / "f.txt", "--db", tmp_path / "db.duckdb")
    assert f"Skipped: {tmp_path / 'f.txt'}: " in few.out


def test_nothing_that_can_be_coded_is_exit_code_1(dragoman, tmp_path: Path):
    (tmp_path / "empty.txt").touch()
    result = dragoman("code", tmp_path / "empty.txt", "--db", tmp_path / "db.duckdb")
    assert result.code == 1
    assert "Failed: " in result.out


def test_wrong_use_is_exit_code_2_with_one_line(dragoman, news: Path, tmp_path: Path):
    cases = [
        (
            ("code", "no-such-folder", "--db", tmp_path / "db.duckdb"),
            "no file or folder 'no-such-folder'",
        ),
        (
            ("code", news.parent, "--db", tmp_path / "db.duckdb", "--date", "soon"),
            "'soon' is no date",
        ),
        (("explain", "Turkey met Russia.", "--date", "2024-13-01"), "'2024-13-01' is no date"),
        (("timeline", "--db", tmp_path / "none.duckdb"), "does not exist: `dragoman code"),
        (("timeline", "--db", news, "--actor", "Turkye"), "no actor is called 'Turkye'; did you"),
        (("timeline", "--db", news, "--type", "MEET"), "no event type 'MEET': there are AGREE"),
        (("timeline", "--db", news, "--since", "March"), "'March' is no date"),
        (("issues", "--db", news, "--issue", "fish"), "no issue is called 'fish'"),
        (("timeline", "--db", news, "--dyad", "TUR", "Turkey"), "are the same"),
        (("timeline", "--db", news, "--quad", "war"), "no event class 'war'"),
        (("dyad", "TUR", "Americca", "--db", news), "no actor is called 'Americca'"),
        (("dyad", "TUR", "USA", "--db", news, "--plot", "p.gif"), "p.gif: a picture ends in"),
        (("matrix", "TUR", "Americca", "--db", news), "no actor is called 'Americca'"),
        (("network", "n.dot", "--db", news), "n.dot: a network ends in .graphml or .gexf"),
        (("export", tmp_path / "out", "--db", tmp_path / "none.duckdb"), "does not exist"),
        (("export", tmp_path / "out", "--db", news, "--format", "xls"), "there are parquet, csv"),
    ]
    for arguments, reason in cases:
        result = dragoman(*arguments)
        assert (result.code, result.out) == (2, ""), arguments
        assert result.err.startswith("dragoman: "), arguments
        assert reason in result.err
        assert result.err.count("\n") == 1


def test_the_timeline_can_be_narrowed_and_condensed(dragoman, news: Path):
    line = "2024-03-07  TUR → USA: rejected US calls to end the operation  REJECT"
    assert dragoman("timeline", "--db", news, "--brief").out.startswith(line)
    narrow = ("--dyad", "TUR", "USA", "--quad", "verbal conflict", "--confidence", 0.1)
    chosen = dragoman("timeline", "--db", news, *narrow, "--top", 1, "--json")
    assert [entry["event_type"] for entry in chosen.json] == ["REJECT"]
    for plans in (("--upcoming", "2024-01-01"), ("--unresolved",)):
        assert dragoman("timeline", "--db", news, *plans).out == "No events.\n"


def test_dyad_prints_its_periods_and_draws_them(dragoman, news: Path, tmp_path: Path):
    shown = dragoman("dyad", "Turkey", "USA", "--db", news, "--plot", tmp_path / "p.html")
    assert shown.code == 0
    assert shown.out.startswith("Turkey – United States\n")
    assert f"Picture: {tmp_path / 'p.html'}" in shown.err
    assert "<svg" in (tmp_path / "p.html").read_text("utf-8")
    weeks = dragoman("dyad", "TUR", "USA", "--db", news, "--by", "week", "--json").json
    assert [period["period"] for period in weeks["periods"]] == ["2024-03-04"]
    table = dragoman("dyad", "TUR", "USA", "--db", news, "--format", "csv").out
    assert table.splitlines()[1].startswith("2024-03-01,1,0,0,1,0,-2.0,-2.0,-2.0,0.0,0.0")


def test_matrix_and_network_show_who_did_what_to_whom(dragoman, news: Path, tmp_path: Path):
    shown = dragoman("matrix", "--db", news, "--measure", "events", "--format", "csv")
    assert shown.out == "source,TUR,USA\nTUR,,1\nUSA,,\n"
    assert dragoman("matrix", "TUR", "USA", "--db", news, "--json").json["pairs"][0]["events"] == 1
    assert "TUR" in dragoman("matrix", "--db", news).out
    graph = dragoman("network", tmp_path / "n.graphml", "--db", news)
    assert graph.out == f"{tmp_path / 'n.graphml'}: 2 actors, 1 ties.\n"


def test_a_missing_option_or_unknown_command_is_exit_code_2(dragoman):
    assert dragoman("code", "x").code == 2
    assert dragoman("translate").code == 2


def test_a_job_that_fails_is_exit_code_1_with_one_line(dragoman, tmp_path: Path, news: Path):
    (tmp_path / "db.duckdb").write_text("not a database\n" * 999)
    result = dragoman("code", news.parent / "news.jsonl", "--db", tmp_path / "db.duckdb")
    assert (result.code, result.out) == (1, "")
    assert result.err.startswith(f"dragoman: {tmp_path / 'db.duckdb'} is not a DuckDB file: ")
    assert result.err.count("\n") == 1
    assert dragoman("timeline", "--db", tmp_path / "db.duckdb").code == 1


def test_ctrl_c_is_exit_code_1_and_keeps_what_was_coded(
    dragoman, tmp_path: Path, news: Path, monkeypatch: pytest.MonkeyPatch
):
    from dragoman.engine.crew import Crew
    from samples import PlainCoder

    coder = PlainCoder(interrupt_after=1)
    monkeypatch.setattr(
        Crew, "code_articles", lambda _, articles, dated: coder.code_articles(articles)
    )
    monkeypatch.setattr(Crew, "register", coder.register)
    for name, text in (("a", "Turkey met Russia."), ("b", "Egypt praised France.")):
        (tmp_path / f"{name}.txt").write_text(f"{text} It was a fine day for all of them.", "utf-8")
    result = dragoman("code", tmp_path, "--db", tmp_path / "db.duckdb")
    assert result.code == 1
    assert "run the same command again" in result.out
    with Dataset(tmp_path / "db.duckdb", read_only=True) as dataset:
        assert len(dataset.articles()) == len(dataset.events()) == 1


def test_explain_shows_actors_date_and_reasons(dragoman):
    result = dragoman("explain", STORY, "--date", "2024-03-08")
    assert result.code == 0
    for words in ("REJECT", "rejected", "Turkey", "TUR", "2024-03-07", "actual", "why"):
        assert words in result.out
    (rejection, *_) = dragoman("explain", STORY, "--date", "2024-03-08", "--json").json["mentions"]
    assert rejection["event_type"] == "REJECT"
    assert rejection["date_start"] == "2024-03-07"
    assert STORY[rejection["trigger_start"] : rejection["trigger_end"]] == rejection["trigger_text"]


def test_explain_says_when_a_text_without_date_may_be_of_and_why(dragoman):
    text = "President Bush met Prime Minister Tony Blair in London in May. They had met in 2003."
    result = dragoman("explain", text)
    for words in ("published", "inferred", "in office 1997-05-02 to 2007-06-27", "2003"):
        assert words in result.out
    found = dragoman("explain", text, "--json").json
    assert "2003" <= found["published_start"] <= found["published_end"] < "2009"
    assert any("Tony Blair" in reason for reason in found["date_reasons"])
    assert "inferred" not in dragoman("explain", text, "--date", "2004-05-08").out


def test_explain_says_what_it_saw_where_there_is_no_event(dragoman):
    result = dragoman("explain", "The weather in [bold]Ankara[/bold] was fine on March 5, 2024.")
    assert result.code == 0
    assert "No event found." in result.out
    assert "Ankara" in result.out
    assert "2024-03-05" in result.out
    assert "[bold]" in result.out
    assert dragoman("explain", "Nothing.", "--json").json["mentions"] == []


@pytest.mark.parametrize("form", ["text", "markdown", "html", "json"])
def test_timeline_has_four_forms(dragoman, news: Path, form: str):
    result = dragoman("timeline", "--db", news, "--format", form)
    assert result.code == 0
    assert result.err == ""
    assert "rejected US calls" in result.out
    assert not any(line.endswith(" ") for line in result.out.splitlines())


@pytest.mark.parametrize("form", ["text", "markdown", "html", "json"])
def test_issues_have_four_forms(dragoman, news: Path, form: str):
    result = dragoman("issues", "--db", news, "--actor", "Turkey", "--format", form)
    assert result.code == 0
    assert result.err == ""
    assert "rejected US calls" in re.sub("</?mark[^>]*>", "", result.out)
    assert "Turkey" in result.out


def test_timeline_as_json_is_json_alone(dragoman, news: Path):
    entries = dragoman("timeline", "--db", news, "--json").json
    assert entries[0]["event_type"] == "REJECT"
    assert dragoman("timeline", "--db", news, "--format", "json").json == entries
    assert dragoman("timeline", "--db", news, "--json", "--since", "2030-01-01").json == []


def test_timeline_takes_actors_types_and_days(dragoman, news: Path):
    chosen = ("--actor", "Turkey", "--actor", "USA", "--type", "reject", "--until", "2024-03-07")
    (entry,) = dragoman("timeline", "--db", news, "--json", *chosen).json
    assert entry["sources"] == ["TUR"]


@pytest.mark.parametrize("form", ["parquet", "csv", "jsonl"])
def test_export_names_the_files_it_wrote(dragoman, news: Path, tmp_path: Path, form: str):
    result = dragoman("export", tmp_path / "out", "--db", news, "--format", form, "--json")
    assert result.code == 0
    assert len(result.json["files"]) == 8
    assert all(Path(name).stat().st_size or form == "jsonl" for name in result.json["files"])


def test_standard_input_is_read_and_the_console_script_works(tmp_path: Path):
    """The installed command in its own process: no traceback, results and messages apart."""
    command = [
        Path(sys.executable).with_name("dragoman"),
        "code",
        "-",
        "--db",
        tmp_path / "db.duckdb",
    ]
    done = subprocess.run(
        [*map(str, command), "--json", "--date", "2024-03-08"],
        input=STORY,
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(done.stdout)["coded"] == 1
    assert "Traceback" not in done.stderr
    with Dataset(tmp_path / "db.duckdb", read_only=True) as dataset:
        assert dataset.articles().fetchall()[0][1] == "-"
