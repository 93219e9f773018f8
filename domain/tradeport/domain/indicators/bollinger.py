"""Bollinger bands."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from tradeport.domain.indicators.base import State, same
from tradeport.domain.indicators.std_dev import StdDev


class BollingerValue(NamedTuple):
    """In the unit of the values."""

    lower: float
    middle: float
    upper: float


class Bollinger:
    """Mean of the last `period` values -/+ `width` population standard deviations (Bollinger 2001)."""

    __slots__ = ("_deviation", "value", "width")

    def __init__(self, period: int = 20, width: float = 2.0) -> None:
        """Raises ValueError if `period` is not a whole number of at least 1, or `width` is not positive."""
        self._deviation = StdDev(period)
        if not 0 < width < float("inf"):
            raise ValueError(f"width is {width}; it must be positive")
        self.width = width
        self.value: BollingerValue | None = None

    @property
    def period(self) -> int:
        return self._deviation.period

    @property
    def ready(self) -> bool:
        return self.value is not None

    def reset(self) -> None:
        self._deviation.reset()
        self.value = None

    def update(self, value: float) -> BollingerValue | None:
        self._deviation.update(value)
        return self._bands()

    def _bands(self) -> BollingerValue | None:
        mean, deviation = self._deviation.mean, self._deviation.value
        if mean is None or deviation is None:
            return None
        reach = self.width * deviation
        self.value = bands = BollingerValue(mean - reach, mean, mean + reach)
        return bands

    def state(self) -> State:
        return {"width": self.width, "deviation": self._deviation.state()}

    def restore(self, state: Mapping[str, Any]) -> None:
        same(state, width=self.width)
        self._deviation.restore(state["deviation"])
        self.value = None
        self._bands()
