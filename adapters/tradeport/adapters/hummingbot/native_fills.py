"""The native profile: the paper exchange as it comes, on a clock that shows the dataset's own times."""

from decimal import Decimal
from typing import Any

from hummingbot.core.event.events import OrderCancelledEvent

from tradeport.adapters.hummingbot.engine import NATIVE
from tradeport.adapters.hummingbot.engine_side import engine_side
from tradeport.adapters.hummingbot.session import HummingbotSession
from tradeport.domain.model.market_data import Bar, Tradable, span
from tradeport.domain.model.orders import Order, OrderEventType
from tradeport.ports.engine import EngineListener, SessionSpec

_E = OrderEventType
_SECOND = 1_000_000_000

#: Books shown of a bar: open, high, low, close.
_BOOKS = 4

#: Between two instants of one time stamp: what a double still tells apart at today's dates.
_LEAST_STEP = 1_000


class NativeSession(HummingbotSession):
    """Orders go at once. A market order waits for the exchange's five seconds, a limit order fills at its limit.

    An instant is shown as four books a bar, spread over the time since the instant before; a tick is one book. The account is
    spot: without credit, a sale of more than is held fails, and so does what cash does not cover.
    """

    capabilities = NATIVE

    def __init__(self, spec: SessionSpec, listener: EngineListener) -> None:
        super().__init__(spec, listener, credit=Decimal(0))
        self._step = 0
        self._clock: Any = None
        self.now -= _LEAST_STEP
        self._tick(spec.dataset.start)  # an order sent before the first tick would block the queue for ever

    def submit(self, order: Order) -> None:
        self.refuse_unsupported(order)
        with engine_side():
            id = self.send(order, order.intent.limit_price)
        self.report(order, _E.ACCEPTED, venue_order_id=id)

    def cancel(self, order: Order) -> None:
        """What is no limit order at the exchange waits in its queue of market orders, or has filled: it stays."""
        pair = self.pairs[order.intent.instrument]
        if order.client_order_id not in pair.resting:
            self.report(order, _E.CANCEL_REJECTED, reason="no limit order of the exchange")
            return
        with engine_side():
            self.withdraw(pair, order.client_order_id)
        self.report(order, _E.CANCELED)

    def feed(self) -> None:
        for ts, events in self.spec.dataset.instants():
            books = _BOOKS if any(type(event) is Bar for event in events) else 1
            since = self.now
            between = max(ts - since, books * _LEAST_STEP)
            for number in range(books):
                for event in events:
                    self._show(event, number)
                if number == books - 1:
                    self.host.showing = len(events)
                self._tick(since + between * (number + 1) // books)
            self.listener.on_market_data(ts, events)
            if self.stopping:
                return

    def _show(self, event: Tradable, number: int) -> None:
        self.pairs[event.instrument].show(span(event, buying=True)[number], span(event, buying=False)[number])

    def _tick(self, at: int) -> None:
        """One tick, at that time. A clock ticks evenly, so each change of pace is another clock."""
        if at - self.now != self._step:
            self._step = at - self.now
            self._clock = self.clock(self.now / _SECOND, self._step / _SECOND)
        self.now = at
        with engine_side():
            self._clock.backtest_til(self._clock.current_timestamp + self._step / _SECOND / 2)
        self.tell()

    def ended(self, event: Any, order: Order) -> None:
        what = _E.CANCELED if type(event) is OrderCancelledEvent else _E.REJECTED
        self.report(order, what, reason="the balance does not cover it")
