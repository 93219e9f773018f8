"""One copy of one log: in a thread of its own, at least once, each record once in the stream, in order."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from threading import Event, Thread
from time import monotonic, sleep
from typing import Final
from urllib.parse import urlsplit

import attrs

from tradeport.application.errors import PlatformError, UsageError
from tradeport.application.mirror.nats_stream import NatsStream
from tradeport.application.mirror.port import Conflict, Entry, NotInstalled, Stream, Unreachable
from tradeport.application.mirror.reader import LogReader, count
from tradeport.application.mirror.redis_stream import RedisStream

#: Records that are sent at once.
BATCH: Final = 512
#: s between two looks at a log that has not grown, and the least and the most between two attempts to reach a server.
IDLE, SHORTEST, LONGEST = 0.05, 0.1, 2.0

#: By the address: the stream and the package that it needs.
STREAMS: Final[dict[str, tuple[Callable[[str, str], Stream], str]]] = {
    "redis": (RedisStream, "redis"),
    "rediss": (RedisStream, "redis"),
    "nats": (NatsStream, "nats"),
    "tls": (NatsStream, "nats"),
}


@attrs.frozen
class Report:
    """What came of it: `records` of the log are in the stream, `missing` are not. `error`: what stands in the way."""

    to: str
    records: int
    missing: int
    error: str = ""

    def told(self) -> str:
        """In words."""
        if not self.missing and not self.error:
            return f"{self.to} has all {self.records} records"
        why = f": {self.error}" if self.error else ""
        return f"{self.to} has {self.records} records, {self.missing} are missing{why}"


class Mirror:
    """Follows a log that is being written. Nothing that happens to it reaches the run."""

    def __init__(self, log: Path, to: str) -> None:
        """`to`: redis://HOST:PORT or nats://HOST:PORT. Raises UsageError for another kind of address, NotInstalled."""
        if urlsplit(to).scheme not in STREAMS:
            raise UsageError(f"no mirror goes to {to!r}", "redis://HOST:PORT or nats://HOST:PORT")
        self._make, package = STREAMS[urlsplit(to).scheme]
        if find_spec(package) is None:
            raise NotInstalled.of(to, package)
        self.to = to
        self._log, self._reader = log, LogReader(log)
        self._stream: Stream | None = None
        #: Records of the log that the server has; the number of its last one when it was asked.
        self._done, self._there = 0, -1
        self._ending, self._deadline = Event(), float("inf")
        #: What keeps it from going on: for now, or for good.
        self._trouble: PlatformError | None = None
        self.failure: BaseException | None = None
        self._thread = Thread(target=self._run, name=f"mirror to {to}", daemon=True)

    def connect(self, run_id: str) -> Stream:
        """The stream of that run. Raises Unreachable."""
        return self._make(self.to, run_id)

    def start(self) -> None:
        """Begin; the log need not be there yet."""
        self._thread.start()

    def stop(self, patience: float) -> Report:
        """The log is complete: send the rest, in at most so many seconds. Raises nothing: what went wrong is in the report."""
        self._deadline = monotonic() + patience
        self._ending.set()
        self._thread.join(patience + IDLE)
        done, total = self._done, count(self._log)
        trouble = self.failure or self._trouble
        error = "" if trouble is None else getattr(trouble, "message", str(trouble))
        return Report(
            self.to, done, max(0, total - done), error or ("it takes longer than it was given" if done < total else "")
        )

    def _run(self) -> None:
        wait = SHORTEST
        try:
            while monotonic() < self._deadline:
                try:
                    sent = self._step()
                    self._trouble, wait = None, SHORTEST
                    if sent:
                        continue
                    if self._ending.is_set() and self._is_confirmed():
                        return
                    self._ending.wait(IDLE)
                except Unreachable as error:
                    self._trouble = error
                    self._close()
                    self._pause(wait)
                    wait = min(2 * wait, LONGEST)
        except BaseException as error:
            self.failure = error
        finally:
            self._close()
            self._reader.close()

    def _pause(self, seconds: float) -> None:
        if self._ending.is_set():
            sleep(SHORTEST)
        else:
            self._ending.wait(seconds)

    def _step(self) -> bool:
        """Send what is there; whether it was anything. Raises Unreachable, Conflict, AuditCorrupt."""
        if self._stream is None:
            if not self._reader.run_id and not self._reader.read(1):
                return False
            self._open()
        assert self._stream is not None
        entries = self._reader.read(BATCH)
        if entries:
            self._send(self._stream, entries)
        return bool(entries)

    def _open(self) -> None:
        """The server says where to go on; it may have lost what it had."""
        self._stream = self.connect(self._reader.run_id)
        self._reader.go_to(0)
        self._there = self._stream.last()

    def _send(self, stream: Stream, entries: Sequence[Entry]) -> None:
        known = [entry for entry in entries if entry.seq <= self._there]
        if known and stream.hash_of(known[-1].seq) != known[-1].hash:  # the chain vouches for those before it
            raise Conflict.of(f"{self.to}, {stream.name},", known[-1].seq)
        if new := entries[len(known) :]:
            stream.add(new)
            self._there = new[-1].seq
        self._done = entries[-1].seq + 1

    def _is_confirmed(self) -> bool:
        """A server that was restarted may have lost what it had acknowledged."""
        if self._stream is not None and self._stream.last() + 1 < self._done:
            self._close()
            return False
        return True

    def _close(self) -> None:
        if self._stream is not None:
            self._stream.close()
            self._stream = None


def complete(log: Path, to: str, patience: float = 10.0) -> Report:
    """Mirror a log that is written, or what is missing of it. Raises Conflict, AuditCorrupt, NotInstalled."""
    mirror = Mirror(log, to)
    mirror.start()
    report = mirror.stop(patience)
    if mirror.failure is not None:
        raise mirror.failure
    return report


@contextmanager
def mirroring(log: Path, to: Sequence[str], patience: float = 2.0) -> Iterator[list[Report]]:
    """Mirror the log of the run that is made within. The reports are there afterwards."""
    mirrors, reports = [Mirror(log, one) for one in to], list[Report]()
    for mirror in mirrors:
        mirror.start()
    try:
        yield reports
    finally:
        reports.extend(mirror.stop(patience) for mirror in mirrors)
