"""The child: one job from stdin, one run, events on the descriptor that the parent gave."""

import contextlib
import os
import signal
import sys
import traceback
from pathlib import Path
from types import FrameType
from typing import Any, BinaryIO

from tradeport.application.worker import protocol


def main() -> int:
    """The exit code is the run's own."""
    events = os.fdopen(int(os.environ.pop(protocol.EVENTS_FD)), "wb", buffering=0)
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        job = protocol.decode(sys.stdin.buffer.readline())
    except protocol.ProtocolError as error:
        events.write(protocol.encode(protocol.FAILED, error="ProtocolError", message=str(error), exit_code=64))
        return protocol.EXIT_PROTOCOL
    try:
        return _run(job, events)
    except BaseException as error:
        from tradeport.application.errors import exit_code_of

        code = exit_code_of(error)
        failed = protocol.encode(
            protocol.FAILED,
            error=type(error).__name__,
            message=getattr(error, "message", str(error)),
            hint=getattr(error, "hint", ""),
            exit_code=code,
            traceback="".join(traceback.format_exception(error)),
        )
        with contextlib.suppress(BrokenPipeError):
            events.write(failed)
        return code


def _run(job: dict[str, Any], events: BinaryIO) -> int:
    from tradeport.application import execute
    from tradeport.application.events import EventBus, Progressed, RunStarted
    from tradeport.application.request import RunRequest

    def tell(type_: str, **what: Any) -> None:
        try:
            events.write(protocol.encode(type_, **what))
        except BrokenPipeError:
            raise KeyboardInterrupt from None  # nobody hears it any more: it ends as if interrupted, and can be resumed

    bus = EventBus()
    parent = bus.subscriber("the parent process", essential=True)
    parent.on(RunStarted, lambda e: tell(protocol.STARTED, plan=e.plan, total=e.events, notes=e.notes, pid=os.getpid()))
    parent.on(Progressed, lambda e: tell(protocol.PROGRESS, seen=e.events))
    out = Path(job["out"])
    state = Path(job["state"]) if job.get("state") else None
    request = RunRequest.model_validate(job["request"])
    executed = execute.execute(request, out, with_report=job["report"], events=bus, state=state)
    code = executed.exit_code
    tell(protocol.FINISHED, exit_code=code, trace=execute.trace_of(executed.error))
    return code


def _interrupt(_: int, __: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
