"""A tour of the execution port: not a way to make money, but a way to see every order type fill."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from pydantic import Field

from tradeport.domain.model.market_data import Bar
from tradeport.domain.model.orders import OrderTicket
from tradeport.domain.strategy import Strategy, StrategyConfig
from tradeport.ports.capability import Capability


class OrderTypes(Strategy):
    """Eight bars a round: market, limit, stop, stop-limit, modify and cancel, at distances of the last bars' ranges."""

    class Config(StrategyConfig):
        """`reach`: distance of resting orders from the close, in mean ranges of the last `window` bars."""

        instrument: str
        quantity: Decimal = Field(default=Decimal(2), gt=0)
        window: int = Field(default=8, ge=1)
        reach: float = Field(default=0.5, gt=0)

    requires = frozenset(
        {
            Capability.BARS,
            Capability.MARKET_ORDERS,
            Capability.LIMIT_ORDERS,
            Capability.STOP_ORDERS,
            Capability.STOP_LIMIT_ORDERS,
            Capability.CANCEL,
            Capability.MODIFY,
            Capability.SHORT,
            Capability.FRACTIONAL,
        }
    )

    config: Config

    def on_start(self) -> None:
        self.seen = 0
        self.tickets: dict[str, OrderTicket | str] = {}
        self.round: tuple[Callable[[str, float, float], None], ...] = (
            self._enter,
            self._take_profit,
            self._protect,
            self._tighten,
            self._breakout,
            self._unprotect,
            self._fade,
            self._flatten,
        )

    def on_bar(self, bar: Bar) -> None:
        if bar.instrument != self.config.instrument:
            return
        self.seen += 1
        if self.seen <= self.config.window:
            return
        recent = self.market_data.bars(bar.instrument, self.config.window)
        distance = self.config.reach * sum(b.high - b.low for b in recent) / len(recent)
        step = (self.seen - self.config.window - 1) % len(self.round)
        self.round[step](bar.instrument, bar.close, max(distance, self._tick(bar.instrument)))

    def _enter(self, instrument: str, close: float, distance: float) -> None:
        self.buy(instrument, self.config.quantity, tag="enter")

    def _take_profit(self, instrument: str, close: float, distance: float) -> None:
        limit = self.sell(instrument, self.config.quantity / 2, limit=close + distance, tag="take profit")
        self.tickets["limit"] = limit

    def _protect(self, instrument: str, close: float, distance: float) -> None:
        stop = self._below(instrument, close, 2 * distance)
        self.tickets["stop"] = self.sell(instrument, self.config.quantity / 2, stop=stop, tag="protect")

    def _tighten(self, instrument: str, close: float, distance: float) -> None:
        self._modify("limit", limit=close + distance / 2)
        self._modify("stop", stop=self._below(instrument, close, distance))

    def _breakout(self, instrument: str, close: float, distance: float) -> None:
        stop = close + distance / 4
        ticket = self.buy(instrument, self.config.quantity, stop=stop, limit=stop + distance / 4, tag="breakout")
        self.tickets["stop_limit"] = ticket

    def _unprotect(self, instrument: str, close: float, distance: float) -> None:
        if self._is_open("stop"):
            self.cancel(self.tickets["stop"])
        self._modify("stop_limit", quantity=self.config.quantity / 2)

    def _fade(self, instrument: str, close: float, distance: float) -> None:
        self.buy(instrument, self.config.quantity, limit=self._below(instrument, close, distance), tag="fade")
        self.sell(instrument, self.config.quantity, limit=close + distance, tag="fade")

    def _flatten(self, instrument: str, close: float, distance: float) -> None:
        self.execution.cancel_all(instrument)
        self.close(instrument, tag="flatten")
        self.tickets.clear()

    def _modify(self, which: str, **terms: Any) -> None:
        if self._is_open(which):
            self.modify(self.tickets[which], **terms)

    def _is_open(self, which: str) -> bool:
        ticket = self.tickets.get(which)
        if ticket is None:
            return False
        return self.execution.order(ticket if isinstance(ticket, str) else ticket.client_order_id).is_open

    def _below(self, instrument: str, close: float, distance: float) -> float:
        """A price is positive, however low the market and wide its range."""
        return max(close - distance, self._tick(instrument))

    def _tick(self, instrument: str) -> float:
        return float(self.market_data.instrument(instrument).price_increment)

    def on_save(self) -> Mapping[str, Any]:
        ids = {k: t if isinstance(t, str) else t.client_order_id for k, t in self.tickets.items()}
        return {"seen": self.seen, "tickets": ids}

    def on_load(self, state: Mapping[str, Any]) -> None:
        self.seen, self.tickets = state["seen"], dict(state["tickets"])
