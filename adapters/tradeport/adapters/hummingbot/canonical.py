"""The canonical profile: the same fills as on every engine, matched by Hummingbot's paper exchange."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from tradeport.adapters.hummingbot.engine import CANONICAL
from tradeport.adapters.hummingbot.engine_side import engine_side
from tradeport.adapters.hummingbot.pair import NO_ASK, NO_BID, QUOTE, Pair
from tradeport.adapters.hummingbot.session import HummingbotSession
from tradeport.application.errors import EngineError
from tradeport.domain.model.margin import funding_received
from tradeport.domain.model.market_data import Bar, FundingRate, Tradable, span
from tradeport.domain.model.money import CONTEXT, ZERO
from tradeport.domain.model.orders import Order, OrderEventType, OrderSide, TradeIntent
from tradeport.domain.order_life import Openings
from tradeport.ports.engine import EngineListener, SessionSpec

_E = OrderEventType

#: Lent of every asset: no order is refused for want of balance, the risk limits decide.
CREDIT = Decimal(10) ** 18


class CanonicalSession(HummingbotSession):
    """Shows each event as order books: its open, to market orders; then its range, to limit orders.

    The exchange fills a market order at the one level it sees, and a resting limit order at its limit when the other side of
    the book is at or through it. A book whose ask is the low and whose bid is the high is touched by what the range touches.
    """

    capabilities = CANONICAL

    def __init__(self, spec: SessionSpec, listener: EngineListener) -> None:
        super().__init__(spec, listener, credit=CREDIT)
        self.exchange.TRADE_EXECUTION_DELAY = 0.0
        self._ticks = 1.0
        self._clock = self.clock(0.0, 1.0)
        with engine_side():
            self._clock.backtest_til(self._ticks)  # an order sent before the first tick would block the queue for ever

    def submit(self, order: Order) -> None:
        self.refuse_unsupported(order)
        self.pairs[order.intent.instrument].pending[order.client_order_id] = order
        self.report(order, _E.ACCEPTED)

    def cancel(self, order: Order) -> None:
        pair = self.pairs[order.intent.instrument]
        if pair.pending.pop(order.client_order_id, None) is None:
            with engine_side():
                self.withdraw(pair, order.client_order_id)
        self.report(order, _E.CANCELED)

    def fund(self, funding: FundingRate, mark: Decimal) -> Decimal:
        amount = funding_received(funding, self.account().positions[funding.instrument], mark, self.spec.currency)
        with engine_side():
            self.exchange.set_balance(QUOTE, CONTEXT.add(self.exchange.get_balance(QUOTE), amount))
        return amount

    def submit_at(self, order: Order, price: Decimal) -> None:
        """The other side of the book stays away; on this side, limit orders step back until the event's own open."""
        self.refuse_unsupported(order)
        pair, buying = self.pairs[order.intent.instrument], order.intent.side is OrderSide.BUY
        self.report(order, _E.ACCEPTED)
        with engine_side():
            for client_order_id, id in list(pair.resting.items()):
                intent = self.sent[id].intent
                if intent.side is order.intent.side and _through(intent, price) >= ZERO:
                    pair.pending[client_order_id] = self.withdraw(pair, client_order_id)
            sent = self.send(order)
        self._examine(pair, *((float(price), NO_BID) if buying else (NO_ASK, float(price))), [sent])

    def feed(self) -> None:
        openings, listener = Openings(self.spec.dataset), self.listener
        for ts, events in self.spec.dataset.instants():
            self.now = ts
            for event in events:
                began = openings.of(event)
                listener.before_match(event)
                self._match(event, began)
            listener.on_market_data(ts, events)
            if self.stopping:
                return

    def _match(self, event: Tradable, began: int) -> None:
        """One tick where nothing waits; else one for what goes at the open, and one for what rests."""
        pair = self.pairs[event.instrument]
        self.host.showing = 1
        if type(event) is Bar:
            ask = bid = event.open
            highest, lowest = event.high, event.low
        else:
            ask, _, lowest, _ = span(event, buying=True)
            bid, highest, _, _ = span(event, buying=False)
        if not (pair.pending or pair.resting):
            self._examine(pair, ask, bid)
            return
        price = pair.instrument.price
        markets = self._to_open(pair, began, price(ask), price(bid))
        if markets or not pair.resting:
            self._examine(pair, float(price(ask)), float(price(bid)), markets)
        if pair.resting:
            self._examine(pair, float(price(lowest)), float(price(highest)))

    def _to_open(self, pair: Pair, began: int, ask: Decimal, bid: Decimal) -> list[str]:
        """Send what is due. Returns the engine's ids of those that go as market orders.

        The exchange fills a limit order at its limit, also where the market opens beyond it. One that the open is through
        is cancelled and sent as a market order, so that it meets the open.
        """

        def gapped(intent: TradeIntent) -> bool:
            return _through(intent, ask if intent.side is OrderSide.BUY else bid) > ZERO

        with engine_side():
            at_open = [self.withdraw(pair, id) for id, sent in list(pair.resting.items()) if gapped(self.sent[sent].intent)]
            for order in [order for order in pair.pending.values() if order.ts_init <= began]:
                del pair.pending[order.client_order_id]
                if order.intent.limit_price is None or gapped(order.intent):
                    at_open.append(order)
                else:
                    self.send(order, order.intent.limit_price)
            return [self.send(order) for order in at_open]

    def _examine(self, pair: Pair, ask: float, bid: float, markets: Sequence[str] = ()) -> None:
        """Show one book of a level a side, let the exchange match, report. Raises EngineError if it loses a market order."""
        pair.show(ask, bid)
        self._ticks += 1
        if not self.sent:
            self._clock.backtest_til(self._ticks)
            return
        with engine_side():
            self._clock.backtest_til(self._ticks)
        self.tell()
        if lost := [self.sent[id].client_order_id for id in markets if id in self.sent]:
            raise EngineError(f"hummingbot did not answer a market order: {', '.join(lost)}")

    def ended(self, event: Any, order: Order) -> None:
        raise EngineError(f"hummingbot refused {order.client_order_id}: {event}")


def _through(intent: TradeIntent, price: Decimal) -> Decimal:
    """How far a market at `price` is through the limit: positive is beyond it, zero at it."""
    assert intent.limit_price is not None
    return (intent.limit_price - price) * intent.side.sign
