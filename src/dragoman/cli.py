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
    kind: Annotated[
        list[str] | None,
        typer.Option(
            "--type", help="Only this PLOVER type. Repeatable: any of them.", metavar="TYPE"
        ),
    ] = None,
    since: Annotated[str | None, typer.Option(help="First day.", metavar="DAY")] = None,
    until: Annotated[str | None, typer.Option(help="Last day.", metavar="DAY")] = None,
    layout: Annotated[Layout, typer.Option("--format", help="The form.")] = Layout.text,
    as_json: Json = False,
) -> None:
    """Show the events in the order of their days, each with a sentence as evidence."""
    from dragoman import views

    with _existing(db) as dataset:
        entries = views.read_timeline(
            dataset,
            actors=actor or (),
            types=kind or (),
            since=_day(since),
            until=_day(until),
        )
    if as_json or layout is Layout.json:
        _print_json(views.timeline_data(entries))
    elif layout is Layout.markdown:
        typer.echo(views.timeline_markdown(entries), nl=False)
    elif layout is Layout.html:
        typer.echo(views.timeline_page(entries, ", ".join([*(actor or ()), *(kind or ())])))
    else:
        _print(views.timeline_text(entries))


@app.command()
def export(
    folder: Annotated[Path, typer.Argument(help="Where the files go.", metavar="OUT_DIR")],
    db: Db,
    layout: Annotated[str, typer.Option("--format", help="parquet, csv or jsonl.")] = "parquet",
    as_json: Json = False,
) -> None:
    """Write all tables as files. In CSV, lists stand as JSON."""
    from dragoman import exporting

    with _existing(db) as dataset:
        paths = exporting.export(dataset, folder, layout)
    if as_json:
        _print_json({"files": [str(path) for path in paths]})
    else:
        typer.echo("\n".join(map(str, paths)))


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
    from dragoman.evaluation.pictures import check

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
