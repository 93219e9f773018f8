from decimal import Decimal, localcontext

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tradeport.domain.model.money import Currency
from tradeport.domain.model.orders import Fill, OrderSide
from tradeport.domain.model.positions import Position

USD = Currency("USD")


def fill(change: object, price: object) -> Fill:
    change = Decimal(change)
    return Fill("c", "A", 1, OrderSide.BUY if change > 0 else OrderSide.SELL, abs(change), Decimal(price), Decimal(0))


def after(*fills: tuple[object, object]) -> Position:
    position = Position("A")
    for change, price in fills:
        position = position.apply(fill(change, price), USD)
    return position


def figures(position: Position) -> tuple[Decimal, Decimal, Decimal]:
    return position.quantity, position.average_price, position.realized_pnl


@pytest.mark.parametrize(
    ("fills", "quantity", "average", "realized"),
    [
        ([(2, 10)], 2, 10, 0),
        ([(2, 10), (2, 20)], 4, 15, 0),
        ([(2, 10), (2, 20), (-1, 25)], 3, 15, 10),
        ([(2, 10), (-2, 9)], 0, 0, -2),
        ([(2, 10), (-5, 12)], -3, 12, 4),
        ([(-2, 10)], -2, 10, 0),
        ([(-2, 10), (-2, 20)], -4, 15, 0),
        ([(-2, 10), (1, 8)], -1, 10, 2),
        ([(-2, 10), (2, 11)], 0, 0, -2),
        ([(-2, 10), (5, 12)], 3, 12, -4),
        ([(2, 10), (-2, 12), (3, 7)], 3, 7, 4),
    ],
    ids=["open", "grow", "shrink", "close", "flip", "short", "grow short", "cover", "close short", "flip short", "reopen"],
)
def test_a_fill_moves_a_position(fills, quantity, average, realized):
    assert figures(after(*fills)) == (quantity, average, realized)


@pytest.mark.parametrize(("fills", "kind"), [([], "flat"), ([(1, 5)], "long"), ([(-1, 5)], "short")])
def test_a_position_is_flat_long_or_short(fills, kind):
    position = after(*fills)
    assert {"flat": position.is_flat, "long": position.is_long, "short": position.is_short} == {
        name: name == kind for name in ("flat", "long", "short")
    }


@pytest.mark.parametrize(("fills", "gain"), [([], 0), ([(2, 10)], 4), ([(-2, 10)], -4)])
def test_unrealized_is_what_closing_would_realize(fills, gain):
    assert after(*fills).unrealized_pnl(Decimal(12), USD) == gain


fills = st.lists(st.tuples(st.integers(-5, 5).filter(bool), st.decimals(1, 100, places=2)), min_size=1, max_size=15)


@settings(max_examples=60)
@given(fills, st.decimals(1, 100, places=2))
def test_realized_and_unrealized_add_up_to_what_was_paid_and_is_held(fills, price):
    """Average cost divides, so each fill may round the last digit of money."""
    position = after(*fills)
    spent = sum(change * paid for change, paid in fills)
    held = sum(change for change, _ in fills)
    total = position.realized_pnl + position.unrealized_pnl(price, USD)
    assert position.quantity == held
    assert abs(total - (held * price - spent)) <= USD.unit * (len(fills) + 1) / 2


def test_a_host_that_changed_the_decimal_context_changes_no_position():
    trades = [("3", "1234.56"), ("4.5", "1239.87"), ("-9", "1241.03")]
    expected = after(*trades)
    unrealized = expected.unrealized_pnl(Decimal("1200.01"), USD)
    filled = [fill(*trade) for trade in trades]
    with localcontext() as context:
        context.prec = 4
        position = Position("A")
        for one in filled:
            position = position.apply(one, USD)
        assert figures(position) == figures(expected)
        assert position.unrealized_pnl(Decimal("1200.01"), USD) == unrealized
