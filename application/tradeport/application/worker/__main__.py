"""The child: one job from stdin, one run, events on the descriptor that the parent gave."""

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
        events.write(
            protocol.encode(
                protocol.FAILED,
                error=type(error).__name__,
                message=getattr(error, "message", str(error)),
                hint=getattr(error, "hint", ""),
                exit_code=code,
                traceback="".join(traceback.format_exception(error)),
            )
        )
        return code


def _run(job: dict[str, Any], events: BinaryIO) -> int:
    from tradeport.application import execute
    from tradeport.application.request import RunRequest

    def started(plan: dict[str, Any], total: int, notes: list[str]) -> None:
        events.write(protocol.encode(protocol.STARTED, plan=plan, total=total, notes=notes, pid=os.getpid()))

    executed = execute.execute(
        RunRequest.model_validate(job["request"]),
        Path(job["out"]),
        with_report=job["report"],
        on_start=started,
        on_progress=lambda seen: _tell(events, seen),
    )
    code = executed.exit_code
    events.write(protocol.encode(protocol.FINISHED, exit_code=code, trace=execute.trace_of(executed.error)))
    return code


def _tell(events: BinaryIO, seen: int) -> None:
    events.write(protocol.encode(protocol.PROGRESS, seen=seen))


def _interrupt(_: int, __: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
