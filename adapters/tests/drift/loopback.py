"""An unmodified driftpy DriftClient on the loopback server."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from driftpy.account_subscription_config import AccountSubscriptionConfig
from driftpy.drift_client import DriftClient
from driftpy.types import MakerInfo, MarketType, OrderParams, OrderType, PositionDirection, TxParams, is_variant
from solana.rpc.async_api import AsyncClient
from solana.rpc.commitment import Confirmed

from tradeport.adapters.drift.venue.addresses import token_account
from tradeport.adapters.drift.venue.rpc.node import Node
from tradeport.adapters.drift.venue.rpc.server import LoopbackServer

from .world import U, World, key_pair

LONG, SHORT, LIMIT = PositionDirection.Long(), PositionDirection.Short(), OrderType.Limit()


class Lab:
    """World, node, server, connection; clients by name."""

    def __init__(self) -> None:
        self.world = World(quote_oracle=True)
        self.world.prices["USDC"] = U
        self.node = Node(self.world.chain)
        self.server = LoopbackServer(self.node)

    async def client(self, name: str, usdc: int = 10_000, *, open_account: bool = True) -> DriftClient:
        pair = key_pair(name)
        client = DriftClient(
            self.connection, pair, "mainnet", account_subscription=AccountSubscriptionConfig("cached"),
            tx_params=TxParams(1_000_000, 0), market_lookup_tables=[],
        )  # fmt: skip
        await client.account_subscriber.subscribe()
        if open_account:
            self.world.genesis.wallet(pair.pubkey(), {"USDC": usdc * U})
            await client.initialize_user()
        await client.add_user(0)
        await client.add_user_stats(client.authority)
        if open_account:
            await client.deposit(usdc * U, 0, token_account(pair.pubkey(), self.world.genesis.mint("USDC")))
        await self.refresh(client)
        return client

    async def refresh(self, *clients: DriftClient) -> None:
        for client in clients:
            await client.account_subscriber.fetch()
            for user in client.users.values():
                await user.account_subscriber.fetch()

    @property
    def connection(self) -> AsyncClient:
        return self._connection

    async def __aenter__(self) -> "Lab":
        await self.server.start()
        self._connection = AsyncClient(self.server.url, commitment=Confirmed)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._connection.close()
        await self.server.stop()


def run(scenario: Callable[[Lab], Awaitable[None]]) -> None:
    """One scenario in a loop of its own."""

    async def main() -> None:
        async with Lab() as lab:
            await scenario(lab)

    asyncio.run(main())


def order(direction: Any, size: float, price: float, kind: Any = LIMIT, **fields: Any) -> OrderParams:
    return OrderParams(
        order_type=kind, market_index=0, direction=direction, base_asset_amount=round(size * 10**9),
        market_type=MarketType.Perp(), price=round(price * U), **fields,
    )  # fmt: skip


def open_orders(client: DriftClient) -> list[Any]:
    return [o for o in client.get_user_account().orders if is_variant(o.status, "Open")]


def maker_info(client: DriftClient) -> MakerInfo:
    return MakerInfo(
        client.get_user_account_public_key(), client.get_user_stats_public_key(), client.get_user_account(), None
    )  # fmt: skip


async def code(attempt: Awaitable[Any]) -> str:
    """ok, or the number in what the client raised."""
    import re

    try:
        await attempt
    except Exception as error:
        found = re.search(r"Error Number: (\d+)", str(error)) or re.search(r"Custom\((\d+)\)", str(error))
        return found[1] if found else f"{type(error).__name__}: {error}"
    return "ok"
