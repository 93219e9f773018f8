"""The adapter: a declaration, and a session that translates. What AcmeExchange does not have is refused."""

from decimal import Decimal
from typing import ClassVar

from acme_paper.exchange import VERSION, AcmeExchange, Oversold
from tradeport.application.negotiate import insist, needs, needs_of_run
from tradeport.domain.model.market_data import Bar
from tradeport.domain.model.money import ZERO
from tradeport.domain.model.orders import Modification, Order, OrderEventType
from tradeport.ports.capability import Capabilities, Capability, UnsupportedCapability, emulated, native
from tradeport.ports.engine import EngineAccount, EngineListener, EngineSession, FillProfile, OrderReport, SessionSpec

C, E = Capability, OrderEventType

CAPABILITIES = Capabilities(
    {
        C.BARS: native(),
        C.MARKET_ORDERS: native(),
        C.LIMIT_ORDERS: native(),
        C.CANCEL: native(),
        C.MODIFY: emulated("cancel_replace", "the exchange cannot change a working order"),
        C.TIMERS: emulated("event_clock"),
        C.FEES_BPS: native(),
        C.CANONICAL_FILLS: native("an auction at the opening, then the range of the candle"),
        C.LIMITS: native("the platform's"),
    }
)


class AcmeSession:
    """One run."""

    def __init__(self, spec: SessionSpec, listener: EngineListener) -> None:
        self._spec, self._listener = spec, listener
        [self._instrument] = spec.dataset.instruments
        self._exchange = AcmeExchange(spec.cash, spec.fees.rate)
        self._now, self._running = spec.dataset.start, True

    def submit(self, order: Order) -> None:
        insist(AcmeEngine.name, CAPABILITIES, needs(order))
        self.place(order, order.intent.limit_price)

    def place(self, order: Order, limit: Decimal | None) -> None:
        """Onto the exchange's book. It examines the next candle first, which is when an order works from."""
        try:
            self._exchange.place(order.client_order_id, order.intent.quantity * order.intent.side.sign, limit)
        except Oversold as error:
            raise UnsupportedCapability(AcmeEngine.name, C.SHORT, str(error)) from error
        self._report(order.client_order_id, E.ACCEPTED)

    def cancel(self, order: Order) -> None:
        self._exchange.withdraw(order.client_order_id)
        self._report(order.client_order_id, E.CANCELED)

    def modify(self, order: Order, change: Modification) -> None:
        raise UnsupportedCapability(AcmeEngine.name, C.MODIFY, "it is emulated: cancel_replace")

    def account(self) -> EngineAccount:
        return EngineAccount(self._exchange.balance, {self._instrument.id: self._exchange.holding})

    def run(self) -> int:
        delivered, price = 0, self._instrument.price
        for ts, [bar] in self._spec.dataset.instants():
            assert isinstance(bar, Bar)
            self._now = ts
            self._listener.before_match(bar)
            for trade in self._exchange.candle(price(bar.open), price(bar.high), price(bar.low)):
                self._report(trade.ticket, E.FILLED, abs(trade.size), trade.price, trade.commission)
            delivered += 1
            self._listener.on_market_data(ts, [bar])
            if not self._running:
                break
        return delivered

    def stop(self) -> None:
        self._running = False

    def close(self) -> None:
        """There is nothing to release."""

    def _report(
        self, ticket: str, what: OrderEventType, quantity: Decimal = ZERO, price: Decimal = ZERO, fee: Decimal = ZERO
    ) -> None:
        self._listener.report(OrderReport(ticket, what, self._now, quantity, price, fee, venue_order_id=f"acme/{ticket}"))


class AcmeEngine:
    """Found by its entry point."""

    name: ClassVar[str] = "acme"
    money_grain: ClassVar[Decimal] = ZERO

    def __init__(self) -> None:
        self.capabilities = CAPABILITIES

    def capabilities_in(self, profile: FillProfile) -> Capabilities:
        return self.capabilities

    def load(self) -> str:
        return VERSION

    def open(self, spec: SessionSpec, listener: EngineListener) -> EngineSession:
        insist(self.name, self.capabilities, needs_of_run(spec.dataset, spec.fees, spec.profile))
        return AcmeSession(spec, listener)
