"""Volatility of the mid."""

from collections.abc import Mapping
from math import exp, log, sqrt
from typing import Any

from tradeport.domain.model.time import SECOND
from tradeport.domain.signals.pipeline import BookEvent, mid_of


class Volatility:
    """Of the mid, in price per square root of a second: an average of dS^2/dt that forgets half in `half_life` seconds.

    Weighted by elapsed time, so that it does not depend on how often the market updates. Ready after `warm_up` changes.
    """

    name = "volatility"

    def __init__(self, half_life: float = 60.0, warm_up: int = 10) -> None:
        if half_life <= 0:
            raise ValueError(f"half_life is {half_life}; it must be positive")
        self.half_life, self.warm_up = half_life, warm_up
        self._rate = log(2) / half_life
        self._ts, self._mid, self._seen, self._squares, self._weight = 0, 0.0, 0, 0.0, 0.0

    def update(self, event: BookEvent, found: Mapping[str, float]) -> float | None:
        mid = mid_of(event)
        if self._seen:
            elapsed = (event.ts - self._ts) / SECOND
            kept = exp(-self._rate * elapsed)
            self._squares = self._squares * kept + (mid - self._mid) ** 2
            self._weight = self._weight * kept + elapsed
        self._ts, self._mid = event.ts, mid
        self._seen += 1
        return sqrt(self._squares / self._weight) if self._seen > self.warm_up and self._weight else None

    def state(self) -> Mapping[str, Any]:
        return {"ts": self._ts, "mid": self._mid, "seen": self._seen, "squares": self._squares, "weight": self._weight}

    def restore(self, state: Mapping[str, Any]) -> None:
        self._ts, self._mid, self._seen = state["ts"], state["mid"], state["seen"]
        self._squares, self._weight = state["squares"], state["weight"]
