"""The command line. What a command needs is imported when it runs, so that help comes at once."""

from __future__ import annotations

import json
import sys
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dragoman.errors import DragomanError, UsageError

if TYPE_CHECKING:
    from rich.console import RenderableType

    from dragoman.store import Dataset

app = typer.Typer(
    name="dragoman",
    help="Political event data from messy news articles: who did what to whom, when and where,"
    " with the words that say so.",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)

Db = Annotated[Path, typer.Option("--db", help="The dataset's file.", metavar="FILE")]
Json = Annotated[bool, typer.Option("--json", help="Machine-readable results on standard output.")]

Since = Annotated[str | None, typer.Option(help="First day.", metavar="DAY")]
Until = Annotated[str | None, typer.Option(help="Last day.", metavar="DAY")]
Confidence = Annotated[
    float, typer.Option(help="The least confidence.", metavar="0..1", min=0.0, max=1.0)
]

WholeCountries = Annotated[
    bool,
    typer.Option(
        "--whole-countries",
        help="A country means whoever is of it, its rebels, companies and citizens too,"
        " not only the state.",
    ),
]


class Sheet(StrEnum):
    """The forms of figures."""

    text = "text"
    csv = "csv"
    json = "json"


class Period(StrEnum):
    """The periods of a dyad."""

    day = "day"
    week = "week"
    month = "month"


class Measure(StrEnum):
    """The figures of a matrix: the sum of the scores, their mean, the number of events."""

    net = "net"
    mean = "mean"
    events = "events"


class Layout(StrEnum):
    """The forms of a timeline."""

    text = "text"
    markdown = "markdown"
    html = "html"
    json = "json"


def main(arguments: list[str] | None = None) -> int:
    """Run a command and return the exit code: 0 done, 1 nothing coded or failed, 2 wrong use."""
    try:
        app(arguments, standalone_mode=True)
    except SystemExit as end:
        return int(end.code or 0)
    except UsageError as error:
        return _complain(error, 2)
    except DragomanError as error:
        return _complain(error, 1)
    except KeyboardInterrupt:
        return _complain("interrupted", 1)
    return 0


@app.callback(invoke_without_command=True)
def _options(
    version: Annotated[bool, typer.Option("--version", help="Show the version.")] = False,
) -> None:
    if version:
        import dragoman

        typer.echo(f"dragoman {dragoman.__version__}")
        raise typer.Exit


@app.command()
def code(
    inputs: Annotated[
        list[str],
        typer.Argument(help="Files, folders, patterns, or - for standard input.", metavar="INPUT"),
    ],
    db: Db,
    date: Annotated[
        str | None,
        typer.Option(help="Day of publication, whatever the articles say.", metavar="DAY"),
    ] = None,
    actors: Annotated[
        Path | None,
        typer.Option(help="Your own actors, before those of the register.", metavar="FILE"),
    ] = None,
    as_json: Json = False,
) -> None:
    """Code articles into a dataset. Running it again adds only what is new."""
    from rich.console import Console

    from dragoman.engine import run
    from dragoman.views.runs import shown_progress, summary_data, summary_lines

    messages = Console(stderr=True)
    with shown_progress(messages, _count(inputs) if messages.is_terminal else None) as show:
        dataset, summary = run(
            inputs,
            db,
            published=date,
            actors=actors,
            on_progress=show,
        )
    dataset.close()
    for line in summary_lines(summary, str(db)):
        typer.echo(line, err=as_json)
    if as_json:
        _print_json(summary_data(summary))
    if summary.interrupted or not summary.coded + summary.duplicates + summary.known:
        raise typer.Exit(1)


@app.command()
def explain(
    sentence: Annotated[str, typer.Argument(help="A sentence, in quotation marks.")],
    date: Annotated[
        str | None, typer.Option(help="The day on which it was published.", metavar="DAY")
    ] = None,
    as_json: Json = False,
) -> None:
    """Code one sentence and show how: actors, predicate, type, date, and the reasons."""
    from dragoman.views import explanation

    found = explanation.explain(sentence, _day(date))
    if as_json:
        _print_json(explanation.explanation_data(found))
    else:
        _print(explanation.explanation_text(found))


