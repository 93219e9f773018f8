"""`platform engines`."""

from typing import Any

import click

from tradeport.application.cli import options
from tradeport.application.cli.console import OUT, emit
from tradeport.application.cli.tables import table
from tradeport.ports.capability import Capabilities, Capability, Level

_CELL = {
    Level.NATIVE: "[green]native[/]",
    Level.EMULATED: "[cyan]emulated[/]",
    Level.UNSUPPORTED: "[dim]–[/]",
}


@click.command()
@click.argument("name", required=False)
@click.option("--fills", type=click.Choice(["canonical", "native"]), default="canonical", show_default=True)
@options.JSON
def command(name: str | None, fills: str, as_json: bool) -> int:
    """Show the engines and what each can do; with NAME, one engine and its notes. No engine is imported."""
    from tradeport.application import engines
    from tradeport.ports.engine import FillProfile

    names = (name,) if name else engines.names()
    declared = {one: engines.get(one).capabilities_in(FillProfile(fills)) for one in names}
    versions = {one: engines.version_of(one) for one in names}
    if as_json:
        emit({one: {"version": versions[one], "capabilities": _plain(declared[one])} for one in names})
    elif name:
        OUT.print(_one(name, versions[name], declared[name]))
    else:
        OUT.print(_matrix(declared, versions))
    return 0


def _plain(capabilities: Capabilities) -> dict[str, Any]:
    return {
        c.value: {"level": s.level.value, "by": s.by, "note": s.note, "limits": dict(s.limits)} for c, s in capabilities.items()
    }


def _matrix(declared: dict[str, Capabilities], versions: dict[str, str | None]) -> Any:
    made = table("", *(f"{n}\n{versions[n] or 'not installed'}" for n in declared))
    port = ""
    for capability in Capability:
        if capability.port != port:
            port = capability.port
            made.add_row(f"[bold]{port}[/]")
        levels = (_CELL[has[capability].level] for has in declared.values())
        made.add_row(f"  {capability.value.partition('.')[2]}", *levels)
    return made


def _one(name: str, version: str | None, has: Capabilities) -> Any:
    made = table("capability", "", "by", "note", title=f"{name} {version or '(not installed)'}")
    for capability, support in has.items():
        limits = "; ".join(f"{what}: {limit}" for what, limit in support.limits.items())
        made.add_row(capability.value, _CELL[support.level], support.by, " ".join(filter(None, (support.note, limits))))
    return made
