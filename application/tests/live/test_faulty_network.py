"""Whatever the network does and whenever the process dies: no order lost, doubled or orphaned, positions the sum of fills."""

import os
import subprocess
import sys

import pytest

from tradeport.application.live.mortality import IMMORTAL, Deaths
from tradeport.application.live.simulated_venue import CALM, Faults
from tradeport.application.live.simulation import simulate

SHARE = 150  # `make soak` runs 10,000
MEDDLING = Faults(meddle=0.002, forget=0.3)


@pytest.mark.parametrize("block", range(3))
def test_invariants_hold_on_every_seed(block):
    found = [simulate(seed) for seed in range(block * SHARE // 3, (block + 1) * SHARE // 3)]
    assert {one.seed: one.broken for one in found if one.broken} == {}
    assert sum(one.deaths for one in found) > 100
    assert sum(one.refusals for one in found) > 5
    assert sum(one.adopted for one in found) > 5


@pytest.mark.parametrize("seed", [7, 25])
def test_a_seed_replays_exactly(seed):
    """Deaths, torn bytes and all."""
    assert simulate(seed) == simulate(seed)
    assert simulate(seed).deaths
    assert simulate(seed).digest != simulate(seed + 1).digest


def test_a_seed_is_the_same_in_every_process():
    """Whatever it makes of the hashes of strings."""
    code = "from tradeport.application.live.simulation import simulate; print([simulate(seed, ticks=200) for seed in (7, 25)])"
    told = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": hashes},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for hashes in ("0", "1", "4711")
    }
    assert told == {f"{[simulate(seed, ticks=200) for seed in (7, 25)]}\n"}


@pytest.mark.parametrize("block", range(2))
def test_whatever_others_do_on_the_account_is_found_and_nothing_else(block):
    found = [simulate(seed, faults=MEDDLING, deaths=Deaths(0.0003, 0.2)) for seed in range(block * 12, block * 12 + 12)]
    assert {one.seed: one.broken for one in found if one.broken} == {}
    assert sum(one.halts for one in found) > 2
    assert sum(one.adopted for one in found) > 5


def test_a_network_that_works_needs_no_second_attempt():
    found = simulate(3, faults=CALM, deaths=IMMORTAL)
    assert (found.broken, found.orders > 0, found.fills > 0) == ((), True, True)


@pytest.mark.parametrize(
    "fault", ["lose_request", "lose_answer", "duplicate_request", "duplicate_answer", "limit_rate", "unsure"]
)
def test_each_fault_alone_at_its_worst(fault):
    for seed in range(10):
        assert simulate(seed, faults=Faults(**{**dict.fromkeys(FAULTS, 0.0), fault: 0.5}), deaths=IMMORTAL).broken == ()


def test_a_process_that_dies_all_the_time_over_a_network_that_works():
    found = [simulate(seed, faults=CALM, deaths=Deaths(0.03, 0.3)) for seed in range(10)]
    assert [one.broken for one in found if one.broken] == []
    assert sum(one.deaths for one in found) > 200


FAULTS = [a for a in Faults.__slots__ if a not in ("shortest", "longest", "partial", "behind", "unlisted", "__weakref__")]
