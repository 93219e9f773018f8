"""A small hash-chained file that is opened, appended to and closed: for the few things that people do to a run."""

import fcntl
import os
from collections.abc import Mapping
from pathlib import Path
from time import time_ns
from typing import Any

import msgspec

from tradeport.application.audit.chain import GENESIS, seal
from tradeport.application.audit.log import decode, write_all
from tradeport.application.audit.verify import verify


class Journal:
    """The same records as an audit log, stamped with the wall clock."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self) -> list[dict[str, Any]]:
        """All records; empty if there is no file. Raises AuditCorrupt."""
        if not self.path.exists():
            return []
        verify(self.path)
        return [decode(line) for line in self.path.read_bytes().splitlines()]

    def append(self, type_: str, data: Mapping[str, Any]) -> None:
        """One record, on the disk when this returns; people who act at once come one after the other.

        Raises AuditCorrupt rather than continue a chain that is broken; OSError, and then there is nothing of the record.
        """
        with self.path.open("ab", buffering=0) as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            records = self.read()
            prev = records[-1]["hash"] if records else GENESIS
            line, _ = seal(len(records), time_ns(), type_, msgspec.json.encode(data), prev)
            end = file.seek(0, os.SEEK_END)
            try:
                write_all(file, line + b"\n")
                os.fsync(file.fileno())
            except OSError:
                file.truncate(end)
                raise
