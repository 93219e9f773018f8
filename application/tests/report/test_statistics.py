"""Performance figures against values worked out by hand, and against pandas."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from tradeport.application.report import statistics as stats
from tradeport.domain.model.time import DAY, HOUR

MONDAY = 19_723 * DAY  # 2024-01-01
LEVELS = np.array([100.0, 110.0, 99.0, 108.9])


def days_from(start: int, *offsets: int) -> np.ndarray:
    return np.array([(start + offset * DAY) // DAY for offset in offsets])


def test_total_return() -> None:
    assert stats.total_return(100, 125) == 0.25
    assert stats.total_return(0, 125) is None


def test_growth_rate_doubles_the_root_over_two_years() -> None:
    assert stats.growth_rate(100, 144, 2 * stats.YEAR) == pytest.approx(0.2)


@pytest.mark.parametrize(("initial", "final", "span"), [(100, -5, 1), (0, 5, 1), (100, 110, 0), (1, 1e300, 1)])
def test_growth_rate_has_no_meaning(initial: float, final: float, span: int) -> None:
    assert stats.growth_rate(initial, final, span) is None


def test_returns() -> None:
    assert stats.returns(LEVELS) == pytest.approx([0.1, -0.1, 0.1])
    assert stats.returns(LEVELS, base=80.0) == pytest.approx([0.25, 0.1, -0.1, 0.1])


def test_returns_of_a_ruined_account_are_undefined() -> None:
    assert len(stats.returns(np.array([100.0, 0.0, 5.0]))) == 0


def test_daily_takes_the_last_of_each_day_and_midnight_ends_it() -> None:
    ts = MONDAY + np.array([12 * HOUR, 24 * HOUR, 25 * HOUR, 30 * HOUR])
    days, equity = stats.daily(ts, np.array([1.0, 2.0, 3.0, 4.0]))
    assert (days * DAY - MONDAY).tolist() == [0, DAY]
    assert equity.tolist() == [2.0, 4.0]


def test_an_exchange_has_252_days() -> None:
    assert stats.periods_per_year(days_from(MONDAY, 0, 1, 2, 3, 4, 7, 8)) == 252


def test_a_market_without_weekends_off_has_365() -> None:
    assert stats.periods_per_year(days_from(MONDAY, 0, 1, 2, 3, 4, 5, 6)) == 365.25


def test_weekly_sampling() -> None:
    assert stats.periods_per_year(days_from(MONDAY, 0, 7, 14)) == pytest.approx(52.178571)


def test_one_day_has_no_rate() -> None:
    assert stats.periods_per_year(days_from(MONDAY, 0)) is None


def test_volatility_and_sharpe_by_hand() -> None:
    values = np.array([0.1, -0.1, 0.1])  # mean 1/30, sample variance 1/75
    assert stats.volatility(values, 252) == pytest.approx(math.sqrt(252 / 75))
    assert stats.sharpe(values, 252) == pytest.approx(math.sqrt(252) / 30 * math.sqrt(75))


def test_what_does_not_vary_has_no_sharpe() -> None:
    assert stats.volatility(np.zeros(5), 252) == 0
    assert stats.sharpe(np.zeros(5), 252) is None
    assert stats.volatility(np.array([0.1]), 252) is None


def test_max_drawdown_by_hand() -> None:
    ts = np.arange(6)
    fall = stats.max_drawdown(ts, np.array([100.0, 120.0, 90.0, 105.0, 120.0, 114.0]))
    assert fall == stats.Drawdown(-0.25, 1, 2, 4)


def test_drawdown_from_the_initial_cash_begins_at_the_start() -> None:
    assert stats.max_drawdown(np.array([5, 6]), np.array([90.0, 80.0]), 100.0, start=3) == stats.Drawdown(
        pytest.approx(-0.2), 3, 6, None
    )


def test_no_drawdown() -> None:
    assert stats.max_drawdown(np.arange(3), np.array([1.0, 2.0, 2.0])) is None
    assert stats.max_drawdown(np.empty(0, np.int64), np.empty(0)) is None
    assert stats.drawdown(np.array([-5.0, -7.0])).tolist() == [0.0, 0.0]


def test_hit_rate_and_profit_factor() -> None:
    assert stats.hit_rate([3.0, -1.0, 0.0, 1.0]) == 0.5
    assert stats.profit_factor([3.0, -1.0, 0.0, 1.0]) == 4.0
    assert stats.profit_factor([3.0]) == float("inf")
    assert stats.profit_factor([]) is None
    assert stats.hit_rate([]) is None


def test_turnover() -> None:
    assert stats.turnover(500.0, np.array([90.0, 110.0])) == 5.0
    assert stats.turnover(500.0, np.empty(0)) is None


@given(arrays(np.float64, st.integers(3, 60), elements=st.floats(50, 200)))
def test_agrees_with_pandas(levels: np.ndarray) -> None:
    series = pd.Series(levels, index=pd.date_range("2024-01-01 18:30", periods=len(levels), freq="9h"))
    ts = series.index.as_unit("ns").asi8
    days, daily = stats.daily(ts, levels)
    expected = series.resample("D").last()
    assert daily.tolist() == expected.tolist()
    assert (days * DAY).tolist() == expected.index.as_unit("ns").asi8.tolist()
    values = stats.returns(levels)
    assert values == pytest.approx(series.pct_change().dropna().to_numpy())
    assert stats.drawdown(levels) == pytest.approx((series / series.cummax() - 1).to_numpy())
    assert stats.volatility(values, 252) == pytest.approx(series.pct_change().std() * math.sqrt(252))
