"""Random order sequences on random bars: every engine gives the same four digests as the reference."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from tradeport.application import engines
from tradeport.contract_tests.sequences import FEES, SCRIPTS, dense, digests, markets
from tradeport.domain.model.dataset import Dataset
from tradeport.domain.model.money import FeeSchedule
from tradeport.ports.capability import Capability

OTHERS = [name for name in engines.names() if name != "reference"]


@pytest.mark.parametrize("engine", OTHERS)
@settings(max_examples=200, suppress_health_check=list(HealthCheck))
@given(dataset=markets(), script=SCRIPTS, fees=FEES)
def test_digests_are_equal(engine: str, dataset: Dataset, script: list[Any], fees: FeeSchedule) -> None:
    """Decisions, fills, money and the audit log, for every kind of order, cancel, modify, all times in force."""
    if fees.per_unit and not engines.get(engine).capabilities.supports(Capability.FEES_PER_UNIT):
        fees = FeeSchedule(bps=Decimal(1))  # refused, as the contract suite proves
    assert digests(dataset, script, fees, engine) == digests(dataset, script, fees, "reference")


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("engine", OTHERS)
def test_long_runs_in_which_much_happens(engine: str, seed: int) -> None:
    """About a hundred orders a run: pairs, brackets, trailing stops and reduce-only orders among them."""
    dataset, script = dense(seed)
    fees = FeeSchedule(bps=Decimal("2.5"))
    assert digests(dataset, script, fees, engine) == digests(dataset, script, fees, "reference")
