"""Commands that give data to other programs, take theirs, and compare."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dragoman.cli.common import (
    Db,
    Json,
    Period,
    Since,
    Until,
    WholeCountries,
    app,
    existing,
    write,
    write_json,
)


@app.command()
def export(
    folder: Annotated[Path, typer.Argument(help="Where the files go.", metavar="OUT_DIR")],
    db: Db,
    layout: Annotated[
        str,
        typer.Option(
            "--format",
            help="Of all tables parquet, csv or jsonl; of the events gdelt, icews, polecat, plover"
            " or acled; gold for what people have corrected, confirmed and rejected.",
        ),
    ] = "parquet",
    as_json: Json = False,
) -> None:
    """Write all tables or events as files. Layouts of the field and gold: docs/formats.md."""
    from dragoman import exporting

    left_out: dict[str, int] = {}
    with existing(db) as dataset:
        if layout == "gold":
            gold = exporting.export_gold(dataset, folder)
            paths = [gold.path]
            if gold.left_out:
                left_out["marks such as <s> stand in their sentences"] = gold.left_out
        elif layout in exporting.LAYOUTS:
            written = exporting.export_events(dataset, folder, layout)
            paths, left_out = written.paths, written.left_out
        else:
            paths = exporting.export(dataset, folder, layout)
    if as_json:
        write_json({"files": [str(path) for path in paths], "left_out": left_out})
        return
    typer.echo("\n".join(map(str, paths)))
    for reason, number in left_out.items():
        typer.echo(f"Left out {number:,} events: {reason}.", err=True)


@app.command("import")
def import_(
    files: Annotated[
        list[str],
        typer.Argument(
            help="Files of ICEWS, GDELT or POLECAT, plain, gzipped or zipped; or the folder or URL"
            " of a cluster's tables.",
            metavar="FILE",
        ),
    ],
    db: Db,
    layout: Annotated[
        str | None,
        typer.Option("--format", help="icews, gdelt or polecat; by default recognised."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Add other people's event data, or make a dataset of the tables that a cluster wrote."""
    from dragoman.importing import import_events, import_tables, is_folder
    from dragoman.importing.report import imported_data, imported_lines

    if len(files) == 1 and is_folder(files[0]):
        from dragoman.views.runs import summary_data, summary_lines

        dataset, summary = import_tables(files[0], db)
        dataset.close()
        summary.words = 0  # the rate was the cluster's
        for line in summary_lines(summary, str(db)):
            typer.echo(line, err=as_json)
        if as_json:
            write_json(summary_data(summary))
        return
    dataset, done = import_events(files, db, layout=layout)
    dataset.close()
    for line in imported_lines(done, str(db)):
        typer.echo(line, err=as_json)
    if as_json:
        write_json(imported_data(done))
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
    """Compare two datasets. Counts by day, dyad and quad class, correlation, what one lacks."""
    from dragoman import comparison
    from dragoman.comparison import report

    with existing(db) as a, existing(other) as b:
        found = comparison.compare(
            a, b, by.value, since=since, until=until, whole_countries=whole_countries, top=top
        )
    if as_json:
        write_json(report.comparison_data(found))
    else:
        write(report.comparison_text(found, str(db), str(other)))
