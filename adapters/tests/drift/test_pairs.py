"""Spot bought and perpetual sold are one act: both filled whole, or nothing done."""

import pytest
from driftpy.types import MakerInfo

from tradeport.adapters.drift.core.client import LiveClient
from tradeport.adapters.drift.core.positions import PositionManager
from tradeport.adapters.drift.delivery.outcome import Fate
from tradeport.adapters.drift.execution.safety import Gate, Limits, SafetyGates, SafetyRefused
from tradeport.adapters.drift.execution.sync_executor import Leg, SyncExecutor
from tradeport.adapters.drift.rehearsal.stage import LONG, SHORT, SOL_SPOT, Stage, key_pair
from tradeport.adapters.drift.venue.desk import Trader
from tradeport.adapters.drift.venue.rpc.faults import Kind

from .live import BUY, SELL, limit, run, spot

THERE = 20
#: A bit of an order: what does not fill at once is cancelled.
IMMEDIATE = 1


def _legs(makers: tuple[MakerInfo, ...], spot_size: float, perp_size: float) -> tuple[Leg, Leg]:
    return Leg(spot(BUY, spot_size, 150.05), makers), Leg(limit(SELL, perp_size, 149.9), makers)


def _liquidity(stage: Stage, trader: Trader) -> None:
    """Twenty of each on the other side."""
    maker = stage.trader("maker", 100_000, 500)
    stage.quote(maker, 0, LONG, THERE, 149.99)
    stage.quote(maker, SOL_SPOT, SHORT, THERE, 150.01, spot=True)


def _maker(stage: Stage, client: LiveClient) -> tuple[MakerInfo, ...]:
    return (stage.maker_info(client, Trader(stage.chain, key_pair("maker").pubkey())),)


def _held(client: LiveClient) -> tuple[float, float]:
    manager = PositionManager(client)
    tokens = sum(float(s.tokens) for s in manager.spots() if s.market == SOL_SPOT)
    return tokens, sum(float(p.size) for p in manager.perps())


def test_both_legs_in_one_transaction_of_one_size_of_packet() -> None:
    async def scenario(stage: Stage, client: LiveClient) -> None:
        executor = SyncExecutor(client, SafetyGates(client))
        first, second = _legs(_maker(stage, client), 10, 10)
        assert len(bytes((await executor.sign(first, second)).transaction)) <= 800
        entry = await executor.enter(first, second, stage.chain.slot)
        await client.refresh()
        assert (entry.outcome.fate, entry.unfilled) == (Fate.LANDED, None)
        assert (_held(client), client.open_orders) == ((10, -10), [])
        assert len(stage.node.landed) == 1

    run(scenario, before=_liquidity)


@pytest.mark.parametrize(("spot_size", "perp_size", "unfilled"), [(THERE + 1, 10, 0), (10, THERE + 1, 1), (30, 30, 0)])
def test_where_one_leg_cannot_be_filled_whole_neither_is(spot_size: float, perp_size: float, unfilled: int) -> None:
    async def scenario(stage: Stage, client: LiveClient) -> None:
        executor = SyncExecutor(client, SafetyGates(client))
        entry = await executor.enter(*_legs(_maker(stage, client), spot_size, perp_size), stage.chain.slot)
        await client.refresh()
        assert (entry.outcome.fate, entry.outcome.code, entry.unfilled) == (Fate.REFUSED, 6071, unfilled)
        assert (_held(client), client.open_orders) == ((0, 0), [])

    run(scenario, before=_liquidity)


@pytest.mark.parametrize(("name", "value"), [("max_ts", 2**40), ("reduce_only", True)])
@pytest.mark.parametrize("place", [0, 1])
def test_a_leg_that_the_program_may_drop_or_cut_is_not_signed(name: str, value: object, place: int) -> None:
    """It would land without a word: the one after its time is passed over, the other is cut to what is held."""

    async def scenario(stage: Stage, client: LiveClient) -> None:
        legs = _legs(_maker(stage, client), 10, 10)
        setattr(legs[place].order, name, value)
        asked = dict(stage.transport.calls)
        with pytest.raises(ValueError, match=name):
            await SyncExecutor(client, SafetyGates(client)).enter(*legs, stage.chain.slot)
        assert dict(stage.transport.calls) == asked

    run(scenario, before=_liquidity)


