"""Against the numbers and limits of the paper."""

from math import log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tradeport.domain.signals import avellaneda_stoikov as model

SIZES = st.floats(0.01, 10)


def test_the_papers_parameters():
    """sigma 2, gamma 0.1, k 1.5, one unit of time left: section 3.3."""
    assert model.optimal_spread(0.1, 2, 1.5, 1) == pytest.approx(0.4 + 20 * log(1 + 0.1 / 1.5), rel=1e-15)
    assert model.reservation_price(100, 3, 0.1, 2, 1) == pytest.approx(98.8)


def test_at_the_end_the_quotes_are_symmetric_about_the_mid():
    bid, ask = model.quotes(100, 5, 0.1, 2, 1.5, 0)
    assert 100 - bid == pytest.approx(ask - 100)


def test_without_risk_aversion_the_spread_is_that_of_the_order_flow():
    assert model.optimal_spread(0, 2, 1.5, 1) == pytest.approx(model.optimal_spread(1e-9, 0, 1.5, 1), rel=1e-6)


@given(inventory=st.floats(0.1, 20), gamma=SIZES, sigma=SIZES, k=SIZES, remaining=st.floats(0.01, 10))
def test_a_long_inventory_lowers_both_quotes(inventory, gamma, sigma, k, remaining):
    flat, long = (model.quotes(100, q, gamma, sigma, k, remaining) for q in (0, inventory))
    assert long[0] < flat[0]
    assert long[1] < flat[1]
    assert long[1] - long[0] == pytest.approx(flat[1] - flat[0])


@given(inventory=st.floats(-20, 20), gamma=SIZES, sigma=SIZES, k=SIZES, remaining=SIZES, unit=st.floats(0.01, 100))
def test_no_unit_matters(inventory, gamma, sigma, k, remaining, unit):
    """Of price: a cent is a hundredth of a dollar. Of time: sigma is per square root of it."""
    plain = model.quotes(100, inventory, gamma, sigma, k, remaining)
    priced = model.quotes(100 * unit, inventory, gamma / unit, sigma * unit, k / unit, remaining)
    timed = model.quotes(100, inventory, gamma, sigma / unit**0.5, k, remaining * unit)
    assert [price / unit for price in priced] == pytest.approx(plain)
    assert timed == pytest.approx(plain)
