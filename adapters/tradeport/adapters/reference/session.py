"""One run on the reference engine: how an instant is matched, its books, its account."""

from collections.abc import Sequence
from decimal import Decimal

from tradeport.adapters.reference.matching import Book, Working
from tradeport.application.negotiate import insist, needs
from tradeport.application.stepped import SteppedSession
from tradeport.domain.model.margin import funding_received
from tradeport.domain.model.market_data import FundingRate, Tradable
from tradeport.domain.model.money import CONTEXT
from tradeport.domain.model.orders import Modification, Order, OrderEventType
from tradeport.domain.order_life import Openings
from tradeport.ports.capability import Capabilities, Capability, UnsupportedCapability
from tradeport.ports.engine import EngineAccount, EngineListener, OrderReport, SessionSpec

_E = OrderEventType


class ReferenceSession(SteppedSession):
    """Implements EngineSession in the plainest way."""

    def __init__(self, spec: SessionSpec, listener: EngineListener, capabilities: Capabilities) -> None:
        super().__init__(spec, listener)
        self._capabilities = capabilities.own()
        self._now, self._openings = spec.dataset.start, Openings(spec.dataset)
        self._cash = spec.cash
        self._books = {i.id: Book(i, self._outcome) for i in spec.dataset.instruments}

    def submit(self, order: Order) -> None:
        self._allow(*needs(order))
        book = self._books[order.intent.instrument]
        working = Working.of(order)
        if not self._capabilities.supports(Capability.SHORT):
            self._long_only(working, book)
        book.add(working)
        self._report(working, _E.ACCEPTED)
        if working.reduce_only and working.quantity > book.room(working):
            working.quantity = book.room(working)
            self._report(working, _E.UPDATED)

    def cancel(self, order: Order) -> None:
        self._allow(Capability.CANCEL)
        self._books[order.intent.instrument].cancel(order.client_order_id)

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

    def submit_at(self, order: Order, price: Decimal) -> None:
        self._allow(*needs(order))
        working = Working.of(order)
        self._report(working, _E.ACCEPTED)
        self._books[order.intent.instrument].position += working.quantity * working.sign
        self._outcome(working, _E.FILLED, price)

    def fund(self, funding: FundingRate, mark: Decimal) -> Decimal:
        self._allow(Capability.FUNDING)
        amount = funding_received(funding, self._books[funding.instrument].position, mark, self._spec.currency)
        self._cash = CONTEXT.add(self._cash, amount)
        return amount

    def account(self) -> EngineAccount:
        return EngineAccount(self._cash, {name: book.position for name, book in self._books.items()})

    def _match_all(self, ts: int, events: Sequence[Tradable]) -> None:
        self._now = ts
        for event in events:
            began = self._openings.of(event)
            self._listener.before_match(event)
            book = self._books[event.instrument]
            if book:
                book.match(event, began)

    def _allow(self, *needed: Capability) -> None:
        insist("reference", self._capabilities, needed)

    def _long_only(self, order: Working, book: Book) -> None:
        if order.sign < 0 and book.selling(order) > book.position:
            raise UnsupportedCapability("reference", Capability.SHORT, f"sell what is held, {book.position}, and no more")

    def _outcome(self, order: Working, what: OrderEventType, price: Decimal | None, cause: str = "") -> None:
        if price is None:
            self._report(order, what, cause)
            return
        notional = CONTEXT.multiply(order.quantity, price)
        fee = self._spec.fees.fee(order.quantity, notional, self._spec.currency)
        self._cash -= self._spec.currency.quantize(notional) * order.sign + fee
        self._listener.report(OrderReport(order.id, what, self._now, order.quantity, price, fee))

    def _report(self, order: Working, what: OrderEventType, cause: str = "") -> None:
        change = Modification(quantity=order.quantity) if what is _E.UPDATED else None
        self._listener.report(OrderReport(order.id, what, self._now, change=change, cause=cause))