def test_an_immediate_leg_is_whole_or_nothing_too() -> None:
    """By itself it would fill in part, and be gone: so it is sent as one that rests."""

    async def scenario(stage: Stage, client: LiveClient) -> None:
        first, second = _legs(_maker(stage, client), 10, THERE + 1)
        second.order.bit_flags = IMMEDIATE
        entry = await SyncExecutor(client, SafetyGates(client)).enter(first, second, stage.chain.slot)
        await client.refresh()
        assert (entry.outcome.fate, entry.unfilled, _held(client)) == (Fate.REFUSED, 1, (0, 0))

    run(scenario, before=_liquidity)


@pytest.mark.parametrize(("market", "is_spot"), [(0, False), (SOL_SPOT, True)])
def test_it_is_the_program_that_refuses_not_a_simulation_before(market: int, is_spot: bool) -> None:
    """A maker who leaves between preflight and block: the transaction lands, fails there, and leaves nothing."""

    async def scenario(stage: Stage, client: LiveClient) -> None:
        executor = SyncExecutor(client, SafetyGates(client))
        signed = await executor.sign(*_legs(_maker(stage, client), 10, 10))
        stage.node.preflight(signed.transaction)
        Trader(stage.chain, key_pair("maker").pubkey()).cancel_all(0 if is_spot else 1, market)
        landed = stage.node.submit(signed.transaction)
        assert landed.receipt.err["InstructionError"][1] == {"Custom": 6071}
        await client.refresh()
        assert (_held(client), client.open_orders) == ((0, 0), [])

    run(scenario, before=_liquidity)


def test_the_perpetual_may_come_first_and_a_resting_order_keeps_its_id() -> None:
    async def scenario(stage: Stage, client: LiveClient) -> None:
        await client.drift.place_perp_order(limit(BUY, 1, 120, user_order_id=255))
        await client.refresh()
        first, second = _legs(_maker(stage, client), 5, 5)
        entry = await SyncExecutor(client, SafetyGates(client)).enter(second, first, stage.chain.slot)
        await client.refresh()
        assert (entry.outcome.fate, _held(client)) == (Fate.LANDED, (5, -5))
        assert [o.user_order_id for o in client.open_orders] == [255]

    run(scenario, before=_liquidity)


def test_the_way_out_is_a_pair_too() -> None:
    async def scenario(stage: Stage, client: LiveClient) -> None:
        executor, maker = SyncExecutor(client, SafetyGates(client)), Trader(stage.chain, key_pair("maker").pubkey())
        await executor.enter(*_legs(_maker(stage, client), 5, 5), stage.chain.slot)
        maker.cancel_all()
        stage.quote(maker, 0, SHORT, 5, 150.01)
        stage.quote(maker, SOL_SPOT, LONG, 5, 149.99, spot=True)
        await client.refresh()
        makers = _maker(stage, client)
        out = Leg(spot(SELL, 5, 149.95), makers), Leg(limit(BUY, 5, 150.05), makers)
        entry = await executor.enter(*out, stage.chain.slot)
        await client.refresh()
        assert (entry.outcome.fate, _held(client), client.open_orders) == (Fate.LANDED, (0, 0), [])

    run(scenario, before=_liquidity)


@pytest.mark.parametrize("kind", [Kind.LOST_ANSWER, Kind.DROP, Kind.TWICE])
def test_a_pair_of_uncertain_fate_is_still_one_pair(kind: Kind) -> None:
    async def scenario(stage: Stage, client: LiveClient) -> None:
        stage.transport.faults.next("sendTransaction", kind)
        legs = _legs(_maker(stage, client), 5, 5)
        entry = await SyncExecutor(client, SafetyGates(client)).enter(*legs, stage.chain.slot)
        await client.refresh()
        assert (entry.outcome.fate, _held(client)) == (Fate.LANDED, (5, -5))

    run(scenario, before=_liquidity)


def test_the_gates_see_both_legs_before_anything_is_signed() -> None:
    async def scenario(stage: Stage, client: LiveClient) -> None:
        gates = SafetyGates(client, Limits(orders=1))
        asked = dict(stage.transport.calls)
        with pytest.raises(SafetyRefused) as caught:
            await SyncExecutor(client, gates).enter(*_legs(_maker(stage, client), 5, 5), stage.chain.slot)
        assert caught.value.gate is Gate.RATE
        assert dict(stage.transport.calls) == asked

    run(scenario, before=_liquidity)


def test_two_spot_orders_are_no_pair() -> None:
    async def scenario(stage: Stage, client: LiveClient) -> None:
        leg = _legs(_maker(stage, client), 5, 5)[0]
        with pytest.raises(ValueError, match="neither leg"):
            SyncExecutor(client, SafetyGates(client)).instructions(leg, leg)

    run(scenario, before=_liquidity)
