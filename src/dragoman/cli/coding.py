"""Commands that code: articles into a dataset, one sentence."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from dragoman.cli.common import (
    Actors,
    Json,
    OwnDictionaries,
    OwnTypes,
    app,
    day,
    write,
    write_json,
)
from dragoman.errors import UsageError


class Engine(StrEnum):
    """Where articles are coded."""

    local = "local"
    dask = "dask"


@app.command()
def code(
    inputs: Annotated[
        list[str] | None,
        typer.Argument(help="Files, folders, patterns, or - for standard input.", metavar="INPUT"),
    ] = None,
    db: Annotated[
        Path | None, typer.Option("--db", help="The dataset's file.", metavar="FILE")
    ] = None,
    date: Annotated[
        str | None,
        typer.Option(help="Day of publication, whatever the articles say.", metavar="DAY"),
    ] = None,
    actors: Actors = None,
    ontology: OwnTypes = None,
    dictionaries: OwnDictionaries = None,
    processes: Annotated[
        int | None,
        typer.Option(help="The most worker processes; by default one a core.", min=1, metavar="N"),
    ] = None,
    engine: Annotated[
        Engine,
        typer.Option(help="local codes on this machine, dask on the workers of a cluster."),
    ] = Engine.local,
    out: Annotated[
        str | None,
        typer.Option(
            help="With dask, in place of --db: the folder of the tables, or its URL.",
            metavar="DIR|URL",
        ),
    ] = None,
    scheduler: Annotated[
        str | None,
        typer.Option(
            help="The scheduler of a Dask cluster; by default workers are started here.",
            metavar="ADDRESS",
        ),
    ] = None,
    recode: Annotated[
        bool,
        typer.Option(
            "--recode",
            help="Code anew what an earlier version of Dragoman has coded, or where the register of"
            " actors has changed; corrections stay.",
        ),
    ] = False,
    profile: Annotated[
        bool, typer.Option("--profile", help="Show how long each stage of the work took.")
    ] = False,
    log: Annotated[
        Path | None,
        typer.Option(help="Add what happens to a file, as JSON lines.", metavar="FILE"),
    ] = None,
    as_json: Json = False,
) -> None:
    """Code articles into a dataset. Running it again adds only what is new."""
    if not inputs and not recode:
        raise UsageError("nothing to code: name files or folders, or `--recode` what is stored")
    _check_engine(engine, db, out, scheduler, recode)
    from rich.console import Console

    from dragoman.engine import logged
    from dragoman.views.runs import profile_lines, shown_progress, summary_data, summary_lines

    messages = Console(stderr=True)
    inputs = inputs or []
    total = _count(inputs) if messages.is_terminal and db else None
    given: dict[str, Any] = {
        "published": date,
        "actors": actors,
        "ontology": ontology,
        "dictionaries": dictionaries or (),
        "processes": processes,
    }
    with logged(log), shown_progress(messages, total) as show:
        if out:
            from dragoman.engine import cluster

            summary = cluster.run(inputs, out, scheduler=scheduler, on_progress=show, **given)
        else:
            from dragoman.engine import run

            dataset, summary = run(inputs, db or "", recode=recode, on_progress=show, **given)
            dataset.close()
    for line in summary_lines(summary, out or str(db)):
        typer.echo(line, err=as_json)
    if profile:
        for line in profile_lines(summary):
            typer.echo(line, err=as_json)
    if as_json:
        write_json(summary_data(summary))
    done = summary.coded + summary.duplicates + summary.known + summary.recoded
    if summary.interrupted or not (done or recode):
        raise typer.Exit(1)


def _check_engine(
    engine: Engine, db: Path | None, out: str | None, scheduler: str | None, recode: bool
) -> None:
    """Raises UsageError where options do not go together."""
    if engine is Engine.local:
        if out or scheduler:
            raise UsageError("--out and --scheduler are for a cluster: add --engine dask")
        if not db:
            raise UsageError("no dataset: name its file with --db")
    elif db or recode:
        raise UsageError(
            "a cluster writes tables, not a dataset: name their folder with --out, without --db"
            " and --recode; `dragoman import` makes a dataset of them"
        )
    elif not out:
        raise UsageError("no place for the tables: name a folder or its URL with --out")


def _count(inputs: list[str]) -> int | None:
    """The number of documents, where they can be read twice."""
    from dragoman.reading import read_documents

    return None if "-" in inputs else sum(1 for _ in read_documents(inputs))


@app.command()
def explain(
    sentence: Annotated[str, typer.Argument(help="A sentence, in quotation marks.")],
    date: Annotated[
        str | None, typer.Option(help="The day on which it was published.", metavar="DAY")
    ] = None,
    actors: Actors = None,
    ontology: OwnTypes = None,
    dictionaries: OwnDictionaries = None,
    as_json: Json = False,
) -> None:
    """Code one sentence and show how. Actors, predicate, type, date, and the reasons."""
    from dragoman.coding import load_coder
    from dragoman.views import explanation

    coder = load_coder(actors, ontology, dictionaries or ())
    found = explanation.explain(sentence, day(date), coder)
    if as_json:
        write_json(explanation.explanation_data(found))
    else:
        write(explanation.explanation_text(found))
