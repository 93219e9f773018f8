"""A run that goes from any engine to any other, at any time, has the four digests of the unbroken reference run."""

from decimal import Decimal
from functools import cache
from random import Random
from typing import Any

import attrs
import pytest

from tradeport.application import engines
from tradeport.application.assemble import assemble
from tradeport.application.request import RunRequest
from tradeport.application.run_spec import Handover, RunSpec
from tradeport.application.runner import run
from tradeport.contract_tests.sequences import dense, digests
from tradeport.domain.model.money import FeeSchedule

ENGINES = engines.installed()
SAMPLES = {"sma_cross": ("AAPL",), "order_types": ("AAPL",), "equal_weight": ("AAPL", "IBM")}
FEES = FeeSchedule(bps=Decimal("2.5"))


@cache
def spec_of(strategy: str) -> RunSpec:
    data = tuple(f"sample:{name}" for name in SAMPLES[strategy])
    parameters = {"fast": 3, "slow": 8} if strategy == "sma_cross" else {}
    year = {"start": "2012-01-01", "end": "2012-12-31"}
    return assemble(RunRequest(strategy=strategy, data=data, fee_bps=1, parameters=parameters, reading=year))


@cache
def unbroken(strategy: str) -> dict[str, Any]:
    outcome = run(spec_of(strategy))
    assert outcome.result["fills_count"] > 5
    found: dict[str, Any] = outcome.result["digests"]
    return found


@pytest.mark.parametrize("then", ENGINES)
@pytest.mark.parametrize("first", ENGINES)
@pytest.mark.parametrize("strategy", SAMPLES)
def test_strategies_that_ship(strategy: str, first: str, then: str) -> None:
    spec = spec_of(strategy)
    stamps = [ts for ts, _ in spec.dataset.instants()]
    at = Random(f"{strategy} {first} {then}").choice(stamps[30:-1])
    outcome = run(attrs.evolve(spec, engine=first, handovers=[Handover(then, at)]))
    assert outcome.error is None, outcome.error
    assert outcome.result["handovers"][0]["ts"] == at
    assert outcome.result["digests"] == unbroken(strategy)


@pytest.mark.parametrize("then", ENGINES)
@pytest.mark.parametrize("first", ENGINES)
def test_every_kind_of_order(first: str, then: str) -> None:
    """Pairs, brackets, trailing stops and reduce-only orders; bars, quotes and trades; on from the second to a third."""
    rng = Random(f"{first} {then}")
    for seed in (rng.randrange(1000), rng.randrange(1000)):
        dataset, script = dense(seed, ticking=seed % 3 == 0)
        at = sorted(rng.sample(sorted({ts for ts, _ in dataset.instants()})[:-1], 2))
        changes = list(zip(at, (then, rng.choice(ENGINES)), strict=True))
        assert digests(dataset, script, FEES, first, changes) == digests(dataset, script, FEES, "reference")
