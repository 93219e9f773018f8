"""A request's answer, faults included. What carries it, sockets or nothing at all, is not known here."""

from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any

from tradeport.adapters.drift.venue.chain import blockhash_at
from tradeport.adapters.drift.venue.rpc.errors import INTERNAL, INVALID_PARAMS, METHOD_NOT_FOUND, RpcError
from tradeport.adapters.drift.venue.rpc.faults import Fault, Faults, Kind
from tradeport.adapters.drift.venue.rpc.methods import Methods
from tradeport.adapters.drift.venue.rpc.node import Node

_LONG_AGO = 1_000


class Broken(Exception):
    """The connection is to be cut without an answer."""


class Limited(Exception):
    """The client has asked too often."""


class Answers:
    """`wait` lets time pass for an answer that is late, in seconds."""

    def __init__(self, node: Node, wait: Callable[[float], Awaitable[object]]) -> None:
        self.node, self.faults, self.methods = node, Faults(), Methods(node)
        self.calls: Counter[str] = Counter()
        self._wait = wait

    async def answer(self, body: Any) -> Any:
        """To one request, or to a batch. Raises Broken or Limited where a fault says so."""
        if isinstance(body, list):
            return [await self._one(item) for item in body]
        return await self._one(body)

    def perform(self, body: Any) -> None:
        """Do what is asked; nobody hears of it, and no fault strikes."""
        for item in body if isinstance(body, list) else [body]:
            self._call(None, item.get("method", ""), item.get("params") or [])

    async def _one(self, body: dict[str, Any]) -> dict[str, Any]:
        method, params = body.get("method", ""), body.get("params") or []
        self.calls[method] += 1
        fault = self.faults.take(method)
        if fault is not None:
            return await self._faulty(fault, body.get("id"), method, params)
        return self._call(body.get("id"), method, params)

    async def _faulty(self, fault: Fault, number: Any, method: str, params: list[Any]) -> dict[str, Any]:
        if fault.kind is Kind.REFUSE:
            return framed(number, error=fault.error or RpcError(INTERNAL, "injected fault"))
        if fault.kind is Kind.TOO_MANY:
            raise Limited
        if fault.kind is Kind.DROP:
            raise Broken
        if fault.kind is Kind.DELAY:
            await self._wait(fault.seconds)
        answer = self._call(number, method, params)
        if fault.kind is Kind.LOST_ANSWER:
            raise Broken
        if fault.kind is Kind.TWICE:
            return self._call(number, method, params)
        if fault.kind is Kind.STALE_BLOCKHASH and "result" in answer:
            answer["result"]["value"]["blockhash"] = str(blockhash_at(max(0, self.node.chain.slot - _LONG_AGO)))
        if fault.kind is Kind.BEHIND and "result" in answer:
            found = answer["result"]
            landed = [status["slot"] for status in found["value"] if status is not None]
            found["context"]["slot"] = min([found["context"]["slot"], *landed]) - 1
            found["value"] = [None] * len(found["value"])
        return answer

    def _call(self, number: Any, method: str, params: list[Any]) -> dict[str, Any]:
        do = self.methods.find(method)
        if do is None:
            return framed(number, error=RpcError(METHOD_NOT_FOUND, f"Method not found: {method}"))
        try:
            return framed(number, do(*params))
        except RpcError as refused:
            return framed(number, error=refused)
        except (TypeError, KeyError, ValueError) as error:
            return framed(number, error=RpcError(INVALID_PARAMS, f"Invalid params: {error}"))


def framed(number: Any, result: Any = None, *, error: RpcError | None = None) -> dict[str, Any]:
    """As JSON-RPC 2.0 answers."""
    body = {"jsonrpc": "2.0", "id": number}
    return {**body, "result": result} if error is None else {**body, "error": error.body()}
