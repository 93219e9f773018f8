"""What has left the window leaves no trace."""

import pytest

from tradeport.domain.indicators import Bollinger, Sma, StdDev, Vwap
from tradeport.domain.model.market_data import Bar

SMALL = [0.1, 0.2, 0.4, 0.3, 0.7, 0.5, 0.9]


@pytest.mark.parametrize("large", [1e16, 1e100, float("inf"), float("nan")])
@pytest.mark.parametrize("at", range(5))
def test_small_values_after_a_large_one_keep_their_digits(large, at):
    mean, deviation = Sma(5), StdDev(5)
    for value in [*SMALL[:at], large, *SMALL[:5]]:
        mean.update(value)
        deviation.update(value)
    assert mean.value == pytest.approx(0.34, rel=1e-15)
    assert deviation.value == pytest.approx(0.0424**0.5, rel=1e-14)


def test_a_level_of_billions_costs_no_digits():
    deviation = StdDev(4)
    for value in (1e9, 1e9 + 1, 1e9 + 2, 1e9 + 3):
        deviation.update(value)
    assert deviation.value == pytest.approx(1.25**0.5, rel=1e-15)


def test_a_hundred_thousand_updates_do_not_drift():
    mean, period = Sma(10), 10
    window = [0.1 * (i % 10) for i in range(period)]
    for i in range(100_000):
        mean.update(1e6 if i % 1000 == 0 else window[i % 10])
    for value in window:
        mean.update(value)
    assert mean.value == pytest.approx(0.45, rel=1e-15)


@pytest.mark.parametrize("before", [(), (3.7, 1e9, 0.2), (99.99, 100.02)])
@pytest.mark.parametrize("value", [0.1, 100.1, 1e-7, 98765.4321])
@pytest.mark.parametrize("period", [1, 2, 3, 7, 10, 30])
def test_a_flat_window_has_exactly_its_value_and_no_deviation(before, value, period):
    mean, deviation, bands, vwap = Sma(period), StdDev(period), Bollinger(period), Vwap(period)
    for x in (*before, *[value] * period):
        mean.update(x)
        deviation.update(x)
        bands.update(x)
        vwap.update(Bar("A", 1, x, x, x, x, 3.0))
    assert mean.value == value
    assert deviation.value == 0.0
    assert deviation.mean == value
    assert bands.value == (value, value, value)
    assert vwap.value == value
