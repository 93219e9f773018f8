"""The market maker quotes both sides once it knows the volatility, and withdraws at the end."""

from decimal import Decimal

import pytest

from tradeport.domain.model.market_data import QuoteTick
from tradeport.domain.model.orders import Fill, OrderSide
from tradeport.domain.model.time import SECOND
from tradeport.domain.strategies.market_making import MarketMaking


def show(bench, *mids, instrument="A", start=0):
    for n, mid in enumerate(mids, start):
        bench.strategy.on_quote(QuoteTick(instrument, n * SECOND, mid - 0.05, mid + 0.05, 5.0, 5.0))


WARM = [100 + 0.01 * (n % 2) for n in range(12)]


@pytest.mark.parametrize("model", ["glft", "avellaneda_stoikov"])
def test_it_quotes_around_the_mid(assemble, model):
    bench = assemble(MarketMaking, instrument="A", model=model, levels=2)
    show(bench, *WARM[:10])
    assert bench.execution.intents == []
    show(bench, *WARM[10:], start=10)
    sides = [i.side for i in bench.execution.intents[:4]]
    assert sides.count(OrderSide.BUY) == sides.count(OrderSide.SELL) == 2
    for intent in bench.execution.intents:
        assert (intent.limit_price - 100) * intent.side.sign < 0


def test_over_the_limit_it_takes_the_excess_out(assemble):
    bench = assemble(MarketMaking, instrument="A", limit=3)
    bench.portfolio.held = Decimal(5)
    show(bench, *WARM)
    assert {(i.side, i.type.value, i.quantity) for i in bench.execution.intents} == {(OrderSide.SELL, "market", Decimal(2))}


def test_it_withdraws_at_the_end(assemble):
    bench = assemble(MarketMaking, instrument="A")
    show(bench, *WARM)
    bench.strategy.on_stop()
    assert bench.execution.open_orders() == ()


def test_it_leaves_other_instruments_alone(assemble):
    bench = assemble(MarketMaking, instrument="A")
    show(bench, *WARM, instrument="B")
    assert bench.execution.intents == []


def test_it_goes_on_from_its_state(assemble):
    first, second = (assemble(MarketMaking, instrument="A") for _ in range(2))
    show(first, *WARM[:10])
    first.strategy.on_fill(Fill("c", "A", 5 * SECOND, OrderSide.BUY, Decimal(1), Decimal(100), Decimal(0)))
    second.strategy.on_load(first.strategy.on_save())
    for bench in (first, second):
        show(bench, *WARM[10:], start=10)
    assert first.execution.intents == second.execution.intents != []
