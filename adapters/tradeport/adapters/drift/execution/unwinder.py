"""Gets out: every order cancelled, every perpetual closed and every borrowed token bought back, all reduce-only.

The closing orders are pegged to the oracle, so that they follow a price that keeps falling, and take from named makers at once;
what is left rests for keepers. Safety gates do not apply: these orders can only make the account smaller.
"""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from decimal import Decimal
from typing import Any

from driftpy.constants.numeric_constants import QUOTE_SPOT_MARKET_INDEX
from driftpy.types import MakerInfo, MarketType, OrderParams, OrderType, PositionDirection
from solders.compute_budget import set_compute_unit_limit
from solders.instruction import Instruction

from tradeport.adapters.drift.core.client import COMPUTE_UNITS, LiveClient
from tradeport.adapters.drift.core.markets import spot_market
from tradeport.adapters.drift.delivery.outcome import Outcome

type Makers = Callable[[int, bool], Sequence[MakerInfo]]

#: User ids of closing orders: one for each slot of the account's perp and spot positions.
_PERP_IDS, _SPOT_IDS = 224, 232
_OURS = range(_PERP_IDS, _SPOT_IDS + 8)
#: The program keeps the distance of a pegged order in 32 bits of millionths: 2147 in quote.
_FARTHEST = 2**31 - 1


class Unwinder:
    """`makers` of a market (index, whether a perp), where some are known; else keepers must find them. `slippage`: how far from
    the oracle a closing order may fill, as a fraction, and 2147 in quote at most."""

    def __init__(self, client: LiveClient, makers: Makers | None = None, slippage: Decimal = Decimal("0.05")) -> None:
        self._client, self._makers, self._slippage = client, makers, slippage

    @property
    def flat(self) -> bool:
        """No order, no perpetual, no token borrowed, as last refreshed. Deposits are no risk of this kind."""
        user = self._client.user
        held = any(position.base_asset_amount for position in user.get_active_perp_positions())
        return not (held or self._borrowed() or self._client.open_orders)

    async def step(self) -> list[tuple[str, Outcome]]:
        """What can be done now, each a transaction of its own so that one market cannot hold up another. Call again."""
        done = []
        orders = self._client.open_orders
        closing = {order.user_order_id for order in orders if order.reduce_only and order.user_order_id in _OURS}
        if len(closing) < len(orders):
            done.append(("cancel", await self._send(self._client.drift.get_cancel_orders_ix())))
            closing = set()
        work: list[Coroutine[Any, Any, tuple[str, Outcome]]] = []
        for slot, position in enumerate(self._client.account.perp_positions):
            if position.base_asset_amount and _PERP_IDS + slot not in closing:
                work.append(self._close(position.market_index, position.base_asset_amount, _PERP_IDS + slot))
        for slot, (market, tokens) in self._borrowed().items():
            if _SPOT_IDS + slot not in closing:
                work.append(self._buy_back(market, tokens, _SPOT_IDS + slot))
        return [*done, *await asyncio.gather(*work)]

    def _borrowed(self) -> dict[int, tuple[int, int]]:
        """Market and tokens owed, by slot; not what no order is small enough for. Closing brings what quote is owed."""
        user, found = self._client.user, {}
        for slot, position in enumerate(self._client.account.spot_positions):
            if position.scaled_balance and position.market_index != QUOTE_SPOT_MARKET_INDEX:
                tokens = user.get_token_amount(position.market_index)
                if -tokens >= spot_market(self._client.drift, position.market_index).order_step_size:
                    found[slot] = (position.market_index, -tokens)
        return found

    async def _close(self, market: int, base: int, number: int) -> tuple[str, Outcome]:
        drift, makers = self._client.drift, self._of(market, perp=True)
        order = self._order(market, base < 0, abs(base), number, perp=True)
        take = drift.get_place_and_take_perp_order_ix
        # taking from nobody is refused (6252)
        instruction = take(order, maker_info=makers) if makers else drift.get_place_perp_order_ix(order)
        return f"close perp {market}", await self._send(instruction)

    async def _buy_back(self, market: int, tokens: int, number: int) -> tuple[str, Outcome]:
        drift, makers = self._client.drift, self._of(market, perp=False)
        order = self._order(market, True, tokens, number, perp=False)
        take = drift.get_place_and_take_spot_order_ix
        instruction = take(order, maker_info=makers) if makers else drift.get_place_spot_order_ix(order)
        return f"buy back spot {market}", await self._send(instruction)

    def _of(self, market: int, *, perp: bool) -> list[MakerInfo]:
        return list(self._makers(market, perp)) if self._makers is not None else []

    def _order(self, market: int, buys: bool, base: int, number: int, *, perp: bool) -> OrderParams:
        away = min(_FARTHEST, int(self._client.oracle(market, perp=perp).price * self._slippage))
        return OrderParams(
            OrderType.Limit(), base, market, PositionDirection.Long() if buys else PositionDirection.Short(),
            MarketType.Perp() if perp else MarketType.Spot(), user_order_id=number, reduce_only=True,
            oracle_price_offset=away if buys else -away,
        )  # fmt: skip

    async def _send(self, instruction: Instruction) -> Outcome:
        sender, payer = self._client.sender, self._client.drift.wallet.payer
        return await sender.deliver(await sender.sign([set_compute_unit_limit(COMPUTE_UNITS), instruction], payer))
