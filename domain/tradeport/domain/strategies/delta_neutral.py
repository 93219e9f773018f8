"""Spot against a short perpetual of the same size: what the price does cancels out, the funding stays."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from pydantic import Field, model_validator

from tradeport.domain.indicators import FundingApr
from tradeport.domain.model.market_data import Bar, FundingRate
from tradeport.domain.model.money import CONTEXT
from tradeport.domain.strategy import Strategy, StrategyConfig
from tradeport.ports.capability import Capability


class DeltaNeutral(Strategy):
    """Long spot and short as much of its perpetual, to collect the funding that longs pay; rebalanced when it drifts.

    Earns the funding on the perpetual's worth, less the fees of going in, out and back into balance. Its risks: funding that
    turns is paid; the two prices may part, and the equity falls until they meet again; while the price runs up the short
    binds more margin and loses cash, against a gain of spot on paper; one leg may fill an instant before the other. A hedge
    that was denied, or closed for its margin, is entered again when funding has left and come back: without `enter`, never.
    """

    class Config(StrategyConfig):
        """`quantity` in units of spot, or `notional`, kept at that worth. `band`: what may be off, as a share of the hedge.

        `enter`, `leave`: funding a year (0.1 = 10 %), mean of the last `period` rates, from which and below which it is worth
        it; without `enter` it always is.
        """

        spot: str
        perp: str
        quantity: Decimal = Field(default=Decimal(1), gt=0)
        notional: Decimal | None = Field(default=None, gt=0)
        band: Decimal = Field(default=Decimal("0.02"), gt=0, lt=1)
        enter: float | None = None
        leave: float = 0.0
        period: int = Field(default=8, ge=1)

        @model_validator(mode="after")
        def _consistent(self) -> "DeltaNeutral.Config":
            if self.spot == self.perp:
                raise ValueError(f"spot and perp are both {self.spot}")
            if self.enter is not None and self.leave > self.enter:
                raise ValueError(f"leave ({self.leave}) must not be above enter ({self.enter})")
            return self

    requires = frozenset(
        {
            Capability.BARS,
            Capability.MULTI_INSTRUMENT,
            Capability.FUNDING,
            Capability.PERPETUALS,
            Capability.CROSS_MARGIN,
            Capability.MARKET_ORDERS,
            Capability.ATOMIC,
            Capability.SHORT,
            Capability.FRACTIONAL,
        }
    )

    config: Config

    def on_start(self) -> None:
        self.spot, self.perp = (self.market_data.instrument(name) for name in (self.config.spot, self.config.perp))
        self.perp.must_be_perpetual()
        self.apr = FundingApr(self.config.period)
        self.hedged = False

    def on_funding(self, funding: FundingRate) -> None:
        if funding.instrument == self.perp.id:
            self.apr.update(funding)

    def on_bar(self, bar: Bar) -> None:
        """At each bar of the perpetual, once the legs sent before have filled."""
        if bar.instrument != self.perp.id or self.market_data.last_price(self.spot.id) is None or self._working():
            return
        if self._worth_it() is not self.hedged:
            self.hedged = not self.hedged
            self._hold(self._size() if self.hedged else Decimal(0), "enter" if self.hedged else "leave")
        elif self.hedged:
            self._rebalance()

    def _worth_it(self) -> bool:
        c, apr = self.config, self.apr.value
        if c.enter is None:
            return True
        if apr is None:
            return self.hedged
        return apr >= (c.leave if self.hedged else c.enter)

    def _rebalance(self) -> None:
        """Both legs to their size when the net delta, or the hedge's worth, is off by more than the band."""
        long, short = (self.portfolio.position(leg.id).quantity for leg in (self.spot, self.perp))
        if not long and not short:  # it was denied, or closed for its margin
            return
        size = self._size()
        if max(abs(long + short), abs(size - long)) > size * self.config.band:
            self._hold(size, "rebalance")

    def _size(self) -> Decimal:
        """In units that both legs can have."""
        c, price = self.config, self.market_data.last_price(self.spot.id)
        quantity = c.quantity if c.notional is None else CONTEXT.divide(c.notional, Decimal(repr(price)))
        return self.perp.quantity(self.spot.quantity(quantity))

    def _hold(self, size: Decimal, tag: str) -> None:
        self.targets({self.spot.id: size, self.perp.id: -size}, tag=tag)

    def _working(self) -> bool:
        return any(self.execution.open_orders(leg.id) for leg in (self.spot, self.perp))

    def on_save(self) -> Mapping[str, Any]:
        return {"apr": self.apr.state(), "hedged": self.hedged}

    def on_load(self, state: Mapping[str, Any]) -> None:
        self.apr.restore(state["apr"])
        self.hedged = state["hedged"]
