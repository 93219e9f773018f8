"""The canonical profile: the same fills as on every engine, matched by Backtrader."""

from decimal import Decimal
from typing import Any

from tradeport.adapters.backtrader.broker import CanonicalBroker
from tradeport.adapters.backtrader.engine import CANONICAL
from tradeport.adapters.backtrader.session import BacktraderSession
from tradeport.application.errors import EngineError
from tradeport.domain.model.margin import funding_received
from tradeport.domain.model.market_data import FundingRate, Tradable
from tradeport.domain.model.money import ZERO
from tradeport.domain.model.orders import Order, OrderEventType
from tradeport.domain.order_life import Openings
from tradeport.ports.engine import EngineListener, SessionSpec

_E = OrderEventType


class CanonicalSession(BacktraderSession):
    """Orders wait here for the first event of their instrument that opens after they were decided, and meet it."""

    capabilities = CANONICAL
    cheat_on_open = True

    def __init__(self, spec: SessionSpec, listener: EngineListener) -> None:
        self._pending: dict[str, dict[str, Order]] = {i.id: {} for i in spec.dataset.instruments}
        self._openings = Openings(spec.dataset)
        super().__init__(spec, listener)

    def make_broker(self) -> Any:
        return CanonicalBroker(session=self)

    def submit(self, order: Order) -> None:
        self.refuse_unsupported(order)
        self._pending[order.intent.instrument][order.client_order_id] = order
        self.report(order.client_order_id, _E.ACCEPTED)

    def cancel(self, order: Order) -> None:
        client_order_id = order.client_order_id
        if self._pending[order.intent.instrument].pop(client_order_id, None) is None:
            made = self.sent[client_order_id]
            if not self.broker.cancel(made):
                raise EngineError(f"backtrader did not cancel {client_order_id}: it is {made.getstatusname()}")
            self.forget(made)
        self.report(client_order_id, _E.CANCELED)

    def fund(self, funding: FundingRate, mark: Decimal) -> Decimal:
        held = self.account().positions.get(funding.instrument, ZERO)
        amount = funding_received(funding, held, mark, self.spec.currency)
        self.broker.exchange(float(amount))
        return amount

    def before(self, event: Tradable) -> None:
        opens = self._openings.of(event)
        self.listener.before_match(event)
        pending = self._pending[event.instrument]
        if not pending:
            return
        for order in [order for order in pending.values() if order.ts_init <= opens]:
            del pending[order.client_order_id]
            self.send(order)

    def notified(self, order: Any) -> None:
        raise EngineError(f"backtrader's queue told of an order that the broker had settled: {order.getstatusname()}")
