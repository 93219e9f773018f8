"""What is left of a dataset after an instant, for an engine that begins there."""

from bisect import bisect_right
from operator import attrgetter

import attrs

from tradeport.domain.model.dataset import BarSeries, Dataset, Series, TickSeries


@attrs.frozen(eq=False)
class Remainder:
    """The later rows of each series, behind its last one of before, if there is one: `seen` such rows in all.

    With that row an event begins where it began in the whole dataset (`order_life.Openings`). A bar is flat there, at its
    close, so that positions can change hands on it at the last price. An instrument stays, also one without later rows.
    """

    dataset: Dataset
    seen: int


def events_until(dataset: Dataset, ts: int) -> int:
    """How many events there are up to and with those of `ts`."""
    return sum(_until(series, ts) for series in dataset.series.values())


def remainder(dataset: Dataset, ts: int) -> Remainder:
    """What is left after the instants of `ts`; something was before."""
    counts = {name: _until(series, ts) for name, series in dataset.series.items()}
    made = [_behind(series, counts[name]) for name, series in dataset.series.items()]
    return Remainder(Dataset(dataset.instruments, made, dataset.funding), sum(1 for count in counts.values() if count))


def _until(series: Series, ts: int) -> int:
    if isinstance(series, BarSeries):
        return bisect_right(series.ts, ts)
    return bisect_right(series.ticks, ts, key=attrgetter("ts"))


def _behind(series: Series, count: int) -> Series:
    if not count:
        return series
    first = count - 1
    if isinstance(series, TickSeries):
        return TickSeries(series.instrument, series.ticks[first:])
    cut = {name: getattr(series, name)[first:] for name in ("ts", "open", "high", "low", "close", "volume")}
    for name in ("open", "high", "low"):
        cut[name][0] = cut["close"][0]
    return BarSeries(series.instrument, series.interval, **cut)
