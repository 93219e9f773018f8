"""Round trips, first in first out."""

from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from tradeport.application.report.trades import RoundTrip, round_trips, time_in_market
from tradeport.domain.model.orders import Fill, OrderSide

BUY, SELL = OrderSide.BUY, OrderSide.SELL


def fill(ts: int, side: OrderSide, quantity: str, price: str, fee: str = "0", instrument: str = "A") -> Fill:
    return Fill(f"c{ts}", instrument, ts, side, Decimal(quantity), Decimal(price), Decimal(fee))


def trip(side: OrderSide, quantity: str, entry: tuple[int, str], exit: tuple[int, str], fees: str = "0") -> RoundTrip:
    return RoundTrip("A", side, Decimal(quantity), entry[0], Decimal(entry[1]), exit[0], Decimal(exit[1]), Decimal(fees))


def test_one_round_trip_with_both_fees() -> None:
    trades = round_trips([fill(1, BUY, "2", "10", "0.5"), fill(2, SELL, "2", "12", "0.25")])
    assert trades.closed == (trip(BUY, "2", (1, "10"), (2, "12"), "0.75"),)
    assert (trades.closed[0].gross, trades.closed[0].net) == (Decimal(4), Decimal("3.25"))
    assert trades.closed[0].change == 3.25 / 20
    assert not trades.open


def test_a_short_earns_when_the_price_falls() -> None:
    (closed,) = round_trips([fill(1, SELL, "2", "10"), fill(2, BUY, "2", "7")]).closed
    assert (closed.side, closed.net) == (SELL, Decimal(6))


def test_an_exit_closes_the_oldest_entry_first() -> None:
    trades = round_trips([fill(1, BUY, "1", "10"), fill(2, BUY, "1", "20"), fill(3, SELL, "1.5", "30")])
    assert trades.closed == (trip(BUY, "1", (1, "10"), (3, "30")), trip(BUY, "0.5", (2, "20"), (3, "30")))
    assert [(lot.quantity, lot.price) for lot in trades.open] == [(Decimal("0.5"), Decimal(20))]


def test_a_partial_close_takes_its_share_of_the_fee() -> None:
    trades = round_trips([fill(1, BUY, "3", "10", "1"), fill(2, SELL, "1", "10"), fill(3, SELL, "2", "10")])
    assert [t.fees for t in trades.closed] == [Decimal("0.333333333333"), Decimal("0.666666666667")]


def test_a_flip_closes_and_opens_the_rest() -> None:
    trades = round_trips([fill(1, BUY, "1", "10"), fill(2, SELL, "3", "12", "0.3")])
    assert trades.closed == (trip(BUY, "1", (1, "10"), (2, "12"), "0.1"),)
    (lot,) = trades.open
    assert (lot.side, lot.quantity, lot.price, lot.fee) == (SELL, Decimal(2), Decimal(12), Decimal("0.2"))


def test_instruments_do_not_meet() -> None:
    trades = round_trips([fill(1, BUY, "1", "10"), fill(2, SELL, "1", "10", instrument="B")])
    assert not trades.closed
    assert [(lot.instrument, lot.side) for lot in trades.open] == [("A", BUY), ("B", SELL)]


def test_an_entry_at_zero_has_no_relative_change() -> None:
    assert round_trips([fill(1, BUY, "1", "0"), fill(2, SELL, "1", "3")]).closed[0].change == 0.0


def test_time_in_market_joins_instruments_and_runs_to_the_end() -> None:
    fills = [
        fill(10, BUY, "1", "1"),
        fill(20, BUY, "1", "1", instrument="B"),
        fill(30, SELL, "1", "1"),
        fill(40, SELL, "1", "1", instrument="B"),
        fill(60, SELL, "1", "1"),
    ]
    assert time_in_market(fills, 100) == 30 + 40
    assert time_in_market(fills[:4], 100) == 30
    assert time_in_market([], 100) == 0


decimals = st.decimals("0.001", "1000", places=3)
fills_of_two = st.lists(
    st.tuples(st.sampled_from([BUY, SELL]), decimals, decimals, st.decimals("0", "5", places=8), st.sampled_from("AB")),
    max_size=25,
)


@given(fills_of_two)
def test_profit_is_the_change_of_cash_once_flat(given_fills: list[tuple[OrderSide, Decimal, Decimal, Decimal, str]]) -> None:
    """Closing what is open at the end makes the round trips' net P&L the change of cash, exactly."""
    fills = [Fill(str(i), name, i, side, q, p, fee) for i, (side, q, p, fee, name) in enumerate(given_fills)]
    held = {name: sum((f.signed_quantity for f in fills if f.instrument == name), Decimal(0)) for name in "AB"}
    fills += [
        Fill("end", name, 99, SELL if quantity > 0 else BUY, abs(quantity), Decimal("7.77"), Decimal("0.01"))
        for name, quantity in held.items()
        if quantity
    ]
    trades = round_trips(fills)
    cash = -sum((Fraction(f.signed_quantity) * Fraction(f.price) + Fraction(f.fee) for f in fills), Fraction(0))
    assert not trades.open
    assert sum((Fraction(t.net) for t in trades.closed), Fraction(0)) == cash


@given(fills_of_two)
def test_what_is_open_is_what_is_held(given_fills: list[tuple[OrderSide, Decimal, Decimal, Decimal, str]]) -> None:
    fills = [Fill(str(i), name, i, side, q, p, fee) for i, (side, q, p, fee, name) in enumerate(given_fills)]
    trades = round_trips(fills)
    for name in "AB":
        held = sum((f.signed_quantity for f in fills if f.instrument == name), Decimal(0))
        lots = [lot for lot in trades.open if lot.instrument == name]
        assert sum((lot.side.sign * lot.quantity for lot in lots), Decimal(0)) == held
        assert len({lot.side for lot in lots}) <= 1
