"""The same value in each of several instruments, restored on a timer."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from pydantic import Field

from tradeport.domain.model.time import DAY
from tradeport.domain.strategy import Strategy, StrategyConfig
from tradeport.ports.capability import Capability


class EqualWeight(Strategy):
    """Every `days` days: each instrument to `invested` x equity / their number, at its last price."""

    class Config(StrategyConfig):
        """`invested`: share of equity. `band`: a position closer to its target than this share of it is left alone."""

        instruments: tuple[str, ...] = Field(min_length=1)
        days: float = Field(default=30, gt=0)
        invested: Decimal = Field(default=Decimal("0.95"), gt=0, le=1)
        band: Decimal = Field(default=Decimal("0.01"), ge=0)

    requires = frozenset({Capability.BARS, Capability.MARKET_ORDERS, Capability.TIMERS, Capability.FRACTIONAL})

    config: Config

    def on_start(self) -> None:
        self.clock.set_timer("rebalance", int(self.config.days * DAY), start=self.clock.now() + 1)

    def on_timer(self, name: str, ts: int) -> None:
        share = self.portfolio.equity() * self.config.invested / len(self.config.instruments)
        for instrument in self.config.instruments:
            price = self.market_data.last_price(instrument)
            if price is None:
                continue
            target = share / Decimal(repr(price))
            if abs(target - self.portfolio.position(instrument).quantity) > target * self.config.band:
                self.target(instrument, target)

    def on_save(self) -> Mapping[str, Any]:
        return {}
