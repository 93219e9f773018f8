"""Writing the audit log: append-only, handed to the kernel at the end of every instant."""

import os
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

import msgspec

from tradeport.application.audit.chain import GENESIS, seal
from tradeport.application.audit.records import OPERATOR
from tradeport.application.errors import ReplayDiffers
from tradeport.application.events import SILENT, Committed, EventBus, Recorded

_OPERATOR = b'"type":"%s"' % OPERATOR.encode()


class AuditLog:
    """One run's log. A record is in memory until `flush`, which the platform calls before it hands control to the engine.

    `digest` is the hash of the last record, which stands for the whole log. With `recorded`, the lines of an earlier log, every
    record must be the one recorded, byte for byte, until they end; only what comes after is written. The log comes first:
    `Recorded` is published once the kernel has the record, and a failure to write one ends the run: the file then ends with a
    part of a record at most, and nothing is ever written behind that.
    """

    def __init__(
        self,
        path: Path | None,
        recorded: Iterator[bytes] | None = None,
        events: EventBus = SILENT,
        *,
        after: tuple[int, str] | None = None,
        write: Callable[[BinaryIO, bytes], None] | None = None,
        sync: Callable[[BinaryIO], None] | None = None,
        held: BinaryIO | None = None,
    ) -> None:
        """`path` None keeps nothing but the chain's digest and count. With `recorded` the file is continued.

        `after`: the number of records that the file has and the last one's hash, to go on behind them. `write`: how bytes
        are given to the kernel; `sync`: how the kernel is made to give them to the disk. `held`: what keeps others away
        (`audit.alone`), closed with the log.
        """
        self.count, self.digest = after or (0, GENESIS)
        self._write, self._sync, self._held = write or write_all, sync or on_disk, held
        self._synced = 0  # records, of those that were added here
        self._failed: BaseException | None = None
        self._pending: list[bytes] = []
        #: Something is to be flushed.
        self.dirty = False
        self._announce, self._committed = events.publisher(Recorded), events.publisher(Committed)
        self._untold: deque[Recorded] = deque()
        self._recorded = recorded
        self.expected: bytes | None = next(recorded, None) if recorded else None
        self._file: BinaryIO | None = (
            path.open("xb" if recorded is None and after is None else "ab", buffering=0) if path else None
        )

    def append(self, type_: str, ts: int, data: Mapping[str, Any]) -> bytes:
        """Chain one record and return its payload's bytes. `data` is plain: see `audit.records`. Raises ReplayDiffers."""
        payload = msgspec.json.encode(data)
        line, self.digest = seal(self.count, ts, type_, payload, self.digest)
        if self.expected is None:
            self._pending.append(line)
        else:
            self._follow(line)
        if self._announce is not None:
            self._untold.append(Recorded(self.count, ts, type_, payload, self.digest))
        self.count += 1
        self.dirty = True
        return payload

    def recorded_halt(self) -> str:
        """The reason, if what was recorded next is that an operator halted the run; else empty."""
        if self.expected is None or _OPERATOR not in self.expected:
            return ""
        record = decode(self.expected)
        return str(record["data"]["reason"]) if record["type"] == OPERATOR else ""

    def _follow(self, line: bytes) -> None:
        assert self._recorded is not None
        if line != self.expected:
            raise ReplayDiffers.at(self.count, self.expected, line)
        self.expected = next(self._recorded, None)

    def flush(self) -> None:
        """Give what is pending to the kernel: it survives the death of this process from here on. Raises OSError."""
        if self._pending:
            if self._file:
                self._give(self._file)
            self._pending.clear()
        if self.dirty:
            self.dirty = False
            self._publish()

    def _give(self, file: BinaryIO) -> None:
        if self._failed is not None:
            raise self._failed
        try:
            self._write(file, b"\n".join([*self._pending, b""]))
        except BaseException as error:
            self._failed = error
            raise

    def sync(self) -> None:
        """`flush`, then onto the disk: it survives the death of the machine from here on. Raises OSError.

        A disk that failed once is not asked again: what it was given may be gone although a second attempt succeeds.
        """
        self.flush()
        if self._failed is not None:
            raise self._failed
        if self._file and self._synced != self.count:
            try:
                self._sync(self._file)
            except BaseException as error:
                self._failed = error
                raise
            self._synced = self.count

    def _publish(self) -> None:
        if self._announce is not None:
            while self._untold:
                self._announce(self._untold.popleft())
        if self._committed is not None:
            self._committed(Committed(self.count, self.digest))

    def close(self) -> None:
        """Flush, unless that has failed before, and close; once closed it stays closed."""
        try:
            if self._failed is None:
                self.flush()
        finally:
            self._let_go()

    def abandon(self) -> None:
        """Close without what is pending, of which nobody hears."""
        self._pending.clear()
        self._untold.clear()
        self.dirty = False
        self._let_go()

    def _let_go(self) -> None:
        for file in (self._file, self._held):
            if file:
                file.close()
        self._file = self._held = None


def write_all(file: BinaryIO, data: bytes) -> None:
    """Raises OSError."""
    view = memoryview(data)
    while view:
        view = view[file.write(view) :]


def on_disk(file: BinaryIO) -> None:
    """Raises OSError."""
    os.fsync(file.fileno())


def decode(line: bytes) -> dict[str, Any]:
    """One record as a dict. Raises msgspec.DecodeError."""
    record: dict[str, Any] = msgspec.json.decode(line, type=dict)
    return record
