"""Commands for the work with a dataset: the workbench, and what is corrected."""

from __future__ import annotations

from typing import Annotated

import typer

from dragoman.cli.common import (
    Db,
    app,
)


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
