"""What the records give is what the run had, after every one of its order events."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from tradeport.application.state import State
from tradeport.contract_tests.sequences import FEES, SCRIPTS, dense, markets
from tradeport.domain.model.dataset import Dataset
from tradeport.domain.model.money import FeeSchedule


def equal_at_every_prefix(live: Any) -> None:
    state, looks = State(), {seen.records: seen for seen in live.seen}
    for record in live.records:
        assert state.apply(record)
        if (seen := looks.get(state.records)) is None:
            continue
        found = state.snapshot()
        assert found.orders == seen.orders
        assert tuple(order.client_order_id for order in found.open_orders) == seen.open
        assert tuple(found.positions.values()) == seen.positions
        assert (found.cash, found.fees) == (seen.cash, seen.fees)
    assert state.records == len(live.records)


@settings(max_examples=100, suppress_health_check=list(HealthCheck))
@given(dataset=markets(), script=SCRIPTS, fees=FEES)
def test_any_sequence_of_orders(live: Any, dataset: Dataset, script: list[Any], fees: FeeSchedule) -> None:
    equal_at_every_prefix(live(dataset, script, fees))


@pytest.mark.parametrize("seed", range(12))
def test_long_runs_in_which_much_happens(live: Any, seed: int) -> None:
    dataset, script = dense(seed, ticking=seed % 2 == 1)
    ran = live(dataset, script, FeeSchedule(bps=Decimal("2.5")))
    assert len(ran.seen) > 100
    equal_at_every_prefix(ran)
