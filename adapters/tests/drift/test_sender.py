"""What becomes of a transaction is found out, whatever the network does, and the transaction stays the same one."""

from typing import Any

import attrs
import pytest
from driftpy.types import OrderParams
from solders.transaction import VersionedTransaction

from tradeport.adapters.drift.core.client import LiveClient
from tradeport.adapters.drift.delivery.outcome import Fate, NotLanded, Outcome, Signed
from tradeport.adapters.drift.delivery.sender import Sender
from tradeport.adapters.drift.rehearsal.stage import Stage
from tradeport.adapters.drift.venue.rpc.errors import RpcError
from tradeport.adapters.drift.venue.rpc.faults import Kind

from .live import BUY, limit, run

LATE, GIVEN_UP, OUTLIVED = 1.0, 14.0, 75.0


async def _sign(client: LiveClient, order: OrderParams) -> Signed:
    return await client.sender.sign([client.drift.get_place_perp_order_ix(order)], client.drift.wallet.payer)


async def _after(stage: Stage, client: LiveClient, *faults: tuple[str, Kind, float]) -> tuple[Outcome, int]:
    """Place one order under these faults: its outcome, and how many of it there are."""
    signed = await _sign(client, limit(BUY, 1, 140))
    for method, kind, seconds in faults:
        stage.transport.faults.next(method, kind, seconds=seconds)
    outcome = await client.sender.deliver(signed)
    assert outcome.signature == signed.signature
    await client.refresh()
    return outcome, len(client.open_orders)


@pytest.mark.parametrize(
    ("kind", "seconds", "sends"),
    [
        (Kind.DROP, 0, 2),  # never arrived: sent again
        (Kind.LOST_ANSWER, 0, 1),  # had arrived: found without sending again
        (Kind.DELAY, LATE, 1),
        (Kind.DELAY, GIVEN_UP, 2),  # still on its way when it was sent again: one of the two lands
        (Kind.TOO_MANY, 0, 2),
        (Kind.TWICE, 0, 1),  # the second copy is told that it is there already
        (Kind.REFUSE, 0, 2),  # a node that is behind has not said no to the transaction
    ],
)
def test_it_lands_once(kind: Kind, seconds: float, sends: int) -> None:
    async def scenario(stage: Stage, client: LiveClient) -> None:
        outcome, placed = await _after(stage, client, ("sendTransaction", kind, seconds))
        assert (outcome.fate, outcome.sends, placed) == (Fate.LANDED, sends, 1)
        assert list(map(str, stage.node.landed)) == [outcome.signature]

    run(scenario)


class Node:
    """Answers for a chain of which one block is processed first, and certain later or never."""

    def __init__(self, *statuses: str | None) -> None:
        self.statuses, self.slot = list(statuses), 100

    async def ask(self, method: str, *_: Any) -> Any:
        self.slot += 1
        if method == "getEpochInfo":
            return {"blockHeight": self.slot, "absoluteSlot": self.slot}
        if method != "getSignatureStatuses":
            return "sent"
        status = self.statuses.pop(0) if len(self.statuses) > 1 else self.statuses[0]
        found = None if status is None else {"confirmationStatus": status, "err": None, "slot": 7}
        return {"context": {"slot": self.slot}, "value": [found]}


@pytest.mark.parametrize(
    ("statuses", "fate", "questions"),
    [
        (("processed", "confirmed"), Fate.LANDED, 2),
        (("processed", "processed", "finalized"), Fate.LANDED, 3),
        (("processed", None), Fate.EXPIRED, None),  # its fork was left
    ],
)
def test_a_block_that_may_still_be_dropped_is_no_answer(statuses: Any, fate: Fate, questions: int | None) -> None:
    async def scenario(stage: Stage, client: LiveClient) -> None:
        signed = attrs.evolve(await _sign(client, limit(BUY, 1, 140)), valid_until=150)
        outcome = await Sender(Node(*statuses), stage.wait).deliver(signed)  # type: ignore[arg-type]
        assert outcome.fate is fate
        assert questions in (None, outcome.questions)

    run(scenario)


def test_what_arrives_when_its_blockhash_has_run_out_is_known_to_have_expired() -> None:
    async def scenario(stage: Stage, client: LiveClient) -> None:
        late = [("sendTransaction", Kind.DELAY, OUTLIVED)] * 60
        outcome, placed = await _after(stage, client, *late)
        assert (outcome.fate, placed, len(stage.node.landed)) == (Fate.EXPIRED, 0, 0)
        stage.transport.faults.clear()
        stage.tick(400)
        await client.refresh()
        assert (client.open_orders, len(stage.node.landed)) == ([], 0)

    run(scenario)


