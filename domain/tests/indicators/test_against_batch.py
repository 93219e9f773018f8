"""Each value is what an exact computation over the window alone gives, whatever came before."""

from fractions import Fraction
from math import sqrt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tradeport.domain.indicators import Bollinger, Sma, StdDev

# magnitudes 12 orders apart in one series, either sign
numbers = st.one_of(
    st.floats(0.01, 1000), st.sampled_from([1e6, 1e12, -1e9, 0.0]), st.floats(-1e3, 1e3).map(lambda x: round(x, 3))
)
series = st.lists(numbers, min_size=1, max_size=60)
periods = st.integers(1, 12)


def windows(values, period):
    return [values[i - period + 1 : i + 1] if i >= period - 1 else None for i in range(len(values))]


def mean_of(window):
    return sum(map(Fraction, window)) / len(window)


def variance_of(window):
    mean = mean_of(window)
    return sum((Fraction(value) - mean) ** 2 for value in window) / len(window)


def near(expected, window):
    """To 1e-9, of the largest value of the window where terms cancel."""
    return pytest.approx(float(expected), rel=1e-9, abs=1e-12 * max(map(abs, window)))


@settings(max_examples=150)
@given(series, periods)
def test_mean(values, period):
    sma = Sma(period)
    for value, window in zip(values, windows(values, period), strict=True):
        assert sma.update(value) == (None if window is None else near(mean_of(window), window))


@settings(max_examples=150)
@given(series, periods)
def test_standard_deviation(values, period):
    deviation = StdDev(period)
    for value, window in zip(values, windows(values, period), strict=True):
        assert deviation.update(value) == (None if window is None else near(sqrt(variance_of(window)), window))


@given(series, periods, st.floats(0.1, 5))
def test_bollinger_bands_are_so_many_deviations_around_the_mean(values, period, width):
    bands, mean, deviation = Bollinger(period, width), Sma(period), StdDev(period)
    for value in values:
        now, middle, one = bands.update(value), mean.update(value), deviation.update(value)
        assert now == (None if middle is None else (middle - width * one, middle, middle + width * one))
