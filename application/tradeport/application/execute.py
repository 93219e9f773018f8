"""One run from a request to a run directory with its report: what `platform run` and a worker both do."""

import traceback
from pathlib import Path

from tradeport.application import report
from tradeport.application.assemble import assemble
from tradeport.application.dispatch import StrategyRaised
from tradeport.application.events import EventBus
from tradeport.application.request import RunRequest
from tradeport.application.run_directory import AUDIT, REPORT, REQUEST, OutputError, RunDirectory, alone_in
from tradeport.application.run_spec import RunSpec
from tradeport.application.runner import Outcome, legs, run
from tradeport.application.state.store import keeping


def prepare(request: RunRequest) -> RunSpec:
    """What would be run. Raises CapabilityMissing if it is refused: before there is a directory for it."""
    spec = assemble(request)
    legs(spec)
    return spec


def execute(
    request: RunRequest,
    out: Path,
    *,
    with_report: bool = True,
    events: EventBus | None = None,
    state: Path | None = None,
) -> Outcome:
    """Raises for what is wrong before the run begins, leaving nothing behind.

    `events`: a bus with its subscribers. `state`: where to keep the run's state.
    """
    spec = prepare(request)
    events = events or EventBus()
    with keeping(state, events, out / AUDIT, spec.run_id):
        directory = RunDirectory(out)
        try:
            directory.write_text(REQUEST, request.model_copy(update={"cwd": str(Path.cwd())}).model_dump_json(indent=2) + "\n")
        except OutputError:
            directory.discard()
            raise
        with alone_in(out):
            outcome = run(spec, directory, events=events)
            if with_report:
                write_report(outcome, directory, spec)
    return outcome


def write_report(outcome: Outcome, directory: RunDirectory, spec: RunSpec) -> None:
    """`report.html`, also of a run that broke off."""
    directory.write_text(REPORT, report.render_run(outcome.result, directory.path, spec.dataset))


def trace_of(error: BaseException | None) -> str:
    """The traceback of the strategy's own exception, its own frames alone; empty for other errors."""
    if not isinstance(error, StrategyRaised):
        return ""
    cause = error.raised
    frames = traceback.extract_tb(cause.__traceback__)
    own = next((i for i, frame in enumerate(frames) if frame.name == error.callback), 0)
    lines = ["Traceback (most recent call last):\n", *traceback.format_list(frames[own:])]
    return "".join([*lines, *traceback.format_exception_only(cause)])