@app.command()
def timeline(
    db: Db,
    actor: Annotated[
        list[str] | None,
        typer.Option(
            help="Only events with this actor: a code, country or name. Repeatable: any of them.",
            metavar="ACTOR",
        ),
    ] = None,
    dyad: Annotated[
        tuple[str, str] | None,
        typer.Option(help="Only what these two did to each other.", metavar="ACTOR ACTOR"),
    ] = None,
    kind: Annotated[
        list[str] | None,
        typer.Option(
            "--type", help="Only this PLOVER type. Repeatable: any of them.", metavar="TYPE"
        ),
    ] = None,
    quad: Annotated[
        list[str] | None,
        typer.Option(
            help='Only this quad class, "material conflict" for instance. Repeatable.',
            metavar="CLASS",
        ),
    ] = None,
    place: Annotated[
        list[str] | None,
        typer.Option(
            help="Only what happened in this place or country. Repeatable.", metavar="PLACE"
        ),
    ] = None,
    since: Since = None,
    until: Until = None,
    confidence: Confidence = 0.0,
    upcoming: Annotated[
        str | None,
        typer.Option(
            help="Only what was announced for days after this, and what came of it.", metavar="DAY"
        ),
    ] = None,
    unresolved: Annotated[
        bool, typer.Option("--unresolved", help="Only what was announced and never reported.")
    ] = False,
    top: Annotated[
        int | None, typer.Option(help="Only the events that matter most.", metavar="K", min=1)
    ] = None,
    layout: Annotated[Layout, typer.Option("--format", help="The form.")] = Layout.text,
    brief: Annotated[
        bool, typer.Option("--brief", help="As text, one line an event, without evidence.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Show the events in the order of their days, each with a sentence as evidence."""
    from dragoman import views

    with _existing(db) as dataset:
        entries = views.read_timeline(
            dataset,
            actors=actor or (),
            dyad=dyad,
            types=kind or (),
            quads=quad or (),
            places=place or (),
            since=since,
            until=until,
            confidence=confidence,
            upcoming=upcoming,
            unresolved=unresolved,
        )
    if top:
        entries = views.condense(entries, top)
    if as_json or layout is Layout.json:
        _print_json(views.timeline_data(entries))
    elif layout is Layout.markdown:
        typer.echo(views.timeline_markdown(entries), nl=False)
    elif layout is Layout.html:
        asked_for = [*(actor or ()), *(dyad or ()), *(kind or ()), *(quad or ()), *(place or ())]
        typer.echo(views.timeline_page(entries, ", ".join(asked_for)))
    elif brief:
        for line in views.timeline_lines(entries):
            typer.echo(line)
    else:
        _print(views.timeline_text(entries))


@app.command()
def dyad(
    a: Annotated[str, typer.Argument(help="A code, country or name.", metavar="ACTOR")],
    b: Annotated[str, typer.Argument(help="Another.", metavar="ACTOR")],
    db: Db,
    by: Annotated[Period, typer.Option(help="How long a period is.")] = Period.month,
    since: Since = None,
    until: Until = None,
    confidence: Confidence = 0.0,
    whole_countries: WholeCountries = False,
    plot: Annotated[
        Path | None, typer.Option(help="Draw it.", metavar="FILE.png|.svg|.pdf|.html")
    ] = None,
    layout: Annotated[Sheet, typer.Option("--format", help="The form.")] = Sheet.text,
    as_json: Json = False,
) -> None:
    """Show the relation of two actors through time, and its turning points."""
    from dragoman.pictures import check
    from dragoman.views import dyads, figures

    if plot:
        check(plot, figures.ENDINGS)
    with _existing(db) as dataset:
        found = dyads.read_dyad(
            dataset,
            a,
            b,
            by.value,
            since=since,
            until=until,
            confidence=confidence,
            whole_countries=whole_countries,
        )
    if as_json or layout is Sheet.json:
        _print_json(dyads.dyad_data(found))
    elif layout is Sheet.csv:
        typer.echo(dyads.dyad_csv(found), nl=False)
    else:
        _print(dyads.dyad_text(found))
    if plot:
        dyads.draw_dyad(found, plot)
        typer.echo(f"Picture: {plot}", err=True)


@app.command()
def matrix(
    db: Db,
    actors: Annotated[
        list[str] | None,
        typer.Argument(help="Codes, countries or names; by default the busiest.", metavar="ACTOR"),
    ] = None,
    measure: Annotated[Measure, typer.Option(help="The figure to show.")] = Measure.net,
    top: Annotated[int, typer.Option(help="How many of the busiest.", metavar="K", min=2)] = 12,
    since: Since = None,
    until: Until = None,
    confidence: Confidence = 0.0,
    whole_countries: WholeCountries = False,
    plot: Annotated[
        Path | None, typer.Option(help="Draw a heat map.", metavar="FILE.png|.svg|.pdf|.html")
    ] = None,
    layout: Annotated[Sheet, typer.Option("--format", help="The form.")] = Sheet.text,
    as_json: Json = False,
) -> None:
    """Show what several actors did to each other, source by target. JSON has all figures."""
    from dragoman.pictures import check
    from dragoman.views import dyads, figures

    if plot:
        check(plot, figures.ENDINGS)
    with _existing(db) as dataset:
        found = dyads.read_matrix(
            dataset,
            actors or (),
            top,
            since=since,
            until=until,
            confidence=confidence,
            whole_countries=whole_countries,
        )
    if as_json or layout is Sheet.json:
        _print_json(dyads.matrix_data(found))
    elif layout is Sheet.csv:
        typer.echo(dyads.matrix_csv(found, measure.value), nl=False)
    else:
        for line in dyads.matrix_lines(found, measure.value):
            typer.echo(line)
    if plot:
        dyads.draw_matrix(found, measure.value, plot)
        typer.echo(f"Picture: {plot}", err=True)


@app.command()
def network(
    path: Annotated[Path, typer.Argument(help="The file.", metavar="FILE.graphml|.gexf")],
    db: Db,
    since: Since = None,
    until: Until = None,
    confidence: Confidence = 0.0,
    whole_countries: WholeCountries = False,
    as_json: Json = False,
) -> None:
    """Write the network of actors, who did how much to whom, for Gephi, igraph and the like."""
    from dragoman import exporting

    with _existing(db) as dataset:
        actors, ties = exporting.write_network(
            dataset,
            path,
            since=since,
            until=until,
            confidence=confidence,
            whole_countries=whole_countries,
        )
    if as_json:
        _print_json({"file": str(path), "actors": actors, "ties": ties})
    else:
        typer.echo(f"{path}: {actors:,} actors, {ties:,} ties.")


@app.command()
def issues(
    db: Db,
    issue: Annotated[
        str | None,
        typer.Option(
            help="Only this one, in full: its number, or words of its name.", metavar="N|WORDS"
        ),
    ] = None,
    actor: Annotated[
        list[str] | None,
        typer.Option(
            help="Only where this actor stands, in full: a code, country or name. Repeatable.",
            metavar="ACTOR",
        ),
    ] = None,
    layout: Annotated[Layout, typer.Option("--format", help="The form.")] = Layout.text,
    as_json: Json = False,
) -> None:
    """Show who stands where: what actors ask for, reject, support, blame, threaten or concede."""
    from dragoman.views import positions

    with _existing(db) as dataset:
        found = positions.read_issues(dataset, issue=issue, actors=actor or ())
    if as_json or layout is Layout.json:
        _print_json(positions.issues_data(found))
    elif layout is Layout.markdown:
        typer.echo(positions.issues_markdown(found), nl=False)
    elif layout is Layout.html:
        asked_for = [issue, *(actor or ())] if issue else actor or []
        typer.echo(positions.issues_page(found, ", ".join(asked_for)))
    else:
        in_full = issue or actor
        _print(positions.issue_text(found) if in_full else positions.issues_text(found))


@app.command()
def export(
    folder: Annotated[Path, typer.Argument(help="Where the files go.", metavar="OUT_DIR")],
    db: Db,
    layout: Annotated[
        str,
        typer.Option(
            "--format",
            help="Of all tables parquet, csv or jsonl; of the events gdelt, icews, polecat, plover"
            " or acled.",
        ),
    ] = "parquet",
    as_json: Json = False,
) -> None:
    """Write all tables as files, or the events in a layout of the field (docs/formats.md)."""
    from dragoman import exporting

    with _existing(db) as dataset:
        if layout in exporting.LAYOUTS:
            written = exporting.export_events(dataset, folder, layout)
            paths, left_out = written.paths, written.left_out
        else:
            paths, left_out = exporting.export(dataset, folder, layout), {}
    if as_json:
        _print_json({"files": [str(path) for path in paths], "left_out": left_out})
        return
    typer.echo("\n".join(map(str, paths)))
    for reason, number in left_out.items():
        typer.echo(f"Left out {number:,} events: {reason}.", err=True)


@app.command("import")
def import_(
    files: Annotated[
        list[Path],
        typer.Argument(help="Event files, plain, gzipped or zipped.", metavar="FILE"),
    ],
    db: Db,
    layout: Annotated[
        str | None,
        typer.Option("--format", help="icews, gdelt or polecat; by default recognised."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Add other people's event data to a dataset: files of ICEWS, GDELT or POLECAT."""
    from dragoman.importing import import_events
    from dragoman.importing.report import imported_data, imported_lines

    dataset, done = import_events(files, db, layout=layout)
    dataset.close()
    for line in imported_lines(done, str(db)):
        typer.echo(line, err=as_json)
    if as_json:
        _print_json(imported_data(done))
    if not done.stories + done.known:
        raise typer.Exit(1)


@app.command()
def compare(
    db: Db,
    other: Annotated[
        Path, typer.Option("--with", help="The dataset to compare it with.", metavar="FILE")
    ],
    by: Annotated[Period, typer.Option(help="How long a period is.")] = Period.day,
    since: Since = None,
    until: Until = None,
    whole_countries: WholeCountries = False,
    top: Annotated[int, typer.Option(help="How many dyads and examples.", metavar="K", min=1)] = 10,
    as_json: Json = False,
) -> None:
    """Compare two datasets by period, dyad and quad class: counts, correlation, what one lacks."""
    from dragoman import comparison
    from dragoman.comparison import report

    with _existing(db) as a, _existing(other) as b:
        found = comparison.compare(
            a, b, by.value, since=since, until=until, whole_countries=whole_countries, top=top
        )
    if as_json:
        _print_json(report.comparison_data(found))
    else:
        _print(report.comparison_text(found, str(db), str(other)))


@app.command()
def serve(
    db: Db,
    host: Annotated[
        str, typer.Option(help="The address to listen on; beyond this machine with a password.")
    ] = "127.0.0.1",
    port: Annotated[
        int | None,
        typer.Option(help="By default 8571, or a free one.", min=1, max=65535, metavar="N"),
    ] = None,
    no_open: Annotated[bool, typer.Option("--no-open", help="Open no browser.")] = False,
    read_only: Annotated[
        bool, typer.Option("--read-only", help="Change nothing; others may read the file too.")
    ] = False,
    password: Annotated[
        str | None,
        typer.Option(envvar="DRAGOMAN_PASSWORD", help="What visitors must know.", show_envvar=True),
    ] = None,
) -> None:
    """Open the workbench in a browser: see events, doubt them, put them right."""
    from dragoman.web.server import serve as run_server

    run_server(
        db,
        host=host,
        port=port,
        read_only=read_only,
        password=password,
        open_browser=not no_open,
        announce=lambda address: typer.echo(f"{address}  (Ctrl-C ends it)"),
    )


@app.command()
def evaluate(
    gold: Annotated[
        Path,
        typer.Argument(help="Gold records: ZSP's TSV, PLOVER's JSON or a CSV of your own."),
    ],
    layout: Annotated[
        str | None,
        typer.Option("--format", help="zsp, plover or csv; by default recognised."),
    ] = None,
    task: Annotated[
        str | None,
        typer.Option(
            help="pairs: the coder is told the two actors. texts: it finds the events itself."
            " By default pairs for ZSP's files, texts for the others."
        ),
    ] = None,
    plot: Annotated[
        Path | None,
        typer.Option(
            help="Draw the confusion matrix and the calibration.", metavar="FILE.png|.svg|.pdf"
        ),
    ] = None,
    seed: Annotated[int, typer.Option(help="Of the bootstrap.", min=0)] = 0,
    as_json: Json = False,
) -> None:
    """Score the coder on gold records: F1 by type, confusion, calibration, intervals."""
    from dragoman import evaluation
    from dragoman.evaluation import report
    from dragoman.pictures import check

    if plot:
        check(plot)
    with report.shown_progress() as show:
        scored = evaluation.evaluate(gold, layout=layout, task=task, seed=seed, on_progress=show)
    for line in report.rejected_lines(scored):
        typer.echo(line, err=True)
    if as_json:
        _print_json(report.evaluation_data(scored))
    else:
        _print(report.evaluation_text(scored))
    if plot:
        scored.plot(plot)
        typer.echo(f"Picture: {plot}", err=True)


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise UsageError(f"{text!r} is no date: write it as 2024-03-07") from error


def _existing(db: Path) -> Dataset:
    from dragoman.store import Dataset

    if not db.exists():
        raise UsageError(f"{db} does not exist: `dragoman code INPUT... --db {db}` makes it")
    return Dataset(db, read_only=True)


def _count(inputs: list[str]) -> int | None:
    """The number of documents, where they can be read twice."""
    from dragoman.reading import read_documents

    return None if "-" in inputs else sum(1 for _ in read_documents(inputs))


def _print(renderable: RenderableType) -> None:
    """Show on the terminal; in a file or pipe, without the blanks that fill the lines."""
    from rich.console import Console

    console = Console()
    with console.capture() as capture:
        console.print(renderable)
    typer.echo("\n".join(line.rstrip() for line in capture.get().splitlines()))


def _print_json(value: Any) -> None:
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))


def _complain(reason: object, code: int) -> int:
    print(f"dragoman: {reason}", file=sys.stderr)
    return code
