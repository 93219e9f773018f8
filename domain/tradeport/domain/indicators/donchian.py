"""Donchian channel."""

from itertools import accumulate
from typing import NamedTuple

from tradeport.domain.indicators.rolling import Rolling
from tradeport.domain.model.market_data import Bar


class DonchianValue(NamedTuple):
    """Prices; `middle` is halfway."""

    lower: float
    middle: float
    upper: float


class Donchian(Rolling[tuple[float, float], DonchianValue]):
    """Lowest low and highest high of the last `period` bars, **the present one included**: exact, no rounding.

    A breakout rule compares a bar with `value` as it was before that bar's update.
    """

    __slots__ = ("_high", "_highs", "_low", "_lows")

    def reset(self) -> None:
        super().reset()
        self._low, self._lows = float("inf"), list[float]()
        self._high, self._highs = float("-inf"), list[float]()

    def update(self, bar: Bar) -> DonchianValue | None:
        low, high, head = bar.low, bar.high, self._head
        head.append((low, high))
        if self._lows:
            if low < self._low:  # `min` and `max` take six times as long
                self._low = low
            if high > self._high:
                self._high = high
            return self._finish()
        return self._load(head, []) if len(head) == self.period else None

    def _load(self, tail: list[tuple[float, float]], head: list[tuple[float, float]]) -> DonchianValue:
        self._tail, self._head = tail, head
        self._low = min((low for low, _ in head), default=float("inf"))
        self._high = max((high for _, high in head), default=float("-inf"))
        self._lows = list(accumulate((low for low, _ in reversed(tail)), min))
        self._highs = list(accumulate((high for _, high in reversed(tail)), max))
        return self._finish()

    def _finish(self) -> DonchianValue:
        low, lower = self._low, self._lows.pop()
        high, upper = self._high, self._highs.pop()
        if low < lower:
            lower = low
        if high > upper:
            upper = high
        self.value = channel = DonchianValue(lower, (lower + upper) / 2, upper)
        return channel
