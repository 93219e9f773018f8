"""Exponential smoothing, common to EMA and Wilder's averages."""

from collections.abc import Mapping
from typing import Any

from tradeport.domain.indicators.base import State, checked, same


class Smoothing:
    """`s += (x - s) * alpha`, seeded with the mean of the first `period` values. Rounding errors fade, they do not add up."""

    __slots__ = ("_alpha", "_anchor", "_left", "_sum", "period", "value")

    def __init__(self, period: int, alpha: float) -> None:
        self.period, self._alpha = checked(period), alpha
        self.reset()

    @property
    def ready(self) -> bool:
        return self.value is not None

    def reset(self) -> None:
        self.value: float | None = None
        self._left, self._anchor, self._sum = self.period, 0.0, 0.0

    def update(self, value: float) -> float | None:
        smooth = self.value
        if smooth is None:
            return self._seed(value)
        self.value = smooth = smooth + (value - smooth) * self._alpha
        return smooth

    def _seed(self, value: float) -> float | None:
        if self._left == self.period:
            self._anchor = value
        # from the first value, so that a flat seed is exact
        self._sum += value - self._anchor
        self._left -= 1
        if not self._left:
            self.value = self._anchor + self._sum / self.period
        return self.value

    def state(self) -> State:
        return {"period": self.period, "value": self.value, "left": self._left, "anchor": self._anchor, "sum": self._sum}

    def restore(self, state: Mapping[str, Any]) -> None:
        same(state, period=self.period)
        self.value, self._left, self._anchor, self._sum = state["value"], state["left"], state["anchor"], state["sum"]


class Wilder(Smoothing):
    """Wilder's average (New Concepts in Technical Trading Systems, 1978): alpha = 1 / period."""

    __slots__ = ()

    def __init__(self, period: int) -> None:
        """Raises ValueError if `period` is not a whole number of at least 1."""
        super().__init__(period, 1 / checked(period))
