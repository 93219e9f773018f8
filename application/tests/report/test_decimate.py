"""Fewer points, same shape."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from tradeport.application.report.decimate import decimate, thin

series = arrays(np.float64, st.integers(0, 400), elements=st.floats(-1e6, 1e6))


@given(series, st.integers(4, 60))
def test_extremes_and_ends_stay(values: np.ndarray, limit: int) -> None:
    kept = decimate(values, limit)
    assert len(kept) <= max(limit, 0)
    assert (np.diff(kept) > 0).all()
    if len(values):
        assert (kept[0], kept[-1]) == (0, len(values) - 1)
        assert (values[kept].min(), values[kept].max()) == (values.min(), values.max())


def test_short_series_stay_whole() -> None:
    assert decimate(np.array([3.0, 1.0, 2.0]), 4).tolist() == [0, 1, 2]


def test_a_spike_of_one_point_is_kept() -> None:
    values = np.zeros(1_000_000)
    values[123_456] = 1.0
    kept = decimate(values)
    assert 123_456 in kept
    assert len(kept) <= 4000


@given(st.lists(st.integers(), max_size=200), st.integers(2, 50))
def test_thin_keeps_order_and_ends(rows: list[int], limit: int) -> None:
    indices = thin(list(range(len(rows))), limit)
    assert len(indices) == min(limit, len(rows))
    assert indices == sorted(set(indices))
    if rows:
        assert (indices[0], indices[-1]) == (0, len(rows) - 1)
