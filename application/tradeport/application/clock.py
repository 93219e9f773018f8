"""The clock of a run that moves with its market data, and the timers on it."""

import heapq
from collections.abc import Iterator
from datetime import datetime
from itertools import count

from tradeport.domain.model.time import isoformat, to_datetime
from tradeport.ports.capability import Capability, UnsupportedCapability


class EventClock:
    """Implements ClockPort. `advance` is the dispatcher's."""

    def __init__(self, start: int, timers: bool = True) -> None:
        """`timers` False where the plan grants none: then setting one raises UnsupportedCapability."""
        self._now = start
        self._allowed = timers
        self._heap: list[tuple[int, int, str]] = []
        self._timers: dict[str, tuple[int, int]] = {}  # name -> (entry, interval; 0 for an alert)
        self._entries = count()
        #: When the next timer fires, cancelled ones included. Every bar asks.
        self.next_due: int | None = None

    def now(self) -> int:
        return self._now

    def utc_now(self) -> datetime:
        return to_datetime(self._now)

    def set_timer(self, name: str, interval: int, start: int | None = None) -> None:
        if interval <= 0:
            raise ValueError(f"timer {name!r}: the interval is {interval} ns; it must be positive")
        self._schedule(name, self._now + interval if start is None else start, interval)

    def set_alert(self, name: str, ts: int) -> None:
        self._schedule(name, ts, 0)

    def cancel_timer(self, name: str) -> None:
        self._timers.pop(name, None)

    def _schedule(self, name: str, due: int, interval: int) -> None:
        if not self._allowed:
            raise UnsupportedCapability("this run", Capability.TIMERS, "run without --no-emulation")
        if due <= self._now:
            raise ValueError(f"timer {name!r}: {isoformat(due)} is not after now, {isoformat(self._now)}")
        entry = next(self._entries)
        self._timers[name] = entry, interval
        self._push(due, entry, name)

    def _push(self, due: int, entry: int, name: str) -> None:
        heapq.heappush(self._heap, (due, entry, name))
        self.next_due = self._heap[0][0]

    def advance(self, ts: int) -> None:
        """Move to `ts`; time never goes back."""
        if ts > self._now:
            self._now = ts

    def due(self) -> Iterator[tuple[str, int]]:
        """`(name, due)` of every timer due by now, in order of time, then of setting. Timers set meanwhile take part."""
        while self._heap and self._heap[0][0] <= self._now:
            due, entry, name = heapq.heappop(self._heap)
            self.next_due = self._heap[0][0] if self._heap else None
            current, interval = self._timers.get(name, (-1, 0))
            if current != entry:
                continue
            if interval:
                self._push(due + interval, entry, name)
            else:
                del self._timers[name]
            yield name, due
