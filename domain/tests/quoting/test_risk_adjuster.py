"""Adjusting never adds exposure, and escalates with the share of the limit that is used."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tradeport.domain.model.orders import OrderSide
from tradeport.domain.quoting.quotes import QuoteLevel, QuoteSignal
from tradeport.domain.quoting.risk_adjuster import RiskAdjuster, RiskLevel

BUY, SELL = OrderSide
LEVELS = st.lists(st.builds(QuoteLevel, st.sampled_from(OrderSide), st.floats(0, 50), st.floats(0.1, 5)), max_size=6)


@pytest.mark.parametrize(
    ("position", "level"),
    [(0, "normal"), (-4.9, "normal"), (5, "warning"), (-8, "critical"), (10, "critical"), (10.1, "over_limit")],
)
def test_levels(position, level):
    assert RiskAdjuster(10).level(position) is RiskLevel(level)


@given(levels=LEVELS, position=st.floats(-15, 15))
def test_no_fills_of_one_side_take_the_position_past_the_limit(levels, position):
    adjusted = RiskAdjuster(10).adjust(QuoteSignal(100, tuple(levels)), position)
    for side in OrderSide:
        reached = position + side.sign * sum(one.size for one in adjusted.of(side))
        assert abs(reached) <= max(10, abs(position)) + 1e-9


@given(levels=LEVELS, position=st.floats(8, 10))
def test_when_critical_only_what_reduces_is_left(levels, position):
    adjusted = RiskAdjuster(10).adjust(QuoteSignal(100, tuple(levels)), position)
    assert all(one.side is SELL for one in adjusted.levels)


@given(levels=LEVELS, excess=st.floats(0.01, 100), side=st.sampled_from(OrderSide))
def test_over_the_limit_the_excess_is_taken_out_at_once(levels, excess, side):
    adjusted = RiskAdjuster(10).adjust(QuoteSignal(100, tuple(levels)), side.sign * (10 + excess))
    (only,) = adjusted.levels
    assert (only.side, only.size, adjusted.urgency) == (side.opposite, pytest.approx(excess), 1.0)


@pytest.mark.parametrize(("position", "size"), [(10.1, 0.1), (-10.1, 0.1), (10.04, 0.1), (10.3, 0.3), (10.31, 0.4), (17, 7)])
def test_an_excess_is_taken_out_in_steps_that_can_be_traded(position, size):
    (only,) = RiskAdjuster(10, step=0.1).adjust(QuoteSignal(100, ()), position).levels
    assert only.size == pytest.approx(size)


def test_in_warning_what_adds_shrinks_and_what_reduces_does_not():
    signal = QuoteSignal(100, (QuoteLevel(BUY, 1, 2), QuoteLevel(SELL, 1, 2)))
    buy, sell = RiskAdjuster(10, warning=0.5, critical=0.9).adjust(signal, 7).levels
    assert (buy.size, sell.size) == (pytest.approx(1.0), 2)


def test_a_flat_book_in_normal_is_as_it_was():
    signal = QuoteSignal(100, (QuoteLevel(BUY, 1, 2), QuoteLevel(SELL, 1, 2)))
    assert RiskAdjuster(10).adjust(signal, 0) == signal


@pytest.mark.parametrize("terms", [{"warning": 0.9}, {"critical": 1.2}, {"limit": 0}])
def test_limits_that_contradict_are_refused(terms):
    with pytest.raises(ValueError, match="warning < critical"):
        RiskAdjuster(**({"limit": 10} | terms))


def test_an_urgency_beyond_one_is_refused():
    with pytest.raises(ValueError, match="between 0 and 1"):
        QuoteSignal(100, (), 1.5)
