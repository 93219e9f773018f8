"""What funding comes to in a year."""

from collections.abc import Mapping
from typing import Any, Final

from tradeport.domain.indicators.base import State, same
from tradeport.domain.indicators.sma import Sma
from tradeport.domain.model.market_data import FundingRate
from tradeport.domain.model.time import DAY

YEAR: Final = 365 * DAY


class FundingApr:
    """Mean of the last `period` rates of one perpetual, as a fraction of the notional a year, not compounded.

    Each rate is over the time since the one before it, whatever the venue's interval: 0.0001 an hour and 0.0008 every eight
    hours are the same 0.876. Ready with rate `period` + 1.
    """

    __slots__ = ("_rate", "_step", "_ts", "period")

    def __init__(self, period: int) -> None:
        """Raises ValueError if `period` is not a whole number of at least 1."""
        self._rate, self._step = Sma(period), Sma(period)
        self._ts: int | None = None
        self.period = period

    @property
    def value(self) -> float | None:
        rate, step = self._rate.value, self._step.value
        return None if rate is None or step is None else rate / step

    @property
    def ready(self) -> bool:
        return self._rate.ready

    def reset(self) -> None:
        self._rate.reset()
        self._step.reset()
        self._ts = None

    def update(self, funding: FundingRate) -> float | None:
        before, self._ts = self._ts, funding.ts
        if before is not None:
            self._rate.update(funding.rate)
            self._step.update((funding.ts - before) / YEAR)
        return self.value

    def state(self) -> State:
        return {"period": self.period, "rate": self._rate.state(), "step": self._step.state(), "ts": self._ts}

    def restore(self, state: Mapping[str, Any]) -> None:
        same(state, period=self.period)
        self._rate.restore(state["rate"])
        self._step.restore(state["step"])
        self._ts = state["ts"]
