"""The native profile is Backtrader as it comes: its check of cash, its expiry, its word for a cancel."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from tradeport.application.errors import UsageError
from tradeport.contract_tests.data import EXAMPLE, FLAT, close_of, dataset, flat, one, quotes
from tradeport.contract_tests.harness import Bench, Played, Steps
from tradeport.contract_tests.script import Player, Script
from tradeport.domain.model.dataset import Dataset
from tradeport.domain.model.orders import TimeInForce
from tradeport.domain.model.time import DAY
from tradeport.ports.capability import UnsupportedCapability
from tradeport.ports.engine import EngineSession, FillProfile


def play(bench: Bench, data: Dataset, steps: Steps, cash: int = 100_000) -> Played:
    return bench.play(data, steps, profile=FillProfile.NATIVE, cash=Decimal(cash))


def test_an_order_beyond_its_cash_is_refused(bench: Bench) -> None:
    played = play(bench, flat(4), {0: lambda s: s.buy("X", 20, tag="a")}, cash=1000)
    assert played.trail("a") == ["initialized@0", "submitted@0", "rejected@1"]
    assert played.reasons("a") == ["Margin"]


def test_an_order_with_a_date_expires_by_itself(bench: Bench) -> None:
    end = close_of(2)
    steps = {0: lambda s: s.buy("X", 1, limit=50, time_in_force=TimeInForce.GTD, expire_ts=end, tag="a")}
    played = play(bench, flat(6), steps)
    assert played.trail("a")[-1] == "expired@3"


def test_a_day_order_on_daily_bars_dies_before_its_first(bench: Bench) -> None:
    """A quirk of its own, kept: the day that counts is that of the order."""
    data = one(*[FLAT] * 4, every=DAY, start=0)
    played = play(bench, data, {0: lambda s: s.buy("X", 1, limit=100, time_in_force=TimeInForce.DAY, tag="a")})
    assert played.trail("a")[-1] == "expired@1"


def test_a_cancel_before_the_broker_has_taken_the_order_is_refused(bench: Bench) -> None:
    """It looks at its cash first, with the next bar."""

    def act(s: Player) -> None:
        s.buy("X", 1, limit=99, tag="a")
        s.drop("a")

    played = play(bench, flat(3), {0: act})
    assert played.trail("a")[2:] == ["pending_cancel@0", "cancel_rejected@0", "accepted@1", "filled@1"]


def test_a_stop_limit_tells_of_its_trigger(bench: Bench) -> None:
    data = one(*EXAMPLE, "101 101 101 101")
    played = play(bench, data, {0: lambda s: s.buy("X", 1, stop=101, limit="101.5", tag="a")})
    assert played.trail("a")[2:] == ["accepted@1", "triggered@1", "filled@1"]


def test_an_order_from_before_the_first_bar_is_sent_with_it(bench: Bench) -> None:
    """Backtrader makes no order without a bar; a market order then fills on the second."""
    played = play(bench, flat(3), Script(start=lambda s: s.buy("X", 1, tag="a")))
    assert played.trail("a")[-1] == "filled@1"


def test_quotes_are_refused(opened: Callable[..., EngineSession]) -> None:
    with pytest.raises(UnsupportedCapability, match="quotes"):
        opened(dataset(quotes("99 101", "99 101")), FillProfile.NATIVE)


def test_a_start_without_cash_is_refused(bench: Bench) -> None:
    """And whoever ran it is left with nothing open."""
    with pytest.raises(UsageError, match="divides by the starting cash"):
        play(bench, flat(2), {}, cash=0)
