from decimal import Decimal

import pytest

from tradeport.domain.model.instruments import Instrument
from tradeport.domain.model.orders import OrderSide
from tradeport.domain.order_life import trailed

BUY, SELL = OrderSide.BUY, OrderSide.SELL
A = Instrument("A", Decimal("0.01"))


@pytest.mark.parametrize(
    ("side", "price", "trail", "bps", "level"),
    [
        (SELL, 104.0, "3", None, "101"),
        (BUY, 96.0, "3", None, "99"),
        (SELL, 104.0, None, "300", "100.88"),
        (BUY, 96.0, None, "300", "98.88"),
        (SELL, 0.1, "0.3", None, "-0.2"),
        (SELL, 33.33, None, "100", "33.00"),
        (SELL, 100.0, "0.005", None, "100.00"),
        (SELL, 100.0, "0.015", None, "99.98"),
    ],
)
def test_the_level_is_on_the_far_side_and_on_the_grid(side, price, trail, bps, level):
    """Rounded to the nearest tick, ties to even."""
    found = trailed(A, side, price, trail and Decimal(trail), bps and Decimal(bps))
    assert str(found) == str(Decimal(level).quantize(Decimal("0.01")))
