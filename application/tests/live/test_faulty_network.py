"""Whatever the network does, no order is lost, doubled or orphaned, and the position is the sum of the venue's fills."""

import pytest

from tradeport.application.live.simulated_venue import CALM, Faults
from tradeport.application.live.simulation import simulate

SHARE = 150  # `make soak` runs 10,000


@pytest.mark.parametrize("block", range(3))
def test_invariants_hold_on_every_seed(block):
    for seed in range(block * SHARE // 3, (block + 1) * SHARE // 3):
        assert simulate(seed).broken == (), f"seed {seed}"


def test_a_seed_replays_exactly():
    assert simulate(7) == simulate(7)
    assert simulate(7).digest != simulate(8).digest


def test_a_network_that_works_needs_no_second_attempt():
    found = simulate(3, faults=CALM)
    assert (found.broken, found.orders > 0, found.fills > 0) == ((), True, True)


@pytest.mark.parametrize("fault", ["lose_request", "lose_answer", "duplicate_request", "duplicate_answer", "limit_rate"])
def test_each_fault_alone_at_its_worst(fault):
    for seed in range(10):
        assert simulate(seed, faults=Faults(**{**dict.fromkeys(FAULTS, 0.0), fault: 0.5})).broken == ()


FAULTS = [a for a in Faults.__slots__ if a not in ("shortest", "longest", "partial", "__weakref__")]
