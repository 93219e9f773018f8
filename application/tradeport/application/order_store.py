"""All orders of a run, and the one place where something happens to them."""

from collections import deque
from collections.abc import Callable

import attrs

from tradeport.application.audit import records
from tradeport.application.audit.digests import Digests
from tradeport.application.audit.log import AuditLog
from tradeport.application.ledger import Ledger
from tradeport.application.metrics import MetricsCollector
from tradeport.domain.model.orders import TERMINAL, Fill, Order, OrderEvent, OrderEventType, OrderStatus
from tradeport.domain.order_state import apply
from tradeport.ports.execution import UnknownOrder


class OrderStore:
    """Applies events: state machine, then log, then ledger. Who must hear of them reads `news` later."""

    def __init__(self, audit: AuditLog, digests: Digests, ledger: Ledger, metrics: MetricsCollector) -> None:
        self._audit, self._digests, self._ledger, self._metrics = audit, digests, ledger, metrics
        self._orders: dict[str, Order] = {}
        self._open: dict[str, Order] = {}
        self._ranks = 0
        self.fills: int = 0
        #: Events the strategy has not been told of.
        self.news: deque[OrderEvent] = deque()
        #: Called with every fill, in order.
        self.on_fill: Callable[[Fill], None] | None = None

    def __len__(self) -> int:
        return len(self._orders)

    def __contains__(self, client_order_id: str) -> bool:
        return client_order_id in self._orders

    def get(self, client_order_id: str) -> Order:
        """Raises UnknownOrder."""
        try:
            return self._orders[client_order_id]
        except KeyError:
            raise UnknownOrder(client_order_id) from None

    def open(self, instrument: str | None = None) -> tuple[Order, ...]:
        """Open orders in order of submission; a modified one counts from its modification."""
        found = (o for o in self._open.values() if instrument is None or o.intent.instrument == instrument)
        return tuple(sorted(found, key=lambda o: o.sequence))

    @property
    def open_count(self) -> int:
        return len(self._open)

    def next_rank(self) -> int:
        """The place of a new or modified order among orders of equal rank."""
        self._ranks += 1
        return self._ranks

    def add(self, order: Order, ts: int) -> None:
        """Take in a new order."""
        self._orders[order.client_order_id] = self._open[order.client_order_id] = order
        self._note(OrderEvent(order.client_order_id, OrderEventType.INITIALIZED, ts))

    def apply(self, event: OrderEvent) -> Order:
        """Raises InvalidTransition, changing nothing; UnknownOrder."""
        before = self.get(event.client_order_id)
        order = apply(before, event)
        if event.type is OrderEventType.UPDATED and not _is_cut(before, event):
            order = attrs.evolve(order, sequence=self.next_rank())
        self._orders[order.client_order_id] = order
        if order.status in TERMINAL:
            del self._open[order.client_order_id]
        else:
            self._open[order.client_order_id] = order
        self._note(event)
        if event.fill is not None:
            self._book(event.fill)
        return order

    def refuse(self, event: OrderEvent) -> None:
        """Answer a request that came too late: recorded and told, no state changes."""
        self._note(event)

    def _note(self, event: OrderEvent) -> None:
        self._audit.append(records.ORDER_EVENT, event.ts, records.order_event(event))
        self.news.append(event)
        if event.type is OrderEventType.DENIED:
            self._metrics.denied(event.reason)

    def _book(self, fill: Fill) -> None:
        self._ledger.apply(fill)
        self._digests.fills.add(records.fill_line(fill))
        self.fills += 1
        if self.on_fill is not None:
            self.on_fill(fill)


def _is_cut(before: Order, event: OrderEvent) -> bool:
    """A reduce-only order made smaller unasked: it keeps its place."""
    assert event.modification is not None
    return before.status is not OrderStatus.PENDING_UPDATE and event.modification.trigger_price is None
