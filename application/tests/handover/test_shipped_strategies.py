"""Every strategy that ships saves all that it goes on with: a run that changes engines after each instant is the same."""

from decimal import Decimal
from random import Random
from typing import Any

import attrs
import pytest

from tradeport.application.assemble import assemble
from tradeport.application.request import RunRequest
from tradeport.application.run_spec import Handover, RunSpec
from tradeport.application.runner import run
from tradeport.application.strategies import shipped
from tradeport.contract_tests.hedged_market import market
from tradeport.domain.model.dataset import Dataset, TickSeries
from tradeport.domain.model.instruments import Instrument
from tradeport.domain.model.market_data import QuoteTick
from tradeport.domain.model.time import SECOND
from tradeport.domain.strategies.basis_trade import BasisTrade
from tradeport.domain.strategies.delta_neutral import DeltaNeutral
from tradeport.domain.strategies.funding_farm import FundingFarm
from tradeport.domain.strategies.market_making import MarketMaking

#: Parameters with which much happens in eighty days; but for the market maker, which needs quotes, and those on margin.
ON_BARS: dict[str, dict[str, Any]] = {
    "sma_cross": {"fast": 3, "slow": 8},
    "ema_cross": {"fast": 2, "slow": 5},
    "order_types": {},
    "equal_weight": {"days": 5},
}


#: On a spot, its perpetual and funding.
HEDGES: dict[str, tuple[Any, dict[str, Any]]] = {
    "delta_neutral": (DeltaNeutral, {"spot": "S", "perp": "P", "enter": 0.3, "leave": 0.1, "period": 4}),
    "basis_trade": (BasisTrade, {"spot": "S", "perp": "P", "entry": 8, "exit": 1}),
    "funding_farm": (FundingFarm, {"perp": "P", "quantity": 5, "entry": 0.3, "exit": 0.1, "period": 4}),
}


def on_margin(name: str) -> RunSpec:
    kind, config = HEDGES[name]
    return RunSpec(kind, kind.Config(**config), market(3), "reference", name)


def on_bars(name: str) -> RunSpec:
    reading = {"start": "2012-01-01", "end": "2012-04-30"}
    data = ("sample:AAPL", "sample:IBM") if name == "equal_weight" else ("sample:AAPL",)
    return assemble(RunRequest(strategy=name, data=data, fee_bps=1, parameters=ON_BARS[name], reading=reading))


def on_quotes() -> RunSpec:
    """A market in which the market maker is held back by its rate limit."""
    draw, mid, quotes = Random(3), 100.0, []
    for second in range(1, 150):
        mid = round(mid + draw.choice((-0.05, -0.02, 0.0, 0.02, 0.05)), 2)
        half = draw.choice((0.01, 0.02))
        quotes.append(QuoteTick("X", second * SECOND, round(mid - half, 2), round(mid + half, 2), 5.0, 7.0))
    config = MarketMaking.Config(
        instrument="X", limit=4, k=100.0, gamma=0.5, horizon=5.0, half_life=20.0, levels=2, commands_per_second=3
    )
    dataset = Dataset([Instrument("X")], [TickSeries("X", quotes)])
    return RunSpec(MarketMaking, config, dataset, "reference", "market_making", cash=Decimal(10_000))


@pytest.mark.parametrize("name", [one.name for one in shipped()])
def test_it_is_the_same(name: str) -> None:
    whole = on_quotes() if name == "market_making" else on_margin(name) if name in HEDGES else on_bars(name)
    times = sorted({ts for ts, _ in whole.dataset.instants()})
    handed = attrs.evolve(whole, handovers=[Handover("reference", at) for at in times[:-1]])
    ours, theirs = run(handed), run(whole)
    assert (ours.error, theirs.error) == (None, None)
    assert theirs.result["fills_count"] > 5
    assert ours.result["digests"] == theirs.result["digests"]
    assert all(change["ts"] for change in ours.result["handovers"])
