"""Two orders, both filled whole or neither: spot bought and perpetual sold in one transaction.

place_and_take succeeds when nothing was filled, and driftpy sends no success condition (the recorded program has none).
What the program does refuse is a second open order with the same user id. So both legs, not immediate, carry one id: if the
first is not gone when the second is placed, 6071; a third order with that id asks the same of the second, and is cancelled
again. A transaction that fails leaves nothing, and the program decides at the moment of the fill, not a simulation before it.
"""

from collections.abc import Sequence
from dataclasses import replace

import attrs
from driftpy.types import (
    MakerInfo,
    MarketType,
    OrderParams,
    OrderType,
    PositionDirection,
    PostOnlyParams,
    is_variant,
)
from solders.compute_budget import set_compute_unit_limit
from solders.instruction import Instruction

from tradeport.adapters.drift.core.client import COMPUTE_UNITS, LiveClient
from tradeport.adapters.drift.core.markets import perp_market
from tradeport.adapters.drift.delivery.outcome import Outcome, Signed
from tradeport.adapters.drift.execution.safety import SafetyGates

_IN_USE = 6071
_LAST_ID = 255


@attrs.frozen(eq=False)
class Leg:
    """A limit order, neither reduce-only nor with a `max_ts`, and the makers that it is to meet. Without makers there is only
    the vAMM, which joins no order so young."""

    order: OrderParams
    makers: tuple[MakerInfo, ...]


@attrs.frozen
class Entry:
    """`unfilled`: which leg (0, 1) could not be filled whole, where that is why nothing happened."""

    outcome: Outcome
    unfilled: int | None


class SyncExecutor:
    """One pair at a time. The perpetual may be either leg; one of them must be."""

    def __init__(self, client: LiveClient, gates: SafetyGates) -> None:
        self._client, self._gates = client, gates

    async def enter(self, first: Leg, second: Leg, slot: int) -> Entry:
        """Raises, before anything is signed, SafetyRefused, and ValueError for what is no pair. The legs' prices are the worst
        that is accepted."""
        _check_whole(first.order, second.order)
        self._gates.check([first.order, second.order], slot)
        outcome = await self._client.sender.deliver(await self.sign(first, second))
        at = outcome.failed_at
        unfilled = {2: 0, 3: 1}.get(at) if at is not None and outcome.code == _IN_USE else None
        return Entry(outcome, unfilled)

    async def sign(self, first: Leg, second: Leg) -> Signed:
        """The transaction that `enter` sends."""
        _check_whole(first.order, second.order)
        limit = set_compute_unit_limit(COMPUTE_UNITS)
        instructions = [limit, *self.instructions(first, second)]
        return await self._client.sender.sign(instructions, self._client.drift.wallet.payer)

    def instructions(self, first: Leg, second: Leg) -> Sequence[Instruction]:
        """First leg, second leg, the question whether the second is gone, and its removal."""
        drift, shared = self._client.drift, self._free_id()
        self._name_markets(first, second)
        perp = first.order if is_variant(first.order.market_type, "Perp") else second.order
        if not is_variant(perp.market_type, "Perp"):
            raise ValueError("neither leg is a perpetual. Hint: two spot orders cannot be made one here")
        return [
            self._take(first, shared),
            self._take(second, shared),
            drift.get_place_perp_order_ix(self._question(perp, shared)),
            drift.get_cancel_order_by_user_id_ix(shared),
        ]

    def _take(self, leg: Leg, shared: int) -> Instruction:
        # an offset of nothing keeps the program from turning a limit that crosses the vAMM into an auction
        order = replace(leg.order, user_order_id=shared, bit_flags=0, post_only=PostOnlyParams.NONE())
        drift, makers = self._client.drift, list(leg.makers)
        taken: Instruction
        if is_variant(order.market_type, "Perp"):
            taken = drift.get_place_and_take_perp_order_ix(replace(order, oracle_price_offset=0), maker_info=makers)
        else:
            taken = drift.get_place_and_take_spot_order_ix(order, maker_info=makers)
        return taken

    def _question(self, perp: OrderParams, shared: int) -> OrderParams:
        """The smallest order, against the leg so that margin cannot refuse it, too far away to be met."""
        amm = perp_market(self._client.drift, perp.market_index).amm
        oracle = self._client.oracle(perp.market_index).price
        buys = is_variant(perp.direction, "Short")
        return OrderParams(
            OrderType.Limit(), amm.min_order_size, perp.market_index,
            PositionDirection.Long() if buys else PositionDirection.Short(), MarketType.Perp(), user_order_id=shared,
            price=oracle // 2 if buys else oracle * 2, post_only=PostOnlyParams.MustPostOnly(),
        )  # fmt: skip

    def _name_markets(self, *legs: Leg) -> None:
        """Each instruction must list the accounts of the markets that the one before it has brought into the account."""
        drift = self._client.drift
        ahead = self._client.account_slot + 1
        for leg in legs:
            perp = is_variant(leg.order.market_type, "Perp")
            seen = drift.last_perp_market_seen_cache if perp else drift.last_spot_market_seen_cache
            seen[leg.order.market_index] = ahead

    def _free_id(self) -> int:
        taken = {order.user_order_id for order in self._client.open_orders}
        return next(number for number in range(_LAST_ID, 0, -1) if number not in taken)


def _check_whole(*orders: OrderParams) -> None:
    """Raises ValueError for what the program drops or cuts without failing: the question would find it gone all the same."""
    for order in orders:
        if order.max_ts is not None:
            raise ValueError(
                "a leg has a max_ts: after it the program passes over that leg, and does the other. "
                "Hint: leave it out; a pair that has not landed when its blockhash has run out never does"
            )
        if order.reduce_only:
            raise ValueError(
                "a leg is reduce_only: the program cuts it to what is held then, and does the other whole. "
                "Hint: leave it out; the gates judge what the pair comes to"
            )
