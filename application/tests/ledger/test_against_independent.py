"""The ledger against fractions: whatever is traded, cash and equity are exact at the currency's precision."""

from collections import defaultdict
from decimal import Decimal
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from tradeport.application.clock import EventClock
from tradeport.application.ledger import Ledger
from tradeport.domain.model.instruments import Instrument
from tradeport.domain.model.money import Currency, text
from tradeport.domain.model.orders import Fill, OrderSide

QUANTITIES = st.decimals("0.00000001", "100000", places=8, allow_nan=False).filter(bool)
PRICES = st.decimals("0.01", "99999.99", places=2, allow_nan=False)
#: A mid is off the grid, an interest-like price below zero; all with the digits that a double spells.
MARKS = st.floats(-1e9, 1e9).filter(lambda mark: mark == 0 or abs(mark) > 1e-9)
FEES = st.decimals("0", "100", places=8, allow_nan=False)
FILLS = st.lists(st.tuples(st.sampled_from("XY"), st.sampled_from(list(OrderSide)), QUANTITIES, PRICES, FEES), max_size=30)


def rounded(amount: Fraction, precision: int) -> Fraction:
    """Half-even, as Python rounds fractions."""
    return Fraction(round(amount * 10**precision), 10**precision)


@settings(max_examples=100)
@given(fills=FILLS, marks=st.tuples(PRICES.map(float) | MARKS, MARKS), precision=st.sampled_from([2, 6, 8]))
def test_any_fills(
    fills: list[tuple[str, OrderSide, Decimal, Decimal, Decimal]], marks: tuple[float, float], precision: int
) -> None:
    currency, last = Currency("USD", precision), {"X": marks[0], "Y": marks[1]}
    ledger = Ledger(currency, Decimal(1000), [Instrument("X"), Instrument("Y")], last, EventClock(0))
    cash, held, fees = Fraction(1000), defaultdict[str, Fraction](Fraction), Fraction(0)
    for number, (name, side, quantity, price, given_fee) in enumerate(fills):
        fee = currency.quantize(given_fee)
        ledger.apply(Fill(f"c-{number}", name, number, side, quantity, price, fee))
        signed = Fraction(quantity) * side.sign
        cash -= rounded(signed * Fraction(price), precision) + Fraction(fee)
        held[name] += signed
        fees += Fraction(fee)
    worth = cash + sum(held[name] * Fraction(repr(last[name])) for name in held)
    assert Fraction(ledger.cash()) == cash
    assert Fraction(ledger.equity()) == rounded(worth, precision)
    assert Fraction(ledger.fees) == fees
    assert {name: Fraction(q) for name, q in ledger.holdings().items()} == {n: q for n, q in held.items() if q}
    line, holdings = ledger.money_line(7)
    assert line == f"7,{text(ledger.cash())},{text(ledger.equity())}"
    assert holdings == ";".join(f"{n}={text(ledger.position(n).quantity)}" for n in "XY" if held[n])


@settings(max_examples=50)
@given(fills=FILLS)
def test_profit_is_what_was_realized_and_what_is_open(fills: list[tuple[str, OrderSide, Decimal, Decimal, Decimal]]) -> None:
    """Equity less initial cash is realized plus unrealized less fees, but for what each rounding may cost."""
    last = {"X": 17.25, "Y": 3.5}
    ledger = Ledger(Currency("USD"), Decimal(0), [Instrument("X"), Instrument("Y")], last, EventClock(0))
    for number, (name, side, quantity, price, fee) in enumerate(fills):
        ledger.apply(Fill(f"c-{number}", name, number, side, quantity, price, fee))
    shown = ledger.snapshot()
    profit = shown.realized_pnl + shown.unrealized_pnl - shown.fees
    assert abs(shown.equity - profit) <= Decimal("1e-8") * (2 * len(fills) + 3)
