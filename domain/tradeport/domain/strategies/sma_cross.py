"""Simple moving average cross."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from pydantic import Field, model_validator

from tradeport.domain.indicators import Sma
from tradeport.domain.model.market_data import Bar
from tradeport.domain.strategy import Strategy, StrategyConfig
from tradeport.ports.capability import Capability


class SmaCross(Strategy):
    """Long `quantity` while the fast average is above the slow one, flat otherwise."""

    class Config(StrategyConfig):
        """Periods in bars."""

        instrument: str
        fast: int = Field(default=10, ge=1)
        slow: int = Field(default=30, ge=2)
        quantity: Decimal = Field(default=Decimal(1), gt=0)

        @model_validator(mode="after")
        def _ordered(self) -> "SmaCross.Config":
            if self.fast >= self.slow:
                raise ValueError(f"fast ({self.fast}) must be smaller than slow ({self.slow})")
            return self

    requires = frozenset({Capability.BARS, Capability.MARKET_ORDERS})

    config: Config

    def on_start(self) -> None:
        self.fast, self.slow = Sma(self.config.fast), Sma(self.config.slow)
        self.long = False

    def on_bar(self, bar: Bar) -> None:
        if bar.instrument != self.config.instrument:
            return
        fast, slow = self.fast.update(bar.close), self.slow.update(bar.close)
        if fast is None or slow is None or (fast > slow) is self.long:
            return
        self.long = fast > slow
        self.target(bar.instrument, self.config.quantity if self.long else 0)

    def on_save(self) -> Mapping[str, Any]:
        return {"fast": self.fast.state(), "slow": self.slow.state(), "long": self.long}

    def on_load(self, state: Mapping[str, Any]) -> None:
        self.fast.restore(state["fast"])
        self.slow.restore(state["slow"])
        self.long = state["long"]
