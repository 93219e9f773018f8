"""A live client on a stage of its own, without sockets."""

import asyncio
from collections.abc import Awaitable, Callable

from driftpy.types import MarketType, OrderParams, OrderType, PositionDirection

from tradeport.adapters.drift.core.client import LiveClient
from tradeport.adapters.drift.rehearsal.stage import BASE, SOL_SPOT, USDC, Stage
from tradeport.adapters.drift.venue.desk import Trader

BUY, SELL = PositionDirection.Long(), PositionDirection.Short()


def run(
    scenario: Callable[[Stage, LiveClient], Awaitable[None]], *, usdc: int = 50_000, sol: int = 0,
    before: Callable[[Stage, Trader], None] | None = None,
) -> None:  # fmt: skip
    """One scenario of one trader's, in a loop of its own; `before` the client connects the stage may be set."""

    async def main() -> None:
        stage = Stage()
        trader = stage.trader("trader", usdc, sol)
        if before is not None:
            before(stage, trader)
        async with stage.client("trader") as client:
            await scenario(stage, client)

    asyncio.run(main())


def limit(side: object, size: float, price: float, market: int = 0, **fields: object) -> OrderParams:
    return OrderParams(
        OrderType.Limit(), round(size * BASE), market, side, MarketType.Perp(), price=round(price * USDC), **fields
    )


def spot(side: object, size: float, price: float) -> OrderParams:
    return OrderParams(OrderType.Limit(), round(size * BASE), SOL_SPOT, side, MarketType.Spot(), price=round(price * USDC))
