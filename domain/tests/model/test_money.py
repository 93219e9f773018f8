from decimal import Decimal, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tradeport.domain.model.money import Currency, FeeSchedule, text

USD, YEN = Currency("USD", 2), Currency("JPY", 0)


@pytest.mark.parametrize(
    ("amount", "rounded"), [("1.005", "1.00"), ("1.015", "1.02"), ("-1.005", "-1.00"), ("2", "2.00"), ("0.0051", "0.01")]
)
def test_money_is_rounded_half_even(amount, rounded):
    assert str(USD.quantize(Decimal(amount))) == rounded


def test_the_unit_is_the_smallest_amount():
    assert (USD.unit, YEN.unit, Currency("USD").unit) == (Decimal("0.01"), Decimal(1), Decimal("1E-8"))


def test_basis_points_are_of_notional():
    fees = FeeSchedule(bps=Decimal("2.5"))
    assert (fees.kind, fees.rate) == ("bps", Decimal("0.00025"))
    assert fees.fee(Decimal(3), Decimal("1000.50"), USD) == Decimal("0.25")


def test_per_unit_is_of_quantity():
    fees = FeeSchedule(per_unit=Decimal("0.005"))
    assert (fees.kind, fees.rate) == ("per_unit", 0)
    assert fees.fee(Decimal(3), Decimal("1000.50"), USD) == Decimal("0.02")


def test_no_fee_is_zero():
    assert FeeSchedule().fee(Decimal(3), Decimal(1000), USD) == 0


@pytest.mark.parametrize(
    ("bps", "per_unit", "says"), [("1", "1", "not both"), ("-1", "0", "not negative"), ("0", "-1", "not negative")]
)
def test_a_contradictory_fee_is_refused(bps, per_unit, says):
    with pytest.raises(ValueError, match=says):
        FeeSchedule(Decimal(bps), Decimal(per_unit))


def test_a_host_that_changed_the_decimal_context_changes_no_fee():
    with localcontext() as context:
        context.prec = 3
        assert FeeSchedule(per_unit=Decimal("0.12345")).fee(Decimal(1000), Decimal(0), USD) == Decimal("123.45")
        assert FeeSchedule(bps=Decimal("1.2345")).fee(Decimal(0), Decimal(1_000_000), USD) == Decimal("123.45")


@pytest.mark.parametrize(
    ("amount", "spelled"),
    [("0", "0"), ("-0.00", "0"), ("1E+3", "1000"), ("100", "100"), ("1.50", "1.5"), ("2.00", "2"), ("-1E-8", "-0.00000001")],
)
def test_a_decimal_has_one_spelling(amount, spelled):
    assert text(Decimal(amount)) == spelled


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**40), max_value=10**40))
def test_the_spelling_is_the_plain_one_without_its_trailing_zeros(amount):
    plain = f"{amount:f}"
    stripped = plain.rstrip("0").rstrip(".") if "." in plain else plain
    assert text(amount) == ("0" if amount == 0 else stripped)
    assert Decimal(text(amount)) == amount
