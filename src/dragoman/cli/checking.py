"""The command that looks after the installation."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from dragoman.cli.common import Json, app, write_json


@app.command()
def doctor(
    db: Annotated[
        Path | None, typer.Option("--db", help="Look at this dataset, too.", metavar="FILE")
    ] = None,
    as_json: Json = False,
) -> None:
    """Check installation, machine and dataset. Says what to do where something is wrong."""
    from dragoman.doctor import Finding, examine

    found: list[Finding] = []
    for finding in examine(db):
        found.append(finding)
        if not as_json:
            typer.echo(f"{finding.state:5} {finding.subject}: {finding.found}")
            if finding.advice:
                typer.echo(f"      → {finding.advice}")
    if as_json:
        write_json([asdict(finding) for finding in found])
    if any(finding.state == "bad" for finding in found):
        raise typer.Exit(1)
