"""`platform data`."""

from pathlib import Path
from typing import Any

import click

from tradeport.application.cli import options
from tradeport.application.cli.console import OUT, emit, notes
from tradeport.application.cli.tables import table


@click.group()
def command() -> None:
    """Look at market data, or convert it."""


@command.command()
@click.argument("sources", nargs=-1, required=True, metavar="[NAME=]FILE...")
@options.data_options
@options.JSON
def inspect(sources: tuple[str, ...], as_json: bool, **words: Any) -> int:
    """Show how files are read: columns, times, interval, increments, gaps, suspected splits. Exit 3 for bad data."""
    from tradeport.application import data

    found = data.inspect([*words.pop("data"), *sources], _reading(words))
    if as_json:
        emit([one.as_dict() for one in found])
        return 0
    for one in found:
        facts = one.as_dict()
        lines = facts.pop("notes", [])
        shown = table("", "", title=f"{facts.pop('instrument', '')} in {facts.pop('path')}")
        for name, value in facts.items():
            shown.add_row(name.replace("_", " "), _text(value))
        OUT.print(shown)
        notes(lines)
    return 0


@command.command()
@click.argument("sources", nargs=-1, required=True, metavar="[NAME=]FILE...")
@click.option("--out", "-o", required=True, type=click.Path(path_type=Path, dir_okay=False), help=".parquet, .csv or .csv.gz")
@options.data_options
def convert(sources: tuple[str, ...], out: Path, **words: Any) -> int:
    """Write files in the platform's own form, checked, with all options applied."""
    from tradeport.application import data

    written = data.convert([*words.pop("data"), *sources], _reading(words), out)
    OUT.print(f"wrote {written}", highlight=False)
    return 0


def _reading(words: dict[str, Any]) -> Any:
    from tradeport.application.assemble import reading

    return reading(options.request_of({**words, "data": ("-",)}, strategy="-"))


def _text(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{k} = {v}" for k, v in value.items()) or "–"
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value)) or "–"
    return "–" if value is None else str(value)
