"""Funding of the venue's own, in the native profile: made each hour, settled, heard, and in both books."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tradeport.adapters.drift.engine import DriftEngine
from tradeport.application.execute import execute
from tradeport.application.reconcile import Reconcile
from tradeport.application.request import RunRequest
from tradeport.contract_tests.data import START, bars, close_of, dataset, perpetual, rates
from tradeport.contract_tests.harness import Bench, Played
from tradeport.contract_tests.script import Script
from tradeport.domain.model.dataset import Dataset
from tradeport.domain.model.time import HOUR, MINUTE
from tradeport.ports.capability import UnsupportedCapability
from tradeport.ports.engine import FillProfile

STILL = "100 100 100 100"
QUARTER = HOUR // 4
HOLD = """
from tradeport.domain.strategy import Strategy

class Hold(Strategy):
    def on_bar(self, bar):
        self.target("P", 10)
"""


def play(data: Dataset, steps: Any) -> Played:
    return Bench(DriftEngine()).play(data, steps, profile=FillProfile.NATIVE, reconcile=Reconcile.EVERY_BAR)


def test_a_rate_is_made_on_every_hour_and_paid_for_what_is_held() -> None:
    """Without any premium it is the floor: 1/5000 a day, of which a long pays a twenty-fourth an hour."""
    played = play(perpetual(bars(*[STILL] * 13, every=QUARTER)), {3: lambda s: s.buy("X", 10)})
    assert [payment["due"] - START for payment in played.payments] == [2 * HOUR, 3 * HOUR]
    for payment in played.payments:
        assert Decimal(payment["amount"]) == pytest.approx(Decimal(-1000) / 5000 / 24, rel=Decimal("0.15"))
        worth = Decimal(payment["quantity"]) * Decimal(payment["mark"]) * Decimal(payment["rate"])
        assert abs(Decimal(payment["amount"]) + worth) < Decimal("0.000002")
    assert played.disagreements(DriftEngine.money_grain) == []


def test_a_short_receives_it() -> None:
    played = play(perpetual(bars(*[STILL] * 13, every=QUARTER)), {3: lambda s: s.sell("X", 10)})
    assert [Decimal(payment["amount"]) > 0 for payment in played.payments] == [True, True]


def test_the_strategy_hears_each_rate_before_the_bar_in_which_it_was_made() -> None:
    heard = []

    def look(s: Any, funding: Any) -> None:
        assert s.market_data.funding_rate("X") == funding
        heard.append((funding.ts - START) // HOUR)

    played = play(perpetual(bars(*[STILL] * 9, every=QUARTER)), Script(on_funding=look))
    assert heard == [1, 2]
    at = [h.callback for h in played.heard if h.now == close_of(3, every=QUARTER)]
    assert at == ["funding", "bar"]


def test_a_long_bar_has_many_hours() -> None:
    played = play(perpetual(bars(*[STILL] * 3, every=6 * HOUR)), {0: lambda s: s.buy("X", 10)})
    assert len(played.payments) == 12
    assert len({payment["due"] for payment in played.payments}) == 12


def test_what_is_paid_in_full_is_not_funded() -> None:
    """Nor does a later fill make the rate of the hours since."""
    data = dataset(bars(*[STILL] * 13, every=QUARTER), bars(*[STILL] * 13, every=QUARTER, of="Y"))
    played = play(data, {3: lambda s: s.buy("X", 10), 9: lambda s: s.buy("X", 5), 11: lambda s: s.sell("X", 15)})
    assert len(played.fills) == 3
    assert played.payments == []


def test_where_the_hour_could_make_no_rate_the_next_fill_does() -> None:
    """Not with a mark far from its average of five minutes; it is heard, and paid for what the fill has left."""
    data = perpetual(bars(*[STILL] * 58, *["130 130 130 130"] * 22, every=MINUTE))
    played = play(data, {3: lambda s: s.buy("X", 10), 70: lambda s: s.buy("X", 5)})
    [payment] = played.payments
    assert payment["due"] == played.fills[-1].ts > START + HOUR
    assert Decimal(payment["quantity"]) == 15
    assert [h.what.ts for h in played.heard if h.callback == "funding"] == [payment["due"]]


def test_rates_from_outside_are_refused() -> None:
    with pytest.raises(UnsupportedCapability, match="decides its own rates"):
        play(perpetual(bars(*[STILL] * 3), funding=[rates((close_of(1), 0.001))]), {})


def test_its_payments_are_in_the_run_directory(tmp_path: Path) -> None:
    path = tmp_path / "prices.csv"
    rows = [f"2024-01-01T0{i}:00:00Z,100,100,100,100,9" for i in range(9)]
    path.write_text("\n".join(["timestamp,open,high,low,close,volume", *rows]))
    strategy = tmp_path / "hold.py"
    strategy.write_text(HOLD)
    request = RunRequest(
        strategy=str(strategy), data=(f"P={path}",), engine="drift", fills="native", reading={"perpetuals": ["P"]}
    )
    outcome = execute(request, tmp_path / "run", with_report=False)
    header, *lines = (tmp_path / "run" / "funding.csv").read_text().splitlines()
    assert header == "ts,instrument,rate,quantity,mark,amount"
    assert len(lines) > 5
    assert sum(Decimal(line.rpartition(",")[2]) for line in lines) == Decimal(outcome.result["funding"])
