"""What a user subclasses."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, ClassVar, Final

from pydantic import BaseModel, ConfigDict

from tradeport.domain.model.market_data import Bar, FundingRate, MarkPrice, OrderBook, QuoteTick, TradeTick
from tradeport.domain.model.orders import Fill, OrderEvent, OrderSide, OrderTicket, OrderType, TimeInForce, TradeIntent
from tradeport.domain.order_life import trailed
from tradeport.ports.capability import Capability
from tradeport.ports.clock import ClockPort
from tradeport.ports.execution import ExecutionPort
from tradeport.ports.market_data import MarketDataPort
from tradeport.ports.portfolio import PortfolioPort
from tradeport.ports.risk import RiskPort

type Number = Decimal | float | int | str

#: (has a limit, has a stop): what that makes.
_KINDS: Final = {
    (False, False): OrderType.MARKET,
    (True, False): OrderType.LIMIT,
    (False, True): OrderType.STOP,
    (True, True): OrderType.STOP_LIMIT,
}


class StrategyConfig(BaseModel):
    """Parameters of a strategy: validated once, then frozen. An unknown one is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


class Strategy:
    """Decides; knows only its five ports. Override the callbacks that are needed.

    The same data in the same order must give the same decisions: no wall clock, no I/O, no unseeded randomness.
    """

    class Config(StrategyConfig):
        """Override with the strategy's own parameters."""

    #: Without these the run is refused before it begins.
    requires: ClassVar[frozenset[Capability]] = frozenset()
    #: Without these the run is degraded, and the plan says so.
    prefers: ClassVar[frozenset[Capability]] = frozenset()

    def __init__(
        self,
        config: Any,
        *,
        market_data: MarketDataPort,
        clock: ClockPort,
        portfolio: PortfolioPort,
        execution: ExecutionPort,
        risk: RiskPort,
    ) -> None:
        self.config = config
        self.market_data = market_data
        self.clock = clock
        self.portfolio = portfolio
        self.execution = execution
        self.risk = risk

    # -- callbacks ---------------------------------------------------------------------------------------------------

    def on_start(self) -> None:
        """Before the first market data."""

    def on_bar(self, bar: Bar) -> None:
        """At a bar's close. Orders sent here work from the instrument's next bar."""

    def on_quote(self, quote: QuoteTick) -> None: ...

    def on_trade(self, trade: TradeTick) -> None: ...

    def on_book(self, book: OrderBook) -> None: ...

    def on_funding(self, funding: FundingRate) -> None: ...

    def on_mark(self, mark: MarkPrice) -> None: ...

    def on_timer(self, name: str, ts: int) -> None:
        """`ts` is when it was due, `clock.now()` when it fires."""

    def on_order_event(self, event: OrderEvent) -> None:
        """After the event has been applied: `execution.order(...)` and the portfolio show its outcome."""

    def on_fill(self, fill: Fill) -> None:
        """After `on_order_event` of the same fill."""

    def on_stop(self) -> None:
        """After the last market data. Orders sent here are never examined."""

    def on_save(self) -> Mapping[str, Any]:
        """State as plain data (None, bool, int, float, str, Decimal, list, dict)."""
        return {}

    def on_load(self, state: Mapping[str, Any]) -> None:
        """Restore what `on_save` gave, on this engine or another."""

    # -- what most strategies say ------------------------------------------------------------------------------------

    def buy(self, instrument: str, quantity: Number, **terms: Any) -> OrderTicket:
        """Market order, or limit, stop, stop-limit by `limit=` and `stop=`, trailing stop by `trail=`; see `intent`."""
        return self.order(instrument, OrderSide.BUY, quantity, **terms)

    def sell(self, instrument: str, quantity: Number, **terms: Any) -> OrderTicket:
        """As `buy`."""
        return self.order(instrument, OrderSide.SELL, quantity, **terms)

    def order(self, instrument: str, side: OrderSide, quantity: Number, **terms: Any) -> OrderTicket:
        """Send one order; `terms` as of `intent`."""
        return self.execution.submit(self.intent(instrument, side, quantity, **terms))

    def intent(
        self,
        instrument: str,
        side: OrderSide,
        quantity: Number,
        *,
        limit: Number | None = None,
        stop: Number | None = None,
        trail: Number | None = None,
        trail_bps: Number | None = None,
        time_in_force: TimeInForce = TimeInForce.GTC,
        expire_ts: int | None = None,
        post_only: bool = False,
        reduce_only: bool = False,
        tag: str = "",
    ) -> TradeIntent:
        """Prices are rounded to the nearest tick, the quantity (> 0) down to the size increment.

        `trail` or `trail_bps` makes a trailing stop: at `stop` first, or at that distance from the last price.
        Raises IntentError if nothing is left of the quantity or the terms contradict each other.
        """
        traded = self.market_data.instrument(instrument)
        trigger = None if stop is None else traded.price(stop)
        offset = None if trail is None else Decimal(str(trail))
        bps = None if trail_bps is None else Decimal(str(trail_bps))
        if offset is None and bps is None:
            kind = _KINDS[limit is not None, stop is not None]
        else:
            kind = OrderType.TRAILING_STOP
            if trigger is None and (last := self.market_data.last_price(instrument)) is not None:
                trigger = trailed(traded, side, last, offset, bps)
        return TradeIntent(
            instrument=instrument,
            side=side,
            quantity=traded.quantity(quantity),
            type=kind,
            limit_price=None if limit is None else traded.price(limit),
            trigger_price=trigger,
            time_in_force=time_in_force,
            expire_ts=expire_ts,
            post_only=post_only,
            reduce_only=reduce_only,
            tag=tag,
            trail=offset,
            trail_bps=bps,
        )

    def oco(
        self, instrument: str, side: OrderSide, quantity: Number, *, limit: Number, stop: Number, **terms: Any
    ) -> tuple[OrderTicket, OrderTicket]:
        """A limit and a stop order, of which the first to end cancels the other; `terms` go to both.

        For any other pair: `execution.submit_oco` with two of `intent`.
        """
        return self.execution.submit_oco(
            self.intent(instrument, side, quantity, limit=limit, **terms),
            self.intent(instrument, side, quantity, stop=stop, **terms),
        )

    def bracket(
        self,
        instrument: str,
        side: OrderSide,
        quantity: Number,
        *,
        take_profit: Number,
        stop_loss: Number | None = None,
        trail: Number | None = None,
        trail_bps: Number | None = None,
        reduce_only: bool = False,
        **entry: Any,
    ) -> tuple[OrderTicket, OrderTicket, OrderTicket]:
        """An entry (`entry`: its terms) and, from its fill on, a stop loss and a take profit as an OCO pair.

        With `trail` or `trail_bps` the stop loss is a trailing stop. `reduce_only` is the exits'. Gives the tickets of entry,
        stop loss and take profit; the last two are orders from the entry's fill on.
        """
        exits = {"reduce_only": reduce_only, "tag": entry.get("tag", "")}
        return self.execution.submit_bracket(
            self.intent(instrument, side, quantity, **entry),
            self.intent(instrument, side.opposite, quantity, stop=stop_loss, trail=trail, trail_bps=trail_bps, **exits),
            self.intent(instrument, side.opposite, quantity, limit=take_profit, **exits),
        )

    def target(self, instrument: str, quantity: Number, *, tag: str = "") -> OrderTicket | None:
        """Market order for what is missing to a signed position of `quantity`; None if nothing is."""
        missing = self._missing(instrument, quantity, tag)
        return None if missing is None else self.execution.submit(missing)

    def targets(self, quantities: Mapping[str, Number], *, tag: str = "") -> tuple[OrderTicket, ...]:
        """`target` of several instruments as one: all that is missing is sent, or none of it if one leg is denied."""
        legs = [leg for i, quantity in quantities.items() if (leg := self._missing(i, quantity, tag)) is not None]
        return self.execution.submit_atomic(*legs) if len(legs) > 1 else tuple(map(self.execution.submit, legs))

    def _missing(self, instrument: str, quantity: Number, tag: str) -> TradeIntent | None:
        change = self.market_data.instrument(instrument).quantity(quantity) - self.portfolio.position(instrument).quantity
        if not change:
            return None
        return self.intent(instrument, OrderSide.BUY if change > 0 else OrderSide.SELL, abs(change), tag=tag)

    def close(self, instrument: str, *, tag: str = "") -> OrderTicket | None:
        """Market order that flattens the position; None if it is flat."""
        return self.target(instrument, 0, tag=tag)

    def cancel(self, ticket: OrderTicket | str) -> None:
        """Cancel by ticket or client order id."""
        self.execution.cancel(ticket if isinstance(ticket, str) else ticket.client_order_id)

    def modify(
        self,
        ticket: OrderTicket | str,
        *,
        quantity: Number | None = None,
        limit: Number | None = None,
        stop: Number | None = None,
    ) -> None:
        """New terms, rounded as in `order`."""
        client_order_id = ticket if isinstance(ticket, str) else ticket.client_order_id
        traded = self.market_data.instrument(self.execution.order(client_order_id).intent.instrument)
        self.execution.modify(
            client_order_id,
            quantity=None if quantity is None else traded.quantity(quantity),
            limit_price=None if limit is None else traded.price(limit),
            trigger_price=None if stop is None else traded.price(stop),
        )
