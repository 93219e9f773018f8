"""A run's start once more, for another instance of its strategy: in earnest for the instance, without effect on the run."""

import contextlib
from collections.abc import Iterable, Iterator
from typing import Any

from tradeport.application.ledger import Ledger
from tradeport.domain.model.orders import Modification, Order, OrderEventType
from tradeport.ports.engine import EngineAccount, EngineListener, OrderReport

_E = OrderEventType


@contextlib.contextmanager
def exchanged(ports: Iterable[object], others: Iterable[object]) -> Iterator[None]:
    """While it lasts, each of `ports` is in the state of the one of `others` in its place.

    The objects stay the same: whoever takes hold of one, or of a method of it, holds the run's own when it is over.
    """
    pairs: list[tuple[Any, Any]] = list(zip(ports, others, strict=True))
    own = [vars(port) for port, _ in pairs]
    for port, other in pairs:
        port.__dict__ = vars(other)
    try:
        yield
    finally:
        for (port, _), state in zip(pairs, own, strict=True):
            port.__dict__ = state


class Acknowledging:
    """Implements EngineSession before its first event, which never comes: it takes every order, and no market data."""

    def __init__(self, listener: EngineListener, ledger: Ledger) -> None:
        self._listener, self._ledger = listener, ledger
        self._working: set[str] = set()

    def submit(self, order: Order) -> None:
        self._working.add(order.client_order_id)
        self._listener.report(OrderReport(order.client_order_id, _E.ACCEPTED, order.ts_init))

    def cancel(self, order: Order) -> None:
        """With the other leg, if it is one of a pair."""
        self._end(order.client_order_id, order.ts_last, "")
        if order.oco in self._working:
            self._end(order.oco, order.ts_last, order.client_order_id)

    def modify(self, order: Order, change: Modification) -> None:
        self._listener.report(OrderReport(order.client_order_id, _E.UPDATED, order.ts_last, change=change))

    def account(self) -> EngineAccount:
        return EngineAccount(self._ledger.cash(), self._ledger.holdings())

    def run(self) -> int:
        return 0

    def stop(self) -> None:
        """It does not run."""

    def close(self) -> None:
        """There is nothing to release."""

    def _end(self, client_order_id: str, ts: int, cause: str) -> None:
        self._working.discard(client_order_id)
        self._listener.report(OrderReport(client_order_id, _E.CANCELED, ts, cause=cause))
