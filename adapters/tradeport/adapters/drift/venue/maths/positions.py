"""A perp position's value, and what orders could make of it."""

from tradeport.adapters.drift.venue.codec.record import Record
from tradeport.adapters.drift.venue.enums import OrderStatus, PositionDirection
from tradeport.adapters.drift.venue.maths import units
from tradeport.adapters.drift.venue.maths.integers import quotient

LONG = PositionDirection.LONG


def is_available(position: Record) -> bool:
    """Whether the slot may be given to another market."""
    return not (position.base_asset_amount or position.open_orders or position.quote_asset_amount or position.lp_shares)


def for_market(user: Record, index: int) -> Record | None:
    """The user's live position in a market."""
    return next((p for p in user.perp_positions if p.market_index == index and not is_available(p)), None)


def funding_due(position: Record, amm: Record) -> int:
    """Funding a position has not been charged yet; negative: it owes."""
    if position.base_asset_amount == 0:
        return 0
    long = position.base_asset_amount > 0
    rate = amm.cumulative_funding_rate_long if long else amm.cumulative_funding_rate_short
    delta = rate - position.last_cumulative_funding_rate
    return quotient(funding_payment(delta, position.base_asset_amount), units.BASE_TO_QUOTE)


def funding_payment(delta: int, base: int) -> int:
    """What `base` receives (1e9) when a cumulative rate moves by `delta`: longs pay a rise."""
    size = abs(delta) * abs(base) // units.PRICE // units.FUNDING_BUFFER
    return size * (-1 if base > 0 else 1) * (1 if delta > 0 else -1)


def base_value(base: int, price: int) -> int:
    """Absolute value of a size, in 1e6."""
    return abs(base) * price // units.PRICE_BASE_TO_QUOTE


def unrealized_pnl(position: Record, price: int) -> int:
    """Position valued at a price, plus its quote."""
    value = base_value(position.base_asset_amount, price)
    return int(position.quote_asset_amount + (value if position.base_asset_amount >= 0 else -value))


def worst_case_base(position: Record) -> int:
    """The size that is largest if all bids, or all asks, should fill."""
    bids = position.base_asset_amount + position.open_bids
    asks = position.base_asset_amount + position.open_asks
    return int(bids if abs(bids) > abs(asks) else asks)


def unfilled(order: Record, existing: int | None = None) -> int:
    """What an order still wants; a reduce-only order no more than would close `existing`."""
    rest = order.base_asset_amount - order.base_asset_amount_filled
    if existing is None or not order.reduce_only:
        return int(rest)
    if (order.direction == LONG and existing >= 0) or (order.direction != LONG and existing <= 0):
        return 0
    return int(min(rest, abs(existing)))


def live_orders(user: Record) -> list[Record]:
    """The orders that are open, by slot."""
    return [order for order in user.orders if order.status == OrderStatus.OPEN]
