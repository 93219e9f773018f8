"""The one place where something happens to the orders of a run."""

from collections import deque

from tradeport.application.audit import records
from tradeport.application.audit.digests import Digests
from tradeport.application.audit.log import AuditLog
from tradeport.application.events import SILENT, EventBus
from tradeport.application.ledger import Ledger
from tradeport.application.metrics import MetricsCollector
from tradeport.application.order_table import OrderTable
from tradeport.domain.model.orders import Fill, Order, OrderEvent, OrderEventType


class OrderStore(OrderTable):
    """Applies events: state machine, then log, then ledger, then subscribers. The strategy is told later, from `news`."""

    def __init__(
        self, audit: AuditLog, digests: Digests, ledger: Ledger, metrics: MetricsCollector, events: EventBus = SILENT
    ) -> None:
        super().__init__()
        self._audit, self._digests, self._ledger, self._metrics = audit, digests, ledger, metrics
        self._happened, self._filled = events.publisher(OrderEvent), events.publisher(Fill)
        self.fills: int = 0
        #: Events the strategy has not been told of.
        self.news: deque[OrderEvent] = deque()

    def go_on_from(self, orders: OrderTable, fills: int) -> None:
        """After a restart: the orders that there are, and how many fills have been booked."""
        self.take_over(orders)
        self.fills = fills

    def add(self, order: Order, ts: int) -> None:
        """Take in a new order."""
        self.put(order)
        self._note(OrderEvent(order.client_order_id, OrderEventType.INITIALIZED, ts))

    def apply(self, event: OrderEvent) -> Order:
        """Raises InvalidTransition, changing nothing; UnknownOrder."""
        order = self.advance(event)
        self._note(event)
        return order

    def refuse(self, event: OrderEvent) -> None:
        """Answer a request that came too late: recorded and told, no state changes."""
        self._note(event)

    def _note(self, event: OrderEvent) -> None:
        self._audit.append(records.ORDER_EVENT, event.ts, records.order_event(event))
        self.news.append(event)
        if event.type is OrderEventType.DENIED:
            self._metrics.denied(event.reason)
        if event.fill is not None:
            self._book(event.fill)
        if self._happened is not None:
            self._happened(event)
        if self._filled is not None and event.fill is not None:
            self._filled(event.fill)

    def _book(self, fill: Fill) -> None:
        self._ledger.apply(fill)
        self._digests.fills.add(records.fill_line(fill))
        self.fills += 1
