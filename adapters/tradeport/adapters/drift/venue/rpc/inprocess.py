"""The node without sockets: an httpx transport, for a stock client whose requests never leave the process.

Time is the chain's. A request that is to be done later than its client waits is done when the chain has got there: the client
has given up by then, and what it asked for still happens.
"""

import json
from typing import Any

import httpx
from solana.rpc.async_api import AsyncClient
from solana.rpc.commitment import Confirmed

from tradeport.adapters.drift.venue.chain import SLOT_SECONDS
from tradeport.adapters.drift.venue.rpc.answers import Answers, Broken, Limited, framed
from tradeport.adapters.drift.venue.rpc.errors import RpcError
from tradeport.adapters.drift.venue.rpc.node import Node


class InProcess(httpx.AsyncBaseTransport):
    """`patience`: how many seconds of the chain a client waits for its answer. While `down`, nobody listens."""

    def __init__(self, node: Node, patience: float = 10.0) -> None:
        self.node, self.down = node, False
        self._answers = Answers(node, self._pass)
        self.faults, self.calls, self.methods = self._answers.faults, self._answers.calls, self._answers.methods
        self._patience = patience
        self._late: list[tuple[int, Any]] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self._overdue()
        if self.down:
            raise httpx.ConnectError("nobody listens", request=request)
        body = json.loads(request.content)
        try:
            answer = await self._answers.answer(body)
        except Broken as broken:
            raise httpx.RemoteProtocolError("the connection was cut", request=request) from broken
        except Limited:
            return httpx.Response(429, json=framed(None, error=RpcError(429, "Too many requests")), request=request)
        except _TooLate as late:
            self._late.append((late.slot, body))
            raise httpx.ReadTimeout("no answer in time", request=request) from late
        return httpx.Response(200, json=answer, request=request)

    def _overdue(self) -> None:
        """Do what has been on its way for long enough. Nobody waits for these answers."""
        due = [body for slot, body in self._late if slot <= self.node.chain.slot]
        self._late = [item for item in self._late if item[0] > self.node.chain.slot]
        for body in due:
            if not self.down:
                self._answers.perform(body)

    async def _pass(self, seconds: float) -> None:
        slots = round(seconds / SLOT_SECONDS)
        if seconds > self._patience:
            self.node.advance(round(self._patience / SLOT_SECONDS))
            raise _TooLate(self.node.chain.slot + slots - round(self._patience / SLOT_SECONDS))
        self.node.advance(slots)


class _TooLate(Exception):
    def __init__(self, slot: int) -> None:
        super().__init__(slot)
        self.slot = slot


def connection(transport: InProcess) -> AsyncClient:
    """solana-py's own client, its requests handed over in the process."""
    client = AsyncClient("http://inprocess", commitment=Confirmed)
    client._provider.session = httpx.AsyncClient(transport=transport)
    return client
