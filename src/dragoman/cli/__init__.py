"""The command line. What a command needs is imported when it runs, so that help comes at once."""

from __future__ import annotations

import atexit
import gc
import sys
from typing import Annotated

import typer

# Their order is that of the commands in the help.
# isort: off
from dragoman.cli import coding, watching, views, exchange, evaluating, workbench, checking  # noqa: F401

# isort: on
from dragoman.cli.common import app
from dragoman.errors import DragomanError, UsageError
from dragoman.imports import defer_spacy_commands

__all__ = ["app", "main"]


def main(arguments: list[str] | None = None) -> int:
    """Run a command and return the exit code: 0 done, 1 nothing coded or failed, 2 wrong use."""
    defer_spacy_commands()
    gc.set_threshold(50_000)  # imports and data files make many objects and hardly a cycle
    atexit.register(gc.freeze)  # the models need not be searched for cycles as the program ends
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


def _complain(reason: object, code: int) -> int:
    print(f"dragoman: {reason}", file=sys.stderr)
    return code
