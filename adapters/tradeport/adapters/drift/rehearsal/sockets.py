"""The same session over HTTP and websockets, with driftpy's pushed accounts; sockets are cut, and the server restarts.

What happens is drawn from the seed. When a late request arrives among the others is the operating system's to say: what must
hold is the same, the digest need not be.
"""

import asyncio
from random import Random

import httpx
from solana.rpc.async_api import AsyncClient
from solana.rpc.commitment import Confirmed

from tradeport.adapters.drift.core.client import LiveClient
from tradeport.adapters.drift.keys import Signer
from tradeport.adapters.drift.rehearsal.history import ACTIONS, SETTLED, History, result
from tradeport.adapters.drift.rehearsal.schedule import Network, strike
from tradeport.adapters.drift.rehearsal.session import TRADER, Session, stage_with_liquidity
from tradeport.adapters.drift.rehearsal.stage import key_pair
from tradeport.adapters.drift.venue.rpc.server import LoopbackServer

#: Seconds of the clock on the wall. A blockhash is good for a sixth of one, so fast do slots pass here.
_PATIENCE = 0.25
NETWORK = Network(late=0.01, given_up=0.35, outlived=0.5)


def rehearse_over_sockets(seed: int) -> History:
    """One seed."""
    return asyncio.run(_over_sockets(seed))


async def _over_sockets(seed: int) -> History:
    draw = Random(seed)
    stage, maker = stage_with_liquidity()
    said: list[str] = []

    async def wait() -> None:
        stage.tick(2)
        await asyncio.sleep(0.002)

    async with LoopbackServer(stage.node) as server:
        link = AsyncClient(server.url, commitment=Confirmed)
        client = await LiveClient.connect(link, Signer(key_pair(TRADER)), updates="websocket", wait=wait)
        link._provider.session.timeout = httpx.Timeout(_PATIENCE)
        session = Session(stage, client, maker, draw)
        for _ in range(ACTIONS):
            said += strike(draw, server.faults, NETWORK)
            if draw.random() < 0.2:
                await server.drop_websockets()
                said.append("websockets cut")
            restarting = asyncio.ensure_future(_restart(server)) if draw.random() < 0.1 else None
            said.append(await session.act())
            if restarting is not None:
                await restarting
                said.append("restarted")
            server.faults.clear()
            stage.tick(draw.randint(0, 4))
            await session.refresh()
        await asyncio.sleep(2 * NETWORK.outlived)  # what is late arrives, or is too old by now
        stage.tick(SETTLED)
        await session.refresh()
        history = result(seed, session, said)
        await client.close()
        await link.close()
    return history


async def _restart(server: LoopbackServer) -> None:
    await asyncio.sleep(0.005)
    await server.restart()
