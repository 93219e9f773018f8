"""`platform new`."""

from pathlib import Path

import click

from tradeport.application.cli.console import OUT


@click.command()
@click.argument("name")
@click.option("--folder", "-C", type=click.Path(path_type=Path, file_okay=False), default=".", show_default=True)
def command(name: str, folder: Path) -> int:
    """Write a strategy NAME, a test for it and a README into a folder. Nothing is overwritten."""
    from tradeport.application.scaffold import new

    for path in new(name, folder):
        OUT.print(f"wrote {path}", highlight=False)
    OUT.print(f"try: platform run {folder / f'{name}.py'} --data sample:AAPL", highlight=False)
    return 0
