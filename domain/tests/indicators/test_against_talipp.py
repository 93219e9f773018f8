"""talipp has what TA-Lib lacks."""

import pytest
import talipp.indicators
from talipp.ohlcv import OHLCV

from tradeport.domain.indicators import Donchian, Vwap


def ohlcv(bars):
    return [OHLCV(bar.open, bar.high, bar.low, bar.close, bar.volume) for bar in bars]


def test_vwap_is_cumulative_over_the_typical_price(bars):
    vwap = Vwap()
    theirs = talipp.indicators.VWAP(input_values=ohlcv(bars))
    assert [vwap.update(bar) for bar in bars] == pytest.approx(list(theirs), rel=1e-12)


def test_donchian(bars):
    donchian = Donchian(20)
    theirs = talipp.indicators.DonchianChannels(20, input_values=ohlcv(bars))
    for bar, expected in zip(bars, theirs, strict=True):
        channel = donchian.update(bar)
        assert (channel is None) == (expected is None)
        if channel is not None:
            assert channel == (expected.lb, pytest.approx(expected.cb), expected.ub)
