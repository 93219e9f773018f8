from decimal import Decimal
from typing import Any

import pytest

from tradeport.domain.model.orders import IntentError, OrderSide, OrderType, TimeInForce, TradeIntent

LIMIT = {"type": OrderType.LIMIT, "limit_price": Decimal(10)}
STOP = {"type": OrderType.STOP, "trigger_price": Decimal(10)}
STOP_LIMIT = {"type": OrderType.STOP_LIMIT, "limit_price": Decimal(10), "trigger_price": Decimal(10)}


def intent(quantity: Any = 1, side: OrderSide = OrderSide.BUY, **terms: Any) -> TradeIntent:
    return TradeIntent("A", side, Decimal(quantity), **terms)


@pytest.mark.parametrize("terms", [{}, LIMIT, STOP, STOP_LIMIT], ids=lambda terms: terms.get("type", "market"))
@pytest.mark.parametrize("tif", [TimeInForce.GTC, TimeInForce.DAY, TimeInForce.GTD])
def test_every_type_may_rest(terms, tif):
    expire = 5 if tif is TimeInForce.GTD else None
    assert intent(**terms, time_in_force=tif, expire_ts=expire).expire_ts == expire


@pytest.mark.parametrize("quantity", ["0", "-1", "NaN", "Infinity"])
def test_quantity_is_positive(quantity):
    with pytest.raises(IntentError, match="must be positive, the side says the direction"):
        intent(quantity)


@pytest.mark.parametrize(
    ("terms", "name"),
    [(LIMIT, "limit_price"), (STOP, "trigger_price"), (STOP_LIMIT, "limit_price"), (STOP_LIMIT, "trigger_price")],
)
@pytest.mark.parametrize("price", [None, Decimal(0), Decimal(-1), Decimal("NaN"), Decimal("Infinity")])
def test_a_needed_price_is_positive(terms, name, price):
    with pytest.raises(IntentError, match=f"needs a positive {name}, not"):
        intent(**{**terms, name: price})


@pytest.mark.parametrize(
    ("terms", "name"), [({}, "limit_price"), ({}, "trigger_price"), (STOP, "limit_price"), (LIMIT, "trigger_price")]
)
def test_a_price_that_means_nothing_is_refused(terms, name):
    with pytest.raises(IntentError, match=f"takes no {name}"):
        intent(**{**terms, name: Decimal(1)})


@pytest.mark.parametrize(("tif", "expire"), [(TimeInForce.GTD, None), (TimeInForce.GTC, 5), (TimeInForce.DAY, 5)])
def test_an_expiry_goes_with_gtd(tif, expire):
    with pytest.raises(IntentError, match="expire_ts goes with"):
        intent(time_in_force=tif, expire_ts=expire)


@pytest.mark.parametrize("terms", [STOP, STOP_LIMIT], ids=["stop", "stop_limit"])
@pytest.mark.parametrize("tif", [TimeInForce.IOC, TimeInForce.FOK])
def test_a_stop_cannot_be_immediate(terms, tif):
    with pytest.raises(IntentError, match=f"so it cannot be {tif}"):
        intent(**terms, time_in_force=tif)


@pytest.mark.parametrize(
    "terms", [{}, STOP, STOP_LIMIT, {**LIMIT, "time_in_force": TimeInForce.IOC}, {**LIMIT, "time_in_force": TimeInForce.FOK}]
)
def test_post_only_is_for_resting_limits(terms):
    with pytest.raises(IntentError, match="post_only"):
        intent(**terms, post_only=True)
    assert intent(**LIMIT, post_only=True).post_only


@pytest.mark.parametrize(("side", "good", "bad"), [(OrderSide.BUY, 11, 9), (OrderSide.SELL, 9, 11)])
def test_a_stop_limit_has_its_limit_at_or_beyond_its_stop(side, good, bad):
    for limit in (10, good):
        intent(side=side, **{**STOP_LIMIT, "limit_price": Decimal(limit)})
    with pytest.raises(IntentError, match="wrong side of its stop"):
        intent(side=side, **{**STOP_LIMIT, "limit_price": Decimal(bad)})
