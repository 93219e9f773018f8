"""Reads a log that may still grow, from any record on, and believes no line that is not chained to the one before."""

import contextlib
from hashlib import sha256
from pathlib import Path
from typing import Any

from tradeport.application.audit import records
from tradeport.application.audit.chain import GENESIS, objection, verify_line
from tradeport.application.audit.log import decode
from tradeport.application.audit.reading import recorded
from tradeport.application.errors import AuditCorrupt
from tradeport.application.mirror.port import Entry
from tradeport.application.run_directory import AUDIT

_FINISHED = b'"type":"%s"' % records.RUN_FINISHED.encode()


class LogReader:
    """`next` is the number of the record that `read` gives first."""

    def __init__(self, log: Path) -> None:
        """A log or a run directory; it need not be there yet."""
        self._log = log if log.suffix == ".jsonl" else log / AUDIT
        self._file: Any = None
        self._digest = GENESIS.encode()
        self.next = 0
        self.run_id = ""

    def read(self, most: int) -> list[Entry]:
        """Up to so many records that are whole by now. Raises AuditCorrupt.

        The last record of a run that was interrupted is left out: resuming the run takes it back.
        """
        if self._file is None:
            try:
                self._file = self._log.open("rb", buffering=1 << 16)
            except FileNotFoundError:
                return []
        found: list[Entry] = []
        while len(found) < most:
            at = self._file.tell()
            line = self._file.readline()
            if not line.endswith(b"\n") or self._is_taken_back(line):
                self._file.seek(at)
                break
            found.append(self._entry(line))
        return found

    def go_to(self, seq: int) -> None:
        """Back or on to that record; as far as there are records."""
        if seq < self.next:
            self.close()
        while self.next < seq and self.read(1):
            pass

    def close(self) -> None:
        """At the beginning again."""
        if self._file is not None:
            with contextlib.suppress(OSError):
                self._file.close()
        self._file, self._digest, self.next = None, GENESIS.encode(), 0

    def _entry(self, line: bytes) -> Entry:
        digest = verify_line(line, self.next, self._digest)
        if digest is None:
            why = objection(line, self.next, self._digest)
            raise AuditCorrupt(f"{self._log}, record {self.next}: {why}", "platform audit verify")
        if not self.next:
            self.run_id = sha256(recorded(line).data).hexdigest()[:10]
        self._digest = digest
        self.next += 1
        return Entry(self.next - 1, digest.decode(), line[:-1])

    @staticmethod
    def _is_taken_back(line: bytes) -> bool:
        if _FINISHED not in line:
            return False
        record = decode(line)
        return bool(record["type"] == records.RUN_FINISHED and record["data"]["status"] == "interrupted")


def count(log: Path) -> int:
    """How many records a log has for a mirror, up to the first that is not as it was written."""
    reader = LogReader(log)
    with contextlib.suppress(AuditCorrupt, OSError):
        while reader.read(1 << 12):
            pass
    found = reader.next
    reader.close()
    return found
