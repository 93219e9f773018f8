"""Exponential moving average cross."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from pydantic import Field, model_validator

from tradeport.domain.indicators import Ema
from tradeport.domain.model.market_data import Bar
from tradeport.domain.strategy import Strategy, StrategyConfig
from tradeport.ports.capability import Capability


class EmaCross(Strategy):
    """Long `quantity` while the fast average is above the slow one, short as much while it is below."""

    class Config(StrategyConfig):
        """Periods in bars."""

        instrument: str
        fast: int = Field(default=12, ge=1)
        slow: int = Field(default=26, ge=2)
        quantity: Decimal = Field(default=Decimal(1), gt=0)

        @model_validator(mode="after")
        def _ordered(self) -> "EmaCross.Config":
            if self.fast >= self.slow:
                raise ValueError(f"fast ({self.fast}) must be smaller than slow ({self.slow})")
            return self

    requires = frozenset({Capability.BARS, Capability.MARKET_ORDERS, Capability.SHORT})

    config: Config

    def on_start(self) -> None:
        self.fast, self.slow = Ema(self.config.fast), Ema(self.config.slow)
        self.direction = 0

    def on_bar(self, bar: Bar) -> None:
        if bar.instrument != self.config.instrument:
            return
        fast, slow = self.fast.update(bar.close), self.slow.update(bar.close)
        if fast is None or slow is None or fast == slow:
            return
        direction = 1 if fast > slow else -1
        if direction != self.direction:
            self.direction = direction
            self.target(bar.instrument, direction * self.config.quantity)

    def on_save(self) -> Mapping[str, Any]:
        return {"fast": self.fast.state(), "slow": self.slow.state(), "direction": self.direction}

    def on_load(self, state: Mapping[str, Any]) -> None:
        self.fast.restore(state["fast"])
        self.slow.restore(state["slow"])
        self.direction = state["direction"]
