"""Bundles land in one slot with their tip, or never."""

import pytest
from solders.instruction import Instruction

from tradeport.adapters.drift.core.client import LiveClient
from tradeport.adapters.drift.delivery.outcome import Fate
from tradeport.adapters.drift.execution.bundles import MOST, BundleSender, NoBundle
from tradeport.adapters.drift.rehearsal.stage import Stage
from tradeport.adapters.drift.venue.rpc.bundles import TIP_ACCOUNTS
from tradeport.adapters.drift.venue.rpc.errors import METHOD_NOT_FOUND, RpcError
from tradeport.adapters.drift.venue.rpc.faults import Kind

from .live import BUY, limit, run

TIP = 10_000


def _places(client: LiveClient, *sizes: float) -> list[list[Instruction]]:
    return [[client.drift.get_place_perp_order_ix(limit(BUY, size, 140))] for size in sizes]


def _tipped(stage: Stage) -> int:
    from solders.pubkey import Pubkey

    account = stage.chain.accounts.get(Pubkey.from_string(TIP_ACCOUNTS[0]))
    return 0 if account is None else account.lamports


@pytest.mark.parametrize("kind", [None, Kind.DROP, Kind.LOST_ANSWER, Kind.TOO_MANY, Kind.TWICE])
def test_all_of_it_once_and_one_tip(kind: Kind | None) -> None:
    async def scenario(stage: Stage, client: LiveClient) -> None:
        if kind is not None:
            stage.transport.faults.next("sendBundle", kind)
        bundles = BundleSender(client.rpc, client.sender, stage.wait)
        outcome = await bundles.send(_places(client, 1, 2), client.drift.wallet.payer, TIP)
        await client.refresh()
        assert (outcome.fate, len(client.open_orders), _tipped(stage)) == (Fate.LANDED, 2, TIP)
        assert {str(s) for s in stage.node.landed} == set(outcome.signatures)
        assert len({one.receipt.slot for one in stage.node.landed.values()}) == 1

    run(scenario)


def test_a_refusal_after_silence_is_not_believed() -> None:
    """The copy that nobody answered for may have been taken."""

    async def scenario(stage: Stage, client: LiveClient) -> None:
        stage.transport.faults.next("sendBundle", Kind.DROP)
        stage.transport.faults.next("sendBundle", Kind.REFUSE, error=RpcError(METHOD_NOT_FOUND, "another node's word"))
        outcome = await BundleSender(client.rpc, client.sender, stage.wait).send(
            _places(client, 1), client.drift.wallet.payer, TIP
        )
        assert (outcome.fate, stage.transport.calls["sendBundle"]) == (Fate.LANDED, 3)

    run(scenario)


def test_one_bad_transaction_and_nothing_of_it_ever_lands() -> None:
    async def scenario(stage: Stage, client: LiveClient) -> None:
        bundles = BundleSender(client.rpc, client.sender, stage.wait)
        outcome = await bundles.send(_places(client, 1, 100_000), client.drift.wallet.payer, TIP)
        await client.refresh()
        assert (outcome.fate, client.open_orders, _tipped(stage)) == (Fate.EXPIRED, [], 0)
        assert not stage.node.landed

    run(scenario)


@pytest.mark.parametrize(("count", "tip", "complaint"), [(0, TIP, "1 to 5"), (MOST + 1, TIP, "1 to 5"), (1, 0, "for nothing")])
def test_what_is_no_bundle_is_not_signed(count: int, tip: int, complaint: str) -> None:
    async def scenario(stage: Stage, client: LiveClient) -> None:
        with pytest.raises(NoBundle, match=complaint):
            await BundleSender(client.rpc, client.sender, stage.wait).send(
                _places(client, *[1] * count), client.drift.wallet.payer, tip
            )
        assert "sendBundle" not in stage.transport.calls

    run(scenario)


def test_one_that_the_engine_will_not_have_is_refused_with_its_reason() -> None:
    async def scenario(stage: Stage, client: LiveClient) -> None:
        accounts = [[one] * 60 for one in (c[0] for c in _places(client, 1))]
        outcome = await BundleSender(client.rpc, client.sender, stage.wait).send(accounts, client.drift.wallet.payer, TIP)
        assert outcome.fate is Fate.REFUSED
        assert "too large" in outcome.reason

    run(scenario)


def test_an_engine_that_takes_no_tips_is_none() -> None:
    """The node at that address knows no such method: asking again would never end."""

    async def scenario(stage: Stage, client: LiveClient) -> None:
        stage.transport.faults.next("getTipAccounts", Kind.REFUSE, error=RpcError(METHOD_NOT_FOUND, "Method not found"))
        with pytest.raises(NoBundle, match="Method not found"):
            await BundleSender(client.rpc, client.sender, stage.wait).send(_places(client, 1), client.drift.wallet.payer, TIP)
        assert "sendBundle" not in stage.transport.calls

    run(scenario)
