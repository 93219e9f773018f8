"""Orders that hang together, as a strategy says them."""

from decimal import Decimal

import pytest

from tradeport.domain.model.market_data import Bar
from tradeport.domain.model.orders import IntentError, OrderSide, OrderType

BUY, SELL = OrderSide.BUY, OrderSide.SELL
T = OrderType


@pytest.fixture
def traded(bench):
    bench.market_data.seen.append(Bar("A", 1, 100.0, 101.0, 99.0, 100.0, 1.0))
    return bench


def test_a_pair_shares_its_terms(bench):
    tickets = bench.strategy.oco("A", SELL, 1.99, limit=104.004, stop=99, reduce_only=True, tag="t")
    limit, stop = bench.execution.intents
    assert [t.client_order_id for t in tickets] == ["c-1", "c-2"]
    assert (limit.type, limit.limit_price, stop.type, stop.trigger_price) == (T.LIMIT, Decimal("104.00"), T.STOP, 99)
    assert all((leg.side, leg.quantity, leg.reduce_only, leg.tag) == (SELL, Decimal("1.9"), True, "t") for leg in (limit, stop))


def test_a_bracket_has_its_exits_on_the_other_side(bench):
    entry, loss, profit = bench.strategy.bracket("A", BUY, 2, limit=100, stop_loss=97, take_profit=105, tag="t")
    asked = bench.execution.intents
    assert [t.client_order_id for t in (entry, loss, profit)] == ["c-1", "c-2", "c-3"]
    assert [(i.side, i.type, i.quantity, i.tag) for i in asked] == [
        (BUY, T.LIMIT, 2, "t"),
        (SELL, T.STOP, 2, "t"),
        (SELL, T.LIMIT, 2, "t"),
    ]
    assert (asked[1].trigger_price, asked[2].limit_price) == (97, 105)
    assert not any(i.reduce_only for i in asked)


def test_a_bracket_whose_exits_only_reduce(bench):
    bench.strategy.bracket("A", BUY, 2, stop_loss=97, take_profit=105, reduce_only=True)
    assert [i.reduce_only for i in bench.execution.intents] == [False, True, True]


def test_a_bracket_whose_stop_loss_trails(traded):
    traded.strategy.bracket("A", SELL, 1, trail=3, take_profit=90)
    _, loss, _ = traded.execution.intents
    assert (loss.type, loss.side, loss.trigger_price, loss.trail) == (T.TRAILING_STOP, BUY, 103, 3)


@pytest.mark.parametrize(
    ("terms", "level"),
    [({"trail": 3}, 97), ({"trail": "0.5"}, 99.5), ({"trail_bps": 150}, 98.5), ({"trail": 3, "stop": 98}, 98)],
)
def test_the_first_level_lies_at_the_distance_from_the_last_price(traded, terms, level):
    traded.strategy.sell("A", 1, **terms)
    (intent,) = traded.execution.intents
    assert (intent.type, intent.trigger_price) == (T.TRAILING_STOP, Decimal(str(level)))


def test_without_a_price_the_level_must_be_given(bench):
    with pytest.raises(IntentError, match="positive trigger_price"):
        bench.strategy.sell("A", 1, trail=3)
    bench.strategy.sell("A", 1, trail=3, stop=97)
    assert bench.execution.intents[0].trigger_price == 97


def test_a_trailing_stop_takes_no_limit(traded):
    with pytest.raises(IntentError, match="takes no limit_price"):
        traded.strategy.sell("A", 1, trail=3, limit=95)
