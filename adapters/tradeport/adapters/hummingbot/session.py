"""One paper exchange on one clock, set up and ticked: what both fill profiles share."""

from abc import ABC, abstractmethod
from decimal import Decimal
from typing import Any

from hummingbot.core.clock import Clock
from hummingbot.core.clock_mode import ClockMode
from hummingbot.core.data_type.common import OrderType as EngineOrderType
from hummingbot.core.event.events import BuyOrderCompletedEvent, OrderCancelledEvent, SellOrderCompletedEvent

from tradeport.adapters.hummingbot.engine_side import Overheard, engine_side, same_random
from tradeport.adapters.hummingbot.exchange import PaperExchange
from tradeport.adapters.hummingbot.host import Host
from tradeport.adapters.hummingbot.pair import QUOTE, Pair
from tradeport.application.errors import EngineError
from tradeport.application.negotiate import insist, needs
from tradeport.domain.model.money import CONTEXT
from tradeport.domain.model.orders import Modification, Order, OrderEventType, OrderSide
from tradeport.ports.capability import Capabilities, Capability, UnsupportedCapability
from tradeport.ports.engine import EngineAccount, EngineListener, OrderReport, SessionSpec

_E = OrderEventType
_COMPLETED = (BuyOrderCompletedEvent, SellOrderCompletedEvent)

#: The end of a clock that is ticked one tick at a time.
_NEVER = 1e18


class HummingbotSession(ABC):
    """Implements EngineSession. A subclass says which books the exchange sees, and when."""

    capabilities: Capabilities

    def __init__(self, spec: SessionSpec, listener: EngineListener, *, credit: Decimal) -> None:
        """`credit`: lent of every asset, and subtracted when balances are read. The exchange is spot, and lends nothing."""
        self.spec, self.listener = spec, listener
        self.now = spec.dataset.start
        self.pairs = {i.id: Pair(rank, i) for rank, i in enumerate(spec.dataset.instruments)}
        self.sent: dict[str, Order] = {}
        self.stopping = False
        self._credit, self._own = credit, self.capabilities.own()
        self._overheard = Overheard()
        with same_random(), engine_side():
            self.exchange = PaperExchange({p.name: p.instrument for p in self.pairs.values()}, spec.fees, spec.currency)
            self.exchange.set_balance(QUOTE, credit + spec.currency.quantize(spec.cash))
            for pair in self.pairs.values():
                pair.connect(self.exchange.order_books[pair.name])
                self.exchange.set_balance(pair.asset, credit)
            self.host = Host()
            self.host.add_markets([self.exchange])

    # -- commands ----------------------------------------------------------------------------------------------------

    @abstractmethod
    def submit(self, order: Order) -> None: ...

    @abstractmethod
    def cancel(self, order: Order) -> None: ...

    def modify(self, order: Order, change: Modification) -> None:
        raise UnsupportedCapability("hummingbot", Capability.MODIFY, "in canonical it is emulated: cancel_replace")

    def refuse_unsupported(self, order: Order) -> None:
        """Raises UnsupportedCapability for what the exchange does not do, emulators or not."""
        insist("hummingbot", self._own, needs(order))

    def send(self, order: Order, limit: Decimal | None = None) -> str:
        """To the exchange, on the engine's side: a market order, or a limit order that rests. Returns the engine's id."""
        intent = order.intent
        send = self.exchange.buy if intent.side is OrderSide.BUY else self.exchange.sell
        pair = self.pairs[intent.instrument]
        if limit is None:
            id: str = send(pair.name, intent.quantity, EngineOrderType.MARKET)
        else:
            id = send(pair.name, intent.quantity, EngineOrderType.LIMIT, limit)
            pair.resting[order.client_order_id] = id
        self.sent[id] = order
        return id

    def withdraw(self, pair: Pair, client_order_id: str) -> Order:
        """A resting order, off the exchange. Raises EngineError if the exchange does not say that it is."""
        id = pair.resting.pop(client_order_id)
        self.exchange.cancel(pair.name, id)
        heard = self.host.heard()
        if [(type(e), e.order_id) for e in heard] != [(OrderCancelledEvent, id)]:
            raise EngineError(f"hummingbot did not cancel {client_order_id}: {heard or 'nothing happened'}")
        return self.sent.pop(id)

    # -- the run -----------------------------------------------------------------------------------------------------

    def account(self) -> EngineAccount:
        """The balances, less what was lent."""
        balance, credit = self.exchange.get_balance, self._credit
        held = {name: CONTEXT.subtract(balance(pair.asset), credit) for name, pair in self.pairs.items()}
        return EngineAccount(CONTEXT.subtract(balance(QUOTE), credit), held)

    def run(self) -> int:
        with self._overheard.listening():
            self.feed()
        return self.host.delivered

    @abstractmethod
    def feed(self) -> None:
        """Show the exchange the dataset, tick it, call the platform."""

    def stop(self) -> None:
        self.stopping = True

    def close(self) -> None:
        self.exchange.forget()

    def clock(self, start: float, step: float) -> Any:
        """A clock at `start` that calls the exchange, then the host, every `step` seconds."""
        clock = Clock(ClockMode.BACKTEST, step, start, _NEVER)
        clock.add_iterator(self.exchange)
        clock.add_iterator(self.host)
        return clock

    # -- what the host has heard -------------------------------------------------------------------------------------

    def tell(self) -> None:
        """Report what has happened since the last call. Raises EngineError for what the engine itself only logged."""
        if self._overheard.records:
            self._overheard.raise_first()
        heard = self.host.heard()
        orders = [self.sent.pop(event.order_id) for event in heard]
        for order in orders:  # before the first report: whoever hears it may try to cancel another
            self.pairs[order.intent.instrument].resting.pop(order.client_order_id, None)
        for event, order in zip(heard, orders, strict=True):
            if type(event) in _COMPLETED:
                self._filled(event, order)
            else:
                self.ended(event, order)

    def _filled(self, event: Any, order: Order) -> None:
        """The fee is what the exchange took from the balance beyond the notional."""
        pair = self.pairs[order.intent.instrument]
        if event.order_type is EngineOrderType.MARKET:
            pair.traded()
        price = pair.instrument.price(self.host.prices.pop(event.order_id))
        quantity = pair.instrument.quantity(event.base_asset_amount)
        notional = self.spec.currency.quantize(CONTEXT.multiply(quantity, price))
        fee = CONTEXT.subtract(event.quote_asset_amount, notional)
        fee = fee if order.intent.side is OrderSide.BUY else fee.copy_negate()
        self.report(order, _E.FILLED, quantity=quantity, price=price, fee=fee, venue_order_id=event.order_id)

    @abstractmethod
    def ended(self, event: Any, order: Order) -> None:
        """The exchange has ended an order that nobody cancelled, for want of balance."""

    def report(self, order: Order, what: OrderEventType, **more: Any) -> None:
        """Tell the platform."""
        self.listener.report(OrderReport(order.client_order_id, what, self.now, **more))
