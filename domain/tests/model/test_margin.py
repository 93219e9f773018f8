"""What positions bind, where the account would be liquidated, and what funding pays."""

from decimal import Decimal as D

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tradeport.domain.model.instruments import Perpetual
from tradeport.domain.model.margin import Margin, funding_received, liquidation_price
from tradeport.domain.model.market_data import FundingRate
from tradeport.domain.model.money import Currency

PRICES = st.decimals("0.01", "100000", places=2)
QUANTITIES = st.decimals("-1000", "1000", places=4).filter(bool)
FRACTIONS = st.decimals("0.001", "0.999", places=3)
EQUITIES = st.decimals("-1000000", "10000000", places=2)
RATES = st.floats(-0.1, 0.1)
HAIR = D("1e-15")


def held(equity: D, quantity: D, price: D, maintenance: D) -> tuple[Margin, Perpetual]:
    terms = Perpetual(D(1), maintenance)
    return Margin(equity).with_position(quantity, price, terms), terms


@given(EQUITIES, QUANTITIES, PRICES, FRACTIONS)
def test_at_the_liquidation_price_the_equity_is_what_is_bound(equity: D, quantity: D, price: D, maintenance: D) -> None:
    margin, terms = held(equity, quantity, price, maintenance)
    found = liquidation_price(margin, quantity, price, terms)
    assume(found is not None)
    assert found is not None
    there = equity + quantity * (found - price)
    bound = abs(quantity) * found * maintenance
    assert abs(there - bound) <= HAIR * (abs(equity) + abs(quantity) * (price + found))


@given(EQUITIES, QUANTITIES, PRICES, FRACTIONS)
def test_on_the_one_side_of_it_there_is_health_and_on_the_other_none(equity: D, quantity: D, price: D, maintenance: D) -> None:
    """A long is liquidated by a fall, a short by a rise."""
    margin, terms = held(equity, quantity, price, maintenance)
    found = liquidation_price(margin, quantity, price, terms)
    assume(found is not None and found > D("0.01"))
    assert found is not None
    better = found * (D("1.01") if quantity > 0 else D("0.99"))
    for at, healthy in ((better, True), (2 * found - better, False)):
        there, _ = held(equity + quantity * (at - price), quantity, at, maintenance)
        assert (there.health > 0) is healthy


def test_no_price_where_none_would_do() -> None:
    margin, terms = held(D(1000), D(1), D(100), D("0.05"))
    assert liquidation_price(margin, D(1), D(100), terms) is None
    bound_whole, whole = held(D(100), D(1), D(100), D(1))
    assert liquidation_price(bound_whole, D(1), D(100), whole) is None


@given(EQUITIES, st.decimals("0", "1000000", places=2))
def test_health_is_a_fraction_and_falls_with_the_equity(equity: D, maintenance: D) -> None:
    margin, poorer = Margin(equity, maintenance=maintenance), Margin(equity - 1, maintenance=maintenance)
    assert 0 <= poorer.health <= margin.health <= 1


@pytest.mark.parametrize(
    ("equity", "maintenance", "health"),
    [(100, 0, 1), (0, 0, 1), (-1, 0, 0), (100, 100, 0), (100, 25, D("0.75")), (-5, 10, 0)],
)
def test_health(equity: int, maintenance: int, health: D) -> None:
    assert Margin(D(equity), maintenance=D(maintenance)).health == health


def test_leverage_of_nothing_is_unknown() -> None:
    assert Margin(D(0), notional=D(5)).leverage is None
    assert Margin(D(5), notional=D(10)).leverage == 2


@given(QUANTITIES, PRICES, RATES)
def test_what_longs_pay_shorts_get(quantity: D, mark: D, rate: float) -> None:
    usd, one = Currency("USD"), FundingRate("X", 0, rate)
    assert funding_received(one, quantity, mark, usd) == -funding_received(one, -quantity, mark, usd)


@given(QUANTITIES, PRICES, RATES)
def test_a_payment_is_the_rates_share_of_the_notional(quantity: D, mark: D, rate: float) -> None:
    usd = Currency("USD")
    exact = -quantity * mark * D(repr(rate))
    paid = funding_received(FundingRate("X", 0, rate), quantity, mark, usd)
    assert abs(paid - exact) <= usd.unit / 2
    assert paid == usd.quantize(paid)


def test_half_a_unit_goes_to_the_even_one() -> None:
    one = FundingRate("X", 0, 1e-8)
    paid = [funding_received(one, D(1), mark, Currency("USD")) for mark in map(D, ("0.5", "1.5", "2.5"))]
    assert paid == [D(0), D("-0.00000002"), D("-0.00000002")]
