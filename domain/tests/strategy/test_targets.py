"""Positions of several instruments, reached as one."""

from decimal import Decimal

from tradeport.domain.model.orders import OrderSide

BUY, SELL = OrderSide.BUY, OrderSide.SELL


def sent(bench):
    return [(i.instrument, i.side, i.quantity, i.tag) for i in bench.execution.intents]


def test_what_is_missing_is_sent_as_one(bench):
    bench.portfolio.holds = {"A": Decimal(1), "P": Decimal(2)}
    tickets = bench.strategy.targets({"A": 3, "P": -3}, tag="t")
    assert sent(bench) == [("A", BUY, 2, "t"), ("P", SELL, 5, "t")]
    assert bench.execution.together == [tuple(bench.execution.intents)]
    assert [t.client_order_id for t in tickets] == ["c-1", "c-2"]


def test_a_single_leg_is_an_order_like_any_other(bench):
    bench.portfolio.holds = {"A": Decimal(3)}
    assert len(bench.strategy.targets({"A": 3, "P": -3})) == 1
    assert sent(bench) == [("P", SELL, 3, "")]
    assert bench.execution.together == []


def test_positions_that_are_there_send_nothing(bench):
    assert bench.strategy.targets({"A": 0, "P": 0.9}) == ()
    assert sent(bench) == []
