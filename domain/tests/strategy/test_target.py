from decimal import Decimal

import pytest

from tradeport.domain.model.orders import OrderSide


@pytest.mark.parametrize(
    ("held", "target", "side", "quantity"),
    [
        (0, 3, OrderSide.BUY, 3),
        (0, -3, OrderSide.SELL, 3),
        (5, 3, OrderSide.SELL, 2),
        (5, -3, OrderSide.SELL, 8),
        (-5, 3.19, OrderSide.BUY, "8.1"),
        (-5, -6, OrderSide.SELL, 1),
    ],
)
def test_target_orders_what_is_missing(bench, held, target, side, quantity):
    bench.portfolio.held = Decimal(held)
    assert bench.strategy.target("A", target, tag="t") is not None
    (intent,) = bench.execution.intents
    assert (intent.side, intent.quantity, intent.tag) == (side, Decimal(quantity), "t")


def test_target_reached_orders_nothing(bench):
    bench.portfolio.held = Decimal(3)
    assert bench.strategy.target("A", 3.05) is None
    assert bench.execution.intents == []


@pytest.mark.parametrize(("held", "side"), [(2, OrderSide.SELL), (-2, OrderSide.BUY)])
def test_close_flattens(bench, held, side):
    bench.portfolio.held = Decimal(held)
    bench.strategy.close("A", tag="out")
    (intent,) = bench.execution.intents
    assert (intent.side, intent.quantity, intent.tag) == (side, 2, "out")


def test_close_of_a_flat_position_orders_nothing(bench):
    assert bench.strategy.close("A") is None
    assert bench.execution.intents == []
