"""What a session knows of its working orders and the platform otherwise does not: what they have been through."""

from collections.abc import Sequence

import attrs

from tradeport.application.errors import EngineError
from tradeport.application.order_table import OrderTable
from tradeport.domain.model.dataset import Dataset
from tradeport.domain.model.market_data import Tradable
from tradeport.domain.model.orders import Order, OrderStatus, Past
from tradeport.domain.order_life import Openings, session_of

_QUIET = frozenset({OrderStatus.ACCEPTED, OrderStatus.TRIGGERED})


class Lives:
    """Follows a run from its start: which orders each event was tried on, by the rules."""

    def __init__(self, dataset: Dataset, orders: OrderTable) -> None:
        self._orders, self._openings = orders, Openings(dataset)
        self._examined: dict[str, int] = {}  # since when the terms stand that were examined last
        self._sessions: dict[str, int] = {}

    def examine(self, events: Sequence[Tradable]) -> None:
        """An instant's events have been matched; the orders are as they were before it."""
        for event in events:
            began = self._openings.of(event)
            for order in self._orders.open(event.instrument) if self._orders.open_count else ():
                since = self._orders.since(order)
                if since <= began:
                    self._examined[order.client_order_id] = since
                    self._sessions.setdefault(order.client_order_id, session_of(event))

    def handed(self, order: Order) -> Order:
        """An open order as a session is told of it that takes it over. Raises EngineError where its end is being asked for."""
        if order.status not in _QUIET or order.filled_quantity:
            filled = f", {order.filled_quantity} filled," if order.filled_quantity else ""
            raise EngineError(f"{order.client_order_id} is {order.status}{filled} and cannot change engines")
        since = self._orders.since(order)
        client_order_id = order.client_order_id
        past = Past(self._examined.get(client_order_id) == since, self._sessions.get(client_order_id))
        return attrs.evolve(order, intent=order.terms, ts_init=since, past=past)
