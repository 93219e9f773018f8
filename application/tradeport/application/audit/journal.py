"""A small hash-chained file that is opened, appended to and closed: for the few things that people do to a run."""

import os
from collections.abc import Mapping
from pathlib import Path
from time import time_ns
from typing import Any

import msgspec

from tradeport.application.audit.chain import GENESIS, seal
from tradeport.application.audit.log import decode
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
        """One record, on the disk when this returns. Raises AuditCorrupt rather than continue a chain that is broken."""
        records = self.read()
        prev = records[-1]["hash"] if records else GENESIS
        line, _ = seal(len(records), time_ns(), type_, msgspec.json.encode(data), prev)
        with self.path.open("ab") as file:
            file.write(line + b"\n")
            file.flush()
            os.fsync(file.fileno())
