"""HTTP on one port, websocket on the next (where driftpy looks for it), both on 127.0.0.1 alone."""

import asyncio
import gzip
import json
import socket
from typing import Any

from aiohttp import WSMsgType, web

from tradeport.adapters.drift.venue.rpc.answers import Answers, Broken, Limited, framed
from tradeport.adapters.drift.venue.rpc.errors import METHOD_NOT_FOUND, RpcError
from tradeport.adapters.drift.venue.rpc.node import Node
from tradeport.adapters.drift.venue.rpc.subscriptions import KINDS, Subscriptions

HOST = "127.0.0.1"
#: To find two neighbouring ports that are free.
ATTEMPTS = 50
_GZIP = b"\x1f\x8b"


class LoopbackServer:
    """Serves a node. `async with LoopbackServer(node) as server: AsyncClient(server.url)`."""

    def __init__(self, node: Node) -> None:
        self.node, self._answers = node, Answers(node, asyncio.sleep)
        self.faults, self.methods, self.calls = self._answers.faults, self._answers.methods, self._answers.calls
        self._port = 0
        self._sockets: set[web.WebSocketResponse] = set()
        self._runner: web.AppRunner | None = None
        self._subscriptions: Subscriptions | None = None

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self._port}"

    async def __aenter__(self) -> "LoopbackServer":
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def start(self) -> None:
        """Listen; on the same ports again after a stop."""
        pair = _neighbours(self._port)
        self._port = pair[0].getsockname()[1]
        app = web.Application(client_max_size=64 * 2**20)
        app.router.add_post("/", self._post)
        app.router.add_get("/", self._websocket)
        # driftpy posts plain JSON with "content-encoding: gzip": nothing may decompress it
        self._runner = web.AppRunner(app, access_log=None, auto_decompress=False, shutdown_timeout=1)
        await self._runner.setup()
        self._subscriptions = Subscriptions(self.node, self.faults)
        for one in pair:
            await web.SockSite(self._runner, one).start()

    async def stop(self) -> None:
        """Close every connection. The chain stays as it is."""
        await self.drop_websockets()
        if self._subscriptions is not None:
            self._subscriptions.detach()
        if self._runner is not None:
            await self._runner.cleanup()
        self._runner = self._subscriptions = None

    async def restart(self) -> None:
        """As when a node is restarted: subscriptions are gone, state and address are not."""
        await self.stop()
        await self.start()

    async def drop_websockets(self) -> None:
        """Cut every websocket."""
        for connection in list(self._sockets):
            await connection.close()

    async def _post(self, request: web.Request) -> web.Response:
        try:
            raw = await request.read()
        except ConnectionResetError:  # its client has given up
            return web.Response(status=499)
        try:
            body = json.loads(gzip.decompress(raw) if raw[:2] == _GZIP else raw)
        except ValueError:
            return web.json_response(framed(None, error=RpcError(-32700, "Parse error")))
        try:
            answer = await self._answers.answer(body)
        except Broken:
            assert request.transport is not None
            request.transport.abort()
            return web.Response(status=500)
        except Limited:
            error = framed(None, error=RpcError(429, "Too many requests"))
            return web.json_response(error, status=429, headers={"Retry-After": "0"})
        return web.json_response(answer)

    async def _websocket(self, request: web.Request) -> web.WebSocketResponse:
        connection = web.WebSocketResponse(max_msg_size=0)
        await connection.prepare(request)
        subscriptions = self._subscriptions
        assert subscriptions is not None
        self._sockets.add(connection)
        try:
            async for message in connection:
                if message.type != WSMsgType.TEXT:
                    break
                body = json.loads(message.data)
                for item in body if isinstance(body, list) else [body]:
                    await connection.send_json(self._subscribe(connection, subscriptions, item))
        except ConnectionResetError:
            pass  # cut while it was being answered
        finally:
            self._sockets.discard(connection)
            subscriptions.forget(connection)
        return connection

    def _subscribe(self, connection: web.WebSocketResponse, live: Subscriptions, body: dict[str, Any]) -> dict[str, Any]:
        method, params, number = body["method"], body.get("params") or [], body.get("id")
        self.calls["ws:" + method] += 1
        if method.endswith("Unsubscribe"):
            return framed(number, live.remove(params[0]))
        kind = method.removesuffix("Subscribe")
        if kind == method or kind not in KINDS:
            return framed(number, error=RpcError(METHOD_NOT_FOUND, f"Method not found: {method}"))
        return framed(number, live.add(connection, kind, params))


def _neighbours(port: int) -> list[socket.socket]:
    """Sockets that listen on that port and the next; 0: on any two that are free."""
    for _ in range(1 if port else ATTEMPTS):
        pair = [socket.socket(), socket.socket()]
        try:
            for one in pair:
                one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            pair[0].bind((HOST, port))
            pair[1].bind((HOST, pair[0].getsockname()[1] + 1))
            for one in pair:
                one.listen()  # until then another process may be given it, too
        except (OSError, OverflowError):  # taken, or there is none after the last
            for one in pair:
                one.close()
        else:
            return pair
    raise OSError("no two neighbouring ports are free on the loopback. Hint: stop what listens there")
