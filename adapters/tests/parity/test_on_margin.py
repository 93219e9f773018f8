"""Random order sequences on perpetuals: leverage, irregular funding, gaps of 40 %; every engine gives the same digests."""

from decimal import Decimal
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tradeport.application import engines
from tradeport.contract_tests.sequences import ON_MARGIN, dense, digests, markets, on_margin
from tradeport.domain.model.dataset import Dataset
from tradeport.domain.model.margin import MarginRules
from tradeport.domain.model.money import FeeSchedule
from tradeport.ports.capability import Capability

OTHERS = [
    name for name in engines.names() if name != "reference" and engines.get(name).capabilities.supports(Capability.FUNDING)
]
FEES = FeeSchedule(bps=Decimal("2.5"))
#: Of so little that a few units are ten times as much.
CASH = st.sampled_from([Decimal(30), Decimal(100), Decimal(1000)])
RULES = st.builds(MarginRules, st.sampled_from(["0", "0.15", "0.6"]).map(Decimal), st.sampled_from([None, Decimal(3)]))


@pytest.mark.parametrize("engine", OTHERS)
@settings(max_examples=100, suppress_health_check=list(HealthCheck))
@given(market=markets(), seed=st.integers(0, 10**6), script=ON_MARGIN, cash=CASH, rules=RULES)
def test_digests_are_equal(
    engine: str, market: Dataset, seed: int, script: list[Any], cash: Decimal, rules: MarginRules
) -> None:
    """Decisions, fills, money and the audit log, with funding, denials and margin calls in them."""
    dataset = on_margin(market, seed)
    theirs = digests(dataset, script, FEES, engine, cash=cash, margin=rules)
    assert theirs == digests(dataset, script, FEES, "reference", cash=cash, margin=rules)


@pytest.mark.parametrize("seed", range(16))
@pytest.mark.parametrize("engine", OTHERS)
def test_long_runs_in_which_much_happens(engine: str, seed: int) -> None:
    """About a hundred orders a run and a rate every other bar."""
    market, script = dense(seed)
    dataset, terms = on_margin(market, seed), {"cash": Decimal(60), "margin": MarginRules(Decimal("0.3"))}
    assert digests(dataset, script, FEES, engine, **terms) == digests(dataset, script, FEES, "reference", **terms)


@pytest.mark.parametrize("engine", engines.installed())
def test_engines_change_while_something_is_on_margin(engine: str) -> None:
    """Between orders, funding, denials and margin calls, also while everything is being closed: twice a run."""
    rng = Random(engine)
    for seed in range(4):
        market, script = dense(seed)
        dataset, terms = on_margin(market, seed), {"cash": Decimal(60), "margin": MarginRules(Decimal("0.3"))}
        at = sorted(rng.sample(sorted({ts for ts, _ in dataset.instants()})[:-1], 2))
        changes = list(zip(at, (engine, rng.choice(engines.installed())), strict=True))
        changed = digests(dataset, script, FEES, rng.choice(engines.installed()), changes, **terms)
        assert changed == digests(dataset, script, FEES, "reference", **terms)
