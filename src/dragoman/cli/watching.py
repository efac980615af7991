"""The command that goes on: feeds into a dataset."""

from __future__ import annotations

import json
import logging
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any

import typer

from dragoman.cli.common import Db, Json, app


@app.command()
def watch(
    feeds: Annotated[
        list[str], typer.Argument(help="Addresses of RSS and Atom feeds.", metavar="FEED")
    ],
    db: Db,
    interval: Annotated[
        float, typer.Option(help="Minutes between two polls of a feed.", min=1, metavar="MINUTES")
    ] = 15,
    once: Annotated[bool, typer.Option("--once", help="End after one round.")] = False,
    allow_private: Annotated[
        bool,
        typer.Option("--allow-private", help="Fetch from private networks and this machine, too."),
    ] = False,
    actors: Annotated[
        Path | None,
        typer.Option(help="Your own actors, before those of the register.", metavar="FILE"),
    ] = None,
    processes: Annotated[
        int | None,
        typer.Option(help="The most worker processes; by default one a core.", min=1, metavar="N"),
    ] = None,
    as_json: Json = False,
) -> None:
    """Poll feeds and code the pages of new entries, until Ctrl-C. --json: a line an article."""
    from dragoman.watching import round_line
    from dragoman.watching import watch as rounds

    _log_to_stderr()
    answered = False
    for done in rounds(
        feeds,
        db,
        interval=timedelta(minutes=interval),
        once=once,
        allow_private=allow_private,
        actors=actors,
        processes=processes,
        on_page=_print_line if as_json else lambda page: None,
    ):
        typer.echo(round_line(done), err=as_json)
        answered = not done.polled or any(polled.feed.error is None for polled in done.polled)
    if once and not answered:
        raise typer.Exit(1)


def _print_line(page: dict[str, Any]) -> None:
    typer.echo(json.dumps(page, ensure_ascii=False, default=str))


def _log_to_stderr() -> None:
    """Show what fails, with its time."""
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s", "%Y-%m-%d %H:%M:%S"))
    logger = logging.getLogger("dragoman")
    logger.handlers = [handler]
