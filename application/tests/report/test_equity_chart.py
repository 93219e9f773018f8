"""Curves on one another."""

import numpy as np

from tradeport.application.report.columns import Equity
from tradeport.application.report.equity_chart import difference, overlay_figure


def curve(ts: list[int], equity: list[float]) -> Equity:
    return Equity(np.array(ts, np.int64), np.array(equity))


def test_difference_at_the_times_both_have() -> None:
    ts, gap = difference(curve([1, 2, 2, 4], [1, 2, 3, 4]), curve([2, 3, 4], [1, 1, 1]))
    assert (ts.tolist(), gap.tolist()) == ([2, 4], [2.0, 3.0])


def test_equal_curves_are_striped_in_every_colour() -> None:
    """Dashes share a period, and each engine's is shorter than the one below it."""
    one = curve([1, 2], [5, 6])
    figure = overlay_figure({"a": one, "b": one, "c": one}, "USD")
    upper = [trace for trace in figure["data"] if "yaxis" not in trace]
    assert [trace["line"]["dash"] for trace in upper] == ["solid", "24px,12px", "12px,24px"]
    assert figure["layout"]["yaxis2"]["range"] == [-1, 1]


def test_below_stands_each_less_the_first() -> None:
    figure = overlay_figure({"a": curve([1, 2], [5, 6]), "b": curve([1, 2], [5, 8])}, "USD")
    (below,) = [trace for trace in figure["data"] if "yaxis" in trace]
    assert (below["name"], below["y"]) == ("b less a", [0.0, 2.0])
    assert "range" not in figure["layout"]["yaxis2"]
