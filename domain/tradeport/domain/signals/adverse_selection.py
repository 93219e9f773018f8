"""What the market does to us after our fills."""

from collections import deque
from collections.abc import Mapping
from typing import Any

from tradeport.domain.model.orders import Fill
from tradeport.domain.model.time import SECOND
from tradeport.domain.signals.pipeline import BookEvent, mid_of


class AdverseSelection:
    """Average markout of own fills, bps: how far the mid has moved against the fill's side `horizon` seconds later.

    Positive: those who traded with us knew more. An exponential average over fills, `weight` for the newest.
    """

    name = "adverse_selection"

    def __init__(self, horizon: float = 5.0, weight: float = 0.1) -> None:
        if horizon <= 0 or not 0 < weight <= 1:
            raise ValueError("horizon is positive, weight lies in (0, 1]")
        self._horizon, self._weight = int(horizon * SECOND), weight
        self._pending: deque[tuple[int, float]] = deque()
        self._mean: float | None = None

    def filled(self, fill: Fill) -> None:
        """Take note of an own fill."""
        self._pending.append((fill.ts + self._horizon, float(fill.price) * fill.side.sign))

    def update(self, event: BookEvent, found: Mapping[str, float]) -> float | None:
        mid = mid_of(event)
        while self._pending and self._pending[0][0] <= event.ts:
            _, signed = self._pending.popleft()
            paid = abs(signed)
            against = (paid - mid) / paid * 10_000 * (1 if signed > 0 else -1)
            self._mean = against if self._mean is None else self._mean + self._weight * (against - self._mean)
        return self._mean

    def state(self) -> Mapping[str, Any]:
        return {"pending": [list(one) for one in self._pending], "mean": self._mean}

    def restore(self, state: Mapping[str, Any]) -> None:
        self._pending = deque((due, signed) for due, signed in state["pending"])
        self._mean = state["mean"]
