"""Injected faults: what the client sees, and that no order is doubled or half placed."""

import asyncio

import httpx
import pytest

from tradeport.adapters.drift.venue.rpc.errors import RpcError
from tradeport.adapters.drift.venue.rpc.faults import Kind

from .loopback import LONG, Lab, open_orders, order, run
from .test_rpc_refusals import call, send, signed


def test_a_dropped_request_did_nothing_a_lost_answer_did() -> None:
    """After a lost answer the same signed transaction may be sent again: it is known, and not done twice."""

    async def scenario(lab: Lab) -> None:
        client = await lab.client("trader")
        for kind, placed in ((Kind.DROP, 0), (Kind.LOST_ANSWER, 1)):
            place = client.get_place_perp_order_ix(order(LONG, 1, 140))
            transaction = signed(client, place, blockhash=lab.world.chain.blockhash)
            lab.server.faults.next("sendTransaction", kind)
            with pytest.raises(httpx.TransportError):
                await send(lab, transaction)
            await lab.refresh(client)
            assert len(open_orders(client)) == placed
            again = await send(lab, transaction)
            assert ("result" in again) == (placed == 0)
            await lab.refresh(client)
            assert len(open_orders(client)) == 1
            await client.cancel_orders()

    run(scenario)


def test_a_doubled_request_is_done_once() -> None:
    async def scenario(lab: Lab) -> None:
        client = await lab.client("trader")
        place = client.get_place_perp_order_ix(order(LONG, 1, 140))
        lab.server.faults.next("sendTransaction", Kind.TWICE)
        answer = await send(lab, signed(client, place, blockhash=lab.world.chain.blockhash))
        assert answer["error"]["data"]["err"] == "AlreadyProcessed"
        await lab.refresh(client)
        assert len(open_orders(client)) == 1

    run(scenario)


def test_a_stale_blockhash_is_refused_by_the_venue() -> None:
    async def scenario(lab: Lab) -> None:
        client = await lab.client("trader")
        lab.server.faults.next("getLatestBlockhash", Kind.STALE_BLOCKHASH)
        with pytest.raises(Exception, match="Blockhash not found"):
            await client.place_perp_order(order(LONG, 1, 140))
        await client.place_perp_order(order(LONG, 1, 140))
        await lab.refresh(client)
        assert len(open_orders(client)) == 1

    run(scenario)


def test_too_many_requests_refusals_and_delays() -> None:
    async def scenario(lab: Lab) -> None:
        faults = lab.server.faults
        faults.next("getSlot", Kind.TOO_MANY)
        async with httpx.AsyncClient() as http:
            body = {"jsonrpc": "2.0", "id": 1, "method": "getSlot", "params": []}
            limited = await http.post(lab.server.url, json=body)
        assert (limited.status_code, limited.headers["Retry-After"]) == (429, "0")
        faults.next("getSlot", Kind.REFUSE, error=RpcError(-32005, "Node is behind"))
        assert (await call(lab, "getSlot"))["error"] == {"code": -32005, "message": "Node is behind"}
        faults.next("getSlot", Kind.DELAY, seconds=0.01)
        assert (await call(lab, "getSlot"))["result"] == lab.world.chain.slot
        faults.next("getSlot", Kind.REFUSE, times=2)
        faults.clear()
        assert "result" in await call(lab, "getSlot")

    run(scenario)


def test_a_restart_keeps_the_chain_and_the_address() -> None:
    async def scenario(lab: Lab) -> None:
        client = await lab.client("trader")
        await client.place_perp_order(order(LONG, 1, 140))
        url = lab.server.url
        await lab.server.restart()
        assert lab.server.url == url
        await asyncio.sleep(0)
        slot = (await call(lab, "getSlot"))["result"]
        assert slot == lab.world.chain.slot
        account = (await call(lab, "getAccountInfo", str(client.get_user_account_public_key())))["result"]["value"]
        assert account is not None

    run(scenario)
