"""An order of ten in any state, and the events that could happen to it."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from tradeport.domain.model.orders import (
    Fill,
    Modification,
    Order,
    OrderEvent,
    OrderEventType,
    OrderSide,
    OrderStatus,
    OrderType,
    TradeIntent,
)

INTENT = TradeIntent("A", OrderSide.BUY, Decimal(10), OrderType.LIMIT, Decimal(100))


@pytest.fixture
def order() -> Callable[..., Order]:
    """`order(status, **fields)`"""

    def make(status: OrderStatus = OrderStatus.ACCEPTED, **fields: Any) -> Order:
        return Order("c-1", **{"intent": INTENT, "ts_init": 0, "sequence": 1, "status": status, **fields})

    return make


@pytest.fixture
def event() -> Callable[..., OrderEvent]:
    """`event(type, quantity, price)` as a well-formed one: a fill or a modification where its type carries one."""

    def make(kind: OrderEventType, quantity: object = None, price: object = 100, **fields: Any) -> OrderEvent:
        if kind in (OrderEventType.PARTIALLY_FILLED, OrderEventType.FILLED):
            filled = Decimal(quantity or (10 if kind is OrderEventType.FILLED else 4))
            fields.setdefault("fill", Fill("c-1", "A", 7, OrderSide.BUY, filled, Decimal(price), Decimal(0)))
        if kind is OrderEventType.UPDATED:
            fields.setdefault("modification", Modification(quantity=Decimal(quantity or 8)))
        return OrderEvent("c-1", kind, 7, **fields)

    return make
