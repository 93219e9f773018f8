"""Average true range."""

from collections.abc import Mapping
from typing import Any

from tradeport.domain.indicators.base import State
from tradeport.domain.indicators.smoothing import Wilder
from tradeport.domain.model.market_data import Bar


class Atr:
    """Wilder's average of the true range, `max(high, last close) - min(low, last close)`, in price (Wilder 1978).

    Seeded, as in TA-Lib, with the mean of the first `period` true ranges, the first being that of the second bar: ready after
    `period + 1` bars.
    """

    __slots__ = ("_average", "_close", "period")

    def __init__(self, period: int = 14) -> None:
        """Raises ValueError if `period` is not a whole number of at least 1."""
        self._average = Wilder(period)
        self.period = period
        self.reset()

    @property
    def value(self) -> float | None:
        return self._average.value

    @property
    def ready(self) -> bool:
        return self._average.value is not None

    def reset(self) -> None:
        self._average.reset()
        self._close: float | None = None

    def update(self, bar: Bar) -> float | None:
        last, self._close = self._close, bar.close
        if last is None:
            return None
        high = bar.high if bar.high > last else last
        low = bar.low if bar.low < last else last
        return self._average.update(high - low)

    def state(self) -> State:
        return {"average": self._average.state(), "close": self._close}

    def restore(self, state: Mapping[str, Any]) -> None:
        self._average.restore(state["average"])
        self._close = state["close"]
