import json
from decimal import Decimal

import pytest

from tradeport.domain.strategies.order_types import OrderTypes


@pytest.fixture
def tour(assemble):
    """Close 100, ranges of 2, so that a reach of 0.5 is a distance of 1; its two bars of history are behind it."""
    bench = assemble(OrderTypes, instrument="A", window=2)
    assert bench.bar(100.0) == bench.bar(100.0) == []
    return bench


def described(intents):
    return [
        (i.tag, str(i.side), i.quantity, None if i.limit_price is None else float(i.limit_price), i.trigger_price)
        for i in intents
    ]


def test_a_round_shows_every_order_type(tour):
    ordered = [described(tour.bar(100.0)) for _ in range(7)]
    assert ordered == [
        [("enter", "buy", 2, None, None)],
        [("take profit", "sell", 1, 101.0, None)],
        [("protect", "sell", 1, None, 98)],
        [],
        [("breakout", "buy", 2, 100.5, Decimal("100.25"))],
        [],
        [("fade", "buy", 2, 99.0, None), ("fade", "sell", 2, 101.0, None)],
    ]


def test_it_tightens_modifies_and_cancels(tour):
    for _ in range(6):
        tour.bar(100.0)
    changed = [(order, {k: v for k, v in terms.items() if v is not None}) for order, terms in tour.execution.modified]
    assert changed == [("c-2", {"limit_price": Decimal("100.5")}), ("c-3", {"trigger_price": 99}), ("c-4", {"quantity": 1})]
    assert tour.execution.canceled == ["c-3"]


def test_a_round_ends_flat_and_the_next_begins(tour):
    for _ in range(7):
        tour.bar(100.0)
    tour.portfolio.held = Decimal(3)
    assert described(tour.bar(100.0)) == [("flatten", "sell", 3, None, None)]
    assert tour.execution.open_orders("A")[:-1] == ()
    assert described(tour.bar(100.0)) == [("enter", "buy", 2, None, None)]


def test_an_order_that_is_closed_is_left_alone(tour):
    for _ in range(3):
        tour.bar(100.0)
    tour.execution.cancel_all()
    for _ in range(3):
        tour.bar(100.0)
    assert [order for order, _ in tour.execution.modified] == ["c-4"]
    assert tour.execution.canceled == ["c-1", "c-2", "c-3"]


def test_steps_that_find_no_ticket_do_nothing(assemble):
    bench = assemble(OrderTypes, instrument="A", window=1)
    bench.strategy.on_load({"seen": 4, "tickets": {}})
    bench.bar(100.0)
    assert bench.execution.modified == []


def test_bars_of_another_instrument_are_ignored(tour):
    assert tour.bar(100.0, instrument="B") == []


def test_prices_without_range_are_a_tick_away(assemble):
    bench = assemble(OrderTypes, instrument="A", window=1)
    ordered = [described(bench.bar(100.0, reach=0.0)) for _ in range(3)]
    assert ordered[2] == [("take profit", "sell", 1, 100.01, None)]


def test_a_saved_strategy_goes_on_elsewhere(tour, assemble):
    for _ in range(3):
        tour.bar(100.0)
    other = assemble(OrderTypes, instrument="A", window=2)
    other.strategy.on_load(json.loads(json.dumps(tour.strategy.on_save())))
    other.execution.intents += tour.execution.intents
    other.market_data.seen += tour.market_data.seen
    for bench in (tour, other):
        for _ in range(5):
            bench.bar(100.0)
    assert other.execution.intents == tour.execution.intents
    assert other.execution.modified == tour.execution.modified


def test_prices_stay_positive_in_a_cheap_market_with_a_wide_range(assemble):
    bench = assemble(OrderTypes, instrument="A", window=2)
    sent = [intent for _ in range(12) for intent in bench.bar(1.0, reach=3.0)]
    assert min(i.trigger_price for i in sent if i.trigger_price is not None) == Decimal("0.01")
