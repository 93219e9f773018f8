"""The words between parent and worker: versioned JSON lines. Standard library alone, so that any interpreter can speak it.

The job is one line on the worker's stdin. Events are lines on a descriptor of their own, named by `EVENTS_FD`; the engine may
print on stdout and stderr what it likes.
"""

import json
from typing import Any, Final

VERSION: Final = 1
EVENTS_FD: Final = "TRADEPORT_EVENTS"

#: A worker that does not know the version of its job.
EXIT_PROTOCOL: Final = 64

STARTED, PROGRESS, FINISHED, FAILED = "started", "progress", "finished", "failed"


class ProtocolError(Exception):
    """A line that is not of this protocol, or of another version of it."""


def encode(type_: str, **what: Any) -> bytes:
    """One event or job as a line."""
    return json.dumps({"v": VERSION, "type": type_, **what}, separators=(",", ":")).encode() + b"\n"


def decode(line: bytes) -> dict[str, Any]:
    """Raises ProtocolError."""
    try:
        found = json.loads(line)
    except ValueError as error:
        raise ProtocolError(f"not a line of JSON: {line[:80]!r}") from error
    if not isinstance(found, dict) or "type" not in found:
        raise ProtocolError(f"not an event: {line[:80]!r}")
    if found.get("v") != VERSION:
        raise ProtocolError(f"version {found.get('v')!r} of the protocol; this side speaks {VERSION}")
    return found
