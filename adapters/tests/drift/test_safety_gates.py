"""Each gate refuses by its name, before anything is signed; what it lets through, it counts."""

from decimal import Decimal
from typing import Any

import pytest
from driftpy.types import OrderTriggerCondition, OrderType

from tradeport.adapters.drift.core.client import LiveClient
from tradeport.adapters.drift.execution.orders import WorkingOrders
from tradeport.adapters.drift.execution.safety import Gate, Limits, SafetyGates, SafetyRefused
from tradeport.adapters.drift.rehearsal.stage import USDC, Stage

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


ABOVE, BELOW = OrderTriggerCondition.Above(), OrderTriggerCondition.Below()


@pytest.mark.parametrize(
    ("side", "condition", "trigger", "worst", "passes"),
    [
        (SELL, BELOW, 130, 0, True),
        (BUY, ABOVE, 170, 0, True),
        (SELL, BELOW, 130, 128, True),
        (SELL, BELOW, 130, 120, False),
        (BUY, ABOVE, 170, 180, False),
        (BUY, BELOW, 130, 136, True),
        (SELL, ABOVE, 100, 98, False),  # met already: it would sell at 98 what is worth 150
        (BUY, BELOW, 200, 202, False),
    ],
)
def test_an_order_that_waits_is_held_against_its_trigger(
    side: Any, condition: Any, trigger: int, worst: int, passes: bool
) -> None:
    """A stop is meant to fill away from today's oracle, at 150; away from its own trigger it is not."""
    asleep = limit(side, 1, worst, trigger_price=trigger * USDC, trigger_condition=condition, reduce_only=True)
    asleep.order_type = OrderType.TriggerLimit() if worst else OrderType.TriggerMarket()

    async def scenario(stage: Stage, client: LiveClient) -> None:
        gates = SafetyGates(client)
        if passes:
            gates.check([asleep], stage.chain.slot)
            return
        with pytest.raises(SafetyRefused) as caught:
            gates.check([asleep], stage.chain.slot)
        assert caught.value.gate is Gate.PRICE_BAND

    run(scenario)


def test_an_order_that_waits_is_as_large_as_at_its_trigger() -> None:
    async def scenario(stage: Stage, client: LiveClient) -> None:
        asleep = limit(BUY, 10, 0, trigger_price=200 * USDC, trigger_condition=ABOVE)
        asleep.order_type = OrderType.TriggerMarket()
        SafetyGates(client, Limits(notional=Decimal(2_000))).check([asleep], stage.chain.slot)
        with pytest.raises(SafetyRefused) as caught:
            SafetyGates(client, Limits(notional=Decimal(1_999))).check([asleep], stage.chain.slot)
        assert caught.value.gate is Gate.NOTIONAL

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


def test_of_a_pair_both_legs_are_counted() -> None:
    async def scenario(stage: Stage, client: LiveClient) -> None:
        gates = SafetyGates(client, Limits(orders=2))
        gates.check([limit(BUY, 1, 150), spot(SELL, 1, 150)], stage.chain.slot)
        with pytest.raises(SafetyRefused) as caught:
            gates.check([limit(BUY, 1, 150)], stage.chain.slot)
        assert caught.value.gate is Gate.RATE

    run(scenario, sol=5)


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
