"""One Cerebro, set up and driven: what both fill profiles share."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from tradeport.adapters.backtrader import translate
from tradeport.adapters.backtrader.columns import columns
from tradeport.adapters.backtrader.commission import commission
from tradeport.adapters.backtrader.feed import QuoteFeed, SeriesFeed, instants
from tradeport.adapters.backtrader.host import Host
from tradeport.adapters.backtrader.library import bt
from tradeport.application.errors import EngineError
from tradeport.application.negotiate import insist, needs
from tradeport.domain.model.dataset import Instant
from tradeport.domain.model.instruments import Instrument
from tradeport.domain.model.market_data import Tradable
from tradeport.domain.model.orders import Modification, Order, OrderEventType, OrderSide
from tradeport.ports.capability import Capabilities, Capability, UnsupportedCapability
from tradeport.ports.engine import EngineAccount, EngineListener, OrderReport, SessionSpec

_E = OrderEventType


class BacktraderSession(ABC):
    """Implements EngineSession. A subclass says when orders are sent, and what the broker's answers mean."""

    capabilities: Capabilities
    #: Whether the broker lets a market order meet the event on which it was sent.
    cheat_on_open: bool

    def __init__(self, spec: SessionSpec, listener: EngineListener) -> None:
        self.spec, self.listener = spec, listener
        self.now = spec.dataset.start
        self.instruments: dict[str, Instrument] = {i.id: i for i in spec.dataset.instruments}
        self.host: Any = None
        self.sent: dict[str, Any] = {}
        self.ids: dict[int, str] = {}
        self._triggered: set[str] = set()
        self._instants: Iterator[Instant] = spec.dataset.instants()
        self._arrivals: list[SeriesFeed] = []
        self._delivered = 0
        self._stopping = False
        self.cerebro = bt.Cerebro(stdstats=False, cheat_on_open=True, broker_coo=self.cheat_on_open)
        self.cerebro.broker = self.broker = self.make_broker()
        self.broker.setcash(float(spec.cash))
        self.feeds: dict[str, SeriesFeed] = {}
        numbers = instants(spec.dataset)
        for name, series in spec.dataset.series.items():
            columns_ = columns(series, self.instruments[name])
            kind: Any = SeriesFeed if columns_.bid is None else QuoteFeed
            feed = self.feeds[name] = kind(columns=columns_, instants=numbers[name], arrivals=self._arrivals)
            self.cerebro.adddata(feed, name=name)
            self.broker.addcommissioninfo(commission(spec.fees, self.instruments[name]), name=name)
        self.cerebro.addstrategy(Host, session=self)

    @abstractmethod
    def make_broker(self) -> Any:
        """The broker of the profile."""

    # -- commands ----------------------------------------------------------------------------------------------------

    @abstractmethod
    def submit(self, order: Order) -> None: ...

    @abstractmethod
    def cancel(self, order: Order) -> None: ...

    def modify(self, order: Order, change: Modification) -> None:
        raise UnsupportedCapability("backtrader", Capability.MODIFY, "cancel it and send a new one")

    def refuse_unsupported(self, order: Order) -> None:
        """Raises UnsupportedCapability for what this profile does not declare."""
        insist("backtrader", self.capabilities, needs(order))

    def send(self, order: Order, **more: Any) -> None:
        """To the broker. Its instrument has had an event."""
        intent = order.intent
        send = self.host.buy if intent.side is OrderSide.BUY else self.host.sell
        made = send(data=self.feeds[intent.instrument], **translate.terms(self.instruments[intent.instrument], intent), **more)
        self.sent[order.client_order_id] = made
        self.ids[made.ref] = order.client_order_id

    def account(self) -> EngineAccount:
        positions: dict[str, Decimal] = {}
        for name, feed in self.feeds.items():
            held = self.broker.positions.get(feed)
            if held:
                positions[name] = translate.quantity(self.instruments[name], held.size)
        return EngineAccount(translate.decimal(self.broker.getcash()), positions)

    def run(self) -> int:
        self.cerebro.run()
        return self._delivered

    def stop(self) -> None:
        self._stopping = True

    def close(self) -> None:
        """Lets go of the feeds; what is left of the run is small."""
        self.cerebro.datas.clear()
        self.feeds.clear()

    # -- what the host hears -----------------------------------------------------------------------------------------

    def opening(self) -> None:
        """The feeds of an instant have moved on; the broker has not looked at it."""
        self._instant = ts, events = next(self._instants)
        if [feed._name for feed in self._arrivals] != [event.instrument for event in events]:
            arrived = ", ".join(feed._name for feed in self._arrivals)
            raise EngineError(f"backtrader delivered {arrived} at {ts}, where others were due")
        self.now = ts
        for event in events:
            self.before(event)

    def closing(self) -> None:
        """The broker has matched the instant: the platform acts."""
        for feed in self._arrivals:
            feed.fresh = False
        self._delivered += len(self._arrivals)
        self._arrivals.clear()
        self.listener.on_market_data(*self._instant)
        if self._stopping:
            self.cerebro.runstop()

    @abstractmethod
    def before(self, event: Tradable) -> None:
        """Before the broker looks at `event`."""

    @abstractmethod
    def notified(self, order: Any) -> None:
        """Backtrader's own notification of an order, of which it gives a copy."""

    # -- what the platform is told -----------------------------------------------------------------------------------

    def triggered(self, order: Any) -> None:
        """A stop-limit is a limit order from now on; said once."""
        client_order_id = self.ids[order.ref]
        if client_order_id not in self._triggered:
            self._triggered.add(client_order_id)
            self.report(client_order_id, _E.TRIGGERED)

    def filled(self, order: Any, bits: Iterable[Any]) -> None:
        """`bits`: its executions that have not been told of."""
        client_order_id = self.ids[order.ref]
        if order.triggered:
            self.triggered(order)
        it = self.instruments[order.data._name]
        for bit in bits:
            self.report(
                client_order_id,
                _E.FILLED,
                quantity=translate.quantity(it, abs(bit.size)),
                price=it.price(bit.price),
                fee=translate.decimal(bit.comm),
                venue_order_id=str(order.ref),
            )
        if not order.alive():
            self.forget(order)

    def forget(self, order: Any) -> None:
        """It is over."""
        client_order_id = self.ids.pop(order.ref)
        del self.sent[client_order_id]
        self._triggered.discard(client_order_id)

    def report(self, client_order_id: str, what: OrderEventType, **more: Any) -> None:
        """Tell the platform."""
        self.listener.report(OrderReport(client_order_id, what, self.now, **more))
