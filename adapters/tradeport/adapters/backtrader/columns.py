"""A series as columns of floats, as a Backtrader line holds them."""

from array import array

import attrs
import numpy as np

from tradeport.domain.model.dataset import BarSeries, Series
from tradeport.domain.model.instruments import Instrument
from tradeport.domain.model.market_data import QuoteTick, mark
from tradeport.domain.model.time import DAY

#: Backtrader counts days from the year 1; this is 1970-01-01.
EPOCH = 719_163.0

type Floats = "array[float]"


@attrs.frozen(eq=False)
class Columns:
    """Prices on the instrument's grid. `bid` and `ask` are there for quotes, whose other prices are their mid."""

    days: Floats
    open: Floats
    high: Floats
    low: Floats
    close: Floats
    volume: Floats
    bid: Floats | None = None
    ask: Floats | None = None


def columns(series: Series, it: Instrument) -> Columns:
    """Columns that are on the grid already are the dataset's own, not copies: nobody writes to them."""
    if isinstance(series, BarSeries):
        open_, high, low, close = (on_grid(column, it) for column in (series.open, series.high, series.low, series.close))
        return Columns(_days(series.ts), open_, high, low, close, series.volume)
    days = _days(array("q", (tick.ts for tick in series)))
    if isinstance(series.ticks[0], QuoteTick):
        marks = array("d", (mark(quote) for quote in series))
        bid, ask = (on_grid(array("d", (getattr(q, side) for q in series)), it) for side in ("bid", "ask"))
        return Columns(days, marks, marks, marks, marks, array("d", bytes(8 * len(days))), bid, ask)
    prices = on_grid(array("d", (mark(trade) for trade in series)), it)
    return Columns(days, prices, prices, prices, prices, array("d", (getattr(trade, "size", 0.0) for trade in series)))


def on_grid(values: Floats, it: Instrument) -> Floats:
    """`values` as the rules compare them, each the float nearest to its price on the grid."""
    given = np.frombuffer(values, dtype=np.float64)
    scale = 10.0**it.price_precision
    (off,) = np.nonzero(np.rint(given * scale) / scale != given)
    if not len(off):
        return values
    rounded = values[:]
    for index in off:
        rounded[index] = float(it.price(values[index]))
    return rounded


def _days(ts: "array[int]") -> Floats:
    """UTC as a float of days, to about 10 us: for Backtrader's own use, nothing here is told by it."""
    return array("d", (np.frombuffer(ts, dtype=np.int64) / DAY + EPOCH).tobytes())
