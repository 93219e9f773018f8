from decimal import Decimal, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tradeport.domain.model.instruments import Instrument, decimals

STOCK = Instrument("AAPL", Decimal("0.01"), Decimal("0.1"))


@pytest.mark.parametrize(
    ("value", "price"),
    [(1.005, "1.00"), (1.015, "1.02"), (1.0151, "1.02"), (7, "7.00"), ("7.129", "7.13"), (Decimal("0.004"), "0.00")],
)
def test_a_price_goes_to_the_nearest_tick_ties_to_even(value, price):
    assert str(STOCK.price(value)) == price


@pytest.mark.parametrize(("value", "quantity"), [(0.19, "0.1"), (-0.19, "-0.1"), (3, "3.0"), ("2.99", "2.9"), (0.3, "0.3")])
def test_a_quantity_is_cut_towards_zero(value, quantity):
    assert str(STOCK.quantity(value)) == quantity


class Spelled(float):
    def __repr__(self):
        return f"np.float64({float(self)})"


def test_a_float_of_another_library_is_a_float():
    assert (STOCK.price(Spelled(1.5)), STOCK.quantity(Spelled(1.5))) == (Decimal("1.50"), Decimal("1.5"))


@given(st.decimals(Decimal("0.01"), 10**6, places=4))
def test_what_was_rounded_is_on_the_grid(value):
    assert STOCK.is_price(STOCK.price(value))
    assert STOCK.is_quantity(STOCK.quantity(value))
    assert abs(STOCK.price(value) - value) <= Decimal("0.005")
    assert 0 <= value - STOCK.quantity(value) < Decimal("0.1")


@pytest.mark.parametrize(("value", "price", "quantity"), [("1.5", True, True), ("1.25", True, False), ("1.001", False, False)])
def test_the_grid_knows_its_own(value, price, quantity):
    assert (STOCK.is_price(Decimal(value)), STOCK.is_quantity(Decimal(value))) == (price, quantity)


@pytest.mark.parametrize("value", ["NaN", "Infinity"])
def test_what_is_not_finite_is_on_no_grid(value):
    assert not STOCK.is_price(Decimal(value))
    assert not STOCK.is_quantity(Decimal(value))


@pytest.mark.parametrize(("increment", "count"), [("1", 0), ("1.0", 0), ("0.10", 1), ("0.00000001", 8), ("1E-3", 3)])
def test_decimals_of_an_increment(increment, count):
    assert decimals(Decimal(increment)) == count
    assert Instrument("A", price_increment=Decimal(increment)).price_precision == count
    assert Instrument("A", size_increment=Decimal(increment)).size_precision == count


@pytest.mark.parametrize("name", ["price_increment", "size_increment"])
@pytest.mark.parametrize(
    ("value", "says"),
    [("0", "positive"), ("-0.01", "positive"), ("NaN", "positive"), ("0.05", "0.1, 0.01"), ("10", "0.1, 0.01")],
)
def test_an_increment_is_a_power_of_ten_up_to_one(name, value, says):
    with pytest.raises(ValueError, match=f"{name} is .*{says}"):
        Instrument("A", **{name: Decimal(value)})


def test_a_host_that_changed_the_decimal_context_changes_no_rounding():
    with localcontext() as context:
        context.prec, context.rounding = 3, "ROUND_UP"
        assert STOCK.price("12345.674") == Decimal("12345.67")
        assert STOCK.quantity("12345.67") == Decimal("12345.6")
