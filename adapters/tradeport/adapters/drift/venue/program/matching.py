"""Whom a taker meets, in which order."""

from collections.abc import Mapping
from typing import NamedTuple

from solders.pubkey import Pubkey

from tradeport.adapters.drift.venue.codec.record import Record
from tradeport.adapters.drift.venue.enums import MarketType, OrderActionExplanation, PositionDirection
from tradeport.adapters.drift.venue.maths.curve import ask_price, bid_price
from tradeport.adapters.drift.venue.maths.limits import (
    breaches_maker_band,
    crosses,
    expired,
    is_limit,
    is_maker_for,
    must_be_triggered,
    required_limit_price,
    triggered,
)
from tradeport.adapters.drift.venue.maths.positions import for_market, live_orders, unfilled
from tradeport.adapters.drift.venue.program.bookkeeping import BANKRUPT, BEING_LIQUIDATED, seen
from tradeport.adapters.drift.venue.program.cancelling import cancel
from tradeport.adapters.drift.venue.program.funding import settle_position
from tradeport.adapters.drift.venue.program.keepers import pay_flat
from tradeport.adapters.drift.venue.work import Work

LONG = PositionDirection.LONG
MOST_METHODS = 6


class Maker(NamedTuple):
    """One resting order. `stats` None: the taker's own authority, whose statistics are the taker's."""

    key: Pubkey
    user: Record
    stats: Record | None
    order: Record
    price: int


class Fill(NamedTuple):
    """The taker's side of a fill."""

    key: Pubkey
    user: Record
    stats: Record
    order: Record
    limit: int | None
    #: The vAMM's price before this fill.
    reserve: int


class Keeper(NamedTuple):
    """Who fills. Without a user: the taker itself, who is paid nothing."""

    key: Pubkey
    user: Record | None = None
    stats: Record | None = None


class Parties(NamedTuple):
    """The users named after the instruction's own accounts, and their authorities' statistics: makers, a referrer."""

    users: Mapping[Pubkey, Record]
    statistics: Mapping[Pubkey, Record]


class Method(NamedTuple):
    """Against a maker, or (None) against the vAMM up to `price`."""

    maker: Maker | None
    price: int | None


def makers_for(
    work: Work, users: Mapping[Pubkey, Record], statistics: Mapping[Pubkey, Record], taker: Record, market: Record,
    oracle: int, filler_key: Pubkey, filler: Record | None,
) -> list[Maker]:  # fmt: skip
    """The resting orders among `users` that may make for the taker, best price first; stale ones are cancelled."""
    found: list[Maker] = []
    if taker.post_only:
        return found
    for key, user in users.items():
        if user.status & (BEING_LIQUIDATED | BANKRUPT):
            continue
        orders = [
            o for o in live_orders(user) if _opposite(o, taker) and is_limit(o) and (not must_be_triggered(o) or triggered(o))
        ]
        if not orders:
            continue
        seen(user, work.slot)
        settle_position(work, key, user, market)
        for order in orders:
            if not is_maker_for(order, taker, work.slot):
                continue
            price = required_limit_price(order, oracle, work.slot, market.amm.order_tick_size)
            reason = _stale(work, user, order, price, oracle, market)
            if reason is not None:
                flat = work.state().perp_fee_structure.flat_filler_fee
                cancel(work, key, user, order, reason, filler_key, pay_flat(work, user, filler, market, flat))
                continue
            found.append(Maker(key, user, statistics.get(user.authority), order, price))
    return sorted(found, key=lambda maker: -maker.price if maker.order.direction == LONG else maker.price)


def _opposite(maker: Record, taker: Record) -> bool:
    same = maker.market_index == taker.market_index and maker.market_type == taker.market_type == MarketType.PERP
    return bool(same and maker.direction != taker.direction)


def _stale(work: Work, user: Record, order: Record, price: int, oracle: int, market: Record) -> OrderActionExplanation | None:
    if breaches_maker_band(price, order.direction, oracle, market.margin_ratio_initial):
        return OrderActionExplanation.ORACLE_PRICE_BREACHED_LIMIT_PRICE
    if expired(order, work.now):
        return OrderActionExplanation.ORDER_EXPIRED
    position = for_market(user, order.market_index)
    base = 0 if position is None else position.base_asset_amount
    if order.reduce_only and unfilled(order, base) == 0:
        return OrderActionExplanation.REDUCE_ONLY_ORDER_INCREASED_POSITION
    return None


def methods(
    order: Record, makers: list[Maker], market: Record, reserve: int, limit: int | None, vamm_open: bool
) -> list[Method]:
    """The vAMM up to each maker that is worse than it, the maker, and so on while the taker's limit allows."""
    amm, buying = market.amm, order.direction == LONG
    if order.post_only:
        return _as_maker(order, market, reserve, limit) if vamm_open else []
    steps: list[Method] = []
    vamm = ask_price(amm, reserve) if buying else bid_price(amm, reserve)
    for maker in makers:
        if limit is not None and not crosses(not buying, maker.price, limit):
            break
        better = maker.price <= vamm if buying else maker.price >= vamm
        if vamm_open and not better:
            steps.append(Method(None, maker.price))
            vamm = maker.price
        steps.append(Method(maker, maker.price))
        if len(steps) > MOST_METHODS:
            break
    if vamm_open and (limit is None or crosses(not buying, vamm, limit)):
        steps.append(Method(None, None))
    return steps


def _as_maker(order: Record, market: Record, reserve: int, limit: int | None) -> list[Method]:
    """A post-only order is met by the vAMM alone, where the curve has moved through it."""
    buying = order.direction == LONG
    vamm = ask_price(market.amm, reserve) if buying else bid_price(market.amm, reserve)
    assert limit is not None
    return [Method(None, None)] if crosses(buying, limit, vamm) else []
