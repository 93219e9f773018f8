"""The market data of one run: columns an instrument, and their merge into instants."""

import heapq
from array import array
from collections.abc import Iterator, Sequence
from operator import itemgetter
from types import MappingProxyType

import attrs

from tradeport.domain.model.instruments import Instrument
from tradeport.domain.model.market_data import Bar, FundingRate, QuoteTick, Tradable, TradeTick

type Instant = tuple[int, Sequence[Tradable]]


def _ints(values: Sequence[int]) -> "array[int]":
    return values if isinstance(values, array) else array("q", values)


def _floats(values: Sequence[float]) -> "array[float]":
    return values if isinstance(values, array) else array("d", values)


@attrs.frozen(eq=False)
class BarSeries:
    """Bars of one instrument as columns of one length: `ts` int64 ns (close), the rest float64. `interval` in ns."""

    instrument: str
    interval: int
    ts: "array[int]" = attrs.field(converter=_ints)
    open: "array[float]" = attrs.field(converter=_floats)
    high: "array[float]" = attrs.field(converter=_floats)
    low: "array[float]" = attrs.field(converter=_floats)
    close: "array[float]" = attrs.field(converter=_floats)
    volume: "array[float]" = attrs.field(converter=_floats)

    def __len__(self) -> int:
        return len(self.ts)

    def __iter__(self) -> Iterator[Bar]:
        name = self.instrument
        for ts, open_, high, low, close, volume in zip(
            self.ts, self.open, self.high, self.low, self.close, self.volume, strict=True
        ):
            yield Bar(name, ts, open_, high, low, close, volume)

    @property
    def start(self) -> int:
        """Open time of the first bar."""
        return self.ts[0] - self.interval

    @property
    def end(self) -> int:
        return self.ts[-1]

    @classmethod
    def of(cls, instrument: str, interval: int, bars: Sequence[Bar]) -> "BarSeries":
        """From bars in order of time."""
        columns = ([getattr(bar, name) for bar in bars] for name in ("ts", "open", "high", "low", "close", "volume"))
        return cls(instrument, interval, *columns)


@attrs.frozen(eq=False)
class TickSeries:
    """Quotes or trades of one instrument, in order; several may share a time stamp."""

    instrument: str
    ticks: Sequence[QuoteTick] | Sequence[TradeTick]

    def __len__(self) -> int:
        return len(self.ticks)

    def __iter__(self) -> Iterator[QuoteTick | TradeTick]:
        return iter(self.ticks)

    @property
    def interval(self) -> int:
        """Ticks have none: 0."""
        return 0

    @property
    def start(self) -> int:
        return self.ticks[0].ts

    @property
    def end(self) -> int:
        return self.ticks[-1].ts


type Series = BarSeries | TickSeries


@attrs.frozen(eq=False)
class FundingSeries:
    """Funding rates of one perpetual as columns of one length: `ts` int64 ns, increasing; `rate` float64 (`FundingRate`)."""

    instrument: str
    ts: "array[int]" = attrs.field(converter=_ints)
    rate: "array[float]" = attrs.field(converter=_floats)

    def __len__(self) -> int:
        return len(self.ts)

    def __iter__(self) -> Iterator[FundingRate]:
        return (FundingRate(self.instrument, ts, rate) for ts, rate in zip(self.ts, self.rate, strict=True))


@attrs.frozen(eq=False, init=False)
class Dataset:
    """All market data of a run, one series an instrument, in the order of the configuration; `funding` of its perpetuals."""

    instruments: tuple[Instrument, ...]
    series: "MappingProxyType[str, Series]"
    funding: tuple[FundingSeries, ...]

    def __init__(
        self, instruments: Sequence[Instrument], series: Sequence[Series], funding: Sequence[FundingSeries] = ()
    ) -> None:
        """`series` in the order of `instruments`. Raises ValueError if they do not pair up, one is empty, or funding is
        that of no perpetual, or of one twice.
        """
        if [i.id for i in instruments] != [s.instrument for s in series] or len({i.id for i in instruments}) != len(series):
            raise ValueError("one series for each instrument, in the same order")
        if not series or not all(len(s) for s in series):
            raise ValueError("a dataset has at least one instrument, and each at least one row")
        perpetuals = {i.id for i in instruments if i.perpetual is not None}
        if not {f.instrument for f in funding} <= perpetuals or len({f.instrument for f in funding}) != len(funding):
            raise ValueError("funding is that of a perpetual of the dataset, one series each")
        by_id = MappingProxyType({s.instrument: s for s in series})
        self.__attrs_init__(tuple(instruments), by_id, tuple(funding))

    def __len__(self) -> int:
        return sum(len(s) for s in self.series.values())

    @property
    def start(self) -> int:
        """The instant before anything is known: the earliest open, or first tick."""
        return min(s.start for s in self.series.values())

    @property
    def end(self) -> int:
        return max(s.end for s in self.series.values())

    def fundings(self) -> Iterator[FundingRate]:
        """All funding in order of time, then of the configuration."""
        rank = {i.id: rank for rank, i in enumerate(self.instruments)}
        return heapq.merge(*self.funding, key=lambda one: (one.ts, rank[one.instrument]))

    def instants(self) -> Iterator[Instant]:
        """`(ts, events)`, at most one event an instrument, in the order of the configuration.

        A second event of an instrument at one time stamp begins a new instant of the same `ts`.
        """
        columns = list(self.series.values())
        if len(columns) == 1:
            for event in columns[0]:
                yield event.ts, (event,)
            return
        ranked = (_ranked(rank, one) for rank, one in enumerate(columns))
        yield from _grouped(heapq.merge(*ranked, key=itemgetter(0, 1)))


def _ranked(rank: int, series: Series) -> Iterator[tuple[int, int, Tradable]]:
    for event in series:
        yield event.ts, rank, event


def _grouped(merged: Iterator[tuple[int, int, Tradable]]) -> Iterator[Instant]:
    now, batch, seen = 0, list[Tradable](), -1
    for ts, rank, event in merged:
        if batch and (ts != now or rank <= seen):
            yield now, batch
            batch = []
        now, seen = ts, rank
        batch.append(event)
    yield now, batch
