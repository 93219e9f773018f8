"""The websocket's subscriptions: accounts, programs, slots, signatures, logs."""

import asyncio
from collections.abc import Iterator
from typing import Any, NamedTuple

from aiohttp import web
from solders.pubkey import Pubkey

from tradeport.adapters.drift.venue.rpc.faults import Faults, Kind
from tradeport.adapters.drift.venue.rpc.node import Node
from tradeport.adapters.drift.venue.rpc.views import account_view, passes

KINDS = frozenset({"account", "program", "slot", "signature", "logs"})


class Subscription(NamedTuple):
    """What one client wants to hear, on which connection."""

    socket: web.WebSocketResponse
    kind: str
    params: list[Any]

    @property
    def config(self) -> dict[str, Any]:
        return self.params[1] if len(self.params) > 1 and self.params[1] else {}


class Subscriptions:
    """Turns what the node tells into notifications."""

    def __init__(self, node: Node, faults: Faults) -> None:
        self._node, self._faults = node, faults
        self._live: dict[int, Subscription] = {}
        self._next = 1
        self._sending: set[asyncio.Task[None]] = set()
        node.listeners.append(self._heard)

    def add(self, socket: web.WebSocketResponse, kind: str, params: list[Any]) -> int:
        number, self._next = self._next, self._next + 1
        self._live[number] = Subscription(socket, kind, params)
        return number

    def remove(self, number: int) -> bool:
        return self._live.pop(number, None) is not None

    def forget(self, socket: web.WebSocketResponse) -> None:
        """Its connection is gone."""
        self._live = {number: s for number, s in self._live.items() if s.socket is not socket}

    def detach(self) -> None:
        self._node.listeners.remove(self._heard)
        self._live.clear()

    def _heard(self, kind: str, payload: Any) -> None:
        for number, subscription in list(self._live.items()):
            for result in self._results(subscription, kind, payload):
                self._notify(number, subscription, result)
                if subscription.kind == "signature":
                    self.remove(number)

    def _results(self, subscription: Subscription, kind: str, payload: Any) -> Iterator[Any]:
        wanted, accounts = subscription.kind, self._node.chain.accounts
        if kind == "accounts" and wanted == "account":
            key = Pubkey.from_string(subscription.params[0])
            if key in payload:
                yield self._with_context(account_view(accounts.get(key), subscription.config))
        elif kind == "accounts" and wanted == "program":
            owner, config = Pubkey.from_string(subscription.params[0]), subscription.config
            for key in payload:
                account = accounts.get(key)
                if account is not None and account.owner == owner and passes(account, config.get("filters")):
                    yield self._with_context({"pubkey": str(key), "account": account_view(account, config)})
        elif kind == "slot" and wanted == "slot":
            yield {"parent": payload - 1, "root": max(0, payload - 32), "slot": payload}
        elif kind == "transaction":
            signature, landed = payload
            if wanted == "signature" and subscription.params[0] == str(signature):
                yield self._with_context({"err": landed.receipt.err})
            elif wanted == "logs" and self._mentions(subscription.params[0], landed.keys):
                receipt = landed.receipt
                yield self._with_context({"signature": str(signature), "err": receipt.err, "logs": receipt.logs})

    def _mentions(self, wanted: Any, keys: Any) -> bool:
        if not isinstance(wanted, dict):
            return wanted in ("all", "allWithVotes")
        return any(Pubkey.from_string(key) in keys for key in wanted.get("mentions", []))

    def _with_context(self, value: Any) -> dict[str, Any]:
        return {"context": {"slot": self._node.chain.slot}, "value": value}

    def _notify(self, number: int, subscription: Subscription, result: Any) -> None:
        fault = self._faults.take("notification")
        if fault is not None and fault.kind is Kind.DROP:
            return
        body = {
            "jsonrpc": "2.0",
            "method": subscription.kind + "Notification",
            "params": {"result": result, "subscription": number},
        }
        times = 2 if fault is not None and fault.kind is Kind.TWICE else 1
        wait = fault.seconds if fault is not None and fault.kind is Kind.DELAY else 0.0
        task = asyncio.get_running_loop().create_task(_send(subscription.socket, body, times, wait))
        self._sending.add(task)
        task.add_done_callback(self._sending.discard)


async def _send(socket: web.WebSocketResponse, body: dict[str, Any], times: int, wait: float) -> None:
    if wait:
        await asyncio.sleep(wait)
    for _ in range(times):
        if not socket.closed:
            try:
                await socket.send_json(body)
            except ConnectionError:
                return
