"""Counters on users and their statistics, and the record of what happened to an order."""

from typing import TypedDict

from solders.pubkey import Pubkey

from tradeport.adapters.drift.venue.codec import coder
from tradeport.adapters.drift.venue.codec.record import Record
from tradeport.adapters.drift.venue.enums import MarketType, OrderAction, OrderActionExplanation, OrderType
from tradeport.adapters.drift.venue.maths import units
from tradeport.adapters.drift.venue.maths.positions import unfilled
from tradeport.adapters.drift.venue.maths.stats import rolling_sum
from tradeport.adapters.drift.venue.work import Work

BEING_LIQUIDATED, BANKRUPT, REDUCE_ONLY = 1, 2, 4


def empty_order() -> Record:
    """What a slot holds that no order is in."""
    return coder.struct("Order", order_type=OrderType.LIMIT, market_type=MarketType.PERP)


def seen(user: Record, slot: int) -> None:
    """The user was active."""
    if not user.status & (BEING_LIQUIDATED | BANKRUPT):
        user.last_active_slot = slot
    user.idle = False


def count_order(user: Record, order: Record, change: int) -> None:
    """One open order more, or less."""
    user.open_orders = max(0, user.open_orders + change)
    user.has_open_order = user.open_orders > 0
    if order.auction_duration:
        user.open_auctions = max(0, user.open_auctions + change)
        user.has_open_auction = user.open_auctions > 0


def add_taker_volume(stats: Record, quote: int, now: int) -> None:
    """Thirty days of volume as a taker."""
    elapsed = max(1, now - stats.last_taker_volume30d_ts)
    stats.taker_volume30d = rolling_sum(stats.taker_volume30d, quote, elapsed, units.THIRTY_DAYS)
    stats.last_taker_volume30d_ts = now


def add_maker_volume(stats: Record, quote: int, now: int) -> None:
    """Thirty days of volume as a maker."""
    elapsed = max(1, now - stats.last_maker_volume30d_ts)
    stats.maker_volume30d = rolling_sum(stats.maker_volume30d, quote, elapsed, units.THIRTY_DAYS)
    stats.last_maker_volume30d_ts = now


def add_filler_volume(stats: Record, quote: int, now: int) -> None:
    """Thirty days of fills as a keeper."""
    elapsed = max(1, now - stats.last_filler_volume30d_ts)
    stats.filler_volume30d = rolling_sum(stats.filler_volume30d, quote, elapsed, units.THIRTY_DAYS)
    stats.last_filler_volume30d_ts = now


def add_fill(order: Record, base: int, quote: int) -> None:
    """An order got this much."""
    order.base_asset_amount_filled += base
    order.quote_asset_amount_filled += quote


def clear_if_filled(user: Record, order: Record, position: Record) -> None:
    """Free the slot of an order that has got everything. Only after it was logged."""
    if unfilled(order) == 0:
        count_order(user, order, -1)
        clear(order)
        position.open_orders -= 1


def clear(order: Record) -> None:
    """Empty a slot in place, so that references to it see it."""
    order.__dict__.update(empty_order().__dict__)


def log_order_action(
    work: Work,
    action: OrderAction,
    explanation: OrderActionExplanation,
    oracle: int,
    *,
    taker: tuple[Pubkey, Record] | None = None,
    maker: tuple[Pubkey, Record] | None = None,
    referrer_reward: int = 0,
    **fields: object,
) -> None:
    """Emit an OrderActionRecord; parties are key and order, as it stands now."""
    sides: dict[str, object] = {}
    for name, party in (("taker", taker), ("maker", maker)):
        if party is not None:
            key, order = party
            sides |= {
                name: key,
                f"{name}_order_id": order.order_id,
                f"{name}_order_direction": order.direction,
                f"{name}_order_base_asset_amount": order.base_asset_amount,
                f"{name}_order_cumulative_base_asset_amount_filled": order.base_asset_amount_filled,
                f"{name}_order_cumulative_quote_asset_amount_filled": order.quote_asset_amount_filled,
            }
    known = taker or maker
    assert known is not None
    work.emit(
        "OrderActionRecord", ts=work.now, action=action, action_explanation=explanation,
        market_index=known[1].market_index, market_type=known[1].market_type, oracle_price=oracle,
        referrer_reward=referrer_reward or None, **sides, **fields,
    )  # fmt: skip


class Party(TypedDict, total=False):
    """One side of an order action: key and order."""

    taker: tuple[Pubkey, Record]
    maker: tuple[Pubkey, Record]


def party(key: Pubkey, order: Record) -> Party:
    """A lone order's owner: maker if it is post-only, else taker."""
    return {"maker": (key, order)} if order.post_only else {"taker": (key, order)}
