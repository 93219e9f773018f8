"""`platform check`."""

from functools import partial
from typing import Any

import click

from tradeport.application.cli import options
from tradeport.application.cli.console import OUT, emit
from tradeport.application.cli.tables import plan_table, table
from tradeport.application.errors import Exit


@click.command()
@click.argument("strategy", shell_complete=lambda *_: options.shipped_names())
@click.option("--engine", "-e", default="reference", show_default=True, metavar="NAME")
@click.option(
    "--handover", "handovers", multiple=True, metavar="ENGINE", help="Also for a run that goes on there (@TIME is left aside)."
)
@click.option("--fills", type=click.Choice(["canonical", "native"]), default="canonical", show_default=True)
@click.option("--no-emulation", is_flag=True, help="Refuse what the engine lacks instead of emulating it.")
@options.JSON
def command(strategy: str, engine: str, handovers: tuple[str, ...], fills: str, no_emulation: bool, as_json: bool) -> int:
    """Show what ENGINE would give STRATEGY, and the strategy's parameters. Nothing is run. Exit 13 if it is refused."""
    from tradeport.application import engines, strategies
    from tradeport.application.handover.legs import NEEDS, refuse_unless_movable
    from tradeport.application.negotiate import admit, negotiate
    from tradeport.ports.engine import FillProfile

    located = strategies.locate(strategy)
    profile = FillProfile(fills)
    if handovers:
        refuse_unless_movable(located.name, located.cls, profile)
    later = [word.partition("@")[0] for word in handovers]
    plans = [
        negotiate(
            name,
            engines.get(name).capabilities_in(profile),
            requires=located.cls.requires | also,
            prefers=located.cls.prefers,
            emulation=not no_emulation,
        )
        for name, also in ((engine, frozenset()), *((name, NEEDS) for name in later))
    ]
    parameters = strategies.describe(located.cls)["parameters"]
    if as_json:
        code = Exit.CAPABILITY_MISSING if any(plan.refused for plan in plans) else Exit.OK
        first, *others = (plan.as_dict() for plan in plans)
        told = {"strategy": located.name, "plan": first, "handovers": others, "parameters": parameters}
        emit({**told, "warnings": [str(w) for w in located.warnings], "exit_code": code})
        return code
    for plan in plans:
        OUT.print(plan_table(plan.as_dict()))
    OUT.print(_parameters(parameters))
    for warning in located.warnings:
        OUT.print(f"warning: {warning}", markup=False, highlight=False)
    for plan in plans:
        admit(plan, partial(engines.capabilities, profile, except_for=plan.engine), profile)
    return 0


def _parameters(parameters: list[dict[str, Any]]) -> Any:
    made = table("parameter", "type", "default", "", title="Parameters (-p NAME=VALUE)")
    for one in parameters:
        default = "[yellow]required[/]" if one["required"] else str(one["default"])
        made.add_row(one["name"], one["type"], default, one.get("constraint") or "")
    return made
