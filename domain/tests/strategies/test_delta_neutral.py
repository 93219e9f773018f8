from decimal import Decimal

import pytest
from pydantic import ValidationError

from tradeport.domain.model.orders import OrderSide
from tradeport.domain.model.time import HOUR
from tradeport.domain.strategies.delta_neutral import DeltaNeutral

BUY, SELL = OrderSide.BUY, OrderSide.SELL
#: 0.0001 an hour is 0.876 a year.
RATES = [0.0001, 0.0001, 0.00002, 0.00001, 0.00002, -0.0001, -0.0001, 0.0, 0.0002, 0.0003]


@pytest.fixture
def hedge(assemble):
    return lambda **config: assemble(DeltaNeutral, spot="A", perp="P", **config)


def step(bench, price, rate=None, fill=True):
    """One hour: what it orders at its end; orders fill at once unless told otherwise."""
    if rate is not None:
        bench.fund(rate, len(bench.market_data.seen) // 2 * HOUR)
    bench.bar(price)
    intents = bench.bar(price, instrument="P")
    if fill:
        bench.fill()
    return [(i.instrument, i.side, i.quantity) for i in intents]


def test_both_legs_are_entered_as_one(hedge):
    bench = hedge(quantity=3)
    assert step(bench, 10.0) == [("A", BUY, 3), ("P", SELL, 3)]
    assert bench.execution.together == [tuple(bench.execution.intents)]
    assert step(bench, 20.0) == []


def test_nothing_is_done_before_both_have_a_price(hedge):
    assert hedge().bar(10.0, instrument="P") == []


def test_legs_have_a_size_that_both_can_have(hedge):
    """The spot trades in tenths, the perpetual in whole units."""
    assert step(hedge(notional=57), 10.0) == [("A", BUY, 5), ("P", SELL, 5)]


def test_nothing_more_is_sent_while_a_leg_works(hedge):
    bench = hedge(quantity=3)
    step(bench, 10.0, fill=False)
    bench.fill("P")
    assert step(bench, 10.0, fill=False) == []
    bench.fill("A")
    assert step(bench, 10.0) == []


@pytest.mark.parametrize(
    ("long", "short", "orders"),
    [
        (50, -50, []),
        (50, -46, []),
        (50, -44, [("P", SELL, 6)]),
        (50, -56, [("P", BUY, 6)]),
        (44, -50, [("A", BUY, 6)]),
        (0, -50, [("A", BUY, 50)]),
    ],
)
def test_a_net_delta_beyond_the_band_is_closed(hedge, long, short, orders):
    bench = hedge(quantity=50, band="0.1")
    step(bench, 10.0)
    bench.portfolio.holds = {"A": Decimal(long), "P": Decimal(short)}
    assert step(bench, 10.0) == orders


@pytest.mark.parametrize(
    ("price", "orders"),
    [(10.0, []), (9.2, []), (10.9, []), (12.5, [("A", SELL, 20), ("P", BUY, 20)]), (8.0, [("A", BUY, 25), ("P", SELL, 25)])],
)
def test_a_notional_is_kept_within_the_band(hedge, price, orders):
    bench = hedge(notional=1000, band="0.1")
    step(bench, 10.0)
    assert step(bench, price) == orders


def test_it_enters_and_leaves_by_the_funding_of_a_year(hedge):
    """Hysteresis: what would not be entered is not left either."""
    bench = hedge(quantity=3, enter=0.5, leave=0.1, period=1)
    seen = [step(bench, 10.0, rate) for rate in RATES]
    into, out = [("A", BUY, 3), ("P", SELL, 3)], [("A", SELL, 3), ("P", BUY, 3)]
    assert seen == [[], into, [], out, [], [], [], [], into, []]


def test_a_hedge_that_others_closed_waits_for_funding_to_come_back(hedge):
    bench = hedge(quantity=3, enter=0.5, period=1)
    for rate in RATES[:2]:
        step(bench, 10.0, rate)
    bench.portfolio.holds.clear()
    assert [bool(step(bench, 10.0, rate)) for rate in RATES[2:]] == [False] * 6 + [True, False]


def test_funding_of_another_perpetual_is_ignored(hedge):
    bench = hedge(enter=0.5, period=1)
    for hour in range(5):
        bench.fund(0.001, hour * HOUR, instrument="Q")
    assert step(bench, 10.0) == []


def test_what_is_no_perpetual_is_refused(assemble):
    with pytest.raises(ValueError, match=r"B is no perpetual: nothing funds it\. Hint: --perpetual B"):
        assemble(DeltaNeutral, spot="A", perp="B")


@pytest.mark.parametrize(
    "wrong", [{"spot": "P"}, {"quantity": 0}, {"notional": -1}, {"band": 1}, {"leave": 0.2, "enter": 0.1}, {"period": 0}]
)
def test_parameters_that_make_no_sense_are_refused(wrong):
    with pytest.raises(ValidationError, match=next(iter(wrong))):
        DeltaNeutral.Config(**{"spot": "A", "perp": "P", **wrong})
