"""Cash never refuses an order, and the broker's own cash is what it would be if every position were paid in full."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tradeport.adapters.backtrader.engine import BacktraderEngine
from tradeport.application.reconcile import Reconcile
from tradeport.contract_tests.data import one
from tradeport.contract_tests.harness import Bench
from tradeport.domain.model.money import FeeSchedule


@pytest.mark.parametrize("cash", ["0", "0.01", "100"])
def test_an_order_beyond_all_cash_fills(bench: Bench, cash: str) -> None:
    """Bought for a thousand with next to nothing: the debt stands in the engine's own account."""
    played = bench.play(one(*["100 101 99 100"] * 3), {0: lambda s: s.buy("X", 10)}, cash=Decimal(cash))
    assert played.account.cash == Decimal(cash) - 1000
    assert played.account.positions == {"X": 10}


def test_one_that_is_ruined_still_trades(bench: Bench) -> None:
    """Equity below zero, and a new position on top."""
    data = one("100 100 100 100", "100 100 100 100", "1 1 1 1", "1 1 1 1", "1 1 1 1")
    steps = {0: lambda s: s.buy("X", 10), 2: lambda s: s.sell("X", 30), 3: lambda s: s.buy("X", 40)}
    played = bench.play(data, steps, cash=Decimal(1), reconcile=Reconcile.EVERY_BAR)
    assert [price for _, _, price in played.filled] == ["100", "1", "1"]
    assert played.account.cash == 1 - 1000 + 30 - 40


TRADES = st.lists(st.tuples(st.booleans(), st.decimals("0.01", "5000", places=2)), min_size=1, max_size=25)


@settings(max_examples=60)
@given(trades=TRADES, prices=st.lists(st.integers(1, 90_000), min_size=2, max_size=9), per_unit=st.booleans())
def test_the_broker_agrees_with_the_ledger_at_every_bar(
    trades: list[tuple[bool, Decimal]], prices: list[int], per_unit: bool
) -> None:
    """Longs, shorts, reversals, in debt or not: the run would end with a disagreement of 1e-9."""
    rows = [f"{p} {p} {p} {p}" for p in (prices[n % len(prices)] for n in range(len(trades) + 2))]
    steps = {n: lambda s, t=trade: (s.buy if t[0] else s.sell)("X", t[1]) for n, trade in enumerate(trades)}
    fees = FeeSchedule(per_unit=Decimal("0.7")) if per_unit else FeeSchedule(bps=Decimal(30))
    data = one(*rows, size="0.01")
    played = Bench(BacktraderEngine()).play(data, steps, cash=Decimal(100), fees=fees, reconcile=Reconcile.EVERY_BAR)
    assert len(played.fills) == len(trades)
