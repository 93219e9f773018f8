"""The native profile: Backtrader as it comes, with its stock broker, its check of cash, its expiry."""

from typing import Any

from tradeport.adapters.backtrader import translate
from tradeport.adapters.backtrader.engine import NATIVE
from tradeport.adapters.backtrader.library import bt
from tradeport.adapters.backtrader.session import BacktraderSession
from tradeport.application.errors import UsageError
from tradeport.domain.model.market_data import Tradable
from tradeport.domain.model.orders import Order, OrderEventType
from tradeport.ports.engine import EngineListener, SessionSpec

_E = OrderEventType
_ENDS = {bt.Order.Canceled: _E.CANCELED, bt.Order.Expired: _E.EXPIRED}


class NativeSession(BacktraderSession):
    """Orders go at once, and what happens is reported when Backtrader tells its strategy of it."""

    capabilities = NATIVE
    cheat_on_open = False

    def __init__(self, spec: SessionSpec, listener: EngineListener) -> None:
        #: Sent before their instrument's first event: Backtrader makes no order then, so they go with that event.
        self._early: dict[str, Order] = {}
        super().__init__(spec, listener)
        if not spec.cash:
            raise UsageError("backtrader's own broker divides by the starting cash", "give it some, or use canonical fills")

    def make_broker(self) -> Any:
        return bt.brokers.BackBroker()

    def submit(self, order: Order) -> None:
        self.refuse_unsupported(order)
        if self.feeds[order.intent.instrument].delivered:
            self.send(order, valid=translate.valid(order.intent))
        else:
            self._early[order.client_order_id] = order

    def cancel(self, order: Order) -> None:
        client_order_id = order.client_order_id
        if self._early.pop(client_order_id, None) is not None:
            self.report(client_order_id, _E.CANCELED)
        elif not self.broker.cancel(self.sent[client_order_id]):
            self.report(client_order_id, _E.CANCEL_REJECTED, reason="the broker has not taken it yet")

    def before(self, event: Tradable) -> None:
        self.listener.before_match(event)
        for order in [order for order in self._early.values() if order.intent.instrument == event.instrument]:
            del self._early[order.client_order_id]
            self.send(order, valid=translate.valid(order.intent))

    def closing(self) -> None:
        for made in list(self.sent.values()):
            if made.triggered:
                self.triggered(made)
        super().closing()

    def notified(self, order: Any) -> None:
        client_order_id, status = self.ids[order.ref], order.status
        if status == order.Accepted:
            self.report(client_order_id, _E.ACCEPTED, venue_order_id=str(order.ref))
        elif status in (order.Partial, order.Completed):
            self.filled(order, order.executed.iterpending())
        elif status in _ENDS:
            self.forget(order)
            self.report(client_order_id, _ENDS[status])
        elif status in (order.Margin, order.Rejected):
            working = order.triggered or order.executed.size
            self.forget(order)
            self.report(client_order_id, _E.CANCELED if working else _E.REJECTED, reason=order.getstatusname())
