"""The executor sends what is missing, moves what has moved, and leaves the rest alone."""

from decimal import Decimal

import attrs
import pytest

from tradeport.domain.model.orders import OrderSide, OrderStatus, OrderType
from tradeport.domain.quoting.executor import OrderExecutor
from tradeport.domain.quoting.quotes import QuoteLevel, QuoteSignal
from tradeport.domain.quoting.rate_limit import RateLimit

BUY, SELL = OrderSide


def signal(*levels, urgency=0.0):
    return QuoteSignal(100.0, tuple(QuoteLevel(*level) for level in levels), urgency)


@pytest.fixture
def executor(bench):
    return OrderExecutor(bench.market_data.instrument("A"), bench.execution, bench.clock, requote_bps=Decimal(2))


def test_quotes_are_rounded_away_from_the_market(bench, executor):
    assert executor.reconcile(signal((BUY, 1.55, 1), (SELL, 1.55, 1))) == 2
    assert [str(i.limit_price) for i in bench.execution.intents] == ["99.98", "100.02"]


def test_a_price_on_the_grid_stays_there(bench, executor):
    executor.reconcile(signal((BUY, 2, 1), (SELL, 2, 1)))
    assert [str(i.limit_price) for i in bench.execution.intents] == ["99.98", "100.02"]


def test_no_quote_at_or_below_nothing(bench, executor):
    assert executor.reconcile(signal((BUY, 10_000, 1), (BUY, 12_000, 1))) == 0


@pytest.mark.parametrize(("asked", "sent"), [(10.1 - 10, "0.1"), (0.19, "0.1"), (3 * 0.1, "0.3"), (0.3 - 1e-5, "0.2")])
def test_a_size_is_what_it_stands_for_and_never_more(bench, executor, asked, sent):
    executor.reconcile(signal((BUY, 10, asked)))
    assert [str(i.quantity) for i in bench.execution.intents] == [sent]


def test_a_part_that_has_filled_is_no_part_of_what_is_moved(bench, executor, monkeypatch):
    """A modification names the whole quantity of an order; a signal, what is to be there from now on."""
    executor.reconcile(signal((BUY, 10, 1)))
    (order,) = bench.execution.open_orders("A")
    partly = attrs.evolve(order, filled_quantity=Decimal("0.4"), status=OrderStatus.PARTIALLY_FILLED)
    monkeypatch.setattr(bench.execution, "open_orders", lambda _: (partly,))
    assert executor.reconcile(signal((BUY, 10, 0.6))) == 0
    assert executor.reconcile(signal((BUY, 10, 1))) == 1
    assert bench.execution.modified == [("c-1", {"quantity": Decimal("1.4"), "limit_price": Decimal("99.90")})]


def test_what_is_being_taken_is_not_taken_again(bench, executor):
    executor.reconcile(signal((SELL, 0, 2), urgency=1.0))
    assert executor.reconcile(signal((SELL, 0, 2), urgency=1.0)) == 0
    assert executor.reconcile(signal((SELL, 0, 2.5), urgency=1.0)) == 1
    assert [str(i.quantity) for i in bench.execution.intents] == ["2.0", "0.5"]
    assert executor.reconcile(signal((BUY, 0, 1), urgency=1.0)) == 1


def test_below_full_urgency_it_quotes(bench, executor):
    executor.reconcile(signal((SELL, 10, 1), urgency=0.99))
    assert [i.type for i in bench.execution.intents] == [OrderType.LIMIT]


def test_a_quote_at_the_edge_of_the_tolerance_stays(bench, executor):
    executor.reconcile(signal((BUY, 0, 1)))
    assert executor.reconcile(QuoteSignal(100.02, (QuoteLevel(BUY, 0, 1),))) == 0
    assert executor.reconcile(QuoteSignal(100.03, (QuoteLevel(BUY, 0, 1),))) == 1


def test_a_small_move_is_left_alone(bench, executor):
    executor.reconcile(signal((BUY, 10, 1)))
    assert executor.reconcile(signal((BUY, 11, 1))) == 0
    assert executor.reconcile(signal((BUY, 15, 1))) == 1
    assert bench.execution.modified == [("c-1", {"quantity": Decimal("1.0"), "limit_price": Decimal("99.85")})]


def test_what_is_no_longer_wanted_is_cancelled(bench, executor):
    executor.reconcile(signal((BUY, 10, 1), (SELL, 10, 1)))
    assert executor.reconcile(signal((SELL, 10, 1))) == 1
    assert bench.execution.canceled == ["c-1"]


def test_at_full_urgency_it_takes(bench, executor):
    executor.reconcile(signal((BUY, 10, 1)))
    assert executor.reconcile(signal((SELL, 0, 2.5), urgency=1.0)) == 2
    assert bench.execution.canceled == ["c-1"]
    assert bench.execution.intents[-1].type is OrderType.MARKET
    assert bench.execution.intents[-1].quantity == Decimal("2.5")


def test_sizes_below_the_increment_are_not_sent(bench, executor):
    assert executor.reconcile(signal((BUY, 10, 0.04))) == 0
    assert executor.reconcile(signal((BUY, 0, 0.04), urgency=1.0)) == 0


def test_orders_that_are_not_its_own_are_left_alone(bench, executor):
    bench.strategy.buy("A", 1, limit=90)
    assert executor.reconcile(signal()) == 0
    assert executor.withdraw() == 0


def test_without_tokens_a_quote_that_moved_is_withdrawn(bench):
    limit = RateLimit(1, burst=2, reserve=1)
    executor = OrderExecutor(bench.market_data.instrument("A"), bench.execution, bench.clock, rate_limit=limit)
    assert executor.reconcile(signal((BUY, 10, 1), (SELL, 10, 1))) == 1  # the second finds the reserve alone
    assert executor.reconcile(signal((BUY, 20, 1))) == 1
    assert bench.execution.canceled == ["c-1"]
    assert executor.reconcile(signal()) == 0
