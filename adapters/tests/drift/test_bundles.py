"""Jito bundles: all in one slot, or none."""

import base64
from typing import Any

from solders.pubkey import Pubkey
from solders.system_program import TransferParams, transfer

from tradeport.adapters.drift.venue.rpc.bundles import TIP_ACCOUNTS

from .loopback import LONG, Lab, open_orders, order, run
from .test_rpc_refusals import call, signed

TIP = Pubkey.from_string(TIP_ACCOUNTS[0])


async def _bundle(lab: Lab, *transactions: Any) -> Any:
    raws = [base64.b64encode(bytes(t)).decode() for t in transactions]
    sent = await call(lab, "sendBundle", raws, {"encoding": "base64"})
    if "error" in sent:
        return sent["error"]
    return (await call(lab, "getBundleStatuses", [sent["result"]]))["result"]["value"][0]


def test_a_good_one_lands_and_one_whose_second_half_fails_leaves_nothing() -> None:
    async def scenario(lab: Lab) -> None:
        client = await lab.client("trader")
        tip = transfer(TransferParams(from_pubkey=client.authority, to_pubkey=TIP, lamports=10_000))
        place = [client.get_place_perp_order_ix(order(LONG, size, 140)) for size in (1, 100_000, 2)]
        chain = lab.world.chain
        failed = await _bundle(
            lab, signed(client, place[0], blockhash=chain.blockhash), signed(client, place[1], tip, blockhash=chain.blockhash)
        )
        await lab.refresh(client)
        assert failed is None
        assert open_orders(client) == []
        assert list(lab.server.methods.bundles.reasons.values()) == [{"InstructionError": [1, {"Custom": 6003}]}]
        landed = await _bundle(
            lab, signed(client, place[0], blockhash=chain.blockhash), signed(client, place[2], tip, blockhash=chain.blockhash)
        )
        await lab.refresh(client)
        assert landed["confirmation_status"] == "confirmed"
        assert len(open_orders(client)) == 2
        account = chain.accounts.get(TIP)
        assert account is not None
        assert account.lamports == 10_000

    run(scenario)


def test_without_a_tip_or_of_six_it_is_no_bundle() -> None:
    async def scenario(lab: Lab) -> None:
        client = await lab.client("trader")
        place = client.get_place_perp_order_ix(order(LONG, 1, 140))
        transaction = signed(client, place, blockhash=lab.world.chain.blockhash)
        assert "tip account" in (await _bundle(lab, transaction))["message"]
        assert "1..5" in (await _bundle(lab, *[transaction] * 6))["message"]

    run(scenario)
