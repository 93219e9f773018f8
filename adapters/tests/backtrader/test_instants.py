"""Backtrader's clock is a float of days, to about ten microseconds; the order of events does not depend on it."""

from collections.abc import Callable
from typing import Any

from tradeport.adapters.backtrader.feed import instants
from tradeport.contract_tests.data import bars, dataset, quotes, trades
from tradeport.domain.model.market_data import Tradable
from tradeport.domain.model.time import HOUR
from tradeport.ports.engine import EngineSession


def test_events_a_nanosecond_apart_arrive_one_by_one_and_in_order(listener: Any, opened: Callable[..., EngineSession]) -> None:
    """Of two instruments that take turns, some events at the same time stamp."""
    data = dataset(
        quotes("99 101", "= 99 101", "98 100", "97 99", of="Q", every=1),
        trades("100", "101", "= 102", "103", of="T", every=1),
    )
    heard: list[tuple[int, list[Tradable]]] = []
    listener.on_event = lambda ts, events: heard.append((ts, list(events)))
    assert opened(data).run() == 8
    assert heard == [(ts, list(events)) for ts, events in data.instants()]


def test_the_instants_of_each_instrument_are_numbered() -> None:
    """Four quarters and an hour: the hour's bar belongs to the instant of the fourth quarter."""
    data = dataset(bars(*["1 1 1 1"] * 4, of="Q", every=HOUR // 4), bars("1 1 1 1", of="H", every=HOUR))
    assert {name: list(numbers) for name, numbers in instants(data).items()} == {"Q": [0, 1, 2, 3], "H": [3]}


def test_one_instrument_alone_needs_no_numbers_of_its_own() -> None:
    assert instants(dataset(bars("1 1 1 1", "1 1 1 1"))) == {"X": range(2)}
