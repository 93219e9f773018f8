"""Whatever of the reference engine's own abilities is left to emulators, the four digests stay the same."""

from decimal import Decimal
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tradeport.adapters.reference.engine import CAPABILITIES, ReferenceEngine
from tradeport.application.emulation import EMULATOR, STACK
from tradeport.contract_tests.sequences import FEES, SCRIPTS, dense, digests, markets
from tradeport.domain.model.dataset import Dataset
from tradeport.domain.model.money import FeeSchedule
from tradeport.ports.capability import Level

OWN = {e.name: [c for c in e.gives if CAPABILITIES[c].level is Level.NATIVE] for e in STACK}
EMULATORS = [name for name, own in OWN.items() if own]


def _switched(names: set[str]) -> ReferenceEngine:
    return ReferenceEngine(emulate=[c for name in names for c in OWN[name]])


def _with_what_they_need(names: set[str]) -> set[str]:
    """The least set that holds `names` and can stand over the engine."""
    while True:
        excluded = {EMULATOR[c] for e in STACK if e.name in names for c in e.excludes if CAPABILITIES[c].level is Level.NATIVE}
        if excluded <= names:
            return names
        names = names | excluded


SUBSETS = st.sets(st.sampled_from(EMULATORS), min_size=1).map(_with_what_they_need)


@settings(max_examples=150, suppress_health_check=list(HealthCheck))
@given(dataset=markets(), script=SCRIPTS, fees=FEES, names=SUBSETS)
def test_native_and_emulated_are_equal(dataset: Dataset, script: list[Any], fees: FeeSchedule, names: set[str]) -> None:
    """Decisions, fills, money and the audit log."""
    assert digests(dataset, script, fees, _switched(names)) == digests(dataset, script, fees, "reference")


@pytest.mark.parametrize("seed", range(60))
def test_long_runs_in_which_much_happens(seed: int) -> None:
    """About a hundred orders a run; single emulators, pairs of them, and all at once."""
    rng = Random(seed)
    names = _with_what_they_need(set(rng.sample(EMULATORS, rng.choice([1, 1, 2, 2, 3, len(EMULATORS)]))))
    dataset, script = dense(seed, ticking=seed % 3 == 0)
    fees = FeeSchedule(bps=Decimal("2.5"))
    assert digests(dataset, script, fees, _switched(names)) == digests(dataset, script, fees, "reference")
