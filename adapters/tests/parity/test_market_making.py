"""The market maker on quotes: every engine that has them gives the reference's four digests."""

import random
from decimal import Decimal
from functools import cache

import pytest

from tradeport.application import engines
from tradeport.application.run_spec import RunSpec
from tradeport.application.runner import run
from tradeport.domain.model.dataset import Dataset, TickSeries
from tradeport.domain.model.instruments import Instrument
from tradeport.domain.model.market_data import QuoteTick
from tradeport.domain.model.money import FeeSchedule
from tradeport.domain.model.time import SECOND
from tradeport.domain.strategies.market_making import MarketMaking
from tradeport.ports.capability import Capability

OTHERS = [name for name in engines.installed() if engines.get(name).capabilities.supports(Capability.QUOTES)]


def market(seed: int) -> Dataset:
    draw, mid, ticks = random.Random(seed), 100.0, []
    for n in range(1, 600):
        mid = max(50.0, round(mid + draw.choice((-0.05, -0.02, 0.0, 0.02, 0.05)), 2))
        half = draw.choice((0.01, 0.02))
        ticks.append(QuoteTick("X", 1_704_067_200 * SECOND + n * SECOND, round(mid - half, 2), round(mid + half, 2), 5.0, 7.0))
    return Dataset([Instrument("X")], [TickSeries("X", ticks)])


@cache
def digests(engine: str, model: str, seed: int) -> dict[str, str]:
    config = MarketMaking.Config(
        instrument="X", model=model, limit=4, k=100.0, gamma=0.5, horizon=5.0, half_life=20.0, levels=2
    )
    spec = RunSpec(MarketMaking, config, market(seed), engine, "market_making", fees=FeeSchedule(bps=Decimal("0.1")))
    outcome = run(spec)
    assert outcome.error is None, outcome.error
    assert outcome.result["fills_count"] > 10
    assert all(abs(Decimal(q)) <= 4 for q in outcome.result["positions"].values())
    return outcome.result["digests"]


@pytest.mark.parametrize("engine", [name for name in OTHERS if name != "reference"])
@pytest.mark.parametrize("model", ["glft", "avellaneda_stoikov"])
def test_digests_are_equal(engine: str, model: str) -> None:
    """Quoting, moving, cancelling and filling, over two markets."""
    for seed in (1, 2):
        assert digests(engine, model, seed) == digests("reference", model, seed)
