"""From a log, or from the records of a state file, to the state they give."""

from collections.abc import Iterator
from pathlib import Path

import msgspec

from tradeport.application.audit.reading import recorded
from tradeport.application.errors import AuditCorrupt, UsageError
from tradeport.application.events import Recorded
from tradeport.application.run_directory import AUDIT
from tradeport.application.state.saved import is_database, saved_records
from tradeport.application.state.state import State


def replay(path: Path, until: int | None = None) -> State:
    """The state after record `until` of a log, a run directory's log or a state file; after the last whole one if that is None.

    What a run that was killed did not finish writing is left aside. Raises AuditCorrupt; UsageError
    where there is no record `until`.
    """
    state = State()
    for record in records_of(path):
        state.apply(record)
        if record.seq == until:
            return state
    if until is not None:
        raise UsageError(f"{path} has no record {until}", f"its records are numbered from 0 to {state.records - 1}")
    return state


def records_of(path: Path) -> Iterator[Recorded]:
    """Of a log, a run directory's log or a state file. Raises AuditCorrupt, StateFileError."""
    return saved_records(path) if is_database(path) else whole_records(path)


def whole_records(path: Path, start: int = 0) -> Iterator[Recorded]:
    """The records of a log from number `start` on; a last line without its line feed is none. Raises AuditCorrupt."""
    path = path / AUDIT if path.is_dir() else path
    try:
        with path.open("rb", buffering=1 << 20) as file:
            for seq, line in enumerate(file):
                if not line.endswith(b"\n"):
                    return
                if seq >= start:
                    yield recorded(line)
    except msgspec.DecodeError as error:
        raise AuditCorrupt(f"{path}, record {seq}: it is no record: {error}", "platform audit verify") from error
    except OSError as error:
        hint = "give a run directory or its audit.jsonl"
        raise AuditCorrupt(f"{path} cannot be read: {error.strerror or error}", hint) from error
