"""Relative strength index."""

from collections.abc import Mapping
from typing import Any

from tradeport.domain.indicators.base import State
from tradeport.domain.indicators.smoothing import Wilder


class Rsi:
    """`100 * gain / (gain + loss)`, 0 to 100, of Wilder's averages of rises and falls (Wilder 1978).

    Seeded, as in TA-Lib, with the means of the first `period` changes, so ready after `period + 1` values. Where nothing has
    risen or fallen the ratio is undefined: 50 here, neither side prevails (TA-Lib says 0, which reads as oversold).
    """

    __slots__ = ("_gain", "_last", "_loss", "period", "value")

    def __init__(self, period: int = 14) -> None:
        """Raises ValueError if `period` is not a whole number of at least 1."""
        self._gain, self._loss = Wilder(period), Wilder(period)
        self.period = period
        self.reset()

    @property
    def ready(self) -> bool:
        return self.value is not None

    def reset(self) -> None:
        self._gain.reset()
        self._loss.reset()
        self._last: float | None = None
        self.value: float | None = None

    def update(self, value: float) -> float | None:
        last, self._last = self._last, value
        if last is None:
            return None
        change = value - last
        gain = self._gain.update(change if change > 0 else 0.0)
        loss = self._loss.update(-change if change < 0 else 0.0)
        if gain is None or loss is None:
            return None
        moved = gain + loss
        self.value = strength = 100 * (gain / moved) if moved else 50.0
        return strength

    def state(self) -> State:
        return {"gain": self._gain.state(), "loss": self._loss.state(), "last": self._last, "value": self.value}

    def restore(self, state: Mapping[str, Any]) -> None:
        self._gain.restore(state["gain"])
        self._loss.restore(state["loss"])
        self._last, self.value = state["last"], state["value"]
