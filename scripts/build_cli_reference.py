"""Writes docs/cli.md anew from the help texts of the commands.

python scripts/build_cli_reference.py
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from typing import Any

import typer

from dragoman.cli import app

PAGE = Path(__file__).parent.parent / "docs" / "cli.md"
HEAD = """# Commands

All commands and their options, made from the program's own help (`dragoman code --help`).

Exit codes: 0 done; 1 nothing could be coded, or the job failed; 2 wrong use. With `--json`, results
go to standard output as JSON, progress and messages to standard error.
"""


def page() -> str:
    """The page: each command with its usage, arguments and options."""
    program = typer.main.get_command(app)
    commands: dict[str, Any] = program.commands  # type: ignore[attr-defined]
    listed = [
        f"| [`{name}`](#dragoman-{name}) | {_line(command.help)} |"
        for name, command in commands.items()
        if not command.hidden
    ]
    parts = [HEAD, "\n".join(["| command | what it does |", "| --- | --- |", *listed]) + "\n"]
    parts += [section(name, command) for name, command in commands.items() if not command.hidden]
    return "\n".join(parts)


def section(name: str, command: Any) -> str:
    """One command: heading, help, usage and tables of its arguments and options."""
    arguments = [p for p in command.params if p.param_type_name == "argument"]
    options = [p for p in command.params if p.param_type_name == "option" and not p.hidden]
    usage = " ".join([f"dragoman {name}", *map(_argument, arguments), "[OPTIONS]"])
    lines = [f"## dragoman {name}", "", command.help.strip(), "", "```text", usage, "```", ""]
    lines += _table("argument", [(_value(p), _line(p.help)) for p in arguments])
    lines += _table("option", [(_option(p), _explained(p)) for p in options])
    return "\n".join(lines)


def _table(head: str, rows: list[tuple[str, str]]) -> Iterator[str]:
    if rows:
        yield from (f"| {head} | |", "| --- | --- |")
        yield from (f"| {name} | {text} |" for name, text in rows)
        yield ""


def _argument(parameter: Any) -> str:
    name = parameter.metavar or parameter.name.upper()
    shown = " ".join([name] * parameter.nargs) if parameter.nargs > 1 else name
    shown += "..." if parameter.nargs == -1 else ""
    return shown if parameter.required else f"[{shown}]"


def _value(parameter: Any) -> str:
    return f"`{parameter.metavar or parameter.name.upper()}`"


def _option(parameter: Any) -> str:
    names = ", ".join(parameter.opts)
    if parameter.is_flag:
        return f"`{names}`"
    if isinstance(parameter.default, Enum):
        value = "|".join(str(choice.value) for choice in type(parameter.default))
    else:
        value = parameter.metavar or names.lstrip("-").upper()
    return f"`{names} {value}`".replace("|", "\\|")


def _explained(parameter: Any) -> str:
    default = getattr(parameter.default, "value", parameter.default)
    notes = ["**needed**"] if parameter.required else []
    if not parameter.required and not parameter.is_flag and default not in (None, (), [], 0.0):
        notes.append(f"by default `{default}`")
    if parameter.envvar:
        notes.append(f"or the environment variable `{parameter.envvar}`")
    return _line(parameter.help) + (f" ({'; '.join(notes)})" if notes else "")


def _line(text: str | None) -> str:
    return " ".join((text or "").split()).replace("|", "\\|")


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
