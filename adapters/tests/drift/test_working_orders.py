"""The client's own names for its orders, and what it believes about them."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from tradeport.adapters.drift.core.client import LiveClient
from tradeport.adapters.drift.delivery.outcome import Fate, Outcome
from tradeport.adapters.drift.execution.orders import Differences, WorkingOrders
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
            assert orders.working == [belief]
            assert orders.reconcile().foreign == ()

    asyncio.run(main())


def yielding(scenario: Callable[[Stage, LiveClient, asyncio.Event], Awaitable[None]]) -> None:
    """With a client that lets others go on where it waits, and says that it does."""

    async def main() -> None:
        stage, waits = Stage(), asyncio.Event()
        stage.trader("trader")

        async def wait() -> None:
            waits.set()
            await asyncio.sleep(0)
            stage.tick(2)

        async with stage.client("trader", wait) as client:
            await scenario(stage, client, waits)

    asyncio.run(main())


def test_orders_that_are_placed_at_once_have_numbers_of_their_own() -> None:
    async def scenario(stage: Stage, client: LiveClient, _: asyncio.Event) -> None:
        orders = WorkingOrders(client, SafetyGates(client))
        stage.transport.faults.next("getLatestBlockhash", Kind.DROP, times=3)
        placing = (orders.place(f"o{i}", limit(BUY, 1, 140 + i), stage.chain.slot) for i in range(3))
        assert {outcome.fate for outcome in await asyncio.gather(*placing)} == {Fate.LANDED}
        await client.refresh()
        assert len({order.user_order_id for order in client.open_orders}) == 3

    yielding(scenario)


def test_nothing_is_signed_while_what_somebody_did_not_wait_for_may_land() -> None:
    async def scenario(stage: Stage, client: LiveClient, waits: asyncio.Event) -> None:
        orders = WorkingOrders(client, SafetyGates(client))
        stage.transport.faults.next("sendTransaction", Kind.DROP)
        placing = asyncio.ensure_future(orders.place("a", limit(BUY, 1, 140), stage.chain.slot))
        await waits.wait()
        placing.cancel()
        await asyncio.gather(placing, return_exceptions=True)
        await orders.cancel("a")
        assert [outcome.fate for outcome in orders.beliefs["a"].fates] == [Fate.LANDED, Fate.LANDED]
        await client.refresh()
        assert (orders.working, client.open_orders) == ([], [])

    yielding(scenario)


def test_a_cancel_waits_for_what_is_pending() -> None:
    """Were it there first, it would find nothing, and the order would come to be after it."""

    async def scenario(stage: Stage, client: LiveClient) -> None:
        orders = WorkingOrders(client, SafetyGates(client))
        stage.transport.faults.next("sendTransaction", Kind.DROP)
        placed, cancelled = await asyncio.gather(
            orders.place("a", limit(BUY, 1, 140), stage.chain.slot), _soon(orders, "a", orders.cancel)
        )
        await client.refresh()
        assert (placed.fate, cancelled.fate) == (Fate.LANDED, Fate.LANDED)
        assert (orders.working, client.open_orders) == ([], [])

    run(scenario)


async def _soon(orders: WorkingOrders, name: str, act: Callable[[str], Awaitable[Outcome]]) -> Outcome:
    """As soon as that order is on its way."""
    while name not in orders.beliefs:
        await asyncio.sleep(0)
    return await act(name)


def test_an_account_older_than_an_order_says_nothing_of_it() -> None:
    async def scenario(stage: Stage, client: LiveClient) -> None:
        orders = WorkingOrders(client, SafetyGates(client))
        await client.refresh()
        await orders.place("a", limit(BUY, 1, 140), stage.chain.slot)
        assert orders.reconcile() == Differences()
        await client.refresh()
        await orders.cancel("a")
        assert orders.reconcile() == Differences()
        await client.refresh()
        assert (orders.reconcile(), client.open_orders) == (Differences(), [])

    run(scenario)
