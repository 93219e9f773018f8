"""What a gateway puts on record about its orders beside their events, and tells whoever subscribed."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from tradeport.application.audit import records
from tradeport.application.audit.log import AuditLog
from tradeport.application.audit.reading import adjustment
from tradeport.application.events import (
    SILENT,
    Adopted,
    EventBus,
    Mismatched,
    OrderRecovered,
    OrderRequested,
    OrderStuck,
    OrderTimedOut,
    Reconciled,
)
from tradeport.application.live.flights import Flight
from tradeport.domain.model.money import text
from tradeport.domain.model.orders import Fill, Order
from tradeport.ports.venue import RequestType

#: What changes something at the venue.
_ACTS = frozenset({RequestType.CREATE, RequestType.CANCEL})


class OrderLog:
    """On record first, then published."""

    def __init__(self, audit: AuditLog, now: Callable[[], int], events: EventBus = SILENT, *, lasting: bool = False) -> None:
        """`lasting`: as of `Disk`."""
        self._audit, self._now, self._events, self._lasting = audit, now, events, lasting

    def before(self, request: RequestType) -> None:
        """What is on record is in the kernel's hands, or on the disk, before such a request leaves. Raises OSError."""
        if self._lasting and request in _ACTS:
            self._audit.sync()
        else:
            self._audit.flush()

    def commit(self) -> None:
        """All that was put on record is in the kernel's hands after this."""
        self._audit.flush()

    def requested(self, flight: Flight) -> None:
        self._append(records.ORDER_REQUEST, _of(flight))
        self._events.publish(OrderRequested(flight.client_order_id, self._now(), flight.asked.value, flight.attempts))

    def timed_out(self, flight: Flight) -> None:
        self._append(records.ORDER_TIMED_OUT, _of(flight))
        self._events.publish(OrderTimedOut(flight.client_order_id, self._now(), flight.asked.value, flight.attempts))

    def stuck(self, flight: Flight) -> None:
        since = {"since": flight.began, "attempts": flight.attempts}
        self._append(records.ORDER_STUCK, {"client_order_id": flight.client_order_id, **since})
        self._events.publish(OrderStuck(flight.client_order_id, self._now(), flight.began, flight.attempts))

    def recovered(self, flight: Flight, order: Order) -> None:
        """`order` as it is after the answer."""
        what = {"since": flight.began, "attempts": flight.attempts, "status": order.status.value}
        self._append(records.ORDER_RECOVERED, {"client_order_id": order.client_order_id, **what})
        told = OrderRecovered(order.client_order_id, self._now(), flight.began, flight.attempts, order.status.value)
        self._events.publish(told)

    def reconciled(self, orders: int, positions: Mapping[str, Decimal], cash: Decimal) -> None:
        held = {instrument: text(quantity) for instrument, quantity in positions.items()}
        self._append(records.RECONCILED, {"orders": orders, "positions": held, "cash": text(cash)})
        self._events.publish(Reconciled(self._now(), orders, held, text(cash)))

    def mismatch(self, since: int, difference: str) -> None:
        """In the kernel's hands when this returns: what follows may be the end."""
        self._append(records.MISMATCH, {"since": since, "difference": difference})
        self._audit.flush()
        self._events.publish(Mismatched(self._now(), since, difference))

    def adopted_order(self, client_order_id: str, before: str, after: str) -> None:
        self._append(records.ADOPTED, {"client_order_id": client_order_id, "from": before, "to": after})
        self._events.publish(Adopted(self._now(), "order", client_order_id, before, after))

    def adopted_position(self, instrument: str, before: Decimal, after: Decimal, price: Decimal) -> Fill:
        """The adjustment to book."""
        data = {"instrument": instrument, "from": text(before), "to": text(after), "price": text(price)}
        self._append(records.ADOPTED, data)
        self._events.publish(Adopted(self._now(), "position", instrument, data["from"], data["to"]))
        return adjustment(self._now(), data)

    def adopted_cash(self, currency: str, before: Decimal, after: Decimal) -> None:
        data = {"currency": currency, "from": text(before), "to": text(after)}
        self._append(records.ADOPTED, data)
        self._events.publish(Adopted(self._now(), "cash", currency, data["from"], data["to"]))

    def _append(self, type_: str, data: Mapping[str, Any]) -> None:
        self._audit.append(type_, self._now(), data)


def _of(flight: Flight) -> dict[str, Any]:
    return {"client_order_id": flight.client_order_id, "request": flight.asked.value, "attempt": flight.attempts}
