"""Channel and volume-weighted price, against a look at the whole window."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tradeport.domain.indicators import Donchian, Vwap
from tradeport.domain.model.market_data import Bar


@st.composite
def bars(draw):
    price, size = st.floats(0.01, 1e4).map(lambda x: round(x, 2)), st.sampled_from([0.0, 0.0, 0.001, 1.0, 7.5, 1e9])
    rows = draw(st.lists(st.tuples(price, price, price, size), min_size=1, max_size=40))
    return [Bar("A", i + 1, c, max(a, b, c), min(a, b, c), c, size) for i, (a, b, c, size) in enumerate(rows)]


def vwap_of(window):
    volume = sum(Fraction(bar.volume) for bar in window)
    money = sum((Fraction(bar.high) + Fraction(bar.low) + Fraction(bar.close)) / 3 * Fraction(bar.volume) for bar in window)
    return pytest.approx(float(money / volume), rel=1e-9) if volume else None


@settings(max_examples=60)
@given(bars(), st.integers(1, 9))
def test_donchian_has_the_extremes_of_the_window(bars, period):
    donchian = Donchian(period)
    for i, bar in enumerate(bars):
        channel, window = donchian.update(bar), bars[max(0, i - period + 1) : i + 1]
        low, high = min(b.low for b in window), max(b.high for b in window)
        assert channel == (None if len(window) < period else (low, (low + high) / 2, high))


@settings(max_examples=60)
@given(bars())
def test_vwap_of_everything(bars):
    vwap = Vwap()
    for i, bar in enumerate(bars):
        assert vwap.update(bar) == vwap_of(bars[: i + 1])


@settings(max_examples=60)
@given(bars(), st.integers(1, 9))
def test_vwap_of_a_window(bars, period):
    vwap = Vwap(period)
    for i, bar in enumerate(bars):
        expected = vwap_of(bars[i - period + 1 : i + 1]) if i >= period - 1 else None
        assert vwap.update(bar) == expected
        assert vwap.ready is (expected is not None)


@settings(max_examples=60)
@given(bars(), st.integers(1, 9))
def test_vwap_of_a_session(bars, session):
    vwap = Vwap(session=session)
    for i, bar in enumerate(bars):
        assert vwap.update(bar) == vwap_of([b for b in bars[: i + 1] if (b.ts - 1) // session == (bar.ts - 1) // session])
