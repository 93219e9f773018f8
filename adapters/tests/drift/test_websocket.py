"""Subscriptions: accounts, slots, signatures and logs are pushed; a cut connection ends them."""

import asyncio
import json
from typing import Any

import pytest
from aiohttp import ClientSession, ClientWebSocketResponse, WSMsgType
from driftpy.account_subscription_config import AccountSubscriptionConfig
from driftpy.drift_client import DriftClient
from driftpy.types import TxParams

from tradeport.adapters.drift.venue.rpc.faults import Kind

from .loopback import LONG, Lab, open_orders, order, run
from .world import key_pair

#: s; what has not come by then will not.
PATIENCE = 60.0


def _address(lab: Lab) -> str:
    _, host, port = lab.server.url.split(":")
    return f"ws:{host}:{int(port) + 1}"


async def _subscribe(socket: ClientWebSocketResponse, method: str, *params: Any) -> Any:
    await socket.send_json({"jsonrpc": "2.0", "id": 1, "method": method, "params": list(params)})
    return (await socket.receive_json(timeout=PATIENCE)).get("result")


def test_accounts_slots_signatures_and_logs_are_pushed() -> None:
    async def scenario(lab: Lab) -> None:
        client = await lab.client("trader")
        async with ClientSession() as session, session.ws_connect(_address(lab)) as socket:
            numbers = {
                await _subscribe(socket, "accountSubscribe", str(client.get_user_account_public_key()), {"encoding": "base64"}),
                await _subscribe(socket, "slotSubscribe"),
                await _subscribe(socket, "logsSubscribe", {"mentions": [str(client.authority)]}),
            }
            assert len(numbers) == 3
            await client.place_perp_order(order(LONG, 1, 140))
            seen = [json.loads((await socket.receive(timeout=PATIENCE)).data) for _ in range(3)]
            assert {message["method"] for message in seen} == {"accountNotification", "slotNotification", "logsNotification"}
            logs = next(m for m in seen if m["method"] == "logsNotification")["params"]["result"]["value"]["logs"]
            assert any("Instruction: PlacePerpOrder" in line for line in logs)
            assert await _subscribe(socket, "slotUnsubscribe", 2) is True
            assert await _subscribe(socket, "voteSubscribe") is None

    run(scenario)


@pytest.mark.parametrize(("kind", "times"), [(Kind.DROP, 0), (Kind.TWICE, 2), (Kind.DELAY, 1)])
def test_notifications_may_be_dropped_doubled_or_late(kind: Kind, times: int) -> None:
    async def scenario(lab: Lab) -> None:
        async with ClientSession() as session, session.ws_connect(_address(lab)) as socket:
            await _subscribe(socket, "slotSubscribe")
            lab.server.faults.next("notification", kind, seconds=0.01)
            lab.node.advance(1)
            first = lab.world.chain.slot
            for _ in range(times):
                message = await socket.receive_json(timeout=PATIENCE)
                assert message["params"]["result"]["slot"] == first
            lab.node.advance(1)
            assert (await socket.receive_json(timeout=PATIENCE))["params"]["result"]["slot"] == first + 1

    run(scenario)


def test_a_cut_websocket_is_closed_for_the_client() -> None:
    async def scenario(lab: Lab) -> None:
        async with ClientSession() as session, session.ws_connect(_address(lab)) as socket:
            await _subscribe(socket, "slotSubscribe")
            await lab.server.drop_websockets()
            assert (await socket.receive(timeout=PATIENCE)).type in (WSMsgType.CLOSE, WSMsgType.CLOSED, WSMsgType.CLOSING)

    run(scenario)


def test_a_stock_client_on_websockets_sees_its_order_arrive() -> None:
    async def scenario(lab: Lab) -> None:
        await lab.client("trader")
        client = DriftClient(
            lab.connection, key_pair("trader"), "mainnet", account_subscription=AccountSubscriptionConfig("websocket"),
            tx_params=TxParams(1_000_000, 0), market_lookup_tables=[],
        )  # fmt: skip
        await client.subscribe()
        await client.place_perp_order(order(LONG, 1, 140))
        async with asyncio.timeout(PATIENCE):
            while not open_orders(client):
                await asyncio.sleep(0.02)
        assert [o.price for o in open_orders(client)] == [140_000_000]
        assert client.get_oracle_price_data_for_perp_market(0).price == 150_000_000
        await client.unsubscribe()

    run(scenario)
