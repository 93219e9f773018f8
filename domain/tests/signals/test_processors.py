"""Processors read the book as it comes, and go on where their state was taken."""

from decimal import Decimal
from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tradeport.domain.model.market_data import OrderBook, QuoteTick
from tradeport.domain.model.orders import Fill, OrderSide
from tradeport.domain.model.time import SECOND
from tradeport.domain.signals.adverse_selection import AdverseSelection
from tradeport.domain.signals.imbalance import Imbalance
from tradeport.domain.signals.pipeline import MarketDataPipeline, mid_of
from tradeport.domain.signals.volatility import Volatility

BOOK = OrderBook("A", 1, ((99.0, 3.0), (98.0, 5.0)), ((101.0, 1.0), (102.0, 1.0)))


def quote(second: float, mid: float, bid_size: float = 1.0, ask_size: float = 1.0) -> QuoteTick:
    return QuoteTick("A", int(second * SECOND), mid - 0.5, mid + 0.5, bid_size, ask_size)


@pytest.mark.parametrize(("depth", "value"), [(1, 0.5), (2, 0.6)])
def test_imbalance_of_a_book(depth, value):
    assert Imbalance(depth).update(BOOK, {}) == pytest.approx(value)


@pytest.mark.parametrize(("sizes", "value"), [((3.0, 1.0), 0.5), ((0.0, 0.0), 0.0), ((0.0, 2.0), -1.0)])
def test_imbalance_of_a_quote(sizes, value):
    assert Imbalance().update(quote(1, 100, *sizes), {}) == value


@given(step=st.floats(0.01, 5), every=st.floats(0.01, 30))
def test_volatility_of_a_market_that_always_moves_by_as_much(step, every):
    volatility = Volatility(half_life=20, warm_up=3)
    for n in range(50):
        found = volatility.update(quote(n * every, 100 + step * (n % 2)), {})
        assert (found is None) == (n < 3)
    assert found == pytest.approx(step / sqrt(every), rel=1e-6)


def test_volatility_forgets():
    volatility = Volatility(half_life=1, warm_up=1)
    for n in range(10):
        volatility.update(quote(n, 100 + 10 * (n % 2)), {})
    for n in range(10, 60):
        found = volatility.update(quote(n, 100), {})
    assert found < 1e-6


def test_volatility_refuses_a_half_life_of_nothing():
    with pytest.raises(ValueError, match="half_life"):
        Volatility(0)


@pytest.mark.parametrize(("side", "against"), [(OrderSide.BUY, 100.0), (OrderSide.SELL, -100.0)])
def test_markout_is_against_the_side_of_the_fill(side, against):
    markout = AdverseSelection(horizon=5)
    markout.filled(Fill("c", "A", 10 * SECOND, side, Decimal(1), Decimal(100), Decimal(0)))
    assert markout.update(quote(14, 90), {}) is None
    assert markout.update(quote(15, 99), {}) == pytest.approx(against)


def test_markouts_are_averaged():
    markout = AdverseSelection(horizon=1, weight=0.5)
    for second, mid in ((10, 99), (20, 97)):
        markout.filled(Fill("c", "A", second * SECOND, OrderSide.BUY, Decimal(1), Decimal(100), Decimal(0)))
        found = markout.update(quote(second + 1, mid), {})
    assert found == pytest.approx(200)


@pytest.mark.parametrize("terms", [{"horizon": 0}, {"weight": 0}, {"weight": 2}])
def test_markout_refuses_terms_that_mean_nothing(terms):
    with pytest.raises(ValueError, match="horizon is positive"):
        AdverseSelection(**terms)


def test_a_pipeline_gives_what_is_ready_and_goes_on_from_its_state():
    def pipeline():
        return MarketDataPipeline([Imbalance(), Volatility(warm_up=2), AdverseSelection()])

    first, second = pipeline(), pipeline()
    assert set(first.update(quote(1, 100))) == {"imbalance"}
    for n in range(2, 6):
        first.update(quote(n, 100 + n % 3))
    second.restore(first.state())
    assert first.update(quote(7, 103)) == second.update(quote(7, 103))
    assert set(second.update(quote(8, 104))) == {"imbalance", "volatility"}


def test_two_processors_of_one_name_are_refused():
    with pytest.raises(ValueError, match="same name: imbalance"):
        MarketDataPipeline([Imbalance(), Imbalance(2)])


def test_the_mid_of_a_book():
    assert mid_of(BOOK) == 100
