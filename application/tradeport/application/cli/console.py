"""Where the command speaks: results on stdout, everything else on stderr."""

import json
from typing import Any

import click
from rich.console import Console

OUT = Console(soft_wrap=True)
ERR = Console(stderr=True, soft_wrap=True)


def emit(what: Any) -> None:
    """One JSON object on stdout."""
    click.echo(json.dumps(what, indent=2))


def heading(text: str) -> None:
    """A line above a table, on stderr."""
    ERR.print(f"[bold]{text}[/]")


def notes(lines: list[str]) -> None:
    """What was assumed, said aloud."""
    for line in lines:
        ERR.print("[yellow]note:[/] ", end="")
        ERR.print(line, markup=False, highlight=False)
