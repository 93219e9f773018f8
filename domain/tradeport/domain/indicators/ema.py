"""Exponential moving average."""

from tradeport.domain.indicators.base import checked
from tradeport.domain.indicators.smoothing import Smoothing


class Ema(Smoothing):
    """`e += (x - e) * 2 / (period + 1)`, seeded with the mean of the first `period` values as TA-Lib does; in their unit."""

    __slots__ = ()

    def __init__(self, period: int) -> None:
        """Raises ValueError if `period` is not a whole number of at least 1."""
        super().__init__(period, 2 / (checked(period) + 1))
