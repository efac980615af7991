"""What commands have in common: their options, opening the dataset, writing results."""

from __future__ import annotations

import json
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dragoman.errors import UsageError

if TYPE_CHECKING:
    from rich.console import RenderableType

    from dragoman.store import Dataset

app = typer.Typer(
    name="dragoman",
    help="Political event data from messy news articles: who did what to whom, when and where,"
    " with the words that say so.",
    no_args_is_help=True,
    rich_markup_mode=None,  # help in panels takes twice the time
    pretty_exceptions_enable=False,
)

Db = Annotated[Path, typer.Option("--db", help="The dataset's file.", metavar="FILE")]
Json = Annotated[bool, typer.Option("--json", help="Machine-readable results on standard output.")]
Actors = Annotated[
    Path | None,
    typer.Option("--actors", help="Your own actors, before the register's.", metavar="FILE"),
]
OwnTypes = Annotated[
    Path | None,
    typer.Option(
        "--ontology", help="Event types of your own, in place of PLOVER's.", metavar="FILE.toml"
    ),
]

OwnDictionaries = Annotated[
    list[Path] | None,
    typer.Option(
        "--dictionaries",
        help="PETRARCH's dictionaries of actors, agents and verbs, before ours. Repeatable.",
        metavar="FILE|DIR",
    ),
]

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


def day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise UsageError(f"{text!r} is no date: write it as 2024-03-07") from error


def existing(db: Path, *, writing: bool = False) -> Dataset:
    """The dataset of a file; UsageError where there is none."""
    from dragoman.store import Dataset

    if not db.exists():
        raise UsageError(f"{db} does not exist: `dragoman code INPUT... --db {db}` makes it")
    return Dataset(db, read_only=not writing)


def write(renderable: RenderableType) -> None:
    """Write on the terminal; in a file or pipe, without the blanks that fill the lines."""
    from rich.console import Console

    console = Console()
    with console.capture() as capture:
        console.print(renderable)
    typer.echo("\n".join(line.rstrip() for line in capture.get().splitlines()))


def write_json(value: Any) -> None:
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))
