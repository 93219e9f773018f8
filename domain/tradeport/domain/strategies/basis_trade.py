"""The distance of a perpetual from its spot, sold when it is wide and bought back when it has closed."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from pydantic import Field, model_validator

from tradeport.domain.model.market_data import Bar
from tradeport.domain.strategy import Strategy, StrategyConfig
from tradeport.ports.capability import Capability


class BasisTrade(Strategy):
    """Long spot and short its perpetual while that is dear against it, until the basis has closed; both legs as one.

    Earns the basis at entry less that at exit, and the funding that a dear perpetual usually pays, less the fees of four
    fills: an `entry` below those is none. A basis has no day on which it must close; it may widen first, and the loss until
    then is real for the margin. With `short_spot` the other side too, where the borrow that it would cost is not modelled.
    """

    class Config(StrategyConfig):
        """`entry`, `exit`: of the basis, perp / spot - 1 at the close, in basis points. `quantity` of each leg."""

        spot: str
        perp: str
        quantity: Decimal = Field(default=Decimal(1), gt=0)
        entry: float = Field(default=20.0, gt=0)
        exit: float = 0.0
        short_spot: bool = False

        @model_validator(mode="after")
        def _consistent(self) -> "BasisTrade.Config":
            if self.spot == self.perp:
                raise ValueError(f"spot and perp are both {self.spot}")
            if self.exit >= self.entry:
                raise ValueError(f"exit ({self.exit}) must be below entry ({self.entry})")
            return self

    requires = frozenset(
        {
            Capability.BARS,
            Capability.MULTI_INSTRUMENT,
            Capability.PERPETUALS,
            Capability.CROSS_MARGIN,
            Capability.MARKET_ORDERS,
            Capability.ATOMIC,
            Capability.SHORT,
        }
    )

    config: Config

    def on_start(self) -> None:
        spot, perp = (self.market_data.instrument(name) for name in (self.config.spot, self.config.perp))
        perp.must_be_perpetual()
        self.size = perp.quantity(spot.quantity(self.config.quantity))
        self.side = 0

    def on_bar(self, bar: Bar) -> None:
        """At each bar of the perpetual, once the legs sent before have filled."""
        spot, perp = self.config.spot, self.config.perp
        if bar.instrument != perp:
            return
        price = self.market_data.last_price(spot)
        if price is None or any(self.execution.open_orders(leg) for leg in (spot, perp)):
            return
        side = self._side((bar.close / price - 1) * 10_000)
        if side != self.side:
            self.side = side
            self.targets({spot: side * self.size, perp: -side * self.size}, tag="enter" if side else "leave")

    def _side(self, basis: float) -> int:
        """1: long spot, short the perpetual."""
        if self.side and self.side * basis > self.config.exit:
            return self.side
        if abs(basis) < self.config.entry:
            return 0
        if basis > 0:
            return 1
        return -1 if self.config.short_spot else 0

    def on_save(self) -> Mapping[str, Any]:
        return {"side": self.side}

    def on_load(self, state: Mapping[str, Any]) -> None:
        self.side = state["side"]
