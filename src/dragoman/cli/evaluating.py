"""The command that measures the coder."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dragoman.cli.common import (
    Actors,
    Json,
    OwnTypes,
    app,
    write,
    write_json,
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
    actors: Actors = None,
    ontology: OwnTypes = None,
    seed: Annotated[int, typer.Option(help="Of the bootstrap.", min=0)] = 0,
    as_json: Json = False,
) -> None:
    """Score the coder on gold records. F1 by type, confusion, calibration, intervals."""
    from dragoman import evaluation
    from dragoman.coding import load_coder
    from dragoman.evaluation import report
    from dragoman.pictures import check

    if plot:
        check(plot)
    with report.shown_progress() as show:
        scored = evaluation.evaluate(
            gold,
            load_coder(actors, ontology),
            layout=layout,
            task=task,
            seed=seed,
            on_progress=show,
        )
    for line in report.rejected_lines(scored):
        typer.echo(line, err=True)
    if as_json:
        write_json(report.evaluation_data(scored))
    else:
        write(report.evaluation_text(scored))
    if plot:
        scored.plot(plot)
        typer.echo(f"Picture: {plot}", err=True)
