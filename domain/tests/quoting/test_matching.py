"""The reconciliation leaves as many orders alone as can be left alone."""

from decimal import Decimal
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tradeport.domain.model.orders import Order, OrderSide, OrderType, TradeIntent
from tradeport.domain.quoting.matching import Wanted, churn

PRICES = st.lists(st.integers(90, 110), max_size=4)


def live(prices):
    intents = [TradeIntent("A", OrderSide.BUY, Decimal(1), OrderType.LIMIT, Decimal(p)) for p in prices]
    return [Order(f"c-{n}", intent, 0, n) for n, intent in enumerate(intents)]


def kept_at_most(have, want, tolerance):
    """By trying every pairing."""
    short, long = sorted((have, want), key=len)
    return max(
        sum(abs(a - b) / (b if short is have else a) * 10_000 <= tolerance for a, b in zip(short, order, strict=False))
        for order in permutations(long, len(short))
    )


@given(have=PRICES, want=PRICES, tolerance=st.sampled_from([0, 100, 250]))
def test_no_pairing_keeps_more(have, want, tolerance):
    change = churn(live(have), [Wanted(Decimal(p), Decimal(1)) for p in want], Decimal(tolerance))
    touched = len(change.moved) + len(change.cancelled)
    assert len(have) - touched >= kept_at_most(have, want, tolerance) - _edge(have, want, tolerance)
    assert len(have) - len(change.cancelled) + len(change.added) == len(want)


def _edge(have, want, tolerance):
    """The tolerance is a share of each wanted price, so that its windows differ a little in width."""
    return int(any(abs(abs(a - b) / b * 10_000 - tolerance) < 15 for a in have for b in want))


def test_another_size_is_a_move():
    change = churn(live([100]), [Wanted(Decimal(100), Decimal(2))], Decimal(5))
    assert [(o.client_order_id, w.quantity) for o, w in change.moved] == [("c-0", 2)]


@pytest.mark.parametrize(("have", "want", "counts"), [([], [1], (0, 0, 1)), ([1], [], (0, 1, 0)), ([1], [2], (1, 0, 0))])
def test_what_is_left_over(have, want, counts):
    change = churn(live(have), [Wanted(Decimal(p), Decimal(1)) for p in want], Decimal(1))
    assert (len(change.moved), len(change.cancelled), len(change.added)) == counts
