"""Small market data, written by hand: one string a bar."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import islice

from tradeport.domain.model.dataset import BarSeries, Dataset, FundingSeries, Series, TickSeries
from tradeport.domain.model.instruments import Instrument, Perpetual
from tradeport.domain.model.market_data import Bar, QuoteTick, TradeTick
from tradeport.domain.model.time import HOUR, MINUTE

#: 2024-01-02T09:00:00Z: where the first bar opens.
START = 1_704_153_600_000_000_000 + 9 * HOUR

#: The bar on which the worked examples are decided, the bar that fills them, and a quiet one after it.
EXAMPLE = ("100 101 99 100", "102 105 98 103", "103 103 103 103")

#: A market that goes nowhere: for clauses that are about something else.
FLAT = "100 101 99 100"


def close_of(index: int, *, start: int = START, every: int = MINUTE) -> int:
    """When the bar of that place closes."""
    return start + (index + 1) * every


def bars(*rows: str, of: str = "X", start: int = START, every: int = MINUTE) -> BarSeries:
    """One bar a row: `open high low close [volume]`. A row `-` is a bar that is missing."""
    made = []
    for index, row in enumerate(rows):
        if row != "-":
            open_, high, low, close, *volume = (float(word) for word in row.split())
            size = volume[0] if volume else 1000.0
            made.append(Bar(of, close_of(index, start=start, every=every), open_, high, low, close, size))
    return BarSeries.of(of, every, made)


def quotes(*rows: str, of: str = "X", start: int = START, every: int = MINUTE) -> TickSeries:
    """One quote a row: `bid ask`. A row that begins with `=` has the time stamp of the row before."""
    made = []
    for ts, row in _stamped(rows, start, every):
        bid, ask = map(float, row.split())
        made.append(QuoteTick(of, ts, bid, ask, 10.0, 10.0))
    return TickSeries(of, made)


def trades(*rows: str, of: str = "X", start: int = START, every: int = MINUTE) -> TickSeries:
    """One trade of size 5 a row: its price. A row that begins with `=` has the time stamp of the row before."""
    return TickSeries(of, [TradeTick(of, ts, float(row), 5.0) for ts, row in _stamped(rows, start, every)])


def _stamped(rows: Sequence[str], start: int, every: int) -> list[tuple[int, str]]:
    out, ts = [], start
    for row in rows:
        ts += 0 if row.startswith("=") else every
        out.append((ts, row.removeprefix("=")))
    return out


def rates(*pairs: tuple[int, float], of: str = "X") -> FundingSeries:
    """Funding of one perpetual: time stamp and rate of each."""
    return FundingSeries(of, [ts for ts, _ in pairs], [rate for _, rate in pairs])


def instrument(id: str = "X", price: str = "0.01", size: str = "1", terms: Perpetual | None = None) -> Instrument:
    """In whole units unless `size` says otherwise, so that an engine without fractions can take it."""
    return Instrument(id, Decimal(price), Decimal(size), perpetual=terms)


def dataset(*series: Series, price: str = "0.01", size: str = "1") -> Dataset:
    """In the order given, all instruments on one grid."""
    return Dataset([instrument(s.instrument, price, size) for s in series], series)


def perpetual(
    *series: Series, funding: Sequence[FundingSeries] = (), spot: Sequence[str] = (), price: str = "0.01", size: str = "1"
) -> Dataset:
    """As `dataset`, all of them perpetuals but those named in `spot`: 10 % initial margin, 5 % maintenance margin."""
    made = [instrument(s.instrument, price, size, None if s.instrument in spot else Perpetual()) for s in series]
    return Dataset(made, series, funding)


def one(*rows: str, price: str = "0.01", size: str = "1", every: int = MINUTE, start: int = START) -> Dataset:
    """Bars of one instrument, X."""
    return dataset(bars(*rows, every=every, start=start), price=price, size=size)


def flat(count: int) -> Dataset:
    """`count` bars of X that all look alike."""
    return one(*[FLAT] * count)


def stamps(data: Dataset) -> list[int]:
    """The distinct time stamps, in order."""
    return sorted({ts for ts, _ in islice(data.instants(), None)})
