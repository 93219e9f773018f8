"""How long transactions take from being sent to being seen to being certain, in the chain's slots and in nanoseconds."""

import time
from collections import deque
from collections.abc import Callable

import attrs

_REMEMBERED = 1_000


@attrs.frozen
class Lag:
    """Of one transaction, since it was sent. Slots are counted from that of its blockhash."""

    signature: str
    seen_slots: int
    seen_ns: int
    confirmed_slots: int
    confirmed_ns: int


@attrs.frozen
class Slow:
    """A transaction is taking, or took, more slots than the threshold."""

    signature: str
    slots: int
    threshold: int


@attrs.define
class _Journey:
    slot: int
    began: int
    seen: tuple[int, int] | None = None
    told: bool = False


class LatencyMonitor:
    """Keeps the last thousand. `on_slow` hears once of each that is not certain after `threshold` slots, when it is not yet."""

    def __init__(
        self, threshold: int = 32, on_slow: Callable[[Slow], object] | None = None,
        clock: Callable[[], int] = time.monotonic_ns,
    ) -> None:  # fmt: skip
        self._threshold, self._on_slow, self._clock = threshold, on_slow, clock
        self._journeys: dict[str, _Journey] = {}
        self.lags: deque[Lag] = deque(maxlen=_REMEMBERED)

    def sent(self, signature: str, slot: int) -> None:
        """For the first time; sending it again starts nothing anew."""
        self._journeys.setdefault(signature, _Journey(slot, self._clock()))

    def waiting(self, signature: str, slot: int) -> None:
        """It was asked about at this slot."""
        journey = self._journeys.get(signature)
        if journey is None or journey.told or slot - journey.slot <= self._threshold:
            return
        journey.told = True
        if self._on_slow is not None:
            self._on_slow(Slow(signature, slot - journey.slot, self._threshold))

    def seen(self, signature: str, slot: int) -> None:
        """A node has it."""
        journey = self._journeys.get(signature)
        if journey is not None and journey.seen is None:
            journey.seen = (slot - journey.slot, self._clock() - journey.began)

    def confirmed(self, signature: str, slot: int) -> None:
        """It is certain."""
        self.waiting(signature, slot)
        self.seen(signature, slot)
        journey = self._journeys.pop(signature, None)
        if journey is None or journey.seen is None:
            return
        self.lags.append(Lag(signature, *journey.seen, slot - journey.slot, self._clock() - journey.began))

    def forget(self, signature: str) -> None:
        """It never landed: it has no latency."""
        self._journeys.pop(signature, None)

    def percentile(self, share: float, of: Callable[[Lag], int] = lambda lag: lag.confirmed_ns) -> int | None:
        """The least value that `share` of the transactions do not exceed; None without any."""
        values = sorted(of(lag) for lag in self.lags)
        if not values:
            return None
        rank = max(1, -(-int(share * 10_000) * len(values) // 10_000))
        return values[rank - 1]
