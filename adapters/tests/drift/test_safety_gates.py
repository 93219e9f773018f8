"""Each gate refuses by its name, before anything is signed; what it lets through, it counts."""

from decimal import Decimal
from typing import Any

import pytest

from tradeport.adapters.drift.core.client import LiveClient
from tradeport.adapters.drift.execution.orders import WorkingOrders
from tradeport.adapters.drift.execution.safety import Gate, Limits, SafetyGates, SafetyRefused
from tradeport.adapters.drift.rehearsal.stage import Stage

from .live import BUY, SELL, limit, run, spot

WIDE = {"notional": Decimal(10**9), "leverage": Decimal(1_000), "health": Decimal(0), "band": Decimal(10), "stale": 10**6}


@pytest.mark.parametrize(
    ("tight", "order", "gate"),
    [
        ({"notional": Decimal(1_499)}, limit(BUY, 10, 150), Gate.NOTIONAL),
        ({"band": Decimal("0.05")}, limit(BUY, 1, 158), Gate.PRICE_BAND),
        ({"band": Decimal("0.05")}, limit(SELL, 1, 142), Gate.PRICE_BAND),
        ({"leverage": Decimal(3)}, limit(BUY, 21, 150), Gate.LEVERAGE),
        ({"health": Decimal("0.8")}, limit(SELL, 30, 150), Gate.HEALTH),
        ({"leverage": Decimal(1)}, spot(SELL, 10, 150), Gate.LEVERAGE),
        ({"orders": 0}, limit(BUY, 1, 150), Gate.RATE),
    ],
)
def test_refused_by_name_and_nothing_is_signed(tight: dict[str, Any], order: Any, gate: Gate) -> None:
    async def scenario(stage: Stage, client: LiveClient) -> None:
        SafetyGates(client, Limits(**WIDE)).check([order], stage.chain.slot)  # nothing else objects
        gates = SafetyGates(client, Limits(**{**WIDE, **tight}))
        with pytest.raises(SafetyRefused, match=f"gate {gate}: .*Hint: ") as caught:
            await WorkingOrders(client, gates).place("a", order, stage.chain.slot)
        assert caught.value.gate is gate
        assert "getLatestBlockhash" not in stage.transport.calls

    run(scenario, usdc=1_000)


def test_an_order_away_from_the_market_on_the_safe_side_is_in_the_band() -> None:
    async def scenario(stage: Stage, client: LiveClient) -> None:
        SafetyGates(client).check([limit(BUY, 1, 100), limit(SELL, 1, 200)], stage.chain.slot)

    run(scenario)


def test_a_silent_oracle_stops_everything_in_its_market() -> None:
    async def scenario(stage: Stage, client: LiveClient) -> None:
        gates, slot = SafetyGates(client, Limits(stale=50)), stage.chain.slot
        gates.check([limit(BUY, 1, 150)], slot + 50)
        with pytest.raises(SafetyRefused) as caught:
            gates.check([limit(BUY, 1, 150)], slot + 51)
        assert caught.value.gate is Gate.STALE_ORACLE

    run(scenario)


def test_orders_are_counted_in_a_window_that_moves() -> None:
    async def scenario(stage: Stage, client: LiveClient) -> None:
        gates, slot = SafetyGates(client, Limits(orders=2, window=10, stale=100)), stage.chain.slot
        gates.check([limit(BUY, 1, 150)], slot)
        gates.check([limit(BUY, 1, 150)], slot + 5)
        with pytest.raises(SafetyRefused):
            gates.check([limit(BUY, 1, 150)], slot + 9)
        gates.check([limit(BUY, 1, 150)], slot + 10)
        with pytest.raises(SafetyRefused):
            gates.check([limit(BUY, 1, 150)], slot + 11)

    run(scenario)


def test_orders_are_judged_together() -> None:
    """Two that each would pass, and together would not."""

    async def scenario(stage: Stage, client: LiveClient) -> None:
        gates = SafetyGates(client, Limits(leverage=Decimal(2)))
        gates.check([limit(BUY, 9, 150)], stage.chain.slot)
        with pytest.raises(SafetyRefused):
            gates.check([limit(BUY, 9, 150)] * 2, stage.chain.slot)

    run(scenario, usdc=1_000)


def test_what_only_reduces_passes_the_gates_of_risk() -> None:
    async def scenario(stage: Stage, client: LiveClient) -> None:
        gates = SafetyGates(client, Limits(notional=Decimal(1), leverage=Decimal(0), health=Decimal(1)))
        gates.check([limit(SELL, 10, 150, reduce_only=True)], stage.chain.slot)

    run(scenario, usdc=1_000)


def test_the_latch_holds_until_it_is_released() -> None:
    async def scenario(stage: Stage, client: LiveClient) -> None:
        gates, orders = SafetyGates(client), [limit(SELL, 1, 150, reduce_only=True)]
        gates.hold("a person said so")
        with pytest.raises(SafetyRefused, match="a person said so") as caught:
            gates.check(orders, stage.chain.slot)
        assert caught.value.gate is Gate.HELD
        gates.release()
        gates.check(orders, stage.chain.slot)

    run(scenario)
