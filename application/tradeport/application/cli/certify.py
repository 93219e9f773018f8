"""`platform certify`."""

from importlib import import_module
from pathlib import Path
from typing import Any

import click

from tradeport.application.cli import options
from tradeport.application.cli.console import OUT, emit
from tradeport.application.cli.tables import table
from tradeport.application.errors import Exit, PlatformError


@click.command()
@click.argument("engine")
@click.option("--evidence", type=click.Path(path_type=Path, dir_okay=False), help="Write what was proved to this file.")
@click.option("--clause", "clauses", multiple=True, metavar="EXE-010", help="Only these; no evidence is complete then. Repeat.")
@click.option("--quiet", "-q", is_flag=True, help="Only the outcome.")
@options.JSON
def command(engine: str, evidence: Path | None, clauses: tuple[str, ...], quiet: bool, as_json: bool) -> int:
    """Run the contract suite on ENGINE: every clause passes, or is refused as declared. Exit 1 if one fails."""
    from tradeport.application import engines

    engines.load(engines.get(engine))
    found = _suite().certify(engine, evidence, quiet=quiet or as_json, select=clauses)
    if as_json:
        emit(
            {
                "engine": engine,
                "version": found.version,
                "certified": not found.exit_code,
                "passed": found.passed,
                "refused": found.refused,
                "failed": [{"clause": c, "title": t, "reason": r} for c, t, r in found.failed],
            }
        )
        return Exit.ERROR if found.exit_code else Exit.OK
    if found.failed:
        failed = table("clause", "", "why", title="Failed")
        for row in found.failed:
            failed.add_row(*row)
        OUT.print(failed)
    verdict = "[bold red]not certified[/]" if found.exit_code else "[bold green]certified[/]"
    OUT.print(f"{engine} {found.version}: {verdict}, {found.passed} clauses passed, {found.refused} refused as declared")
    return Exit.ERROR if found.exit_code else Exit.OK


def _suite() -> Any:
    """By name: the application does not know the suite, and the suite needs pytest."""
    try:
        import_module("pytest")
    except ImportError as error:
        raise PlatformError("the contract suite needs pytest", "pip install 'tradeport[contract]'") from error
    return import_module("tradeport.contract_tests.run")
