"""Between our decimals and Zipline's whole numbers nothing is lost."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tradeport.adapters.zipline.lots import Lots
from tradeport.application.errors import EngineError
from tradeport.domain.model.instruments import Instrument
from tradeport.domain.model.orders import Order, OrderSide, TradeIntent

FINE, COARSE = Instrument("FINE"), Instrument("COARSE", size_increment=Decimal(1))
MOST = 2**63 - 1


def order(instrument: Instrument, side: OrderSide, quantity: Decimal) -> Order:
    return Order("a", TradeIntent(instrument.id, side, quantity), 0, 0)


@given(units=st.integers(1, MOST), side=st.sampled_from(list(OrderSide)))
def test_a_quantity_comes_back_as_it_went(units: int, side: OrderSide) -> None:
    """Up to 64 bits of lots, far beyond what a float counts."""
    lots, quantity = Lots([FINE, COARSE], MOST), Decimal(units).scaleb(-8)
    amount = lots.amount(order(FINE, side, quantity))
    assert amount == units * side.sign
    assert lots.quantity("FINE", amount) == quantity * side.sign


def test_one_lot_is_the_finest_increment_of_the_run() -> None:
    """A coarse instrument beside a fine one counts in the fine one's lots; alone it counts in its own."""
    assert Lots([FINE, COARSE], MOST).amount(order(COARSE, OrderSide.BUY, Decimal(3))) == 3 * 10**8
    assert Lots([COARSE], MOST).amount(order(COARSE, OrderSide.SELL, Decimal(3))) == -3


def test_more_than_can_be_counted_is_refused() -> None:
    """With the remedy."""
    with pytest.raises(EngineError, match=r"(?s)cannot count 92233720369 FINE.*Hint: .*coarser size_increment"):
        Lots([FINE], MOST).amount(order(FINE, OrderSide.BUY, Decimal(92_233_720_369)))


@given(cash=st.decimals(0, Decimal("1e9"), places=2, allow_nan=False))
def test_money_comes_back_to_sixteen_digits(cash: Decimal) -> None:
    """Money is a double, scaled by a power of ten."""
    lots = Lots([FINE], MOST)
    assert abs(lots.money(lots.capital(cash)) - cash) <= cash * Decimal("1.2e-16")
