"""Performance figures: pure functions on columns. Times are ns UTC, rates are per year, fractions not percent; None: undefined.

A year is 365.25 days (Julian). Sources are named beside the formulas.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import attrs

from tradeport.domain.model.time import DAY

if TYPE_CHECKING:
    from tradeport.application.report.columns import Floats, Ints

YEAR = 36525 * DAY // 100
TRADING_DAYS = 252.0
_MONDAY_OF_EPOCH = 3  # 1970-01-01 was a Thursday


def total_return(initial: float, final: float) -> float | None:
    """`final / initial - 1`; None unless `initial` > 0."""
    return final / initial - 1 if initial > 0 else None


def growth_rate(initial: float, final: float, span: int) -> float | None:
    """Compound annual growth rate `(final / initial) ** (1 / years) - 1` over `span` ns. None where it has no meaning."""
    if initial <= 0 or final <= 0 or span <= 0:
        return None
    try:
        return float((final / initial) ** (YEAR / span) - 1)
    except OverflowError:
        return None


def daily(ts: "Ints", equity: "Floats") -> "tuple[Ints, Floats]":
    """The last equity of each UTC day that has any: `(days since the epoch, equity)`.

    Midnight belongs to the day it ends, as a bar's time is its close.
    """
    import numpy as np

    days = (ts - 1) // DAY
    last = np.flatnonzero(np.diff(days, append=np.iinfo(np.int64).max))
    return days[last], equity[last]


def returns(equity: "Floats", base: float | None = None) -> "Floats":
    """Simple returns from row to row, the first against `base` if given. Empty if anything divided by is not positive."""
    import numpy as np

    levels = equity if base is None else np.concatenate(([base], equity))
    before = levels[:-1]
    if not len(before) or before.min() <= 0:
        return np.empty(0)
    return levels[1:] / before - 1


def periods_per_year(days: "Ints") -> float | None:
    """How often `days` (as of `daily`) sample a year: 365.25 over the median step, in days; None below two days.

    Daily steps that never meet a weekend are an exchange's: 252.
    """
    import numpy as np

    if len(days) < 2:
        return None
    step = float(np.median(np.diff(days)))
    weekend = (days + _MONDAY_OF_EPOCH) % 7 >= 5
    return TRADING_DAYS if step == 1 and not weekend.any() else 365.25 / step


def volatility(values: "Floats", periods: float | None) -> float | None:
    """Annualised: sample standard deviation (n - 1) of returns x sqrt(periods a year). None below two returns."""
    if periods is None or len(values) < 2:
        return None
    return float(values.std(ddof=1) * periods**0.5)


def sharpe(values: "Floats", periods: float | None) -> float | None:
    """Annualised Sharpe ratio at a risk-free rate of 0: mean / sample standard deviation x sqrt(periods a year).

    W. F. Sharpe, "The Sharpe Ratio", Journal of Portfolio Management 21 (1994). None where nothing varies.
    """
    deviation = volatility(values, periods)
    if not deviation or periods is None:
        return None
    return float(values.mean()) * periods / deviation


def drawdown(equity: "Floats", base: float | None = None) -> "Floats":
    """Row by row `equity / highest so far - 1`, <= 0; the highest starts at `base`. 0 while the highest is not positive."""
    import numpy as np

    if not len(equity):
        return np.empty(0)
    peak = np.maximum.accumulate(equity if base is None else np.maximum(equity, base))
    return np.divide(equity, peak, out=np.ones_like(equity), where=peak > 0) - 1


@attrs.frozen
class Drawdown:
    """The deepest fall: fraction (< 0), when its peak was last seen, its low, and when the peak was met again (None: never)."""

    depth: float
    peak_ts: int
    trough_ts: int
    recovered_ts: int | None


def max_drawdown(ts: "Ints", equity: "Floats", base: float | None = None, start: int | None = None) -> Drawdown | None:
    """The deepest drawdown, the first of equals; `start` is the time of `base`. None if equity never fell."""
    import numpy as np

    depths = drawdown(equity, base)
    if not len(depths) or depths.min() >= 0:
        return None
    low = int(depths.argmin())
    peaks = np.flatnonzero(depths[:low] >= 0)
    peak_ts = int(ts[peaks[-1]]) if len(peaks) else (start if start is not None else int(ts[0]))
    again = np.flatnonzero(depths[low:] >= 0)
    return Drawdown(float(depths[low]), peak_ts, int(ts[low]), int(ts[low + again[0]]) if len(again) else None)


def hit_rate(profits: Sequence[float]) -> float | None:
    """Share of round trips with a profit > 0; None without any."""
    return sum(p > 0 for p in profits) / len(profits) if profits else None


def profit_factor(profits: Sequence[float]) -> float | None:
    """Sum of profits / sum of losses; inf without a loss, None without either."""
    gained, lost = sum(p for p in profits if p > 0), -sum(p for p in profits if p < 0)
    if lost:
        return gained / lost
    return float("inf") if gained else None


def turnover(notional: float, equity: "Floats") -> float | None:
    """Notional traded / mean equity, over the whole run; None unless the mean is positive."""
    mean = float(equity.mean()) if len(equity) else 0.0
    return notional / mean if mean > 0 else None
