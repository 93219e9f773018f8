"""The engine's own balances are the ledger's to the last digit: fees, shorts, debts and fractions included."""

from decimal import Decimal, localcontext
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tradeport.application.reconcile import Reconcile
from tradeport.contract_tests.data import bars, dataset
from tradeport.contract_tests.harness import Bench
from tradeport.contract_tests.script import Player, Script
from tradeport.domain.model.money import FeeSchedule

FEES = st.one_of(
    st.builds(lambda n: FeeSchedule(bps=Decimal(n) / 100), st.integers(0, 5_000)),
    st.builds(lambda n: FeeSchedule(per_unit=Decimal(n) / 10_000), st.integers(1, 50_000)),
)
QUANTITIES = st.integers(1, 10**12).map(lambda n: Decimal(n) / 10**8)
PRICES = st.integers(1, 10**9).map(lambda n: Decimal(n) / 10**4)
ORDERS = st.lists(st.tuples(st.sampled_from("AB"), st.booleans(), QUANTITIES, st.booleans()), min_size=1, max_size=6)


def play(bench: Bench, prices: list[Decimal], orders: list[Any], fees: FeeSchedule) -> Any:
    rows = [f"{p} {p} {p} {p}" for p in (prices[0], *prices)]
    data = dataset(bars(*rows, of="A"), bars(*rows[::-1], of="B"), price="0.0001", size="0.00000001")

    def act(s: Player) -> None:
        for number, (instrument, buying, quantity, limited) in enumerate(orders):
            terms = {"limit": prices[number % len(prices)]} if limited else {}
            (s.buy if buying else s.sell)(instrument, quantity, tag=str(number), **terms)

    return bench.play(data, Script(at={0: act}), fees=fees, cash=Decimal("0.01"), reconcile=Reconcile.EVERY_BAR)


@settings(max_examples=60)
@given(prices=st.lists(PRICES, min_size=2, max_size=4), orders=ORDERS, fees=FEES)
def test_books_and_ledger_differ_by_nothing(bench: Bench, prices: list[Decimal], orders: list[Any], fees: FeeSchedule) -> None:
    played = play(bench, prices, orders, fees)
    assert played.outcome.result["reconciliation"]["max_cash_difference"] == "0"
    for heard in played.market:
        assert heard.account is not None
        assert (heard.account.cash, heard.account.positions) == (heard.cash, heard.positions)


@settings(max_examples=30)
@given(prices=st.lists(PRICES, min_size=2, max_size=4), orders=ORDERS, fees=FEES)
def test_the_log_is_the_reference_s(
    bench: Bench, reference: Bench, prices: list[Decimal], orders: list[Any], fees: FeeSchedule
) -> None:
    assert play(bench, prices, orders, fees).audit == play(reference, prices, orders, fees).audit


def test_a_host_that_computes_with_few_digits_changes_nothing(bench: Bench) -> None:
    terms = [Decimal("54321.9876")] * 2, [("A", True, Decimal("123.45678901"), False)], FeeSchedule(bps=Decimal("2.5"))
    expected = play(bench, *terms).audit
    with localcontext(prec=12):
        assert play(bench, *terms).audit == expected
