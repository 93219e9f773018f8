"""Volume-weighted average price."""

from collections.abc import Mapping
from typing import Any

from tradeport.domain.indicators.base import State, checked, same
from tradeport.domain.indicators.weighted import WeightedTotal, WeightedWindow
from tradeport.domain.model.market_data import Bar


class Vwap:
    """`sum(price * volume) / sum(volume)` with the typical price `(high + low + close) / 3`, in price.

    Of all bars since the last reset; or of the last `period` bars; or of the bars of one `session` of so many ns, such as
    `DAY`: a bar that closes at a multiple of it is the last of its session. None while nothing has traded.
    """

    __slots__ = ("_at", "_average", "period", "session")

    def __init__(self, period: int | None = None, *, session: int | None = None) -> None:
        """Raises ValueError for both at once, or one that is not a whole number of at least 1."""
        if period is not None and session is not None:
            raise ValueError("a VWAP is of the last `period` bars or of a `session`, not both")
        if session is not None:
            checked(session, "session")
        self.period, self.session = period, session
        self._average: WeightedTotal | WeightedWindow = WeightedTotal() if period is None else WeightedWindow(period)
        self._at: int | None = None

    @property
    def value(self) -> float | None:
        return self._average.value

    @property
    def ready(self) -> bool:
        return self._average.value is not None

    def reset(self) -> None:
        self._average.reset()
        self._at = None

    def update(self, bar: Bar) -> float | None:
        if self.session is not None:
            at = (bar.ts - 1) // self.session
            if at != self._at:
                self._average.reset()
                self._at = at
        high = bar.high
        return self._average.update((high + ((bar.low - high) + (bar.close - high)) / 3, bar.volume))

    def state(self) -> State:
        return {"session": self.session, "period": self.period, "at": self._at, "average": self._average.state()}

    def restore(self, state: Mapping[str, Any]) -> None:
        same(state, session=self.session, period=self.period)
        self._average.restore(state["average"])
        self._at = state["at"]
