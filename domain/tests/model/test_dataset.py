import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tradeport.domain.model.dataset import BarSeries, Dataset, TickSeries
from tradeport.domain.model.instruments import Instrument
from tradeport.domain.model.market_data import Bar, TradeTick


def bars(name: str, *times: int, interval: int = 10) -> BarSeries:
    return BarSeries.of(name, interval, [Bar(name, ts, 1.0, 1.0, 1.0, 1.0, 1.0) for ts in times])


def ticks(name: str, *times: int) -> TickSeries:
    return TickSeries(name, [TradeTick(name, ts, float(i + 1), 1.0) for i, ts in enumerate(times)])


def dataset(*series):
    return Dataset([Instrument(one.instrument) for one in series], series)


def instants(data: Dataset) -> list[tuple[int, str]]:
    return [(ts, "".join(event.instrument for event in events)) for ts, events in data.instants()]


def test_events_of_one_time_are_one_instant_in_the_order_of_the_configuration():
    data = dataset(bars("B", 10, 20), bars("A", 20, 30), bars("C", 10, 20))
    assert instants(data) == [(10, "BC"), (20, "BAC"), (30, "A")]


def test_a_second_event_of_an_instrument_at_one_time_begins_a_new_instant():
    data = dataset(ticks("A", 5, 5, 7), ticks("B", 5, 7, 7, 7))
    assert instants(data) == [(5, "A"), (5, "AB"), (7, "AB"), (7, "B"), (7, "B")]


def test_events_of_one_instrument_keep_their_order():
    data = dataset(ticks("A", 5, 5, 5), bars("B", 5))
    prices = [event.price for _, events in data.instants() for event in events if event.instrument == "A"]
    assert prices == [1.0, 2.0, 3.0]


def test_one_instrument_alone_has_an_instant_an_event():
    assert instants(dataset(ticks("A", 5, 5, 6))) == [(5, "A"), (5, "A"), (6, "A")]


def test_a_dataset_spans_its_series():
    data = dataset(bars("A", 20, 40, interval=10), bars("B", 30, interval=25), ticks("C", 45))
    assert (data.start, data.end, len(data)) == (5, 45, 4)


def test_series_and_instruments_pair_up_in_order():
    a, b = bars("A", 1), bars("B", 1)
    for names, series in (("AB", [b, a]), ("A", [a, b]), ("AA", [a, a])):
        with pytest.raises(ValueError, match="one series for each instrument"):
            Dataset([Instrument(name) for name in names], series)


@pytest.mark.parametrize("series", [[], [bars("A", 1), bars("B")]])
def test_an_empty_dataset_is_refused(series):
    with pytest.raises(ValueError, match="at least one"):
        dataset(*series)


times = st.lists(st.integers(0, 6), min_size=1, max_size=8).map(sorted)


@settings(max_examples=80)
@given(st.lists(times, min_size=1, max_size=4))
def test_a_merge_loses_nothing_and_never_goes_back(columns):
    data = dataset(*(ticks(name, *one) for name, one in zip("ABCD", columns, strict=False)))
    merged = list(data.instants())
    assert [ts for ts, _ in merged] == sorted(ts for ts, _ in merged)
    for ts, events in merged:
        names = [event.instrument for event in events]
        assert names == sorted(set(names))
        assert {event.ts for event in events} == {ts}
    for series in data.series.values():
        assert [event for _, events in merged for event in events if event.instrument == series.instrument] == list(series)
