"""`platform audit`."""

from pathlib import Path

import click
from attrs import asdict

from tradeport.application.cli import options
from tradeport.application.cli.console import OUT, emit
from tradeport.application.cli.failure import show
from tradeport.application.cli.tables import table
from tradeport.application.errors import Exit
from tradeport.application.report.text import counted
from tradeport.application.run_directory import AUDIT

RUN = click.Path(path_type=Path, exists=True)


@click.group()
def command() -> None:
    """Verify an audit log, show its state, repeat its run, or find where two part. RUN is a run directory or an audit.jsonl."""


@command.command()
@click.argument("run", type=RUN)
@click.option("--allow-torn", is_flag=True, help="Accept a last line that was cut off, as a killed run leaves it.")
@click.option("--deep", is_flag=True, help="Recompute the digests from the records, too.")
@options.JSON
def verify(run: Path, allow_torn: bool, deep: bool, as_json: bool) -> int:
    """Check the hash chain, record by record. Exit 14 at the first byte that is not as it was."""
    from tradeport.application.audit.verify import verify as verified

    found = verified(log_of(run), allow_torn=allow_torn, deep=deep)
    if as_json:
        emit(
            {
                "valid": True,
                "records": found.records,
                "digest": found.digest,
                "finished": found.finished,
                "torn_bytes": found.torn_bytes,
                "digests": found.digests,
            }
        )
        return 0
    end = "" if found.finished else " [yellow]The run did not finish: its last record is not run_finished.[/]"
    torn = f" [yellow]{found.torn_bytes} bytes of a record that was cut off follow.[/]" if found.torn_bytes else ""
    OUT.print(f"[green]valid[/]: {counted(found.records, 'record')}, digest {found.digest}.{end}{torn}")
    return 0


@command.command()
@click.argument("a", type=RUN)
@click.argument("b", type=RUN)
@options.JSON
def diff(a: Path, b: Path, as_json: bool) -> int:
    """The first record at which two logs part, with what stands around it. Exit 10 if they differ."""
    from tradeport.application.audit.diff import diff as differ

    found = differ(log_of(a), log_of(b))
    if as_json:
        emit({"equal": found is None, "first_difference": None if found is None else found.as_dict()})
    elif found is None:
        OUT.print("[green]equal[/], byte for byte")
    else:
        shown = table("field", str(a), str(b), title=f"Record {found.index}")
        for name, left, right in found.fields:
            shown.add_row(name, str(left), str(right))
        OUT.print(shown)
        OUT.print(found.told(), markup=False, highlight=False)
    return Exit.OK if found is None else Exit.PARITY_FAILED


@command.command()
@click.argument("run", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--engine", "-e", metavar="NAME", help="Another engine than the one it was recorded on.")
@options.JSON
def replay(run: Path, engine: str | None, as_json: bool) -> int:
    """Run a recorded run again from its own inputs and compare every record. Exit 10 at the first that differs."""
    from tradeport.application.cli.progress import following
    from tradeport.application.events import EventBus, Progressed, RunStarted
    from tradeport.application.repeat import replay as repeat

    events = EventBus()
    with following(of=f"replay of {run}") as (total, seen):
        shown = events.subscriber("progress").on(RunStarted, lambda event: total(event.events))
        shown.on(Progressed, lambda event: seen(event.events))
        found = repeat(run, engine, events=events)
    if as_json:
        emit(
            {
                "equal": found.difference is None,
                "records": found.records,
                "engine": found.engine,
                "first_difference": found.difference,
            }
        )
    elif found.difference is None:
        OUT.print(f"[green]equal[/]: {counted(found.records, 'record')}, byte for byte, on {found.engine}")
    else:
        OUT.print(f"record {found.difference['index']} differs", highlight=False)
        for side in ("recorded", "replayed"):
            OUT.print(f"  {side}: {found.difference[side] or 'it has ended'}", markup=False, highlight=False)
    return Exit.OK if found.difference is None else Exit.PARITY_FAILED


@command.command()
@click.argument("run", type=RUN)
@click.option("--at", metavar="SEQ", type=click.IntRange(min=0), help="After this record. [default: the last]")
@click.option("--save", type=click.Path(path_type=Path, dir_okay=False), help="Keep it in a SQLite file, too.")
@options.JSON
def state(run: Path, at: int | None, save: Path | None, as_json: bool) -> int:
    """What the records come to: orders, positions, money, risk. Derived from the log alone.

    RUN may be a file that platform run --state keeps, too: its records are shown then, whoever writes it meanwhile.
    """
    from tradeport.application.cli.tables import state_table
    from tradeport.application.state import replay as replayed
    from tradeport.application.state import save as saved

    if save is not None:
        if at is not None:
            raise click.UsageError("--save keeps every record; give --at when you read it: platform audit state FILE --at SEQ")
        saved(run, save)
    found = replayed(run, at).snapshot()
    if as_json:
        emit(found.as_dict())
    else:
        OUT.print(state_table(found))
    return 0


@command.command()
@click.argument("run", type=RUN)
@click.argument("client_order_id")
@options.JSON
def order(run: Path, client_order_id: str, as_json: bool) -> int:
    """All that happened to one order: every state with its time, what was asked of the venue, time-outs and attempts.

    RUN may be a state file.
    """
    from tradeport.application.cli.tables import history_table
    from tradeport.application.state import history

    found = history(run, client_order_id)
    if as_json:
        emit(found.as_dict())
    else:
        OUT.print(history_table(found))
    return 0


@command.command()
@click.argument("run", type=RUN)
@click.option("--to", metavar="URL", required=True, help="redis://HOST:PORT or nats://HOST:PORT")
@click.option("--patience", metavar="S", type=float, default=30.0, show_default=True, help="Seconds until it is given up.")
@options.JSON
def mirror(run: Path, to: str, patience: float, as_json: bool) -> int:
    """Copy a log into a stream of a server, or what is missing of it there. Exit 1 if some is missing still."""
    from tradeport.application.mirror import complete

    report = complete(run, to, patience)
    if as_json:
        emit(asdict(report))
    elif report.missing:
        show(report.told(), "start the server, and call this again: it goes on where it ended")
    else:
        OUT.print(report.told(), highlight=False)
    return Exit.ERROR if report.missing else Exit.OK


def log_of(run: Path) -> Path:
    """The audit log of a run directory, or the file itself."""
    return run / AUDIT if run.is_dir() else run
