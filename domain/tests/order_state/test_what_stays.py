"""An event changes what it is about; every other field of the order is carried over, those to come included."""

from decimal import Decimal

import attrs
import pytest

from tradeport.domain.model.orders import Order, OrderEventType, OrderStatus, Past
from tradeport.domain.order_state import allowed, apply

E, S = OrderEventType, OrderStatus

ALWAYS = {"status", "ts_last", "reason", "resume"}
CHANGES = {
    E.TRIGGERED: {"triggered"},
    E.UPDATED: {"intent"},
    E.PARTIALLY_FILLED: {"filled_quantity", "average_price"},
    E.FILLED: {"filled_quantity", "average_price"},
}


@pytest.mark.parametrize("triggered", [True, False])
@pytest.mark.parametrize("status", list(S))
def test_what_an_event_is_not_about(order, event, status, triggered):
    before: Order = order(
        status,
        ts_init=3,
        sequence=9,
        filled_quantity=Decimal(2),
        average_price=Decimal(101),
        ts_last=5,
        triggered=triggered,
        reason="said before",
        oco="c-2",
        past=Past(True, 4),
    )
    unset = [
        a.name for a in attrs.fields(Order) if getattr(before, a.name) == a.default and a.name not in ALWAYS | {"triggered"}
    ]
    assert not unset, "give the new field a value here that is not its default"
    for kind in allowed(before):
        after = apply(before, event(kind, 8 if kind is E.FILLED else None, reason="said now"))
        same = {a.name for a in attrs.fields(Order) if getattr(after, a.name) == getattr(before, a.name)}
        assert {a.name for a in attrs.fields(Order)} - same <= ALWAYS | CHANGES.get(kind, set())
        assert (after.ts_last, after.reason) == (7, "said now")
