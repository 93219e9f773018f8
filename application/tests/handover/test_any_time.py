"""Whatever is under way, whenever the engine changes: the four digests are those of the run on one engine."""

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


def lacking(names: set[str]) -> ReferenceEngine:
    """The reference engine with the least of its own left to emulators that has `names` among them."""
    while True:
        excluded = {EMULATOR[c] for e in STACK if e.name in names for c in e.excludes if CAPABILITIES[c].level is Level.NATIVE}
        if excluded <= names:
            return ReferenceEngine(emulate=[c for name in names for c in OWN[name]])
        names = names | excluded


def times(dataset: Dataset) -> list[int]:
    """All that have something before and after them."""
    return sorted({ts for ts, _ in dataset.instants()})[:-1]


ENGINES = st.sets(st.sampled_from(EMULATORS)).map(lacking)


@settings(max_examples=150, suppress_health_check=list(HealthCheck))
@given(dataset=markets(), script=SCRIPTS, fees=FEES, first=ENGINES, then=ENGINES, data=st.data())
def test_digests_are_equal(
    dataset: Dataset, script: list[Any], fees: FeeSchedule, first: ReferenceEngine, then: ReferenceEngine, data: st.DataObject
) -> None:
    at = data.draw(st.sampled_from(times(dataset)))
    assert digests(dataset, script, fees, first, [(at, then)]) == digests(dataset, script, fees, "reference")


@pytest.mark.parametrize("seed", range(60))
def test_long_runs_in_which_much_happens(seed: int) -> None:
    """About a hundred orders a run, up to three changes, single emulators, pairs of them, and all at once."""
    rng = Random(seed)
    dataset, script = dense(seed, ticking=seed % 3 == 0)
    first, *then = (lacking(set(rng.sample(EMULATORS, rng.choice([0, 1, 2, 3, len(EMULATORS)])))) for _ in range(4))
    at = sorted(rng.sample(times(dataset), rng.choice([1, 2, 3])))
    changes = list(zip(at, then, strict=False))
    fees = FeeSchedule(bps=Decimal("2.5"))
    assert digests(dataset, script, fees, first, changes) == digests(dataset, script, fees, "reference")


def test_after_every_instant() -> None:
    dataset, script = dense(1)
    changes = [(at, "reference") for at in times(dataset)]
    fees = FeeSchedule(bps=Decimal("2.5"))
    assert digests(dataset, script, fees, "reference", changes) == digests(dataset, script, fees, "reference")
