"""Funding alone: on whichever side of a perpetual is paid for being there."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from pydantic import Field, model_validator

from tradeport.domain.indicators import FundingApr
from tradeport.domain.model.market_data import Bar, FundingRate
from tradeport.domain.strategy import Strategy, StrategyConfig
from tradeport.ports.capability import Capability


class FundingFarm(Strategy):
    """Short the perpetual while longs pay well for it, long while shorts do, flat otherwise.

    Earns the funding that it receives, and, where crowded positions unwind, the move against the crowd. It is not hedged: the
    price moves by more in an hour than funding pays in a month, a crowd may be right, and leverage ends it. The same funding
    without the price is `delta_neutral`.
    """

    class Config(StrategyConfig):
        """`entry`, `exit`: funding a year (0.2 = 20 %), mean of the last `period` rates: received from here, until here."""

        perp: str
        quantity: Decimal = Field(default=Decimal(1), gt=0)
        entry: float = Field(default=0.2, gt=0)
        exit: float = Field(default=0.05, ge=0)
        period: int = Field(default=8, ge=1)

        @model_validator(mode="after")
        def _ordered(self) -> "FundingFarm.Config":
            if self.exit >= self.entry:
                raise ValueError(f"exit ({self.exit}) must be below entry ({self.entry})")
            return self

    requires = frozenset(
        {Capability.BARS, Capability.FUNDING, Capability.PERPETUALS, Capability.MARKET_ORDERS, Capability.SHORT}
    )

    config: Config

    def on_start(self) -> None:
        self.market_data.instrument(self.config.perp).must_be_perpetual()
        self.apr = FundingApr(self.config.period)
        self.side = 0

    def on_funding(self, funding: FundingRate) -> None:
        """Taken in here and acted upon at the bar: several rates may come at once."""
        if funding.instrument == self.config.perp:
            self.apr.update(funding)

    def on_bar(self, bar: Bar) -> None:
        apr = self.apr.value
        if bar.instrument != self.config.perp or apr is None:
            return
        side = self._side(apr)
        if side != self.side:
            self.side = side
            self.target(bar.instrument, side * self.config.quantity)

    def _side(self, apr: float) -> int:
        if self.side * -apr > self.config.exit:
            return self.side
        if abs(apr) < self.config.entry:
            return 0
        return -1 if apr > 0 else 1

    def on_save(self) -> Mapping[str, Any]:
        return {"apr": self.apr.state(), "side": self.side}

    def on_load(self, state: Mapping[str, Any]) -> None:
        self.apr.restore(state["apr"])
        self.side = state["side"]
