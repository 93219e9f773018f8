from decimal import Decimal

import pytest

from tradeport.domain.model.orders import IntentError, OrderSide, OrderType, TimeInForce, TradeIntent
from tradeport.ports.market_data import UnknownInstrument


@pytest.mark.parametrize("side", OrderSide)
def test_buy_and_sell_say_the_side(bench, side):
    send = bench.strategy.buy if side is OrderSide.BUY else bench.strategy.sell
    ticket = send("A", 2, tag="why")
    assert ticket.client_order_id == "c-1"
    assert bench.execution.intents == [TradeIntent("A", side, Decimal(2), tag="why")]


@pytest.mark.parametrize(
    ("terms", "kind", "limit", "stop"),
    [
        ({}, OrderType.MARKET, None, None),
        ({"limit": 10}, OrderType.LIMIT, 10, None),
        ({"stop": 10}, OrderType.STOP, None, 10),
        ({"limit": 11, "stop": 10}, OrderType.STOP_LIMIT, 11, 10),
    ],
)
def test_prices_say_the_type(bench, terms, kind, limit, stop):
    bench.strategy.buy("A", 1, **terms)
    (intent,) = bench.execution.intents
    assert (intent.type, intent.limit_price, intent.trigger_price) == (kind, limit, stop)


def test_numbers_are_put_on_the_grid(bench):
    bench.strategy.buy("A", 1.99, limit=10.126, stop="10.114")
    (intent,) = bench.execution.intents
    assert (intent.quantity, intent.limit_price, intent.trigger_price) == (Decimal("1.9"), Decimal("10.13"), Decimal("10.11"))


def test_the_other_terms_go_through(bench):
    terms = {"time_in_force": TimeInForce.GTD, "expire_ts": 99, "post_only": True, "reduce_only": True, "tag": "t"}
    bench.strategy.sell("A", 1, limit=10, **terms)
    (intent,) = bench.execution.intents
    assert {name: getattr(intent, name) for name in terms} == terms


@pytest.mark.parametrize("quantity", [0, 0.09, -1])
def test_a_quantity_of_which_nothing_is_left_is_refused(bench, quantity):
    with pytest.raises(IntentError, match="quantity"):
        bench.strategy.buy("A", quantity)
    assert bench.execution.intents == []


def test_an_unknown_instrument_is_refused_by_name(bench):
    with pytest.raises(UnknownInstrument, match="no instrument 'C' in this run"):
        bench.strategy.buy("C", 1)
