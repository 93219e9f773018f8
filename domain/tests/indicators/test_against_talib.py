"""TA-Lib's values from the same bar on: the formulas, and the seeds."""

from math import isnan

import numpy as np
import pytest
import talib

from tradeport.domain.indicators import Atr, Bollinger, Donchian, Ema, Macd, Rsi, Sma, StdDev
from tradeport.domain.model.market_data import Bar


def column(bars: list[Bar], name: str) -> "np.ndarray":
    return np.array([getattr(bar, name) for bar in bars])


def assert_equal(ours: list[object], *theirs: "np.ndarray", rel: float = 1e-9) -> None:
    """Row by row, a warm-up row of theirs being None in ours."""
    rows = list(zip(*theirs, strict=True))
    assert [value is None for value in ours] == [any(map(isnan, row)) for row in rows]
    for value, row in zip(ours, rows, strict=True):
        if value is not None:
            assert (value if isinstance(value, tuple) else (value,)) == pytest.approx(row, rel=rel, abs=1e-9)


@pytest.mark.parametrize("period", [2, 3, 14, 30])
@pytest.mark.parametrize(("ours", "theirs"), [(Sma, talib.SMA), (Ema, talib.EMA), (Rsi, talib.RSI)], ids=["sma", "ema", "rsi"])
def test_of_a_value(bars, ours, theirs, period):
    indicator = ours(period)
    assert_equal([indicator.update(bar.close) for bar in bars], theirs(column(bars, "close"), period))


@pytest.mark.parametrize("period", [2, 5, 30])
def test_standard_deviation(bars, period):
    indicator = StdDev(period)
    # theirs subtracts running sums of squares
    theirs = talib.STDDEV(column(bars, "close"), period)
    assert_equal([indicator.update(bar.close) for bar in bars], theirs, rel=1e-6)


@pytest.mark.parametrize(("period", "width"), [(5, 1.0), (20, 2.0)])
def test_bollinger(bars, period, width):
    indicator = Bollinger(period, width)
    upper, middle, lower = talib.BBANDS(column(bars, "close"), period, width, width)
    assert_equal([indicator.update(bar.close) for bar in bars], lower, middle, upper, rel=1e-8)


@pytest.mark.parametrize(("fast", "slow", "signal"), [(12, 26, 9), (3, 10, 1), (2, 3, 5)])
def test_macd(bars, fast, slow, signal):
    indicator = Macd(fast, slow, signal)
    assert_equal([indicator.update(bar.close) for bar in bars], *talib.MACD(column(bars, "close"), fast, slow, signal))


@pytest.mark.parametrize("period", [1, 2, 14])
def test_average_true_range(bars, period):
    indicator = Atr(period)
    high, low, close = (column(bars, name) for name in ("high", "low", "close"))
    assert_equal([indicator.update(bar) for bar in bars], talib.ATR(high, low, close, period))


@pytest.mark.parametrize("period", [2, 20])
def test_donchian_is_the_extremes_and_their_middle(bars, period):
    indicator = Donchian(period)
    high, low = column(bars, "high"), column(bars, "low")
    theirs = talib.MIN(low, period), talib.MIDPRICE(high, low, period), talib.MAX(high, period)
    assert_equal([indicator.update(bar) for bar in bars], *theirs)
