"""What makes a trailing stop."""

from decimal import Decimal

import pytest

from tradeport.domain.model.orders import IntentError, Modification, OrderSide, OrderType, TradeIntent

D = Decimal
LEVEL = {"type": OrderType.TRAILING_STOP, "trigger_price": D(97)}


def sell(**terms):
    return TradeIntent("A", OrderSide.SELL, D(1), **terms)


@pytest.mark.parametrize("distance", [{"trail": D(3)}, {"trail_bps": D(150)}])
def test_a_level_and_one_distance(distance):
    assert sell(**LEVEL, **distance).trigger_price == 97


@pytest.mark.parametrize(
    "terms",
    [
        LEVEL,
        {**LEVEL, "trail": D(3), "trail_bps": D(150)},
        {"trail": D(3)},
        {"type": OrderType.STOP, "trigger_price": D(97), "trail": D(3)},
    ],
)
def test_one_distance_and_no_other_order_has_one(terms):
    with pytest.raises(IntentError, match="trail or trail_bps"):
        sell(**terms)


@pytest.mark.parametrize("distance", [{"trail": D(0)}, {"trail": D("nan")}, {"trail_bps": D(-1)}, {"trail_bps": D(10_000)}])
def test_a_distance_that_cannot_be_is_refused(distance):
    with pytest.raises(IntentError, match="distance"):
        sell(**LEVEL, **distance)


def test_it_has_no_limit_and_needs_its_level():
    with pytest.raises(IntentError, match="takes no limit_price"):
        sell(**LEVEL, limit_price=D(96), trail=D(3))
    with pytest.raises(IntentError, match="positive trigger_price"):
        sell(type=OrderType.TRAILING_STOP, trail=D(3))


def test_the_level_can_be_modified():
    changed = Modification(trigger_price=D(98)).apply(sell(**LEVEL, trail=D(3)))
    assert (changed.trigger_price, changed.trail) == (98, 3)
