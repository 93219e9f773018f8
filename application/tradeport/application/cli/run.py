"""`platform run`."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click
from attrs import asdict
from click.core import ParameterSource

from tradeport.application.cli import options
from tradeport.application.cli.console import ERR, OUT, emit, notes
from tradeport.application.cli.failure import show, show_hint, words_of
from tradeport.application.cli.progress import following
from tradeport.application.cli.tables import plan_table, result_table
from tradeport.application.errors import Exit, UsageError
from tradeport.application.request import RunRequest
from tradeport.application.run_directory import REPORT, free

if TYPE_CHECKING:
    from tradeport.application.events import EventBus


@click.command()
@options.request_options(optional=True)
@click.option("--engine", "-e", metavar="NAME", help="reference, nautilus, ... [default: reference]")
@click.option(
    "--handover", "handovers", multiple=True, metavar="ENGINE@TIME", help="Go on on another engine from then on. Repeat."
)
@options.FILLS
@click.option("--out", "-o", type=click.Path(path_type=Path), help="Run directory. [default: runs/STRATEGY-ENGINE]")
@click.option("--isolate", is_flag=True, help="Run in a process and an environment of the engine's own.")
@click.option("--no-report", is_flag=True, help="Leave out report.html.")
@click.option(
    "--resume", type=click.Path(path_type=Path, exists=True, file_okay=False), help="Go on with a run that broke off."
)
@click.option("--state", type=click.Path(path_type=Path, dir_okay=False), help="Keep the run's state in a SQLite file.")
@click.option(
    "--mirror", "mirrors", multiple=True, metavar="URL", help="redis://HOST or nats://HOST: copy the audit log. Repeat."
)
@click.option("--adopt", is_flag=True, hidden=True, help="Of a live platform: a backtest has nothing to adopt.")
@options.JSON
def command(
    as_json: bool,
    adopt: bool,
    engine: str | None,
    handovers: tuple[str, ...],
    out: Path | None,
    isolate: bool,
    no_report: bool,
    resume: Path | None,
    state: Path | None,
    mirrors: tuple[str, ...],
    **words: Any,
) -> int:
    """Run STRATEGY on an engine: a file, file.py:Class, a module, or the name of a shipped strategy.

    Writes a run directory: result.json, audit.jsonl, fills.csv, equity.csv, report.html. With --resume RUN, a run directory
    whose run was killed or interrupted is finished, and no STRATEGY is given.
    """
    if adopt:
        raise UsageError(
            "--adopt books what a venue holds and the log does not know; this is a backtest, and no venue holds anything of it",
            "where --resume shows a disagreement, put strategy, data and packages back, or run anew into another --out",
        )
    if (resume is None) == (words["strategy"] is None):
        raise click.UsageError("give a STRATEGY, or --resume RUN")
    if resume is not None:
        _refuse_other_words()
        out, go = resume, partial(_resumed, resume, engine, not no_report, state)
    else:
        request = options.request_of(words, engine=engine, handovers=tuple(map(_handover, handovers)))
        out = out or free(Path("runs"), f"{_name(request)}-{request.engine}")
        go = partial(_isolated if isolate else _here, request, out, not no_report, state)
    code, result, error, trace = _mirrored(go, out, mirrors, begun=resume is not None)
    if as_json:
        emit({**result, "directory": str(out), "exit_code": code})
    else:
        OUT.print(result_table(result))
        OUT.print(f"{'directory' if no_report else 'report'}: {out if no_report else out / REPORT}", highlight=False)
    if code == Exit.RISK_HALTED:
        _show_halt(out)
    elif error:
        show(error, result.get("hint") or "", trace)
    return code


#: The options that a run which is resumed may be given; all else is as it was asked for.
_RESUMED: Final = frozenset({"resume", "engine", "state", "mirrors", "no_report", "as_json", "adopt"})


def _refuse_other_words() -> None:
    """Raises a usage error that names them."""
    ctx = click.get_current_context()
    given = (p for p in ctx.command.params if p.name and ctx.get_parameter_source(p.name) is ParameterSource.COMMANDLINE)
    other = [p.opts[0] for p in given if p.name not in _RESUMED]
    if other:
        raise click.UsageError(
            f"--resume goes on as the run was asked for, so {', '.join(other)} would change nothing: leave it out, or run anew"
        )


def _show_halt(out: Path) -> None:
    from tradeport.application.halt import switch

    if (found := switch(out)).latched:
        show(f"trading was halted from outside: {found.reason}", f"the switch stays pulled: platform halt {out} --reset")
    else:
        show("trading was halted by a risk limit", "the trading_state record of audit.jsonl says which")


type _Ran = tuple[int, dict[str, Any], str, str]


def _here(request: RunRequest, out: Path, report: bool, state: Path | None) -> _Ran:
    from tradeport.application.execute import execute

    with following(of=request.engine) as (total, seen):
        outcome = execute(request, out, with_report=report, events=_shown(total, seen), state=state)
    return _ran(outcome)


def _resumed(run: Path, engine: str | None, report: bool, state: Path | None) -> _Ran:
    from tradeport.application.repeat import resume

    with following(of=str(run)) as (total, seen):
        outcome = resume(run, engine, with_report=report, events=_shown(total, seen), state=state)
    return _ran(outcome)


def _mirrored(go: Callable[[], _Ran], out: Path, to: tuple[str, ...], *, begun: bool) -> _Ran:
    if not to or (out.exists() and not begun):  # what is there is another run's log, and this one will be refused
        return go()
    from tradeport.application.mirror import mirroring

    with mirroring(out, to) as reports:
        ran = go()
    notes([f"mirror: {report.told()}" for report in reports])
    if any(report.missing for report in reports):
        show_hint(f"platform audit mirror {out} --to URL sends what is missing")
    return ran[0], {**ran[1], "mirrors": [asdict(report) for report in reports]}, *ran[2:]


def _shown(total: Callable[[int], None], seen: Callable[[int], None]) -> "EventBus":
    from tradeport.application.events import EventBus, Progressed, RunStarted

    started = _announcing(total)
    events = EventBus()
    shown = events.subscriber("progress").on(Progressed, lambda event: seen(event.events))
    shown.on(RunStarted, lambda event: started([event.plan, *event.later], event.events, event.notes))
    return events


def _announcing(total: Callable[[int], None]) -> Callable[[Sequence[Mapping[str, Any]], int, Sequence[str]], None]:
    def started(plans: Sequence[Mapping[str, Any]], count: int, lines: Sequence[str]) -> None:
        notes(list(lines))
        for plan in plans:
            ERR.print(plan_table(plan))
        total(count)

    return started


def _ran(outcome: Any) -> _Ran:
    from tradeport.application.execute import trace_of

    message, hint = words_of(outcome.error) if outcome.error else ("", "")
    return outcome.exit_code, {**outcome.result, "hint": hint}, message, trace_of(outcome.error)


def _isolated(request: RunRequest, out: Path, report: bool, state: Path | None) -> _Ran:
    from tradeport.application.worker.environment import prepare
    from tradeport.application.worker.launch import Worker, for_one_engine

    for_one_engine(request)
    python = prepare(request.engine, say=lambda line: ERR.print(line, style="dim", highlight=False))
    with following(of=request.engine) as (total, seen):
        started = _announcing(total)

        def heard(event: Any) -> None:
            if event["type"] == "started":
                started([event["plan"]], event["total"], event["notes"])
            elif event["type"] == "progress":
                seen(event["seen"])

        ended = Worker(request, out, python=python, with_report=report, state=state).run(heard)
    return ended.exit_code, ended.result, ended.result.get("error") or "", ended.trace


def _handover(word: str) -> dict[str, str]:
    engine, at, time = word.partition("@")
    if not at or not engine or not time:
        raise click.UsageError(f"--handover {word}: give ENGINE@TIME, such as nautilus@2024-01-31")
    return {"engine": engine, "at": time}


def _name(request: RunRequest) -> str:
    """Of the run directory: what stands for the strategy in the request, as a file name."""
    return Path(request.strategy.partition(":")[0]).stem.rpartition(".")[2] or "run"
