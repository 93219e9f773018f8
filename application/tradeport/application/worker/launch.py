"""The parent: starts a worker, hears its events, stops it, and says what became of it."""

import contextlib
import os
import signal
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Mapping
from pathlib import Path
from threading import Thread
from typing import IO, Any, Final

import attrs

from tradeport.application.errors import Exit, PlatformError, UsageError
from tradeport.application.request import RunRequest
from tradeport.application.run_directory import AUDIT, RESULT, read_result
from tradeport.application.worker import protocol

#: Seconds between asking a worker to end and killing it.
GRACE: Final = 5.0
#: Lines of its output that are kept to explain a death.
KEPT: Final = 20

type OnEvent = Callable[[Mapping[str, Any]], None]


def for_one_engine(request: RunRequest) -> None:
    """Raises UsageError for a run that changes engines: a worker's environment has one."""
    if request.handovers:
        raise UsageError(
            f"a run that goes on on {', '.join(h.engine for h in request.handovers)} needs all its engines in one process",
            "platform run, without --isolate",
        )


class WorkerFailed(PlatformError):
    """What the worker raised, with its own exit code; `trace` is its traceback."""

    def __init__(self, message: str, hint: str = "", exit_code: int = Exit.ERROR, trace: str = "") -> None:
        super().__init__(message, hint)
        self.exit_code, self.trace = exit_code, trace  # type: ignore[assignment]


class WorkerDied(PlatformError):
    """It ended without a word."""

    @classmethod
    def of(cls, engine: str, code: int, last: list[str], out: Path) -> "WorkerDied":
        how = f"was killed by {signal.Signals(-code).name}" if code < 0 else f"ended with exit code {code}"
        said = "".join(f"\n  | {line}" for line in last)
        message = f"the worker of {engine} {how}" + (f"; its last lines:{said}" if said else " and had printed nothing")
        return cls(message, _remains(out))


def _remains(out: Path) -> str:
    """What a dead worker has left, for the hint."""
    from tradeport.application.audit.verify import verify

    audit = out / AUDIT
    if not audit.exists():
        return "it had not begun; try without --isolate to see why"
    found = verify(audit, allow_torn=True)
    return f"{audit} is valid up to its record {found.records}: platform run --resume {out} goes on"


@attrs.frozen
class Ended:
    """A run in a worker that came to its end, good or bad. `result` is its result.json."""

    exit_code: int
    result: dict[str, Any]
    directory: Path
    trace: str = ""


class Worker:
    """One run in a process of its own. `python` may be the interpreter of another environment."""

    def __init__(
        self,
        request: RunRequest,
        out: Path,
        *,
        python: str = sys.executable,
        with_report: bool = True,
        state: Path | None = None,
    ) -> None:
        for_one_engine(request)
        self._state = state
        self._request, self._out, self._python, self._with_report = request, out, python, with_report
        self._process: subprocess.Popen[bytes] | None = None
        self._last: deque[str] = deque(maxlen=KEPT)

    @property
    def pid(self) -> int:
        assert self._process is not None, "not started"
        return self._process.pid

    def run(self, on_event: OnEvent | None = None) -> Ended:
        """Start it and wait. Raises WorkerFailed for what it raised, WorkerDied if it ended without a word."""
        read, write = os.pipe()
        try:
            process = self._process = subprocess.Popen(
                [self._python, "-m", "tradeport.application.worker"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                pass_fds=(write,),
                env=_environment(write),
                start_new_session=True,  # a Ctrl-C is the parent's to pass on
            )
        except OSError as error:
            os.close(read)
            raise PlatformError(f"cannot start {self._python}: {error.strerror or error}", "platform doctor") from error
        finally:
            os.close(write)
        assert process.stdout is not None
        drain = Thread(target=self._drain, args=(process.stdout,), daemon=True)
        drain.start()
        try:
            self._send(process)
            with os.fdopen(read, "rb") as events:
                last = self._listen(events, on_event)
            code = process.wait()
        except BaseException:
            self.stop()
            raise
        drain.join(GRACE)
        return self._ended(last, code)

    def stop(self) -> None:
        """Ask it to end; kill it if it does not. It closes its audit log when asked."""
        process = self._process
        if process is None or process.poll() is not None:
            return
        process.terminate()
        try:
            process.wait(GRACE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def _send(self, process: "subprocess.Popen[bytes]") -> None:
        assert process.stdin is not None
        job = {
            "request": self._request.model_dump(mode="json"),
            "out": str(self._out),
            "report": self._with_report,
            "state": None if self._state is None else str(self._state),
        }
        with contextlib.suppress(BrokenPipeError), process.stdin as stdin:
            stdin.write(protocol.encode("job", **job))

    def _listen(self, events: IO[bytes], on_event: OnEvent | None) -> dict[str, Any]:
        last: dict[str, Any] = {}
        for line in events:
            try:
                event = protocol.decode(line)
            except protocol.ProtocolError:
                break  # it died within a line
            if event["type"] in (protocol.FINISHED, protocol.FAILED):
                last = event
            if on_event is not None:
                on_event(event)
        return last

    def _drain(self, stdout: IO[bytes]) -> None:
        with stdout:
            for line in stdout:
                self._last.append(line.decode(errors="replace").rstrip())

    def _ended(self, last: Mapping[str, Any], code: int) -> Ended:
        if last.get("type") == protocol.FAILED:
            raise WorkerFailed(last["message"], last.get("hint", ""), last["exit_code"], last.get("traceback", ""))
        if last.get("type") != protocol.FINISHED or not (self._out / RESULT).exists():
            raise WorkerDied.of(self._request.engine, code, list(self._last), self._out)
        return Ended(last["exit_code"], read_result(self._out), self._out, last.get("trace", ""))


def _environment(events: int) -> dict[str, str]:
    """Ours, less what would make another interpreter load our packages."""
    kept = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV")}
    return {**kept, protocol.EVENTS_FD: str(events)}
