"""One run on the reference engine: its loop, its books, its account."""

from decimal import Decimal

from tradeport.adapters.reference.matching import Book, Working
from tradeport.application.negotiate import insist, needs
from tradeport.domain.model.money import CONTEXT, ZERO
from tradeport.domain.model.orders import Modification, Order, OrderEventType, OrderSide, TradeIntent
from tradeport.domain.order_life import Openings
from tradeport.ports.capability import Capabilities, Capability, UnsupportedCapability
from tradeport.ports.engine import EngineAccount, EngineListener, OrderReport, SessionSpec

_E = OrderEventType


class ReferenceSession:
    """Implements EngineSession in the plainest way."""

    def __init__(self, spec: SessionSpec, listener: EngineListener, capabilities: Capabilities) -> None:
        self._spec, self._listener, self._capabilities = spec, listener, capabilities
        self._now = spec.dataset.start
        self._cash = spec.cash
        self._positions = {i.id: ZERO for i in spec.dataset.instruments}
        self._books = {i.id: Book(i, self._outcome) for i in spec.dataset.instruments}
        self._instrument_of: dict[str, str] = {}
        self._running = True

    def submit(self, order: Order) -> None:
        self._allow(*needs(order.intent))
        book = self._books[order.intent.instrument]
        if not self._capabilities.supports(Capability.SHORT):
            self._long_only(order.intent, book)
        book.add(Working.of(order))
        self._instrument_of[order.client_order_id] = order.intent.instrument
        self._report(order.client_order_id, _E.ACCEPTED)

    def cancel(self, order: Order) -> None:
        self._allow(Capability.CANCEL)
        self._books[order.intent.instrument].remove(order.client_order_id)
        self._report(order.client_order_id, _E.CANCELED)

    def modify(self, order: Order, change: Modification) -> None:
        self._allow(Capability.MODIFY)
        book = self._books[order.intent.instrument]
        working = book.remove(order.client_order_id)
        working.quantity = change.quantity or working.quantity
        working.limit = change.limit_price or working.limit
        working.trigger = change.trigger_price or working.trigger
        working.fresh, working.decided = True, self._now
        book.add(working)  # at the end: it has lost its place
        self._listener.report(OrderReport(order.client_order_id, _E.UPDATED, self._now, change=change))

    def account(self) -> EngineAccount:
        return EngineAccount(self._cash, self._positions)

    def run(self) -> int:
        listener, books, delivered = self._listener, self._books, 0
        openings = Openings(self._spec.dataset)
        for ts, events in self._spec.dataset.instants():
            self._now = ts
            for event in events:
                began = openings.of(event)
                listener.before_match(event)
                book = books[event.instrument]
                if book:
                    book.match(event, began)
            delivered += len(events)
            listener.on_market_data(ts, events)
            if not self._running:
                break
        return delivered

    def stop(self) -> None:
        self._running = False

    def close(self) -> None:
        """There is nothing to release."""

    def _allow(self, *needed: Capability) -> None:
        insist("reference", self._capabilities, needed)

    def _long_only(self, intent: TradeIntent, book: Book) -> None:
        held = self._positions[intent.instrument] - book.selling
        if intent.side is OrderSide.SELL and intent.quantity > held:
            raise UnsupportedCapability("reference", Capability.SHORT, f"sell what is held, at most {held}")

    def _outcome(self, order: Working, what: OrderEventType, price: Decimal | None) -> None:
        if price is None:
            self._report(order.id, what)
            return
        quantity = order.quantity
        notional = CONTEXT.multiply(quantity, price)
        fee = self._spec.fees.fee(quantity, notional, self._spec.currency)
        self._cash -= notional * order.sign + fee
        self._positions[self._instrument_of[order.id]] += quantity * order.sign
        self._listener.report(OrderReport(order.id, what, self._now, quantity, price, fee))

    def _report(self, client_order_id: str, what: OrderEventType) -> None:
        self._listener.report(OrderReport(client_order_id, what, self._now))
