"""A series as a Backtrader feed. When it is due is told by the number of its instant, never by a float of days."""

from array import array
from collections.abc import Mapping, Sequence
from typing import Any

from tradeport.adapters.backtrader.columns import Columns
from tradeport.adapters.backtrader.library import bt
from tradeport.domain.model.dataset import Dataset

_NEVER = float("inf")


class SeriesFeed(bt.feed.DataBase):
    """Params: `columns`; `instants`, the number of each event's instant; `arrivals`, told of each event that Cerebro takes."""

    params = (("columns", None), ("instants", ()), ("arrivals", None))

    #: Backtrader's prices of the tick under way. A bar has none: its broker then reads the lines.
    tick_open: float | None = None
    tick_high: float | None = None
    tick_low: float | None = None
    tick_close: float | None = None

    def __init__(self) -> None:
        super().__init__()
        self._instants: Sequence[int] = self.p.instants
        self._arrivals: list[SeriesFeed] = self.p.arrivals
        self._events = len(self._instants)
        #: How many events Cerebro has taken.
        self.delivered = 0
        #: Its event belongs to the present instant; without, a resting order must not be examined again.
        self.fresh = False

    def preload(self) -> None:
        columns: Columns = self.p.columns
        lines = self.lines
        for line, values in (
            (lines.datetime, columns.days),
            (lines.open, columns.open),
            (lines.high, columns.high),
            (lines.low, columns.low),
            (lines.close, columns.close),
            (lines.volume, columns.volume),
            (lines.openinterest, columns.volume),  # nobody reads it; a line of its own would be 8 bytes an event
        ):
            line.array = values
        self.home()

    def advance_peek(self) -> float:
        return self._instants[self.delivered] if self.delivered < self._events else _NEVER

    def advance(self, size: int = 1, datamaster: Any = None, ticks: bool = True) -> None:
        self.lines.advance(size)
        self.delivered += size
        self.fresh = True
        self._arrivals.append(self)

    def show(self, buying: bool) -> float:
        """Let the broker see the present event as one side meets it; returns its first price."""
        opening: float = self.lines.open[0]
        return opening


class QuoteFeed(SeriesFeed):
    """A bar without range, which is another to a buyer than to a seller."""

    def show(self, buying: bool) -> float:
        columns = self.p.columns
        price: float = (columns.ask if buying else columns.bid)[self.delivered - 1]
        self.tick_open = self.tick_high = self.tick_low = self.tick_close = price
        return price


def instants(dataset: Dataset) -> Mapping[str, Sequence[int]]:
    """For each instrument the numbers of the instants its events belong to."""
    if len(dataset.series) == 1:
        return {name: range(len(series)) for name, series in dataset.series.items()}
    numbers = {name: array("q") for name in dataset.series}
    for number, (_, events) in enumerate(dataset.instants()):
        for event in events:
            numbers[event.instrument].append(number)
    return numbers
