"""The strategies on a perpetual, saved at any moment of any market, go on elsewhere as they would have here."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tradeport.domain.model.time import HOUR
from tradeport.domain.strategies.basis_trade import BasisTrade
from tradeport.domain.strategies.delta_neutral import DeltaNeutral
from tradeport.domain.strategies.funding_farm import FundingFarm

PAIR = {"spot": "A", "perp": "P"}
CASES = {
    "hedge": (DeltaNeutral, {**PAIR, "notional": 1000, "band": "0.05"}),
    "hedge while it pays": (DeltaNeutral, {**PAIR, "quantity": 30, "enter": 0.5, "leave": 0.1, "period": 2}),
    "basis": (BasisTrade, {**PAIR, "quantity": 30, "entry": 20, "exit": 2, "short_spot": True}),
    "farm": (FundingFarm, {"perp": "P", "quantity": 30, "entry": 0.5, "exit": 0.1, "period": 2}),
}
#: Price of spot, basis in bps, rates since the last hour in bps, whether spot has no bar: its leg fills later then.
HOURS = st.lists(
    st.tuples(
        st.integers(80, 125),
        st.integers(-40, 40),
        st.lists(st.integers(-3, 3), max_size=2),
        st.booleans(),
    ),
    max_size=25,
)


class Market:
    """Plays hours to a strategy."""

    def __init__(self, bench: Any) -> None:
        self.bench, self.stamp = bench, 0

    def play(self, hours: list[Any]) -> list[Any]:
        """What it orders, hour by hour."""
        asked = []
        for price, basis, rates, gap in hours:
            self.bench.fill(*(["P"] if gap else []))
            for rate in rates:
                self.stamp += HOUR
                self.bench.fund(rate / 1e4, self.stamp)
            if not gap:
                self.bench.bar(price / 10, instrument="A")
            made = self.bench.bar(price / 10 * (1 + basis / 1e4), instrument="P")
            asked.append([(i.instrument, i.side, i.quantity, i.tag) for i in made])
        return asked

    def moved(self, bench: Any) -> "Market":
        """To another engine: the account with it, the strategy by way of what it saves."""
        here, there = self.bench, Market(bench)
        there.stamp = self.stamp
        bench.portfolio.holds |= here.portfolio.holds
        bench.market_data.seen += here.market_data.seen
        bench.execution.intents += here.execution.intents
        bench.execution.filled |= here.execution.filled
        bench.strategy.on_load(json.loads(json.dumps(here.strategy.on_save())))
        return there


@pytest.mark.parametrize("case", CASES)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(hours=HOURS, at=st.integers(0, 25))
def test_it_goes_on_elsewhere(assemble: Any, case: str, hours: list[Any], at: int) -> None:
    kind, config = CASES[case]
    whole, one = (Market(assemble(kind, **config)) for _ in range(2))
    before = one.play(hours[:at])
    after = one.moved(assemble(kind, **config)).play(hours[at:])
    assert before + after == whole.play(hours)


@pytest.mark.parametrize("case", ["hedge", "hedge while it pays", "basis"])
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(hours=HOURS)
def test_once_all_has_filled_nothing_is_open_to_the_price(assemble: Any, case: str, hours: list[Any]) -> None:
    """Whatever was missing in between."""
    kind, config = CASES[case]
    market = Market(assemble(kind, **config))
    for hour in hours:
        market.play([hour])
        if not market.bench.execution.open_orders():
            assert not sum(market.bench.portfolio.holds.values())
    market.bench.fill()
    assert not sum(market.bench.portfolio.holds.values())