def test_silence_is_asked_about_until_it_is_certain_and_never_signed_anew() -> None:
    async def scenario(stage: Stage, client: LiveClient) -> None:
        seen: list[bytes] = []
        submit = stage.node.preflight

        def watch(transaction: VersionedTransaction) -> None:
            seen.append(bytes(transaction))
            submit(transaction)

        stage.node.preflight = watch  # type: ignore[method-assign]
        faults = [("sendTransaction", Kind.LOST_ANSWER, 0.0), *[("getSignatureStatuses", Kind.DROP, 0.0)] * 7]
        outcome, placed = await _after(stage, client, *faults)
        assert (outcome.fate, outcome.sends, outcome.questions, placed) == (Fate.LANDED, 3, 8, 1)
        assert len(set(seen)) == 1

    run(scenario)


def test_a_node_that_is_behind_is_not_believed_that_nothing_landed() -> None:
    """The height comes from one node of a pool, the status from another that has not seen the block."""

    async def scenario(stage: Stage, client: LiveClient) -> None:
        signed = await _sign(client, limit(BUY, 1, 140))
        stage.node.submit(signed.transaction)
        stage.tick(400)
        stage.transport.faults.next("getSignatureStatuses", Kind.BEHIND, times=2)
        told = [await client.sender.inquire(signed) for _ in range(3)]
        assert [one and one.fate for one in told] == [None, None, Fate.LANDED]

    run(scenario)


def test_a_refusal_in_preflight_is_final_at_once_if_nothing_is_under_way() -> None:
    async def scenario(stage: Stage, client: LiveClient) -> None:
        outcome = await client.sender.deliver(await _sign(client, limit(BUY, 100_000, 140)))
        assert (outcome.fate, outcome.code, outcome.failed_at) == (Fate.REFUSED, 6003, 0)
        assert (outcome.sends, outcome.questions, len(stage.node.landed)) == (1, 0, 0)

    run(scenario)


def test_a_refusal_after_silence_is_not_believed_until_the_blockhash_has_run_out() -> None:
    """Another node may have sent the first copy on."""

    async def scenario(stage: Stage, client: LiveClient) -> None:
        signed = await _sign(client, limit(BUY, 100_000, 140))
        stage.transport.faults.next("sendTransaction", Kind.DROP)
        outcome = await client.sender.deliver(signed)
        assert outcome.fate is Fate.EXPIRED
        assert stage.chain.slot > signed.valid_until

    run(scenario)


def test_one_that_fails_in_a_block_is_told_apart_from_one_that_never_got_there() -> None:
    async def scenario(stage: Stage, client: LiveClient) -> None:
        signed = await _sign(client, limit(BUY, 1, 140, user_order_id=9))
        stage.node.submit(await _transaction(client, limit(BUY, 1, 141, user_order_id=9)))
        stage.node.submit(signed.transaction)  # a leader takes what no preflight has seen
        outcome = await client.sender.deliver(signed)
        assert (outcome.fate, outcome.code) == (Fate.FAILED, 6071)

    async def _transaction(client: LiveClient, order: OrderParams) -> VersionedTransaction:
        return (await _sign(client, order)).transaction

    run(scenario)


def test_the_same_act_twice_is_two_transactions() -> None:
    """Equal instructions under one blockhash would be one signature, and one order."""

    async def scenario(stage: Stage, client: LiveClient) -> None:
        first, second = [await _sign(client, limit(BUY, 1, 140)) for _ in range(2)]
        assert first.signature != second.signature
        assert {(await client.sender.deliver(one)).fate for one in (first, second)} == {Fate.LANDED}
        await client.refresh()
        assert len(client.open_orders) == 2

    run(scenario)


def test_driftpys_own_caller_is_told_what_did_not_land() -> None:
    async def scenario(stage: Stage, client: LiveClient) -> None:
        with pytest.raises(NotLanded, match="6003") as caught:
            await client.drift.place_perp_order(limit(BUY, 100_000, 140))
        assert caught.value.outcome.fate is Fate.REFUSED
        stage.transport.faults.next("getLatestBlockhash", Kind.REFUSE, error=RpcError(-32005, "behind"), times=3)
        await client.drift.place_perp_order(limit(BUY, 1, 140))
        await client.refresh()
        assert len(client.open_orders) == 1

    run(scenario)
