"""Values known without arithmetic."""

import pytest

from tradeport.domain.indicators import Atr, Donchian, Ema, Macd, Rsi
from tradeport.domain.model.market_data import Bar


@pytest.mark.parametrize(("step", "expected"), [(1.0, 100.0), (-1.0, 0.0), (0.0, 50.0)])
def test_rsi_of_one_direction(step, expected):
    rsi = Rsi(3)
    for i in range(10):
        rsi.update(100 + i * step)
    assert rsi.value == expected


@pytest.mark.parametrize("value", [0.1, 100.1])
def test_recursive_averages_of_a_flat_series_are_exact(value):
    ema, macd = Ema(7), Macd(3, 7, 4)
    for _ in range(50):
        ema.update(value)
        macd.update(value)
    assert ema.value == value
    assert macd.value == (0.0, 0.0, 0.0)


def test_true_range_spans_the_gap_from_the_last_close():
    atr = Atr(1)
    atr.update(Bar("A", 1, 10, 10, 10, 10, 1))
    assert atr.update(Bar("A", 2, 15, 16, 15, 16, 1)) == 6
    assert atr.update(Bar("A", 3, 12, 13, 11, 12, 1)) == 5


def test_donchian_value_before_the_update_is_what_a_breakout_compares_with():
    donchian = Donchian(2)
    for low, high in ((1.0, 3.0), (2.0, 4.0)):
        donchian.update(Bar("A", 1, low, high, low, high, 1))
    assert donchian.value == (1.0, 2.5, 4.0)
    assert donchian.value.upper < 9.0 == donchian.update(Bar("A", 2, 5.0, 9.0, 5.0, 9.0, 1)).upper
