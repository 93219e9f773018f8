"""A recorded run once more: to prove that it comes out the same (`replay`), or to go on where it broke off (`resume`)."""

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import attrs

from tradeport.application.audit import records
from tradeport.application.audit.diff import shown
from tradeport.application.audit.log import decode
from tradeport.application.audit.verify import verify
from tradeport.application.errors import ReconciliationError, ReplayDiffers, UsageError
from tradeport.application.events import EventBus
from tradeport.application.execute import prepare, write_report
from tradeport.application.halt import refuse_if_latched
from tradeport.application.request import RunRequest
from tradeport.application.run_directory import AUDIT, REPORT, REQUEST, RESULT, OutputError, RunDirectory, alone_in
from tradeport.application.run_spec import RunSpec
from tradeport.application.runner import Outcome, Status, run
from tradeport.application.state.store import keeping


@attrs.frozen
class Replayed:
    """`records` were compared, all equal unless `difference` is set: the recorded record and ours, at `index`."""

    records: int
    engine: str
    difference: dict[str, Any] | None


def replay(recorded: Path, engine: str | None = None, *, events: EventBus | None = None) -> Replayed:
    """Run what `recorded`, a run directory, says of itself, on its engine or another, and compare record by record.

    Raises what a run raises before it begins. A run that was interrupted is compared up to there.
    """
    request = request_of(recorded, engine)
    found = verify(recorded / AUDIT, allow_torn=True)
    lines = _Lines(recorded / AUDIT, found.torn_bytes)
    try:
        outcome = _again(_prepared(request), None, lines, events)
    except ReplayDiffers as error:
        return Replayed(error.index, request.engine, _difference(error))
    if lines.left and outcome.error is not None:
        raise outcome.error
    return Replayed(lines.count, request.engine, None)


def resume(
    recorded: Path,
    engine: str | None = None,
    *,
    with_report: bool = True,
    events: EventBus | None = None,
    state: Path | None = None,
) -> Outcome:
    """Go on with a run that broke off, on its engine or another; its log ends as if nothing had happened.

    What is recorded is done again and compared; then the log is continued. Raises UsageError for a run that came to its end;
    ReconciliationError where log and re-run disagree, and then every file is as it was.
    """
    request = request_of(recorded, engine)
    with alone_in(recorded):
        refuse_if_latched(recorded)
        log = recorded / AUDIT
        if not log.exists() and not (recorded / RESULT).exists():  # it ended before its first record
            log.touch()
        found = verify(log, allow_torn=True)
        lines = _Lines(log, found.torn_bytes)
        # it may have died between the last record and the result, or between that and the report
        made = (recorded / RESULT).exists() and ((recorded / REPORT).exists() or not with_report)
        if found.finished and not lines.interrupted and made:
            raise UsageError(f"{recorded} came to its end", "platform audit replay repeats it")
        spec, events = _prepared(request), events or EventBus()
        with keeping(state, events, log, spec.run_id):
            directory = RunDirectory.reopened(recorded)
            outcome = _gone_on(spec, directory, lines, events)
            directory.settle()
            if with_report:
                write_report(outcome, directory, spec)
    return outcome


def _gone_on(spec: RunSpec, directory: RunDirectory, lines: "_Lines", events: EventBus) -> Outcome:
    """Raises OutputError, ReconciliationError; every file is as it was then, but for whole records that have been added."""
    log = directory.path / AUDIT
    try:
        put_back = _put_aside(log, lines.size)
    except OSError as error:
        directory.discard()
        raise OutputError.of(log, error) from error
    try:
        return _again(spec, directory, lines, events)
    except ReplayDiffers as error:
        put_back()
        directory.restore()
        raise _disagreement(directory.path, spec.engine, error) from error


def request_of(recorded: Path, engine: str | None = None) -> RunRequest:
    """What was asked for, with its paths as they were meant; all of it on `engine`, if one is given.

    Raises UsageError for what is no run directory.
    """
    try:
        request = RunRequest.model_validate_json((recorded / REQUEST).read_bytes())
    except FileNotFoundError as error:
        hint = "give the folder that platform run printed; one without a log died before it had begun: remove it, and run again"
        raise UsageError(f"{recorded} is not a run directory: it has no {REQUEST}", hint) from error
    except (OSError, ValueError) as error:
        raise UsageError(f"{recorded} is not a run directory: {error}", "give the folder that platform run printed") from error
    return request if engine is None else request.model_copy(update={"engine": engine, "handovers": ()})


def _prepared(request: RunRequest) -> RunSpec:
    with contextlib.chdir(request.cwd or Path.cwd()):
        return prepare(request)


def _again(spec: RunSpec, directory: RunDirectory | None, lines: "_Lines", events: EventBus | None) -> Outcome:
    """Raises ReplayDiffers, wherever it is met."""
    outcome = run(spec, directory, recorded=iter(lines), events=events)
    if isinstance(outcome.error, ReplayDiffers):
        raise outcome.error
    return outcome


def _put_aside(log: Path, size: int) -> Callable[[], None]:
    """Cut the log to `size` bytes; what is given puts back what was beyond."""
    with log.open("r+b") as file:
        file.seek(size)
        tail = file.read()
        file.truncate(size)

    def put_back() -> None:
        with log.open("ab") as file:
            file.write(tail)

    return put_back


class _Lines:
    """The whole records of a log, without the `run_finished` of one that was interrupted: `size` bytes, `count` so far read."""

    def __init__(self, path: Path, torn: int) -> None:
        self._path = path
        self.size = path.stat().st_size - torn
        self.count = 0
        last = _last_line(path, self.size)
        record = decode(last) if last else {}
        self.interrupted = record.get("type") == records.RUN_FINISHED and record["data"]["status"] == Status.INTERRUPTED
        if self.interrupted:
            self.size -= len(last) + 1
        self.left = self.size

    def __iter__(self) -> Iterator[bytes]:
        with self._path.open("rb") as file:
            while self.left:
                line = file.readline()
                self.left -= len(line)
                self.count += 1
                yield line[:-1]


def _last_line(path: Path, size: int) -> bytes:
    """Without its line feed; a record is shorter than a block unless somebody makes it longer."""
    block = 1 << 16
    with path.open("rb") as file:
        while True:
            start = max(0, size - block)
            file.seek(start)
            lines = file.read(size - start).splitlines()
            if start == 0 or len(lines) > 1:
                return lines[-1] if lines else b""
            block *= 4


def _disagreement(recorded: Path, engine: str, error: ReplayDiffers) -> ReconciliationError:
    sides = {"recorded": error.recorded, f"again on {engine}": error.ours}
    both = "".join(f"\n  {name}: {shown(decode(line)) if line else 'it has ended'}" for name, line in sides.items())
    return ReconciliationError(
        f"{recorded} cannot be gone on with: done again, record {error.index} is another one than was recorded{both}",
        f"{error.hint}. Put that back and resume, every file is as it was; or run anew into another --out",
    )


def _difference(error: ReplayDiffers) -> dict[str, Any]:
    sides = {"recorded": error.recorded, "replayed": error.ours}
    return {"index": error.index, **{name: decode(line) if line else None for name, line in sides.items()}}
