from decimal import Decimal

import pytest

from tradeport.domain.model.orders import (
    TERMINAL,
    Fill,
    IntentError,
    Modification,
    Order,
    OrderSide,
    OrderStatus,
    OrderType,
    TradeIntent,
)

LIMIT = TradeIntent("A", OrderSide.BUY, Decimal(5), OrderType.LIMIT, Decimal(10))


def test_sides_are_opposite():
    assert (OrderSide.BUY.sign, OrderSide.SELL.sign) == (1, -1)
    assert (OrderSide.BUY.opposite, OrderSide.SELL.opposite) == (OrderSide.SELL, OrderSide.BUY)


def test_a_modification_leaves_what_it_does_not_name():
    changed = Modification(quantity=Decimal(7)).apply(LIMIT)
    assert (changed.quantity, changed.limit_price) == (7, 10)
    assert Modification(limit_price=Decimal(9)).apply(changed).limit_price == 9


def test_an_empty_modification_is_refused():
    with pytest.raises(IntentError, match="changes quantity, limit_price or trigger_price"):
        Modification()


def test_a_modification_that_does_not_fit_the_type_is_refused():
    with pytest.raises(IntentError, match="a limit order takes no trigger_price"):
        Modification(trigger_price=Decimal(9)).apply(LIMIT)


@pytest.mark.parametrize("status", OrderStatus)
def test_an_order_is_open_until_a_terminal_state(status):
    assert Order("c", LIMIT, 0, 1, status=status).is_open is (status not in TERMINAL)


def test_what_remains_is_what_is_not_filled():
    assert Order("c", LIMIT, 0, 1, filled_quantity=Decimal("1.5")).remaining == Decimal("3.5")


@pytest.mark.parametrize(("side", "signed"), [(OrderSide.BUY, 2), (OrderSide.SELL, -2)])
def test_a_sale_counts_negative(side, signed):
    assert Fill("c", "A", 1, side, Decimal(2), Decimal(10), Decimal(0)).signed_quantity == signed
