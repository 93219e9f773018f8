"""A token bucket on the run's clock."""

from collections.abc import Mapping
from typing import Any

from tradeport.domain.model.time import SECOND


class RateLimit:
    """`per_second` commands on average, `burst` at once. The last `reserve` are for cancels alone: one can always get out."""

    def __init__(self, per_second: float, burst: int, reserve: int) -> None:
        if per_second <= 0 or not 0 <= reserve < burst:
            raise ValueError("per_second is positive, and 0 <= reserve < burst")
        self._per_ns, self._burst, self._reserve = per_second / SECOND, burst, reserve
        self._tokens, self._ts = float(burst), 0

    def state(self) -> dict[str, Any]:
        """Plain data for `restore`."""
        return {"tokens": self._tokens, "ts": self._ts}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Go on where `state` was taken."""
        self._tokens, self._ts = state["tokens"], state["ts"]

    def take(self, now: int, *, cancel: bool = False) -> bool:
        """Whether one more command may go at `now`, ns; it is counted if so."""
        if self._ts:
            self._tokens = min(self._burst, self._tokens + (now - self._ts) * self._per_ns)
        self._ts = now
        if self._tokens - (0 if cancel else self._reserve) < 1:
            return False
        self._tokens -= 1
        return True
