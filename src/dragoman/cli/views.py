"""Commands that show what is in a dataset, and for whom."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dragoman.cli.common import (
    Confidence,
    Db,
    Json,
    Layout,
    Measure,
    Period,
    Sheet,
    Since,
    Until,
    WholeCountries,
    app,
    existing,
    write,
    write_json,
)


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
    """Show the events in order. Each has a sentence as evidence, those without days are last."""
    from dragoman.views.condensed import condense
    from dragoman.views.data import timeline_data
    from dragoman.views.markdown import timeline_markdown
    from dragoman.views.pages import timeline_page
    from dragoman.views.text import timeline_lines, timeline_text
    from dragoman.views.timeline import read_timeline

    with existing(db) as dataset:
        entries = read_timeline(
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
        entries = condense(entries, top)
    if as_json or layout is Layout.json:
        write_json(timeline_data(entries))
    elif layout is Layout.markdown:
        typer.echo(timeline_markdown(entries), nl=False)
    elif layout is Layout.html:
        asked_for = [*(actor or ()), *(dyad or ()), *(kind or ()), *(quad or ()), *(place or ())]
        typer.echo(timeline_page(entries, ", ".join(asked_for)))
    elif brief:
        for line in timeline_lines(entries):
            typer.echo(line)
    else:
        write(timeline_text(entries))


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
    """Show the relation of two actors through time. Its turning points are marked."""
    from dragoman.pictures import check
    from dragoman.views import dyads, figures

    if plot:
        check(plot, figures.ENDINGS)
    with existing(db) as dataset:
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
        write_json(dyads.dyad_data(found))
    elif layout is Sheet.csv:
        typer.echo(dyads.dyad_csv(found), nl=False)
    else:
        write(dyads.dyad_text(found))
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
    """Show what several actors did to each other. Source by target; JSON has all figures."""
    from dragoman.pictures import check
    from dragoman.views import dyads, figures

    if plot:
        check(plot, figures.ENDINGS)
    with existing(db) as dataset:
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
        write_json(dyads.matrix_data(found))
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
    """Write the network of actors. Who did how much to whom, for Gephi, igraph and the like."""
    from dragoman import exporting

    with existing(db) as dataset:
        actors, ties = exporting.write_network(
            dataset,
            path,
            since=since,
            until=until,
            confidence=confidence,
            whole_countries=whole_countries,
        )
    if as_json:
        write_json({"file": str(path), "actors": actors, "ties": ties})
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
    """Show who stands where. What actors ask for, reject, support, blame, threaten or concede."""
    from dragoman.views import positions

    with existing(db) as dataset:
        found = positions.read_issues(dataset, issue=issue, actors=actor or ())
    if as_json or layout is Layout.json:
        write_json(positions.issues_data(found))
    elif layout is Layout.markdown:
        typer.echo(positions.issues_markdown(found), nl=False)
    elif layout is Layout.html:
        asked_for = [issue, *(actor or ())] if issue else actor or []
        typer.echo(positions.issues_page(found, ", ".join(asked_for)))
    else:
        in_full = issue or actor
        write(positions.issue_text(found) if in_full else positions.issues_text(found))
