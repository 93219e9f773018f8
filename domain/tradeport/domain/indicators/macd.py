"""Moving average convergence divergence."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from tradeport.domain.indicators.base import State, checked
from tradeport.domain.indicators.ema import Ema


class MacdValue(NamedTuple):
    """In the unit of the values; `histogram` = `macd` - `signal`."""

    macd: float
    signal: float
    histogram: float


class Macd:
    """`Ema(fast) - Ema(slow)`, and its own `Ema(signal)` (Appel 1979).

    Seeded as in TA-Lib: the fast average starts late, so that both end their seeds on the same value. Ready after
    `slow + signal - 1` values.
    """

    __slots__ = ("_fast", "_signal", "_skip", "_slow", "value")

    def __init__(self, fast: int = 12, slow: int = 26, signal: int = 9) -> None:
        """Raises ValueError if a period is not a whole number of at least 1, or `fast` is not below `slow`."""
        if checked(fast, "fast") >= checked(slow, "slow"):
            raise ValueError(f"fast is {fast}; it must be below slow, which is {slow}")
        self._fast, self._slow, self._signal = Ema(fast), Ema(slow), Ema(checked(signal, "signal"))
        self.reset()

    @property
    def ready(self) -> bool:
        return self.value is not None

    def reset(self) -> None:
        for average in (self._fast, self._slow, self._signal):
            average.reset()
        self._skip = self._slow.period - self._fast.period
        self.value: MacdValue | None = None

    def update(self, value: float) -> MacdValue | None:
        slow = self._slow.update(value)
        if self._skip:
            self._skip -= 1
            return None
        fast = self._fast.update(value)
        if fast is None or slow is None:
            return None
        macd = fast - slow
        signal = self._signal.update(macd)
        if signal is not None:
            self.value = MacdValue(macd, signal, macd - signal)
        return self.value

    def state(self) -> State:
        averages = {"fast": self._fast.state(), "slow": self._slow.state(), "signal": self._signal.state()}
        return {**averages, "skip": self._skip, "value": None if self.value is None else list(self.value)}

    def restore(self, state: Mapping[str, Any]) -> None:
        self._fast.restore(state["fast"])
        self._slow.restore(state["slow"])
        self._signal.restore(state["signal"])
        self._skip = state["skip"]
        self.value = None if state["value"] is None else MacdValue(*state["value"])
