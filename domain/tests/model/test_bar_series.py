from array import array

import pytest

from tradeport.domain.model.dataset import BarSeries, TickSeries
from tradeport.domain.model.market_data import Bar, QuoteTick

BARS = [Bar("A", ts, 1.0, 2.0, 0.5, 1.5, 9.0) for ts in (20, 30)]


def test_bars_go_in_and_come_out():
    series = BarSeries.of("A", 10, BARS)
    assert list(series) == BARS
    assert (len(series), series.start, series.end) == (2, 10, 30)


def test_columns_are_arrays_of_one_type_and_kept_if_they_are_already():
    ts = array("q", [20])
    series = BarSeries("A", 10, ts, [1], [2], [0.5], [1.5], [9])
    assert series.ts is ts
    assert series.open == array("d", [1.0])
    assert next(iter(series)) == BARS[0]


def test_columns_of_different_length_are_noticed():
    with pytest.raises(ValueError, match="shorter"):
        list(BarSeries("A", 10, [20, 30], [1.0], [2.0], [0.5], [1.5], [9.0]))


def test_ticks_have_no_interval():
    series = TickSeries("A", [QuoteTick("A", 5, 1.0, 2.0), QuoteTick("A", 5, 1.5, 2.0)])
    assert (len(series), series.interval, series.start, series.end) == (2, 0, 5, 5)
    assert list(series) == series.ticks
