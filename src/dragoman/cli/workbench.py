"""Commands for the work on a dataset: the workbench, and the log of what is corrected."""

from __future__ import annotations

from typing import Annotated

import typer

from dragoman.cli.common import Db, Json, app, existing, write_json


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
    """Open the workbench in a browser. See events, doubt them, put them right."""
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
def corrections(
    db: Db,
    undo: Annotated[
        int | None, typer.Option(help="Take the correction of this number back.", metavar="N")
    ] = None,
    by: Annotated[
        str | None, typer.Option(help="Who undoes it; by default your login name.", metavar="NAME")
    ] = None,
    as_json: Json = False,
) -> None:
    """List who put what right, when and why; take one back."""
    from dragoman.views.corrections import corrections_data, corrections_lines, read_corrections

    with existing(db, writing=undo is not None) as dataset:
        if undo is not None:
            dataset.undo(undo, by=by or _login())
        rows = read_corrections(dataset)
    if as_json:
        write_json(corrections_data(rows))
        return
    for line in corrections_lines(rows):
        typer.echo(line)
    if not rows:
        typer.echo(f"Nothing is corrected yet: `dragoman serve --db {db}` is for that.", err=True)


def _login() -> str:
    """The name of who is logged in; nothing where the system knows none."""
    from getpass import getuser

    try:
        return getuser()
    except (KeyError, OSError):
        return ""
