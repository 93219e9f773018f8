"""`platform halt`."""

from pathlib import Path
from time import monotonic, sleep

import click

from tradeport.application.cli import options
from tradeport.application.cli.console import OUT, emit
from tradeport.application.run_directory import RESULT


@click.command()
@click.argument("run", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--reason", default="", help="Goes on record.")
@click.option("--reset", is_flag=True, help="First step of two: gives a code.")
@click.option("--confirm", metavar="CODE", help="Second step: open the switch again.")
@click.option("--status", is_flag=True, help="Only show how the switch stands.")
@click.option("--wait", default=10.0, show_default=True, help="Seconds to wait for a running run to end.")
@options.JSON
def command(run: Path, reason: str, reset: bool, confirm: str | None, status: bool, wait: float, as_json: bool) -> int:
    """Stop a run: all its orders are cancelled, it ends with 11, and does not resume until the switch is reset."""
    from tradeport.application import halt

    code = ""
    if reset:
        code = halt.ask_reset(run)
    elif confirm is not None:
        halt.confirm_reset(run, confirm)
    elif not status:
        halt.pull(run, reason)
        _await(run / RESULT, wait)
    found = halt.switch(run)
    ended = (run / RESULT).exists()
    if as_json:
        emit({"halted": found.latched, "reason": found.reason, "code": code or None, "ended": ended})
        return 0
    OUT.print(f"{run}: " + (f"[bold red]halted[/]: {found.reason}" if found.latched else "[green]not halted[/]"))
    if not ended and found.latched:
        OUT.print("the run has not ended: it is not running, or not yet at its next market data", highlight=False)
    if code:
        OUT.print(f"to reset it: platform halt {run} --confirm {code}", highlight=False)
    return 0


def _await(result: Path, seconds: float) -> None:
    give_up = monotonic() + seconds
    while not result.exists() and monotonic() < give_up:
        sleep(0.05)
