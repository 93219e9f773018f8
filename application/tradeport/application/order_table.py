"""All orders of a run and the state of each: what the live run and a replay of its log share."""

import attrs

from tradeport.domain.model.orders import TERMINAL, Order, OrderEvent, OrderEventType, OrderStatus, UnknownOrder
from tradeport.domain.order_state import apply


class OrderTable:
    """Orders by client order id, those that are open apart."""

    def __init__(self) -> None:
        self._orders: dict[str, Order] = {}
        self._open: dict[str, Order] = {}
        self._ranks = 0
        self._since: dict[str, int] = {}

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

    def all(self) -> dict[str, Order]:
        """Every order, in the order in which they came; a copy."""
        return dict(self._orders)

    def open(self, instrument: str | None = None) -> tuple[Order, ...]:
        """Open orders in order of submission; a modified one counts from its modification."""
        found = (o for o in self._open.values() if instrument is None or o.intent.instrument == instrument)
        return tuple(sorted(found, key=lambda o: o.sequence))

    def since(self, order: Order) -> int:
        """Since when an open order's terms stand: its decision, or its last change but for a cut."""
        return self._since.get(order.client_order_id, order.ts_init)

    @property
    def open_count(self) -> int:
        return len(self._open)

    def take_over(self, other: "OrderTable") -> None:
        """Be what `other`, which is not used any more, has come to."""
        self._orders, self._open, self._ranks = other._orders, other._open, other._ranks

    def next_rank(self) -> int:
        """The place of a new or modified order among orders of equal rank."""
        self._ranks += 1
        return self._ranks

    def put(self, order: Order) -> None:
        """Take in an order, or another state of it."""
        self._orders[order.client_order_id] = order
        if order.status in TERMINAL:
            self._open.pop(order.client_order_id, None)
            self._since.pop(order.client_order_id, None)
        else:
            self._open[order.client_order_id] = order

    def advance(self, event: OrderEvent) -> Order:
        """The order after `event`. Raises InvalidTransition, changing nothing; UnknownOrder."""
        before = self.get(event.client_order_id)
        order = apply(before, event)
        if event.type is OrderEventType.UPDATED and not _is_cut(before, event):
            order = attrs.evolve(order, sequence=self.next_rank())
            self._since[order.client_order_id] = event.ts
        self.put(order)
        return order


def _is_cut(before: Order, event: OrderEvent) -> bool:
    """A reduce-only order made smaller unasked: it keeps its place."""
    assert event.modification is not None
    return before.status is not OrderStatus.PENDING_UPDATE and event.modification.trigger_price is None
