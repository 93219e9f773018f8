"""The client's own names for its orders, and what it believes about them."""

import asyncio

import pytest

from tradeport.adapters.drift.core.client import LiveClient
from tradeport.adapters.drift.delivery.outcome import Fate
from tradeport.adapters.drift.execution.orders import WorkingOrders
from tradeport.adapters.drift.execution.safety import SafetyGates
from tradeport.adapters.drift.rehearsal.stage import Stage
from tradeport.adapters.drift.venue.rpc.faults import Kind

from .live import BUY, limit, run


def test_placed_and_cancelled_by_name() -> None:
    async def scenario(stage: Stage, client: LiveClient) -> None:
        orders = WorkingOrders(client, SafetyGates(client))
        await orders.place("a", limit(BUY, 1, 140), stage.chain.slot)
        await orders.place("b", limit(BUY, 1, 141), stage.chain.slot)
        await client.refresh()
        assert orders.reconcile().gone == orders.reconcile().foreign == ()
        await orders.cancel("a")
        await client.refresh()
        assert [belief.name for belief in orders.working] == ["b"]
        assert [o.price for o in client.open_orders] == [141_000_000]
        with pytest.raises(ValueError, match="before"):
            await orders.place("a", limit(BUY, 1, 140), stage.chain.slot)

    run(scenario)


def test_a_blockhash_that_was_stale_is_signed_anew_and_both_are_on_record() -> None:
    async def scenario(stage: Stage, client: LiveClient) -> None:
        stage.transport.faults.next("getLatestBlockhash", Kind.STALE_BLOCKHASH)
        orders = WorkingOrders(client, SafetyGates(client))
        outcome = await orders.place("a", limit(BUY, 1, 140), stage.chain.slot)
        fates = orders.beliefs["a"].fates
        assert [(o.fate, o.error) for o in fates] == [(Fate.REFUSED, "BlockhashNotFound"), (Fate.LANDED, None)]
        assert outcome is fates[-1]

    run(scenario)


def test_what_the_program_refuses_is_not_tried_again() -> None:
    async def scenario(stage: Stage, client: LiveClient) -> None:
        orders = WorkingOrders(client, SafetyGates(client))
        outcome = await orders.place("a", limit(BUY, 0.00001, 140), stage.chain.slot)
        assert (outcome.fate, outcome.code, len(orders.beliefs["a"].fates)) == (Fate.REFUSED, 6059, 1)
        assert orders.working == []

    run(scenario)


def test_reconciling_finds_what_is_gone_and_what_is_foreign() -> None:
    async def scenario(stage: Stage, client: LiveClient) -> None:
        orders = WorkingOrders(client, SafetyGates(client))
        await orders.place("a", limit(BUY, 1, 140), stage.chain.slot)
        await client.drift.cancel_orders()
        await client.drift.place_perp_order(limit(BUY, 1, 139, user_order_id=77))
        await client.refresh()
        found = orders.reconcile()
        assert (found.gone, found.foreign, orders.working) == (("a",), (77,), [])

    run(scenario)


def test_whoever_is_interrupted_can_still_find_out() -> None:
    async def main() -> None:
        stage, asked = Stage(), asyncio.Event()
        stage.trader("trader")

        async def wait() -> None:
            asked.set()
            await asyncio.sleep(0)
            stage.tick(2)

        async with stage.client("trader", wait) as client:
            orders = WorkingOrders(client, SafetyGates(client))
            stage.transport.faults.next("sendTransaction", Kind.LOST_ANSWER)
            stage.transport.faults.next("getSignatureStatuses", Kind.DROP, times=5)
            placing = asyncio.ensure_future(orders.place("a", limit(BUY, 1, 140), stage.chain.slot))
            await asked.wait()
            placing.cancel()
            await asyncio.gather(placing, return_exceptions=True)
            belief = orders.beliefs["a"]
            assert belief.pending is not None
            assert (await orders.settle(belief)).fate is Fate.LANDED
            await client.refresh()
            assert len(client.open_orders) == 1

    asyncio.run(main())
