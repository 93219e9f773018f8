import pytest
from pydantic import ValidationError

from tradeport.domain.model.orders import OrderSide
from tradeport.domain.model.time import HOUR
from tradeport.domain.strategies.funding_farm import FundingFarm

BUY, SELL = OrderSide.BUY, OrderSide.SELL
HOURS_A_YEAR = 24 * 365


@pytest.fixture
def farm(assemble):
    return lambda **config: assemble(FundingFarm, perp="P", **{"quantity": 2, "entry": 0.2, "exit": 0.05, "period": 1} | config)


def orders(bench, yearly):
    """`(hour, side, quantity)` for hours whose funding a year is as told; orders fill at once."""
    found, begun = [], len(bench.market_data.seen)
    for hour, apr in enumerate(yearly, begun):
        bench.fund(apr / HOURS_A_YEAR, hour * HOUR)
        found += [(hour, i.side, i.quantity) for i in bench.bar(10.0, instrument="P")]
        bench.fill()
    return found


def test_it_is_short_while_longs_pay(farm):
    assert orders(farm(), [0.3, 0.1, 0.3, 0.1, 0.06, 0.04, 0.1]) == [(2, SELL, 2), (5, BUY, 2)]


def test_it_is_long_while_shorts_pay(farm):
    assert orders(farm(), [0.0, -0.3, -0.06, -0.04]) == [(1, BUY, 2), (3, SELL, 2)]


def test_it_turns_at_once(farm):
    assert orders(farm(), [0.0, -0.3, 0.3, 0.3]) == [(1, BUY, 2), (2, SELL, 4)]


def test_the_mean_decides(farm):
    assert orders(farm(period=3), [0.0, 0.5, 0.0, 0.0, 0.2, 0.2, 0.3]) == [(6, SELL, 2)]


def test_of_rates_that_come_together_the_last_state_counts(farm):
    """After a gap, as of a weekend."""
    bench = farm()
    for hour, apr in enumerate((0.0, 0.3, 0.0)):
        bench.fund(apr / HOURS_A_YEAR, hour * HOUR)
    assert bench.bar(10.0, instrument="P") == []


def test_other_instruments_are_ignored(farm):
    bench = farm()
    for hour in range(3):
        bench.fund(0.001, hour * HOUR, instrument="Q")
    assert bench.bar(10.0, instrument="P") == []
    assert orders(bench, [0.3, 0.3]) == [(2, SELL, 2)]
    assert bench.bar(10.0, instrument="A") == []


def test_what_is_no_perpetual_is_refused(assemble):
    with pytest.raises(ValueError, match="A is no perpetual"):
        assemble(FundingFarm, perp="A")


@pytest.mark.parametrize("wrong", [{"entry": 0}, {"exit": 0.2}, {"exit": -0.1}, {"quantity": 0}, {"period": 0}])
def test_parameters_that_make_no_sense_are_refused(wrong):
    with pytest.raises(ValidationError, match=next(iter(wrong))):
        FundingFarm.Config(**{"perp": "P", **wrong})
