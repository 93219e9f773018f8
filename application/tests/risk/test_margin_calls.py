"""When the guard begins, what it sends and how often, and that it goes on while the run is being halted."""

from decimal import Decimal as D
from typing import Any

import attrs
import pytest

from tradeport.adapters.reference.engine import ReferenceEngine
from tradeport.domain.model.dataset import BarSeries, Dataset
from tradeport.domain.model.instruments import Perpetual
from tradeport.domain.model.margin import MarginRules
from tradeport.domain.model.time import MINUTE
from tradeport.ports.risk import RiskLimits


@pytest.fixture
def called(play: Any) -> Any:
    """Plays rows on perpetuals that bind 10 % and need half of that; `without`: bars (from 1) that Y does not have."""

    def go(rows: Any, at: Any, least: str, without: tuple[int, ...] = (), **terms: Any) -> Any:
        spec = play.spec(rows, at, margin=MarginRules(min_health=D(least)), **terms)
        instruments = [attrs.evolve(it, perpetual=Perpetual(D("0.1"), D("0.05"))) for it in spec.dataset.instruments]
        missing = {n * MINUTE for n in without}
        series = [
            BarSeries.of(one.instrument, MINUTE, [bar for bar in one if one.instrument != "Y" or bar.ts not in missing])
            for one in spec.dataset.series.values()
        ]
        ran = play.run(attrs.evolve(spec, dataset=Dataset(instruments, series)), ReferenceEngine())
        assert ran.outcome.error is None, ran.outcome.error
        return ran

    return go


@pytest.mark.parametrize(("least", "calls"), [("0.5", 0), ("0.50000001", 1)])
def test_health_at_the_least_is_enough(called: Any, least: str, calls: int) -> None:
    """Ten bought for 100 on 100: 50 of it to be maintained, and 50 more."""
    margin = called(["100"] * 4, {0: lambda s: s.buy("X", 10)}, least, cash=D(100)).result["margin"]
    assert (margin["lowest_health"], margin["calls"]) == ("0.5", calls)


def test_each_position_is_closed_by_one_order_however_long_that_waits(called: Any) -> None:
    """Y has no price for three instants after the call: its closing order is neither sent again nor cancelled."""

    def enter(s: Any) -> None:
        s.buy("X", 5)
        s.buy("Y", 5)

    rows = {"X": ["100"] * 3 + ["70"] * 6, "Y": ["100"] * 9}
    ran = called(rows, {1: enter}, "0.91", without=(5, 6, 7), cash=D(600))
    calls = [record for record in ran.records if record["type"] in ("decision", "margin")]
    begin, end = (n for n, record in enumerate(calls) if record["type"] == "margin")
    between = [record["data"] for record in calls[begin + 1 : end]]
    assert [(one["action"], one["intent"]["instrument"]) for one in between] == [("submit", "X"), ("submit", "Y")]
    assert (calls[begin]["ts"], calls[end]["ts"]) == (4 * MINUTE, 8 * MINUTE)


def test_nobody_is_asked_when_the_run_is_halted_while_all_is_closed(called: Any) -> None:
    """Called at bar 3; what closes at the open of bar 4 loses more than the account may, and that ends the run."""
    asked: list[int] = []
    at = {n: lambda s, n=n: asked.append(n) for n in range(6)}
    at[0] = lambda s: (asked.append(0), s.buy("X", 50))
    limits = RiskLimits(max_drawdown=D("0.6"))
    ran = called(["100", "100", "93", "80", "80", "80"], at, "0.7", cash=D(1000), limits=limits)
    assert [(it["state"], it["reason"][:12]) for it in ran.of("trading_state")] == [
        ("reducing", "margin_call"),
        ("halted", "max_drawdown"),
    ]
    assert asked == [0, 1]
