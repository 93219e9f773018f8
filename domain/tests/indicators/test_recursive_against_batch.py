"""The recursive averages, against their definitions written out with exact fractions."""

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tradeport.domain.indicators import Atr, Ema, Macd, Rsi
from tradeport.domain.model.market_data import Bar

series = st.lists(st.floats(0.01, 1e4).map(lambda x: round(x, 2)), min_size=1, max_size=40)
periods = st.integers(1, 8)


def smooth(values, period, alpha):
    """Exact; None until the seed."""
    out, now = [], None
    for i, value in enumerate(values):
        if now is not None:
            now += (value - now) * alpha
        elif i == period - 1:
            now = sum(values[:period], Fraction(0)) / period
        out.append(now)
    return out


def assert_near(ours, exact):
    assert [value is None for value in ours] == [value is None for value in exact]
    assert [v for v in ours if v is not None] == pytest.approx([float(v) for v in exact if v is not None], rel=1e-9, abs=1e-9)


@settings(max_examples=60)
@given(series, periods)
def test_ema(values, period):
    ema = Ema(period)
    assert_near([ema.update(v) for v in values], smooth([Fraction(v) for v in values], period, Fraction(2, period + 1)))


@settings(max_examples=60)
@given(series, periods)
def test_rsi(values, period):
    rsi, exact = Rsi(period), [Fraction(v) for v in values]
    changes = [b - a for a, b in pairwise(exact)]
    gains = smooth([max(c, Fraction(0)) for c in changes], period, Fraction(1, period))
    losses = smooth([max(-c, Fraction(0)) for c in changes], period, Fraction(1, period))
    expected = [
        None if gain is None else 100 * gain / (gain + loss) if gain + loss else 50
        for gain, loss in zip(gains, losses, strict=True)
    ]
    assert_near([rsi.update(v) for v in values], [None, *expected])


@settings(max_examples=60)
@given(series, periods, st.integers(1, 5), st.integers(1, 5))
def test_macd(values, fast, more, signal):
    macd, exact = Macd(fast, fast + more, signal), [Fraction(v) for v in values]
    slows = smooth(exact, fast + more, Fraction(2, fast + more + 1))
    fasts = [None] * min(more, len(exact)) + smooth(exact[more:], fast, Fraction(2, fast + 1))
    lines = [f - s for f, s in zip(fasts, slows, strict=True) if s is not None]
    signals = [None] * (len(exact) - len(lines)) + smooth(lines, signal, Fraction(2, signal + 1))
    values = [macd.update(v) for v in values]
    assert_near([v and v.signal for v in values], signals)
    assert_near([v.macd for v in values if v], lines[signal - 1 :])
    assert all(v.histogram == v.macd - v.signal for v in values if v)


@settings(max_examples=60)
@given(st.lists(st.tuples(*[st.floats(1, 1e4).map(lambda x: round(x, 2))] * 3).map(sorted), min_size=1, max_size=30), periods)
def test_average_true_range(rows, period):
    atr = Atr(period)
    ranges = [
        max(Fraction(high) - Fraction(low), abs(Fraction(high) - Fraction(last)), abs(Fraction(low) - Fraction(last)))
        for (_, last, _), (low, _, high) in pairwise(rows)
    ]
    ours = [atr.update(Bar("A", i, close, high, low, close, 1)) for i, (low, close, high) in enumerate(rows)]
    assert_near(ours, [None, *smooth(ranges, period, Fraction(1, period))])
