"""The linear equations against a matrix exponential, and the closed forms of the paper."""

from math import inf, log, sqrt

import attrs
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.linalg import expm

from tradeport.domain.signals.glft import Market, asymptotic_distances, distances

#: Section 5 of the paper.
PAPER = Market(gamma=0.01, sigma=0.3, k=0.3, A=0.9, bound=30)

MARKETS = st.builds(
    Market,
    gamma=st.floats(0.005, 0.5),
    sigma=st.floats(0.01, 1),
    k=st.floats(0.1, 3),
    A=st.floats(0.1, 3),
    bound=st.integers(1, 8),
)


def by_matrix(market: Market, inventory: int, remaining: float) -> tuple[float, float]:
    q = np.arange(-market.bound, market.bound + 1)
    m = np.diag(market.alpha * q**2) - market.eta * (np.eye(len(q), k=1) + np.eye(len(q), k=-1))
    v = expm(-m * remaining) @ np.ones(len(q))
    i = inventory + market.bound
    bid = inf if inventory == market.bound else np.log(v[i] / v[i + 1]) / market.k + market.base
    ask = inf if inventory == -market.bound else np.log(v[i] / v[i - 1]) / market.k + market.base
    return bid, ask


@settings(max_examples=60)
@given(market=MARKETS, share=st.floats(-1, 1), remaining=st.floats(0, 20))
def test_the_solution_is_that_of_the_matrix_exponential(market, share, remaining):
    inventory = round(share * market.bound)
    assert distances(market, inventory, remaining) == pytest.approx(by_matrix(market, inventory, remaining), rel=1e-7, abs=1e-9)


@pytest.mark.parametrize("inventory", range(-6, 7))
def test_far_from_the_end_it_comes_close_to_the_closed_form(inventory):
    exact, closed = distances(PAPER, inventory, 600), asymptotic_distances(PAPER, inventory)
    assert exact == pytest.approx(closed, rel=0.05)


def test_at_the_end_only_the_order_flow_counts():
    assert distances(PAPER, 7, 0) == pytest.approx((PAPER.base, PAPER.base))


@given(market=MARKETS, remaining=st.floats(0.5, 20))
@settings(max_examples=30)
def test_bid_and_ask_mirror_each_other(market, remaining):
    for inventory in range(-market.bound, market.bound + 1):
        bid, ask = distances(market, inventory, remaining)
        assert (ask, bid) == pytest.approx(distances(market, -inventory, remaining))


def test_a_full_side_does_not_quote():
    assert distances(PAPER, 30, 10)[0] == inf
    assert distances(PAPER, -30, 10)[1] == inf


def test_an_inventory_beyond_the_bound_is_refused():
    with pytest.raises(ValueError, match="beyond the bound of 30"):
        distances(PAPER, 31, 10)


@given(market=MARKETS, share=st.floats(-1, 1), remaining=st.floats(0, 20), unit=st.floats(0.2, 5))
@settings(max_examples=60, deadline=None)
def test_no_unit_matters(market, share, remaining, unit):
    """Of price: gamma and k are per price. Of time: sigma is per square root of it, A per time."""
    inventory = round(share * market.bound)
    priced = attrs.evolve(market, gamma=market.gamma / unit, k=market.k / unit, sigma=market.sigma * unit)
    timed = attrs.evolve(market, sigma=market.sigma / unit**0.5, A=market.A / unit)
    for found in (distances, lambda one, q, _: asymptotic_distances(one, q)):
        plain = found(market, inventory, remaining)
        assert [distance / unit for distance in found(priced, inventory, remaining)] == pytest.approx(plain, rel=1e-7, abs=1e-7)
        assert found(timed, inventory, remaining * unit) == pytest.approx(plain, rel=1e-7, abs=1e-7)


@given(market=MARKETS)
def test_the_closed_form_is_that_of_the_paper(market):
    """delta_b = (1/gamma) ln(1 + gamma/k) + (2q + 1)/2 sqrt(sigma^2 gamma / (2 k A) (1 + gamma/k)^(1 + k/gamma))."""
    gamma, sigma, k = market.gamma, market.sigma, market.k
    root = sqrt(sigma**2 * gamma / (2 * k * market.A) * (1 + gamma / k) ** (1 + k / gamma))
    for q in (-3, 0, 2):
        bid, ask = asymptotic_distances(market, q)
        assert bid == pytest.approx(log(1 + gamma / k) / gamma + (2 * q + 1) / 2 * root)
        assert ask == pytest.approx(log(1 + gamma / k) / gamma - (2 * q - 1) / 2 * root)
