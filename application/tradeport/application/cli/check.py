"""`platform check`."""

from typing import Any

import click

from tradeport.application.cli import options
from tradeport.application.cli.console import OUT, emit
from tradeport.application.cli.tables import plan_table, table
from tradeport.application.errors import Exit


@click.command()
@click.argument("strategy", shell_complete=lambda *_: options.shipped_names())
@click.option("--engine", "-e", default="reference", show_default=True, metavar="NAME")
@click.option("--fills", type=click.Choice(["canonical", "native"]), default="canonical", show_default=True)
@click.option("--no-emulation", is_flag=True, help="Refuse what the engine lacks instead of emulating it.")
@options.JSON
def command(strategy: str, engine: str, fills: str, no_emulation: bool, as_json: bool) -> int:
    """Show what ENGINE would give STRATEGY, and the strategy's parameters. Nothing is run. Exit 13 if it is refused."""
    from tradeport.application import engines, strategies
    from tradeport.application.negotiate import admit, negotiate
    from tradeport.ports.engine import FillProfile

    located = strategies.locate(strategy)
    adapter = engines.get(engine)
    profile = FillProfile(fills)
    plan = negotiate(
        engine,
        adapter.capabilities_in(profile),
        requires=located.cls.requires,
        prefers=located.cls.prefers,
        emulation=not no_emulation,
    )
    parameters = strategies.describe(located.cls)["parameters"]
    if as_json:
        code = Exit.CAPABILITY_MISSING if plan.refused else Exit.OK
        told = {"strategy": located.name, "plan": plan.as_dict(), "parameters": parameters}
        emit({**told, "warnings": [str(w) for w in located.warnings], "exit_code": code})
        return code
    OUT.print(plan_table(plan.as_dict()))
    OUT.print(_parameters(parameters))
    for warning in located.warnings:
        OUT.print(f"warning: {warning}", markup=False, highlight=False)
    admit(plan, lambda: engines.capabilities(profile, except_for=engine), profile)
    return 0


def _parameters(parameters: list[dict[str, Any]]) -> Any:
    made = table("parameter", "type", "default", "", title="Parameters (-p NAME=VALUE)")
    for one in parameters:
        default = "[yellow]required[/]" if one["required"] else str(one["default"])
        made.add_row(one["name"], one["type"], default, one.get("constraint") or "")
    return made
